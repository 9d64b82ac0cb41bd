"""What users are told of errors, and what the log holds."""

from __future__ import annotations

import io
import logging
import re
import sys
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.discord.errors import UNKEPT, RefusedError, explain
from bot.discord.operating import logs
from bot.language import speaking
from bot.state.database import EXCUSES
from bot.state.errors import StateAccessError
from knowledge import BadDateError, CoverageError


def http_error(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="no")
    return kind(response, {"code": code, "message": "no"})


def wrapped(error: Exception) -> app_commands.CommandInvokeError:
    command: Any = SimpleNamespace(name="ask", qualified_name="ask")
    return app_commands.CommandInvokeError(command, error)


def test_expected_errors_are_told_as_they_are_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert explain(RefusedError("Please **wait**."), "/ask") == "Please **wait**."
    assert explain(wrapped(BadDateError("since: 'x' is not a date")), "/ask") == (
        "since: 'x' is not a date"
    )
    assert explain(BadDateError("*x* <@1>"), "/ask") == "\\*x\\* \\<@\u200b1>"
    assert not caplog.records


def test_what_cannot_be_kept_is_told_in_the_readers_language_and_why_by_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert set(UNKEPT) == set(EXCUSES.values())
    error = StateAccessError(EXCUSES["read"])
    error.__cause__ = OSError("the server hangs")
    of_the_library = CoverageError(str(error))
    of_the_library.__cause__ = error
    for each in (error, of_the_library, wrapped(of_the_library)):
        assert explain(each, "/coverage feed list") == EXCUSES["read"]
        with speaking("de"):
            assert (explain(each, "/coverage feed list") or "").startswith("Was ich aufbewahre")
    told = {each.getMessage() for each in caplog.records}
    assert told == {"/coverage feed list: the server hangs"}


def test_an_unexpected_error_is_logged_whole_under_the_reference_that_the_user_gets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = explain(wrapped(KeyError("secret detail")), "/ask")
    assert text is not None
    assert "secret detail" not in text
    reference = re.search(r"`([0-9a-f]{8})`", text)
    assert reference
    (record,) = caplog.records
    assert reference[1] in record.getMessage()
    assert "/ask" in record.getMessage()
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], KeyError)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (http_error(discord.NotFound, 404, 10062), None),
        (http_error(discord.Forbidden, 403, 50013), "permission"),
        (http_error(discord.DiscordServerError, 503, 0), None),
        (aiohttp.ServerDisconnectedError(), None),
        (TimeoutError(), "too long"),
        (app_commands.CommandNotFound("old", []), "changed"),
    ],
)
def test_what_lies_with_discord_is_one_line_in_the_log(
    error: Exception, told: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    text = explain(error, "/ask")
    assert (text is None) if told is None else (text is not None and told in text)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert not record.exc_info


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    root = logging.getLogger()
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure("info", ["to.ke.n"])
    return stream


def test_the_token_is_left_out_of_messages_and_tracebacks(log: io.StringIO) -> None:
    logging.getLogger("x").info("with %s", "to.ke.n")
    try:
        raise KeyError("Bot to.ke.n")
    except KeyError:
        logging.getLogger("x").exception("failed")
    assert "to.ke.n" not in log.getvalue()
    assert log.getvalue().count("[secret]") >= 2
    assert "Traceback" in log.getvalue()


def test_faults_of_the_network_are_one_line(log: io.StringIO) -> None:
    error = ConnectionResetError("reset by peer")
    logging.getLogger("discord.shard").error("Attempting a reconnect in %ss", 1, exc_info=error)
    assert log.getvalue().count("\n") == 1
    assert "in 1s (ConnectionResetError: reset by peer)" in log.getvalue()
    logging.getLogger("bot.discord.errors").error(
        "/ask: unexpected", exc_info=FileNotFoundError("x")
    )
    assert "FileNotFoundError: x\n" in log.getvalue()
    assert log.getvalue().count("\n") > 2
