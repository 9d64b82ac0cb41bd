"""What is new to somebody: the articles that came since they last looked."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.state.errors import StateAccessError
from knowledge import KnowledgeError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at what is new: when the one before was, which articles came since (None for all,
    where there was none before), and up to which moment, by the clock of the state."""

    before: datetime | None
    articles: tuple[str, ...] | None
    until: float


async def look(bot: Dateline, user: int, place: str, server: int | None) -> Look:
    """What is new to somebody at a place; texts that were there before under another name are not.
    The next look begins there once it is noted."""
    try:
        await bot.rounds.note_all(server)
    except (StateAccessError, KnowledgeError) as error:
        _log.warning("what came just now was not noted: %s", error.__cause__ or error)
    looks = bot.state.looks
    until, before = looks.now(), await looks.last(user, place)
    if before is None:
        return Look(None, None, until)
    came = await bot.state.arrivals.came_after(server, before.timestamp())
    return Look(before, tuple(each.article for each in came if not each.repeats), until)
