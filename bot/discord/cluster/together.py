"""Every few seconds: who leads, and what other processes have changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import tasks

from bot.discord.cluster.leading import Leading
from bot.discord.cluster.promising import Promising
from bot.state.errors import StateAccessError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0


class Together:
    """What a process does again and again where others work on the same state."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot
        self._is_ended = False
        self.leading = Leading(bot.state)
        self.promising = Promising(bot)

    def start(self) -> None:
        """Begins, where there may be others; to be called once."""
        if self._bot.state.is_shared:
            self._loop.start()

    async def end(self) -> None:
        """Ends it; another process goes on at once."""
        if self._is_ended or not self._bot.state.is_shared:
            return
        self._is_ended = True
        self._loop.cancel()
        try:
            await self.leading.end()
            await self.promising.end()
        except StateAccessError as error:
            _log.info("other processes go on in a moment: %s", error.__cause__)

    @tasks.loop(seconds=EVERY_SECONDS)
    async def _loop(self) -> None:
        try:
            await self._bot.guild_settings.take_over()
            # Who has nothing to answer from yet has nothing to tell either.
            if self._bot.is_ready() and self._bot.coverage.ready is not None:
                await self.leading.renew()
            await self.promising.look(leads=self.leading.is_ours)
        except StateAccessError as error:
            _log.warning("what other processes changed is looked at later: %s", error.__cause__)
        except Exception:
            _log.exception("together with other processes: unexpected error")
