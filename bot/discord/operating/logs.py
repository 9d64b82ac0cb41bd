"""The log on standard error: one line an event, as text or JSON, and never a token."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

import aiohttp
import discord

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


class _Formatter(logging.Formatter):
    """Leaves out tokens wherever they appear, and the client's traceback of faults that pass."""

    def __init__(self, secret: str, line: str | None = None) -> None:
        super().__init__(line, "%Y-%m-%d %H:%M:%S")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(_shortened(record)))

    def _redact(self, text: str) -> str:
        if self._secret:
            text = text.replace(self._secret, "[token]")
        return _INTERACTION.sub(r"/\1/\2/[token]", text)


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


def configure(level: str, secret: str, form: Format = "text") -> None:
    """Sends all logging of at least `level` to standard error, with `secret` left out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_add_id)
    line = "%(asctime)s %(levelname)-7s %(name)s: %(of)s%(message)s"
    handler.setFormatter(_Formatter(secret, line) if form == "text" else _JsonFormatter(secret))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # They tell of every file that they hear of, and of every look at the schema.
    for talkative in ("watchfiles", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # At this level the library logs the payloads themselves.
    logging.getLogger("discord").setLevel(max(root.level, logging.INFO))
