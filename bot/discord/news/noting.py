"""Noting what arrived: the articles of a collection that were not there before, in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Of what is there when watching begins, the newest are known by their text as well: what is dated
# anew is mostly of late.
_MOST_MARKED = 5000


class Noting:
    """Notes what arrived in collections."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot
        self._looked: dict[int, datetime] = {}

    async def note(self, collection: int) -> bool:
        """Notes what a collection has now; whether it was read anew since the last look."""
        coverage = self._bot.coverage.of(collection or None)
        loaded_at, there = await coverage.beside(_contents)
        if self._looked.get(collection) == loaded_at:
            return False
        arrivals = self._bot.state.arrivals
        unknown = await arrivals.unknown(collection, there)
        new = [article for article in reversed(there) if article in unknown]
        marks = await coverage.beside(lambda each: dict(_marks(each, new)))
        await arrivals.note(collection, [(article, marks.get(article, "")) for article in new])
        self._looked[collection] = loaded_at
        return True

    async def tidy(self, collection: int) -> None:
        """Forgets what has been gone for long."""
        coverage = self._bot.coverage.of(collection or None)
        there = await coverage.beside(lambda each: each.article_ids())
        await self._bot.state.arrivals.tidy(collection, there)


def _contents(coverage: Coverage) -> tuple[datetime, list[str]]:
    """When the articles were read, and their ids, the newest first."""
    return coverage.loaded_at, coverage.article_ids()


def _marks(coverage: Coverage, articles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each article with the hash of its words."""
    for name in islice(reversed(articles), _MOST_MARKED):
        if article := coverage.article(name):
            yield name, text_mark(article.text)


def text_mark(text: str) -> str:
    """The hash of a text's words."""
    words = " ".join(text.casefold().split())
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()
