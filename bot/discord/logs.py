"""The log on standard error: one line an event, and never the token."""

from __future__ import annotations

import asyncio
import logging
import sys

import aiohttp
import discord

# Faults of the network: the client reports each and tries again, so a line is enough.
_PASSING = (
    OSError,
    asyncio.TimeoutError,
    aiohttp.ClientError,
    discord.ConnectionClosed,
    discord.GatewayNotFound,
    discord.HTTPException,
)


class _Formatter(logging.Formatter):
    """Leaves out the secret wherever it appears, and the client's traceback of faults that pass."""

    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        of_client = record.name.startswith("discord.")
        if of_client and record.exc_info and isinstance(error := record.exc_info[1], _PASSING):
            record = logging.makeLogRecord(record.__dict__)
            record.msg = f"{record.getMessage()} ({type(error).__name__}: {error})"
            record.args, record.exc_info, record.exc_text = (), None, None
        return super().format(record).replace(self._secret, "[token]")


def configure(level: str, secret: str) -> None:
    """Sends all logging of at least `level` to standard error, with `secret` left out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(secret))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # They tell of every file that they hear of, and of every look at the schema.
    for talkative in ("watchfiles", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # At this level the library logs the payloads themselves.
    logging.getLogger("discord").setLevel(max(root.level, logging.INFO))
