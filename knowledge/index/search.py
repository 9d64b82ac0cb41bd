"""Finding the k best passages, exactly, without scoring all that hold a term of the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index.tables import F32, U32, Tables
from knowledge.index.vocabulary import Vocabulary

_ROWS = 64  # the accumulator is read as so many rows, see Searcher._find
_CACHED = 8192  # terms whose postings are at hand as arrays
_LONG = 12_000  # postings; adding fewer than these costs less than looking passages up in them
_TAIL = 0.35  # share of the highest possible score that the lists left for later may hold
_SMALLEST = 1e-30  # below every score; an accumulator holds 0 where nothing matched


@dataclass(frozen=True, slots=True)
class _List:
    """The postings of one term of the question."""

    passages: U32
    weights: F32
    bound: float  # the highest weight
    times: int = 1  # how often the question says it

    def __len__(self) -> int:
        return len(self.passages)

    def cut(self, first: int, last: int) -> _List:
        """The part within a range of passages."""
        start, end = self.passages.searchsorted(np.array((first, last), np.uint32))
        return _List(self.passages[start:end], self.weights[start:end], self.bound, self.times)

    def add_to(self, scores: F32, factor: F32 | None = None) -> None:
        """Adds to the score of every passage that holds the term."""
        weights = self.weights if self.times == 1 else self.weights * np.float32(self.times)
        if factor is not None:
            weights = weights * factor[self.passages]
        np.add.at(scores, self.passages.astype(np.intp), weights)

    def look_up(self, passages: U32) -> F32:
        """What it adds to the score of each of some passages."""
        places = self.passages.searchsorted(passages)
        np.minimum(places, len(self.passages) - 1, out=places)
        held = self.passages[places] == passages
        weights: F32 = self.weights[places] * held
        return weights if self.times == 1 else weights * np.float32(self.times)


class Searcher:
    """The MaxScore strategy (Turtle and Flood, "Query evaluation: strategies and optimizations",
    Information Processing & Management 31(6), 1995), term at a time, on whole arrays.

    The postings of rare terms are added up in an array of one score a passage. The k-th best of
    these partial scores, completed, is a score that the result must reach. The longest lists, of
    common terms that weigh little, are left out as long as all they could add keeps most passages
    below it; in them only the passages that still could reach it are looked up.
    """

    def __init__(self, tables: Tables, vocabulary: Vocabulary) -> None:
        self._tables = tables
        self._vocabulary = vocabulary
        self._columns = max(1, -(-len(tables.starts) // _ROWS))
        self._lists: dict[str, _List | None] = {}
        self._free: list[F32] = []  # accumulators, as many as searches ran at one time

    def top(
        self,
        terms: Sequence[str],
        k: int,
        within: tuple[int, int] | None = None,
        factor: F32 | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first, equals by number; none of score 0.

        `within` is a range of passages to choose from; `factor`, from 0 to 1, one value for each
        place of the accumulator (see `places`), is multiplied with the scores.
        """
        lists = self._lists_of(terms, within)
        if not lists or k < 1:
            return []
        scores = self._free.pop() if self._free else np.empty(self.places, np.float32)
        try:
            scores.fill(0.0)
            passages, values = self._find(lists, scores, k, factor)
        finally:
            self._free.append(scores)
        best = np.lexsort((passages, -values))[:k]
        return list(zip(passages[best].tolist(), values[best].tolist(), strict=True))

    @property
    def places(self) -> int:
        """The length of an accumulator: the passages, and up to 63 that are none."""
        return self._columns * _ROWS

    def _lists_of(self, terms: Sequence[str], within: tuple[int, int] | None) -> list[_List]:
        """The postings of the terms, shortest first."""
        lists = []
        for term, times in Counter(terms).items():
            found = self._lists.get(term) or self._load(term)
            if found and times > 1:
                bound = found.bound * times
                found = _List(found.passages, found.weights, bound, times)
            if found and within:
                found = found.cut(*within)
            if found:
                lists.append(found)
        lists.sort(key=len)
        return lists

    def _load(self, term: str) -> _List | None:
        number = self._vocabulary.number(term)
        if number < 0:
            return None
        tables = self._tables
        part = slice(*tables.offsets[number : number + 2].tolist())
        bound = float(tables.bounds[number])
        if len(self._lists) >= _CACHED:
            self._lists.clear()
        found = self._lists[term] = _List(tables.passages[part], tables.weights[part], bound)
        return found

    def _find(self, lists: list[_List], scores: F32, k: int, factor: F32 | None) -> tuple[U32, F32]:
        """The k best passages, perhaps with a few more, and their scores; in any order."""
        split = _split(lists)
        for each in lists[:split]:
            each.add_to(scores)
        if factor is not None:
            scores *= factor
        rows = scores.reshape(_ROWS, -1)
        # Sums of single precision differ by the order they were made in, by up to this share.
        slack = 1 - (len(lists) + 2) * 2.0**-23
        while True:
            # Column by column the best score: the k-th of these is one that k passages reach.
            best = rows.max(axis=0)
            threshold = max(_kth(best, k), _SMALLEST)
            rest = sum(each.bound for each in lists[split:])
            if rest:
                likely = _best_of(rows, (best >= threshold).nonzero()[0])
                complete = _complete(likely, scores[likely], lists[split:], factor)
                threshold = max(threshold, _kth(complete, k)) * slack
            columns = (best >= threshold - rest).nonzero()[0]
            if not rest or (threshold > rest and len(columns) <= max(2 * k, len(best) // 16)):
                break
            lists[split].add_to(scores, factor)
            split += 1
        part = rows[:, columns]
        row, column = (part >= threshold - rest).nonzero()
        passages = (row * len(best) + columns[column]).astype(np.uint32)
        values = part[row, column]
        for number in range(split, len(lists)):
            values = _complete(passages, values, lists[number : number + 1], factor)
            rest = sum(each.bound for each in lists[number + 1 :])
            keep = (values >= threshold - rest).nonzero()[0]
            passages, values = passages[keep], values[keep]
        return passages, values


def _split(lists: Sequence[_List]) -> int:
    """How many of the lists to add up at once; the rest, the longest, are left for later."""
    most = _TAIL * sum(each.bound for each in lists)
    split = len(lists)
    while split > 1 and len(lists[split - 1]) > _LONG and most >= lists[split - 1].bound:
        split -= 1
        most -= lists[split].bound
    return split


def _kth(scores: F32, k: int) -> float:
    """The k-th best of some scores, or 0 where there are fewer."""
    if len(scores) < k:
        return 0.0
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _best_of(rows: F32, columns: NDArray[np.intp]) -> U32:
    """The passage with the highest score of each column."""
    passages: NDArray[np.intp] = rows[:, columns].argmax(axis=0) * rows.shape[1] + columns
    return passages.astype(np.uint32)


def _complete(passages: U32, scores: F32, lists: Sequence[_List], factor: F32 | None) -> F32:
    """The scores of passages with what further lists add."""
    for each in lists:
        more = each.look_up(passages)
        scores = scores + (more if factor is None else more * factor[passages])
    return scores
