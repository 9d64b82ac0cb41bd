"""Which servers are served: others are left, and what a server left behind is kept for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.discord.errors import UNSENT
from bot.discord.threads import in_daemon_thread
from bot.language import gettext, gettext_noop, speaking
from knowledge import KEPT_DAYS, Collections

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Channels in which a word of goodbye is tried.
_MOST_TRIED = 3
OPEN_TO_ALL = (
    "serving every server that adds this bot. To keep it to yours, name them in discord.servers, "
    "or switch off Public Bot on the Bot page at https://discord.com/developers/applications"
)
GOODBYE = gettext_noop(
    "I am not set up to serve this server, so I leave again. Whoever runs me can change that "
    "(`discord.servers`)."
)


class Servers(commands.Cog):
    """Comes and goes with the servers."""

    def __init__(self, bot: Dateline) -> None:
        self.bot = bot
        self._is_told = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Leaves who is not served, and notes who has gone or come back since the last start."""
        if not self._is_told and not self.bot.settings.discord.servers:
            _log.info("%s", OPEN_TO_ALL)
        self._is_told = True
        there, is_ours = {guild.id for guild in self.bot.guilds}, self.bot.sharding.is_ours
        for guild in list(self.bot.guilds):
            await self._leave_unserved(guild)
        await self.bot.guild_settings.note_present(there, is_ours)
        await self._note(lambda collections: _note_all(collections, there, is_ours))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """What a server left behind is its own again."""
        if not await self._leave_unserved(guild):
            await self._note_present()
            await self._note(lambda collections: collections.take_back(guild.id))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """From now on what the server has here is kept for some days only."""
        _log.info("left server %d; what it has here is kept for %d days", guild.id, KEPT_DAYS)
        await self._note_present()
        await self._note(lambda collections: collections.give_up(guild.id, date.today()))

    async def _note_present(self) -> None:
        there = {guild.id for guild in self.bot.guilds}
        await self.bot.guild_settings.note_present(there, self.bot.sharding.is_ours)

    async def _note(self, work: Callable[[Collections], object]) -> None:
        """Writes down who comes and goes; a fault costs that alone."""
        collections = await self.bot.coverage.whenever_open()
        if collections is None:
            return
        try:
            await in_daemon_thread(lambda: work(collections))
        except OSError as error:
            _log.warning("could not note which servers have the bot: %s", error)

    async def _leave_unserved(self, guild: discord.Guild) -> bool:
        if self.bot.serves(guild.id):
            return False
        _log.warning("leaving server %d: discord.servers does not name it", guild.id)
        with speaking(self.bot.guild_settings.language(guild)):
            goodbye = gettext(GOODBYE)
        for channel in _channels(guild):
            try:
                await channel.send(goodbye)
            except UNSENT:
                continue
            break
        try:
            await guild.leave()
        except UNSENT as error:
            _log.warning("could not leave server %d: %s", guild.id, error)
        return True


def _channels(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    """Where a word of goodbye may be read, the likeliest first."""
    first = guild.system_channel
    if first is not None:
        yield first
    others = (channel for channel in guild.text_channels if channel != first)
    yield from list(others)[:_MOST_TRIED]


def _note_all(collections: Collections, there: set[int], is_ours: Callable[[int], bool]) -> None:
    """Notes of every collection whether its server still has the bot, where that is known here."""
    for number in filter(is_ours, collections.numbers()):
        if number in there:
            collections.take_back(number)
        else:
            collections.give_up(number, date.today())


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Servers(bot))
