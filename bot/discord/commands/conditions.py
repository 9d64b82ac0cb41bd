"""Tells the operators, in a channel of theirs, what is not well: once, and once when it is over."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from discord.ext import commands, tasks
from packaging.version import Version

from bot.app.conditions import UPGRADE, Condition, Examination, examine, newest_release, upgrade
from bot.discord.errors import UNSENT
from bot.discord.rendering import conditions_card
from bot.discord.threads import in_daemon_thread
from bot.state.errors import StateAccessError
from knowledge import Coverage, CoverageError, KnowledgeError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
RELEASES_EVERY = timedelta(days=1)


class Conditions(commands.Cog):
    """Looks every minute, where the settings name a channel."""

    def __init__(self, bot: Dateline) -> None:
        self.bot = bot
        # By key, what to tell when it is over; None until it is read from the state.
        self._told: dict[str, str] | None = None
        self._newest: Version | None = None
        self._newest_known = False
        self._asked: datetime | None = None
        self._is_refused = False

    async def cog_load(self) -> None:
        """Begins to look once the bot is connected."""
        if self.bot.settings.warnings.channel is not None:
            self.watching.start()

    async def cog_unload(self) -> None:
        """Ends it."""
        self.watching.cancel()

    @tasks.loop(seconds=EVERY_SECONDS)
    async def watching(self) -> None:
        """A look; a fault costs that one alone. Of several processes one looks; what others told
        meanwhile is read anew."""
        if not self.bot.leads():
            self._told = None
            return
        try:
            await self.look(datetime.now(UTC))
        except (StateAccessError, KnowledgeError) as error:  # as while the database hangs
            _log.warning("conditions: %s", error)
        except Exception:
            _log.exception("conditions: unexpected error")

    @watching.before_loop
    async def _wait_until_ready(self) -> None:
        await self.bot.wait_until_ready()

    async def look(self, now: datetime) -> None:
        """Tells what has begun or ended since the last look."""
        collections = await self.bot.coverage.whenever_open()
        if collections is None:
            return
        if self._told is None:
            self._told = await self.bot.state.conditions.told()
        await self._ask_for_releases(now)
        examination = await self._examine(collections.base, now, self._told)
        found = {each.key: each for each in examination.found}
        begun = [each for each in found.values() if self._told.get(each.key) != each.over]
        ended = [key for key in self._told if key not in found.keys() | examination.undecided]
        if (begun or ended) and await self._tell(begun, [self._told[key] for key in ended]):
            await self._note(begun, ended)

    async def _examine(self, base: Coverage, now: datetime, told: dict[str, str]) -> Examination:
        settings = self.bot.settings
        seen = await in_daemon_thread(
            lambda: examine(settings, base.status(with_feeds=True), now, told)
        )
        if not self._newest_known:
            return Examination(seen.found, seen.undecided | {UPGRADE})
        newer = upgrade(self._newest)
        return Examination((*seen.found, newer) if newer else seen.found, seen.undecided)

    async def _ask_for_releases(self, now: datetime) -> None:
        """Once a day; where the feed cannot be read, what was read before holds."""
        if self._asked is not None and now - self._asked < RELEASES_EVERY:
            return
        self._asked = now
        try:
            self._newest = await in_daemon_thread(lambda: newest_release(self.bot.settings))
            self._newest_known = True
        except CoverageError as error:
            _log.warning("warnings.releases: %s", error)

    async def _tell(self, begun: list[Condition], over: list[str]) -> bool:
        """Whether the channel took it; that it did not is logged once, and tried again."""
        channel = self.bot.get_partial_messageable(self.bot.settings.warnings.channel or 0)
        # Should the bot end between telling and noting, Discord knows the message again.
        told = repr([[(each.key, each.over) for each in begun], over])
        nonce = hashlib.sha256(told.encode()).hexdigest()[:24]
        try:
            await channel.send(view=conditions_card(begun, over), nonce=nonce)
        except UNSENT as error:
            if not self._is_refused:
                _log.warning("warnings.channel cannot be written to: %s", error)
            self._is_refused = True
            return False
        self._is_refused = False
        return True

    async def _note(self, begun: list[Condition], ended: list[str]) -> None:
        """Keeps what was told; while the disk takes nothing, in memory alone."""
        fresh = {each.key: each.over for each in begun}
        self._told = {
            key: over for key, over in ((self._told or {}) | fresh).items() if key not in ended
        }
        try:
            await self.bot.state.conditions.note(fresh, ended)
        except StateAccessError as error:
            _log.warning("what was told of conditions is not kept: %s", error.__cause__)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Conditions(bot))
