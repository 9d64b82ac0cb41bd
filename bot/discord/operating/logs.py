"""The log on standard error: one line an event, as text or JSON, and never a token or password."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiohttp
import discord

from bot.app.settings import Settings
from bot.discord.operating import tracing

Format = Literal["text", "json"]

# Faults of the network: the client reports each and tries again, so a line is enough.
_PASSING = (
    OSError,
    asyncio.TimeoutError,
    aiohttp.ClientError,
    discord.ConnectionClosed,
    discord.GatewayNotFound,
    discord.HTTPException,
)
# The address of an interaction holds a token of its own, by which anybody can answer it.
_INTERACTION = re.compile(r"/(webhooks|interactions)/(\d+)/[^\s/?\"')]+")
# From after its scheme, without what ends a clause. A feed's address may hold a key or a password.
_ADDRESS = re.compile(r"://[^\s\"'<>]*[^\s\"'<>:;,.)\]]")


class _Formatter(logging.Formatter):
    """Leaves out secrets wherever they appear, and the client's traceback of faults that pass."""

    def __init__(self, secrets: Sequence[str], line: str | None = None) -> None:
        super().__init__(line, "%Y-%m-%d %H:%M:%S")
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(_shortened(record)))

    def _redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return _ADDRESS.sub(_without_secrets, _INTERACTION.sub(r"/\1/\2/[token]", text))


def _without_secrets(address: re.Match[str]) -> str:
    """An address without user, password and query."""
    place, asks, _ = address[0][3:].partition("?")
    authority, slash, path = place.partition("/")
    _, at, host = authority.rpartition("@")
    return f"://{'[secret]' if at else ''}{at}{host}{slash}{path}{'?[secret]' if asks else ''}"


class _JsonFormatter(_Formatter):
    """A JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        record = _shortened(record)
        shape = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if (trace := tracing.current()) is not None:
            shape |= {"id": trace.id, "surface": trace.surface}
        if record.exc_info:
            shape["traceback"] = self._redact(self.formatException(record.exc_info))
        return json.dumps(shape, ensure_ascii=False)


def _shortened(record: logging.LogRecord) -> logging.LogRecord:
    of_client = record.name.startswith("discord.")
    if of_client and record.exc_info and isinstance(error := record.exc_info[1], _PASSING):
        record = logging.makeLogRecord(record.__dict__)
        record.msg = f"{record.getMessage()} ({type(error).__name__}: {error})"
        record.args, record.exc_info, record.exc_text = (), None, None
    return record


def _add_id(record: logging.LogRecord) -> bool:
    """Gives each record the id of the message or interaction that it is about, as text."""
    trace = tracing.current()
    record.__dict__["of"] = f"[{trace.id}] " if trace else ""
    return True


def secrets_of(settings: Settings) -> list[str]:
    """The secrets that are in the settings."""
    url, index = settings.state.url, settings.index.password
    kept = [each.get_secret_value() for each in (url, index) if each]
    written = (urlsplit(url.get_secret_value()).password if url else None) or ""
    return [*kept, written, unquote(written)]


def configure(level: str, secrets: Sequence[str], form: Format = "text") -> None:
    """Sends all logging of at least `level` to standard error, with `secrets` left out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_add_id)
    line = "%(asctime)s %(levelname)-7s %(name)s: %(of)s%(message)s"
    handler.setFormatter(_Formatter(secrets, line) if form == "text" else _JsonFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # They tell of every file that they hear of, and of every look at the schema.
    for talkative in ("watchfiles", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # At this level the library logs the payloads themselves.
    logging.getLogger("discord").setLevel(max(root.level, logging.INFO))
