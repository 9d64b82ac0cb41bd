"""The log of the bot: as text and JSON, whose lines belong together, and no token in either."""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Newsroom
from standin import StandIn

from bot.discord.operating.logs import Format, configure

MOSCOW = "When does Xi visit Moscow?"
SECRET = "MTIz.abc.a-token"


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def logged(form: Format, message: str, *args: object, error: Exception | None = None) -> str:
    """What the log says of one record."""
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        configure("info", SECRET, form)
        logging.getLogger("bot.test").error(message, *args, exc_info=error)
        return sys.stderr.getvalue()
    finally:
        sys.stderr = stderr


@pytest.mark.parametrize("form", ["text", "json"])
@given(before=st.text(), after=st.text())
def test_the_token_is_left_out_wherever_it_stands(form: Format, before: str, after: str) -> None:
    text = before + SECRET + after
    assert SECRET not in logged(form, "%s", text)
    assert SECRET not in logged(form, "failed", error=ValueError(text))


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_token_of_an_interaction_is_left_out(form: Format) -> None:
    for address in ("/webhooks/12/aW50ZXJhY3Rpb24/messages/@original", "/interactions/12/aW50/cb"):
        said = logged(form, "%s responded with 429", "https://discord.com/api/v10" + address)
        assert "aW50" not in said
        assert "/12/[token]" in said


@pytest.mark.parametrize("form", ["text", "json"])
async def test_a_bot_with_its_token_in_a_file(
    discord: StandIn, tmp_path: Path, form: Format
) -> None:
    room = Newsroom(tmp_path, {"log": {"format": form, "level": "debug"}})
    named = tmp_path / "token"
    named.write_text(discord.token + "\n")
    discord.faults.throttle("POST", "/messages$", 0.1)
    discord.faults.throttle("POST", "/callback$", 0.1)
    env = {"DISCORD_TOKEN": "", "DISCORD_TOKEN_FILE": str(named)}
    async with room.bot(discord, **env) as bot:
        await bot.ready()
        assert "May 10" in (await discord.mention(MOSCOW)).plain
        await discord.slash("ask", question=MOSCOW)
        await bot.stop()
    assert discord.token not in bot.output
    assert not [each for each in discord.interactions if each.token in bot.output]
    told = next(line for line in bot.output.splitlines() if "responded with 429" in line)
    if form == "json":
        lines = [json.loads(line) for line in bot.output.splitlines()]
        assert {"time", "level", "logger", "message"} <= set(lines[0])
        assert json.loads(told)["surface"] == "message"
        assert re.fullmatch(r"[0-9a-f]{8}", json.loads(told)["id"])
    else:
        assert re.search(r" discord\.http: \[[0-9a-f]{8}\] We are being rate limited", told)
