"""What systemd is told of a service with Type=notify: ready, still alive, ending."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.discord.client import Dateline


@asynccontextmanager
async def announced(bot: Dateline) -> AsyncIterator[None]:
    """Tells systemd of the bot while it runs; does nothing where another started it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        yield
        return
    telling = asyncio.create_task(_tell(bot, address))
    try:
        yield
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
        _notify(address, "STOPPING=1")


async def _tell(bot: Dateline, address: str) -> None:
    """Ready once Discord is, then alive: from the event loop, so that one that hangs is noticed."""
    await bot.wait_until_ready()
    _notify(address, f"READY=1\nSTATUS=ready as {bot.user}")
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    while microseconds.isdigit():
        await asyncio.sleep(int(microseconds) / 1e6 / 2)
        _notify(address, "WATCHDOG=1")


def _notify(address: str, message: str) -> None:
    if address.startswith("@"):  # a name in the kernel, not in the file system
        address = "\0" + address[1:]
    with (
        suppress(OSError),  # a service manager that does not listen is no reason to end
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out,
    ):
        out.setblocking(False)
        out.sendto(message.encode(), address)
