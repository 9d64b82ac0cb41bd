"""The log of the bot: as text and JSON, whose lines belong together, and no secret in either."""

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

from bot.app.settings import Settings
from bot.discord.operating.logs import Format, configure, secrets_of

MOSCOW = "When does Xi visit Moscow?"
SECRET = "MTIz.abc.a-token"
SETTINGS = Settings.model_validate(
    {
        "state": {"url": "postgresql://dateline:hush%2Fhush@db.example/dateline"},
        "index": {"engine": "opensearch", "hosts": ["https://node"], "password": "s3arch"},
    }
)


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
        configure("info", [SECRET, *secrets_of(SETTINGS)], form)
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
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://ana:pw@an.example/r?key=k: new", "https://[secret]@an.example/r?[secret]: new"),
        ("(https://news.example/a?key=k3y#part), gone", "(https://news.example/a?[secret]), gone"),
        ("https://news.example/rss, twice", "https://news.example/rss, twice"),
        ("password hush/hush or hush%2Fhush", "password [secret] or [secret]"),
        ("user bot, s3arch", "user bot, [secret]"),
        ("postgresql://dateline:hush%2Fhush@db.example/dateline: refused", "[secret]: refused"),
        ("http://bot:other@node:9200/_search?q=1", "http://[secret]@node:9200/_search?[secret]"),
    ],
)  # fmt: skip
def test_passwords_and_what_addresses_ask_are_left_out(form: Format, said: str, kept: str) -> None:
    line = logged(form, "%s", said)
    assert (json.loads(line)["message"] if form == "json" else line.strip()).endswith(kept)
    assert kept in logged(form, "failed", error=ValueError(said))


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
