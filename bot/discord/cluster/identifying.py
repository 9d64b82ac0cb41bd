"""Connecting to the gateway in turn: Discord lets a few shards identify at once, whichever process
they are of, and closes the connection of the others."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.state.errors import StateAccessError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Shards whose numbers leave the same remainder, divided by how many may identify at once, are five
# seconds apart; a little more for the way to Discord, which takes now longer, now shorter.
_EVERY = 5.5


class Identifying:
    """Tells the shards of a process when each may identify."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot
        self._at_once: int | None = None

    async def wait(self, shard: int) -> None:
        """Returns when it is a shard's turn, also among those of other processes."""
        try:
            if self._at_once is None:
                limits = await self._bot.fetch_session_start_limits()
                self._at_once = max(1, limits.max_concurrency)
            name = f"identify {shard % self._at_once}"
            seconds = await self._bot.state.leases.next_turn(name, _EVERY)
        except (StateAccessError, discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("shard %d does not wait for other processes: %s", shard, error)
            seconds = _EVERY
        await asyncio.sleep(seconds)
