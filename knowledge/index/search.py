"""Finding the k best passages, exactly, without scoring all that hold a term of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from knowledge.index.tables import F32, U32, Tables
from knowledge.index.vocabulary import Vocabulary

# The scores are read as so many rows, to find the best of each column; see Searcher._find.
_ROWS = 64
_CACHED = 8192  # terms whose postings are at hand as arrays

# Looking some passages up in a list takes as long as adding so many postings, so shorter ones are
# not left for later; and those that are may hold this share of the highest possible score.
_LONG = 15_000
_TAIL = 0.5

_SMALLEST = 1e-30  # below every score; 0 is the score where nothing matched


@dataclass(frozen=True, slots=True)
class _List:
    """The postings of one term of the question."""

    passages: U32
    weights: F32
    bound: float  # the highest weight
    size: int  # how many passages hold the term

    def times(self, number: int) -> _List:
        """As if the term were said so often."""
        if number == 1:
            return self
        weights = self.weights * np.float32(number)
        return _List(self.passages, weights, self.bound * number, self.size)

    def within(self, first: int, last: int) -> _List:
        """The part that is in a range of passages."""
        start, end = self.passages.searchsorted(np.array((first, last), np.uint32)).tolist()
        part = slice(start, end)
        return _List(self.passages[part], self.weights[part], self.bound, end - start)

    def add_to(self, scores: F32, factor: F32 | None = None) -> None:
        """Adds to the score of every passage that holds the term."""
        weights = self.weights if factor is None else self.weights * factor[self.passages]
        np.add.at(scores, self.passages.astype(np.intp), weights)

    def look_up(self, passages: U32) -> F32:
        """What it adds to the score of each of some passages."""
        places = self.passages.searchsorted(passages)
        np.minimum(places, self.size - 1, out=places)
        weights: F32 = self.weights[places] * (self.passages[places] == passages)
        return weights


class Searcher:
    """The MaxScore strategy (Turtle and Flood, "Query evaluation: strategies and optimizations",
    Information Processing & Management 31(6), 1995), term at a time, on whole arrays.

    The postings of the rarer terms are added up in an array of one score a passage. The k-th best
    of these partial scores, completed, is a score that the result must reach. Long lists, of common
    terms that weigh little, are left out as long as all they could add keeps most passages below
    it; in them only the passages that still could reach it are looked up.
    """

    def __init__(self, tables: Tables, vocabulary: Vocabulary) -> None:
        self._tables = tables
        self._vocabulary = vocabulary
        self._columns = max(1, -(-len(tables.starts) // _ROWS))
        self._lists: dict[str, _List | None] = {}
        self._free: list[F32] = []  # arrays of scores, as many as searches ran at one time

    def top(
        self,
        terms: Sequence[str],
        k: int,
        within: tuple[int, int] | None = None,
        factor: F32 | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first, equals by number; none of score 0.

        `within` is a range of passages to choose from; `factor`, from 0 to 1, one value for each
        place of the array of scores (see `places`), is multiplied with the scores.
        """
        lists = self._lists_of(terms, within)
        if not lists or k < 1:
            return []
        # Fresh memory costs more than its use.
        scores = self._free.pop() if self._free else np.empty(self.places, np.float32)
        passages, values = _find(lists, scores, k, factor)
        self._free.append(scores)
        best = np.lexsort((passages, -values))[:k]
        return list(zip(passages[best].tolist(), values[best].tolist(), strict=True))

    @property
    def places(self) -> int:
        """The length of an array of scores: the passages, and up to 63 that are none."""
        return self._columns * _ROWS

    def _lists_of(self, terms: Sequence[str], within: tuple[int, int] | None) -> list[_List]:
        """The postings of the terms, shortest first."""
        lists = []
        different = dict.fromkeys(terms)
        for term in different:
            found = self._lists[term] if term in self._lists else self._load(term)
            if found is None:
                continue
            if within:
                found = found.within(*within)
            if len(different) < len(terms):
                found = found.times(terms.count(term))
            if found.size:
                lists.append(found)
        lists.sort(key=attrgetter("size"))
        return lists

    def _load(self, term: str) -> _List | None:
        """The postings of a term from the tables; None where no passage holds it."""
        if len(self._lists) >= _CACHED:
            self._lists = {}
        number = self._vocabulary.number(term)
        if number < 0:
            self._lists[term] = None
            return None
        tables = self._tables
        part = slice(*tables.offsets[number : number + 2].tolist())
        bound = float(tables.bounds[number])
        found = _List(tables.passages[part], tables.weights[part], bound, part.stop - part.start)
        self._lists[term] = found
        return found


def _find(lists: list[_List], scores: F32, k: int, factor: F32 | None) -> tuple[U32, F32]:
    """The k best passages, perhaps with a few more, and their scores; in any order."""
    split = _split(lists)
    scores.fill(0.0)
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
    split = len(lists)
    if lists[-1].size > _LONG:
        most = _TAIL * sum(each.bound for each in lists)
        while split > 1 and lists[split - 1].size > _LONG and most >= lists[split - 1].bound:
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
