"""Where the articles of two indexes stand among those of both, newest first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from knowledge.index.index import TableIndex
from knowledge.index.tables import I64, U32


class Interleaving:
    """The articles of `base` without those `gone`, by their rising numbers, and all of `own`.

    Both are in order, so that it is enough to know what of `own` comes in between: a collection
    takes memory for its own articles, however large the base. A place counts the articles, or the
    passages, of both together; a number those of one of the two.
    """

    def __init__(self, base: TableIndex, own: TableIndex, gone: I64) -> None:
        self._base_firsts, self._own_firsts = base.tables.first_passages, own.tables.first_passages
        own_sizes = own.tables.passages_per_article()
        self._gone = gone
        self._shown_before_gone = gone - np.arange(len(gone))
        gone_sizes = base.tables.passages_per_article()[gone].astype(np.int64)
        self._gone_passages = _sums(gone_sizes)  # of the first n that are gone
        # Where those of the gone would begin among the shown ones of the base.
        self._gone_starts = self._base_firsts[gone] - self._gone_passages[:-1]
        self._own_sizes = own_sizes.astype(np.int64)
        self._own_passages = _sums(self._own_sizes)
        self.article_count = base.article_count - len(gone) + own.article_count
        self.passage_count = base.passage_count + own.passage_count - int(gone_sizes.sum())

        # For each own article how many shown ones of the base stand before it, its place, and that
        # of its first passage.
        self._shown_before = self._count_before(base, own)
        self.own_places = self._shown_before + np.arange(own.article_count)
        begin = self._passages_before(self._shown_before)
        self._own_starts = begin + self._own_passages[:-1]

    def of_base(self, numbers: I64) -> I64:
        """The places of shown articles of the base."""
        shown = numbers - np.searchsorted(self._gone, numbers)
        return shown + np.searchsorted(self._shown_before, shown, side="right")

    def of_own(self, numbers: I64) -> I64:
        """The places of own articles."""
        return self.own_places[numbers]

    def article(self, place: int) -> tuple[bool, int]:
        """Whether the article of a place is an own one, and its number."""
        before = int(np.searchsorted(self.own_places, place))
        if before < len(self.own_places) and self.own_places[before] == place:
            return True, before
        return False, int(self._numbers(np.array([place - before]))[0])

    def passages_of_base(self, passages: U32 | I64) -> I64:
        """The places of passages of shown articles of the base."""
        holders = np.searchsorted(self._base_firsts, passages, side="right") - 1
        hidden = np.searchsorted(self._gone, holders)
        own = np.searchsorted(self._shown_before, holders - hidden, side="right")
        return passages - self._gone_passages[hidden] + self._own_passages[own]

    def passages_of_own(self, passages: U32 | I64) -> I64:
        """The places of passages of own articles."""
        holders = np.searchsorted(self._own_firsts, passages, side="right") - 1
        return passages - self._own_passages[holders] + self._own_starts[holders]

    def passage(self, place: int) -> tuple[bool, int]:
        """Whether the passage of a place is of an own article, and its number."""
        begun = int(np.searchsorted(self._own_starts, place, side="right"))
        if begun and place - self._own_starts[begun - 1] < self._own_sizes[begun - 1]:
            return True, int(place - self._own_starts[begun - 1] + self._own_passages[begun - 1])
        shown = place - int(self._own_passages[begun])
        gone = np.searchsorted(self._gone_starts, shown, side="right")
        return False, shown + int(self._gone_passages[gone])

    def _numbers(self, shown: I64) -> I64:
        """The numbers of the base's shown articles, counted without those that are gone."""
        return shown + np.searchsorted(self._shown_before_gone, shown, side="right")

    def _passages_before(self, shown: I64) -> I64:
        """How many passages the first so many shown articles of the base have."""
        numbers = self._numbers(shown)
        hidden = np.searchsorted(self._gone, numbers)
        return self._base_firsts[numbers].astype(np.int64) - self._gone_passages[hidden]

    def _count_before(self, base: TableIndex, own: TableIndex) -> I64:
        """For each own article how many shown ones of the base come before it: the newer, and of
        equal times those of smaller ids."""
        times = -base.tables.times
        before = np.empty(own.article_count, np.int64)
        for number, time in enumerate((-own.tables.times).tolist()):
            first, last = (int(np.searchsorted(times, time, side)) for side in ("left", "right"))
            if first < last:
                first = _bisect(base.id_bytes, own.id_bytes(number), first, last)
            before[number] = first - np.searchsorted(self._gone, first)
        return before


def _sums(sizes: I64) -> I64:
    """What the first n have together, for n from 0."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def _bisect(id_of: Callable[[int], bytes], sought: bytes, first: int, last: int) -> int:
    """The first number from `first` to `last` whose id, in rising order, is not before another."""
    while first < last:
        middle = (first + last) // 2
        first, last = (middle + 1, last) if id_of(middle) < sought else (first, middle)
    return first
