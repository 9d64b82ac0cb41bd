"""Two indexes read as one: what is searched is exactly the index of all their articles.

The weight of a term depends on all passages there are, so the weights that are stored with each of
the two are not those of both together. They are close, though: each is first searched with its own
weights, scaled for each term, for somewhat more passages than are wanted; these are then weighed
anew, from the counts. What is left of the difference is bounded, so that it is known whether a
passage could have been missed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np

from knowledge.article import Article
from knowledge.index.abstract import Index
from knowledge.index.bm25 import K1, B, Okapi
from knowledge.index.duplicates import SIZE, find_origins
from knowledge.index.index import TableIndex
from knowledge.index.index_part import IndexPart
from knowledge.index.recency import Recency
from knowledge.index.tables import I64, U32
from knowledge.passages import Passage
from knowledge.report import LanguageCount, SourceCount
from knowledge.scope import Scope

# Passages looked at beyond those wanted, before it is seen whether that was enough.
_SPARE = 16

T = TypeVar("T")


class JoinedIndex(Index):
    """The articles of `base`, without those `hidden` by their numbers, and all of `own`.

    Of an article that both have, by its id, that of `own` counts. The statistics, the vocabulary
    and the copies are those of what is left, as in an index made of it in one piece.
    """

    def __init__(
        self,
        base: TableIndex,
        own: TableIndex,
        hidden: Iterable[int] = (),
        *,
        k1: float = K1,
        b: float = B,
    ) -> None:
        gone = np.array(sorted({*hidden, *_replaced(base, own)}), np.int64)
        visible = np.ones(base.article_count, bool)
        visible[gone] = False
        self._base = IndexPart(base, visible if len(gone) else None)
        self._own = IndexPart(own)
        self._parts = (self._base, self._own)
        self._gone = gone
        count = self.passage_count
        length = sum(part.length for part in self._parts)
        self.okapi = Okapi.of(count, length / count if count else 0.0, k1=k1, b=b)

        # Where each article stands, those of `own` counted on from those of `base`; -1 for none.
        order = _order(base, own, np.flatnonzero(visible))
        self._order = order.astype(np.uint32)
        self._places = np.full(base.article_count + own.article_count, -1, np.int32)
        self._places[order] = np.arange(len(order), dtype=np.int32)
        sizes = np.concatenate([part.index.tables.passages_per_article() for part in self._parts])
        firsts = np.zeros(len(order) + 1, np.uint32)
        np.cumsum(sizes[order], out=firsts[1:])
        self._first_passages = firsts.data

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return sum(part.passage_count for part in self._parts)

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        return len(self._order)

    @property
    def undated_count(self) -> int:
        """How many articles state no date."""
        return sum(part.undated_count for part in self._parts)

    @cached_property
    def origins(self) -> U32:
        """For each article the number of the first published one with the same text."""
        base, own = self._base.index.tables, self._own.index.tables
        among = self._places[: len(base.times)]
        origins = np.arange(self.article_count, dtype=np.uint32)
        shown = np.flatnonzero(among >= 0)
        origins[among[shown]] = among[base.origins[shown]]
        # What `base` knows holds wherever the others have no bearing on it.
        related = self._base.index.bands.related(own.sketches, self._gone)
        numbers = np.concatenate(
            (np.setdiff1d(related, self._gone), np.arange(len(own.times)) + len(base.times))
        )
        numbers = numbers[np.argsort(self._places[numbers])]
        sketches = np.concatenate((base.sketches, own.sketches)).reshape(-1, SIZE)[numbers]
        sizes = np.concatenate((base.sketch_sizes, own.sketch_sizes))[numbers]
        times = np.concatenate((base.times, own.times))[numbers]
        places = self._places[numbers]
        origins[places] = places[find_origins(sketches, sizes, times)]
        return origins

    def vocabulary(self) -> Sequence[str]:
        """All terms, sorted."""
        terms = {term for part in self._parts for term in part.index.vocabulary()}
        return sorted(term for term in terms if self.document_frequency(term))

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term."""
        return sum(part.document_frequency(term) for part in self._parts)

    def closest(self, term: str) -> list[tuple[str, int, int]]:
        """Terms that `term` may be a misspelling of, as (term, document frequency, distance)."""
        near = {
            other: distance
            for part in self._parts
            for other, _, distance in part.index.closest(term)
        }
        found = [(other, self.document_frequency(other), near[other]) for other in near]
        held = (each for each in found if each[1])
        return sorted(held, key=lambda item: (item[2], -item[1], item[0]))

    def sources(self) -> tuple[SourceCount, ...]:
        """The sources, most articles first."""
        found: dict[str | None, list[SourceCount]] = {}
        for part in self._parts:
            for each in part.index.sources(part.visible):
                found.setdefault(each.source, []).append(each)
        merged = [
            SourceCount(
                source,
                sum(each.articles for each in counts),
                min((each.first for each in counts if each.first), default=None),
                max((each.last for each in counts if each.last), default=None),
            )
            for source, counts in found.items()
        ]
        return tuple(sorted(merged, key=lambda each: (-each.articles, each.source or "")))

    def languages(self) -> tuple[LanguageCount, ...]:
        """The declared languages, most articles first."""
        counts: Counter[str | None] = Counter()
        for part in self._parts:
            for each in part.index.languages(part.visible):
                counts[each.language] += each.articles
        found = [LanguageCount(code, count) for code, count in counts.items()]
        return tuple(sorted(found, key=lambda each: (-each.articles, each.language or "")))

    def count_outside(self, first: date, last: date) -> int:
        """How many articles are dated before one day or after another."""
        return sum(part.index.count_outside(first, last, part.visible) for part in self._parts)

    def newest_day(self, scope: Scope = Scope()) -> date | None:  # noqa: B008 - frozen
        """The day of the newest dated article that a scope's `until` and `as_of` admit."""
        days = (part.index.newest_day(scope, part.visible) for part in self._parts)
        return max((day for day in days if day), default=None)

    def article_ids(self) -> list[str]:
        """The articles' ids, newest first."""
        ids = [each for part in self._parts for each in part.index.article_ids()]
        return [ids[number] for number in self._order.tolist()]

    def number_of(self, article_id: str) -> int:
        """The number of the article of an id; KeyError where there is none."""
        try:
            number = self._own.index.number_of(article_id) + self._base.index.article_count
        except KeyError:
            number = self._base.index.number_of(article_id)
        if self._places[number] < 0:
            raise KeyError(article_id)
        return int(self._places[number])

    def article_at(self, number: int) -> Article:
        """The article of a number."""
        part, place = self._part_of(number)
        return part.index.article_at(place)

    def passages_of(self, article_id: str) -> range:
        """The numbers of an article's passages in order; KeyError for an unknown article."""
        number = self.number_of(article_id)
        return range(self._first_passages[number], self._first_passages[number + 1])

    def holder_of(self, passage: int) -> int:
        """The number of the article that a passage is in."""
        return bisect_right(self._first_passages, passage) - 1

    def passage(self, number: int) -> Passage:
        """The passage of a number; IndexError for one that is not there."""
        if not 0 <= number < self.passage_count:
            raise IndexError(number)
        article = self.holder_of(number)
        part, place = self._part_of(article)
        first = int(part.index.tables.first_passages[place])
        return part.index.passage(first + number - self._first_passages[article])

    def best(
        self, terms: Sequence[str], k: int, scope: Scope, recency: Recency | None
    ) -> list[tuple[int, float]]:
        """The k best passages, see `search`."""
        weights = {term: self.idf(term) for term in terms}
        wanted = k + _SPARE
        found: dict[IndexPart, list[tuple[int, float]]] = {}
        unsure = list(self._parts) if k > 0 else []
        bounds = dict.fromkeys(unsure, 0.0)
        while unsure:
            for part in unsure:
                numbers, bounds[part] = part.candidates(
                    terms, weights, self.okapi, wanted, scope, recency
                )
                scores = part.scores(terms, weights, self.okapi, numbers, scope, recency)
                found[part] = list(zip(self._joined(part, numbers), scores, strict=True))
            ranked = sorted(_chained(found.values()), key=lambda each: (-each[1], each[0]))
            kth = ranked[k - 1][1] if len(ranked) >= k else 0.0
            unsure = [part for part in unsure if bounds[part] >= kth and bounds[part] > 0]
            wanted *= 4
        return ranked[:k] if k > 0 else []

    def _part_of(self, article: int) -> tuple[IndexPart, int]:
        """The part that has an article, and the article's number there."""
        number, first = int(self._order[article]), self._base.index.article_count
        return (self._base, number) if number < first else (self._own, number - first)

    def _joined(self, part: IndexPart, passages: U32) -> list[int]:
        """The numbers here of a part's passages."""
        firsts = part.index.tables.first_passages
        holders = np.searchsorted(firsts, passages, side="right") - 1
        offset = self._base.index.article_count if part is self._own else 0
        starts = np.asarray(self._first_passages)[self._places[holders + offset]]
        numbers: list[int] = (passages - firsts[holders] + starts).tolist()
        return numbers


def _chained(lists: Iterable[list[T]]) -> Iterator[T]:
    return (item for each in lists for item in each)


def _replaced(base: TableIndex, own: TableIndex) -> Iterator[int]:
    """The numbers in `base` of the articles that `own` has too."""
    for each in own.article_ids():
        try:
            yield base.number_of(each)
        except KeyError:
            continue


def _order(base: TableIndex, own: TableIndex, shown: I64) -> I64:
    """All articles newest first, those of equal times by their ids; see `_places`."""
    numbers = np.concatenate((shown, np.arange(own.article_count) + base.article_count))
    times = np.concatenate((base.tables.times[shown], own.tables.times))
    order = np.argsort(-times, kind="stable")
    numbers, times = numbers[order], times[order]
    # Each part has its equals in order; only where both have some are they to be sorted.
    is_own = numbers >= base.article_count
    for time in np.intersect1d(times[is_own], times[~is_own]).tolist():
        part = slice(*np.searchsorted(-times, (-time, -time + 1)).tolist())
        run: list[int] = numbers[part].tolist()
        numbers[part] = sorted(run, key=_id_key(base, own))
    return numbers


def _id_key(base: TableIndex, own: TableIndex) -> Callable[[int], bytes]:
    first = base.article_count
    return lambda n: base.id_bytes(n) if n < first else own.id_bytes(n - first)
