"""Which process serves which server, and what this one has to know of the servers of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Discord's rule for the shard of a server: what is left of the time in its id, which stands above
# so many bits, divided by how many shards there are.
_TIME_BITS = 22
_UNKNOWN_MEMBER, _UNKNOWN_USER = 10007, 10013


class Sharding:
    """Knows the servers of this process from the gateway, and asks Discord for others."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot
        self._left: frozenset[int] = frozenset()

    @property
    def share(self) -> float:
        """The share of all servers that is this process's: 1 where it is alone."""
        shards = self._bot.settings.discord.shard_ids
        return len(shards) / (self._bot.shard_count or 1) if shards else 1.0

    def is_ours(self, guild: int) -> bool:
        """Whether what happens in a server comes to this process."""
        shards = self._bot.settings.discord.shard_ids
        return not shards or (guild >> _TIME_BITS) % (self._bot.shard_count or 1) in shards

    async def look(self) -> None:
        """Notes which servers have been left, as the processes that served them have kept it."""
        if self._bot.settings.discord.shard_ids:
            self._left = frozenset(await self._bot.state.guilds.left())

    def has(self, guild: int) -> bool:
        """Whether a server has the bot, as far as is known without asking Discord."""
        if self.is_ours(guild):
            return self._bot.get_guild(guild) is not None
        return guild not in self._left

    async def find(self, guild: int | None) -> discord.Guild | None:
        """A server that has the bot; None for one that has not, and for none."""
        if guild is None or self.is_ours(guild):
            return self._bot.get_guild(guild or 0)
        try:
            return await self._bot.fetch_guild(guild, with_counts=False)
        except (discord.Forbidden, discord.NotFound):
            return None

    async def me_in(self, guild: discord.Guild) -> discord.Member:
        """The bot as a member of a server that was found."""
        assert self._bot.user is not None
        return guild.get_member(self._bot.user.id) or await guild.fetch_member(self._bot.user.id)

    async def is_member(self, guild: int, user: int) -> bool | None:
        """Whether a person is in a server; None where the server has not the bot. Discord is asked,
        for it tells of who comes and goes only who has an intent for it."""
        found = await self.find(guild)
        if found is None:
            return None
        try:
            await found.fetch_member(user)
        except discord.NotFound as error:
            if error.code not in (_UNKNOWN_MEMBER, _UNKNOWN_USER):
                return None
            return False
        return True

    async def is_news(self, guild: discord.Guild | None, channel: int | None) -> bool:
        """Whether others may follow a channel, so that what is said there can be published."""
        if guild is None or channel is None:
            return False
        found = guild.get_channel(channel)
        if found is None and not self.is_ours(guild.id):
            try:
                there = await self._bot.fetch_channel(channel)
            except (discord.Forbidden, discord.NotFound):
                return False
            return isinstance(there, discord.TextChannel) and there.is_news()
        return isinstance(found, discord.TextChannel) and found.is_news()
