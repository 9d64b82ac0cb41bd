"""What holds in each server: the operator's settings with what its admins have chosen."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

import discord

from bot.app.guild_settings import EffectiveSettings, GuildSettings, effective, read_kept
from bot.app.settings import Settings
from bot.language import ENGLISH, Language, language_of
from bot.state.errors import StateAccessError
from bot.state.repositories import State
from knowledge import KEPT_DAYS, BaseChoice

_log = logging.getLogger(__name__)

_DAY = 86_400


class Guilds:
    """The settings of all servers, in memory; a change is kept and holds from the next question.

    `None` instead of a server stands for direct messages, where the operator's settings hold.
    """

    def __init__(self, operator: Settings, state: State) -> None:
        self._operator = operator
        self._state = state
        self._chosen: dict[int, GuildSettings] = {}
        self._default = effective(operator, GuildSettings())
        self._effective: dict[int, EffectiveSettings] = {}
        self._changing = asyncio.Lock()
        self._seen = 0  # the last change of what is kept that was read

    async def load(self) -> None:
        """Reads what is kept. What cannot be read is left alone; see `read_kept`."""
        self._seen, _ = await self._state.guilds.settings_since(0)
        self._read(await self._state.guilds.all_settings())

    async def take_over(self) -> None:
        """Reads what other processes have kept since the last look."""
        self._seen, changed = await self._state.guilds.settings_since(self._seen)
        self._read(changed)

    def _read(self, kept: Mapping[int, str]) -> None:
        for guild, text in kept.items():
            self._put(guild, read_kept(guild, text))

    def of(self, guild: int | None) -> EffectiveSettings:
        """What holds in a server."""
        return self._default if guild is None else self._effective.get(guild, self._default)

    def today(self, guild: int | None) -> date:
        """The day that it is in a server."""
        return datetime.now(self.of(guild).time_zone).date()

    def language(self, guild: discord.Guild | None) -> Language:
        """What is spoken in a server where no interaction tells the language of a reader."""
        language = self.of(guild.id if guild else None).language
        if language is None and guild is not None:
            language = language_of(guild.preferred_locale.value)
        return language or ENGLISH

    def base(self, guild: int) -> BaseChoice:
        """What a server reads of the base; may be asked from any thread."""
        return self.of(guild).base

    def chosen(self, guild: int) -> GuildSettings:
        """What a server has chosen."""
        return self._chosen.get(guild, GuildSettings())

    async def change(self, guild: int, make: Callable[[GuildSettings], GuildSettings]) -> None:
        """Keeps what `make` makes of what a server has chosen; it holds at once.

        Raises what `make` raises, and StateAccessError.
        """
        async with self._changing:
            chosen = make(self.chosen(guild))
            await self._state.guilds.keep_settings(guild, json.dumps(chosen.document()))
            self._put(guild, chosen)

    def with_digest(self) -> list[int]:
        """The servers that have chosen to have a digest."""
        return [guild for guild, settings in self._effective.items() if settings.digest]

    async def note_present(
        self, present: Collection[int], is_ours: Callable[[int], bool] = lambda _: True
    ) -> None:
        """Notes which servers have the bot, of those that come to this process; what others of
        them have chosen is kept for some days."""
        try:
            deleted = await self._state.guilds.note_present(present, KEPT_DAYS * _DAY, is_ours)
        except StateAccessError as error:
            _log.warning("which servers have the bot is not noted: %s", error.__cause__)
            return
        for guild in deleted:
            self._chosen.pop(guild, None)
            self._effective.pop(guild, None)
            _log.info("server %d was left %d days ago: its settings are deleted", guild, KEPT_DAYS)

    def _put(self, guild: int, chosen: GuildSettings) -> None:
        self._chosen[guild] = chosen
        self._effective[guild] = effective(self._operator, chosen)
