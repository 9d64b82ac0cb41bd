"""Rereading: an article that has changed since it came may answer a question at last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.discord.news.noting import text_mark
from bot.state.news.values import Alert, Arrival
from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Passages nearest to a question whose articles are looked at again.
_MOST_NEAR = 20

# The hashes of articles' words, by the alert that they are near to and their ids.
_Marks = Mapping[tuple[int, str], str]


class Rereading:
    """Finds what is to be read again. What was, it knows until the process ends."""

    def __init__(self, bot: Dateline, clock: Callable[[], float]) -> None:
        self._bot, self._clock = bot, clock
        self._found: dict[int | None, _Marks] = {}
        self._read: dict[int | None, _Marks] = {}

    async def find(self, guild: int | None, questions: Sequence[Alert]) -> list[Arrival]:
        """The articles near to questions that have changed since they came, as if they came now."""
        coverage = self._bot.coverage.of(guild)
        near = await coverage.beside(lambda each: _near(each, questions)) if questions else {}
        read = self._read.get(guild, {})
        self._found[guild] = near
        marks = {place[1]: mark for place, mark in near.items() if read.get(place) != mark}
        changed = await self._bot.state.arrivals.rewritten(guild, marks)
        now = self._clock()
        return [replace(each, at=now, repeats=False, again=True) for each in changed]

    def done(self, guild: int | None) -> None:
        """Notes that what was found last for a server is read, and decided on."""
        self._read[guild] = self._found.pop(guild, {})


def _near(coverage: Coverage, questions: Sequence[Alert]) -> _Marks:
    return {
        (alert.id, article.id): text_mark(article.text)
        for alert in questions
        for hit in coverage.search(alert.about, _MOST_NEAR, source=alert.source)
        for article in (hit.passage.article,)
    }
