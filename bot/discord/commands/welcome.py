"""The first word to who added the bot to a server: three steps to the first cited answer."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.discord.errors import UNSENT
from bot.discord.rendering import Card, welcome_card
from bot.language import gettext
from bot.state.errors import StateAccessError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# A server that the bot came to so lately may have added it while it was not connected.
_LATELY = timedelta(days=1)
# Entries of the audit log that are looked at; the addition is among the newest.
_MOST_ENTRIES = 10


class Welcome(commands.Cog):
    """Welcomes each server once, whatever happens to the connection or the process."""

    def __init__(self, bot: Dateline) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Welcomes the servers that came while nobody heard of it, also in a lost session."""
        there = [guild for guild in self.bot.guilds if not guild.unavailable]
        for guild in there:  # of others nothing is known while Discord has an outage
            since = guild.me.joined_at
            if since is not None and discord.utils.utcnow() - since < _LATELY:
                await self.on_guild_join(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Writes to who added the bot, else to the owner, else where the server's news stand."""
        if not self.bot.serves(guild.id):
            return
        try:
            if not await self.bot.state.guilds.note_welcome(guild.id):
                return
        except StateAccessError as error:
            _log.warning(
                "server %d is not welcomed, as that cannot be kept: %s", guild.id, error.__cause__
            )
            return
        name = self.bot.user.display_name if self.bot.user else gettext("me")
        card = welcome_card(name, guild.name, self.bot.settings.answer.example_question)
        try:
            if not await _to_person(await self._who_added(guild), card):
                await _to_system_channel(guild, card)
        except UNSENT as error:
            _log.info("could not welcome server %d: %s", guild.id, error)

    async def _who_added(self, guild: discord.Guild) -> discord.abc.User | None:
        """Who added the bot, where the audit log may be read; else the owner."""
        if guild.me.guild_permissions.view_audit_log:
            entries = guild.audit_logs(action=discord.AuditLogAction.bot_add, limit=_MOST_ENTRIES)
            async for entry in entries:
                if getattr(entry.target, "id", None) == guild.me.id and entry.user is not None:
                    return entry.user
        return await self.bot.fetch_user(guild.owner_id) if guild.owner_id else None


async def _to_person(person: discord.abc.User | None, card: Card) -> bool:
    """Whether it could be written to the person directly."""
    if person is None or person.bot or not isinstance(person, discord.abc.Messageable):
        return False
    try:
        await person.send(view=card)
    except discord.Forbidden:
        return False
    return True


async def _to_system_channel(guild: discord.Guild, card: Card) -> None:
    channel = guild.system_channel
    if channel is not None and channel.permissions_for(guild.me).send_messages:
        await channel.send(view=card)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Welcome(bot))
