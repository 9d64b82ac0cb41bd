"""Finding the k best passages, exactly, without scoring all that hold a term of the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from knowledge.index.tables import F32, U32, Tables
from knowledge.index.vocabulary import Vocabulary

# The scores are read as so many rows, to find the best of each column; see Searcher._find.
_ROWS = 64
_CACHED = 8192  # terms whose postings are at hand as arrays

# A term that more than one passage in so many holds is kept as a row, a weight for every passage:
# adding rows runs through memory in order and takes as long as adding a fraction as many postings.
_PASSAGES_PER_POSTING = 14
_LONGEST_ROW = 250_000  # passages; more are no longer at hand in a processor's cache
_MOST_IN_ROWS = 24 * 1024 * 1024 // 4  # values in all rows: what they may take of memory

# Looking some passages up in a list takes as long as adding so many postings, so shorter ones are
# not left for later; and those that are may hold this share of the highest possible score.
_LONG = 25_000
_TAIL = 0.5

_SMALLEST = 1e-30  # below every score; 0 is the score where nothing matched


@dataclass(frozen=True, slots=True)
class _List:
    """The postings of one term of the question."""

    passages: U32
    weights: F32
    bound: float  # the highest weight
    row: F32 | None  # the weights of all passages, for some terms that many hold
    size: int  # how many passages hold the term

    def scaled(self, factor: np.float32) -> _List:
        """With all weights multiplied."""
        row = None if self.row is None else self.row * factor
        bound = self.bound * float(factor)
        return _List(self.passages, self.weights * factor, bound, row, self.size)

    def within(self, first: int, last: int) -> _List:
        """The part that is in a range of passages."""
        start, end = self.passages.searchsorted(np.array((first, last), np.uint32)).tolist()
        part = slice(start, end)
        return _List(self.passages[part], self.weights[part], self.bound, None, end - start)

    def look_up(self, passages: U32) -> F32:
        """What it adds to the score of each of some passages."""
        places = self.passages.searchsorted(passages)
        np.minimum(places, self.size - 1, out=places)
        weights: F32 = self.weights[places] * (self.passages[places] == passages)
        return weights


class _Room:
    """What one search needs of memory, kept for the next: fresh memory costs more than its use."""

    def __init__(self, places: int) -> None:
        self.scores = np.empty(places, np.float32)
        self._passages = np.empty(places, np.intp)
        self._weights = np.empty(places, np.float32)

    def add_up(self, lists: Sequence[_List]) -> F32:
        """Makes the scores what some lists add up to."""
        rows = [each.row for each in lists if each.row is not None]
        if len(rows) > 1:
            np.add(rows[0], rows[1], out=self.scores)
            for row in rows[2:]:
                np.add(self.scores, row, out=self.scores)
        else:
            self.scores[:] = rows[0] if rows else 0.0
        self.add_postings([each for each in lists if each.row is None])
        return self.scores

    def add_postings(self, lists: Sequence[_List], factor: F32 | None = None) -> None:
        """Adds to the scores of the passages in some lists."""
        if not lists:
            return
        size = sum(each.size for each in lists)
        if size > self._passages.size:
            self._passages = np.empty(2 * size, np.intp)
            self._weights = np.empty(2 * size, np.float32)
        passages, weights = self._passages[:size], self._weights[:size]
        np.concatenate([each.passages for each in lists], out=passages)
        np.concatenate([each.weights for each in lists], out=weights)
        if factor is not None:
            weights *= factor[passages]
        np.add.at(self.scores, passages, weights)


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
        self._least_for_row = self._smallest_row()
        self._free: list[_Room] = []  # as many as searches ran at one time

    def top(
        self,
        terms: Sequence[str],
        k: int,
        within: tuple[int, int] | None = None,
        factor: F32 | None = None,
        scales: Mapping[str, float] | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first, equals by number; none of score 0.

        `within` is a range of passages to choose from; `factor`, from 0 to 1, one value for each
        place of the array of scores (see `places`), is multiplied with the scores. `scales` are
        what to multiply the weights of each term with.
        """
        lists = self._lists_of(terms, within, scales)
        if not lists or k < 1:
            return []
        room = self._free.pop() if self._free else _Room(self.places)
        passages, values = _find(lists, room, k, factor)
        self._free.append(room)
        best = np.lexsort((passages, -values))[:k]
        return list(zip(passages[best].tolist(), values[best].tolist(), strict=True))

    @property
    def places(self) -> int:
        """The length of an array of scores: the passages, and up to 63 that are none."""
        return self._columns * _ROWS

    def _smallest_row(self) -> int:
        """How many passages have to hold a term for it to be kept as a row."""
        if self.places > _LONGEST_ROW:
            return self.places + 1
        offsets = self._tables.offsets
        frequencies = offsets[1:] - offsets[:-1]
        most = min(len(frequencies), _MOST_IN_ROWS // self.places)
        rarest = np.partition(frequencies, -most)[-most] if most else 0
        return max(int(rarest), self.places // _PASSAGES_PER_POSTING)

    def _lists_of(
        self,
        terms: Sequence[str],
        within: tuple[int, int] | None,
        scales: Mapping[str, float] | None,
    ) -> list[_List]:
        """The postings of the terms, shortest first."""
        lists = []
        known = self._lists  # nothing is ever removed from it, though another may take its place
        for term in terms:  # one that is said twice counts twice
            found = known[term] if term in known else self._load(term)
            if found and within:
                found = found.within(*within)
            if found and scales:
                found = found.scaled(np.float32(scales[term]))
            if found and found.size:
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
        passages, weights, row = tables.passages[part], tables.weights[part], None
        if passages.size >= self._least_for_row:
            row = np.zeros(self.places, np.float32)
            row[passages] = weights
        bound = float(tables.bounds[number])
        found = self._lists[term] = _List(passages, weights, bound, row, passages.size)
        return found


def _find(lists: list[_List], room: _Room, k: int, factor: F32 | None) -> tuple[U32, F32]:
    """The k best passages, perhaps with a few more, and their scores; in any order."""
    split = _split(lists)
    scores = room.add_up(lists[:split])
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
        room.add_postings(lists[split : split + 1], factor)
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
    if lists[-1].size > _LONG and lists[-1].row is None:
        most = _TAIL * sum(each.bound for each in lists)
        while split > 1 and lists[split - 1].size > _LONG and most >= lists[split - 1].bound:
            split -= 1
            most -= lists[split].bound
    return split


def _kth(scores: F32, k: int) -> float:
    """The k-th best of some scores, or 0 where there are fewer."""
    if len(scores) < k:
        return 0.0
    scores = scores.copy()
    scores.partition(len(scores) - k)
    return float(scores[len(scores) - k])


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
