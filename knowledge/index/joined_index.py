"""Two indexes read as one: what is searched is exactly the index of all their articles.

The weight of a term depends on all passages there are, so the weights that are stored with each of
the two are not those of both together. They are close, though: each is first searched with its own
weights, scaled for each term, for somewhat more passages than are wanted; these are then weighed
anew, from the counts. What is left of the difference is bounded, so that it is known whether a
passage could have been missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
from knowledge.index.interleaving import Interleaving
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
        gone = np.array(sorted({*hidden, *replaced(base, own)}), np.int64)
        visible = np.ones(base.article_count, bool)
        visible[gone] = False
        self._base = IndexPart(base, visible if len(gone) else None)
        self._own = IndexPart(own)
        self._parts = (self._base, self._own)
        self._gone = gone
        self._stand = Interleaving(base, own, gone)
        count = self.passage_count
        length = sum(part.length for part in self._parts)
        self.okapi = Okapi.of(count, length / count if count else 0.0, k1=k1, b=b)

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return self._stand.passage_count

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        return self._stand.article_count

    @property
    def undated_count(self) -> int:
        """How many articles state no date."""
        return sum(part.undated_count for part in self._parts)

    @property
    def origins(self) -> U32:
        """For each article the number of the first published one with the same text."""
        copies, first = self._copies
        origins = np.arange(self.article_count, dtype=np.uint32)
        origins[copies] = first
        return origins

    @cached_property
    def _copies(self) -> tuple[I64, I64]:
        """The articles that repeat the text of others, and for each the first published of it."""
        base, own = self._base.index.tables, self._own.index.tables
        # What `base` knows holds wherever the others have no bearing on it.
        related = self._base.index.bands.related(own.sketches, self._gone)
        known = np.flatnonzero(base.origins != np.arange(len(base.origins)))
        known = np.setdiff1d(known, np.union1d(related, self._gone))
        related = np.setdiff1d(related, self._gone)
        places = np.concatenate((self._stand.of_base(related), self._stand.own_places))
        order = np.argsort(places)
        sketches = np.concatenate(
            (base.sketches.reshape(-1, SIZE)[related], own.sketches.reshape(-1, SIZE))
        )[order]
        sizes = np.concatenate((base.sketch_sizes[related], own.sketch_sizes))[order]
        times = np.concatenate((base.times[related], own.times))[order]
        places = places[order]
        first = places[find_origins(sketches, sizes, times)]
        differ = first != places
        known_first = self._stand.of_base(base.origins[known].astype(np.int64))
        return (
            np.concatenate((self._stand.of_base(known), places[differ])),
            np.concatenate((known_first, first[differ])),
        )

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
        ids = np.empty(self.article_count, object)
        base = self._base.index.article_ids()
        shown = np.setdiff1d(np.arange(len(base)), self._gone)
        ids[self._stand.of_base(shown)] = [base[number] for number in shown.tolist()]
        ids[self._stand.own_places] = self._own.index.article_ids()
        found: list[str] = ids.tolist()
        return found

    def number_of(self, article_id: str) -> int:
        """The number of the article of an id; KeyError where there is none."""
        try:
            return int(self._stand.own_places[self._own.index.number_of(article_id)])
        except KeyError:
            number = self._base.index.number_of(article_id)
        if not self._base.shows(number):
            raise KeyError(article_id)
        return int(self._stand.of_base(np.array([number]))[0])

    def article_at(self, number: int) -> Article:
        """The article of a number."""
        is_own, place = self._stand.article(number)
        return self._parts[is_own].index.article_at(place)

    def passages_of(self, article_id: str) -> range:
        """The numbers of an article's passages in order; KeyError for an unknown article."""
        is_own, place = self._stand.article(self.number_of(article_id))
        part = self._parts[is_own]
        first, last = part.index.tables.first_passages[place : place + 2].tolist()
        start = int(self._joined(part, np.array([first]))[0]) if first < last else 0
        return range(start, start + last - first)

    def holder_of(self, passage: int) -> int:
        """The number of the article that a passage is in."""
        is_own, place = self._stand.passage(passage)
        number = np.array([self._parts[is_own].index.holder_of(place)])
        return int((self._stand.of_own(number) if is_own else self._stand.of_base(number))[0])

    def passage(self, number: int) -> Passage:
        """The passage of a number; IndexError for one that is not there."""
        if not 0 <= number < self.passage_count:
            raise IndexError(number)
        is_own, place = self._stand.passage(number)
        return self._parts[is_own].index.passage(place)

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

    def _joined(self, part: IndexPart, passages: U32 | I64) -> list[int]:
        """The numbers here of a part's passages."""
        is_own = part is self._own
        stand = self._stand
        places = stand.passages_of_own(passages) if is_own else stand.passages_of_base(passages)
        numbers: list[int] = places.tolist()
        return numbers


def _chained(lists: Iterable[list[T]]) -> Iterator[T]:
    return (item for each in lists for item in each)


def replaced(base: TableIndex, own: TableIndex) -> Iterator[int]:
    """The numbers in `base` of the articles that `own` has too."""
    for each in own.article_ids():
        try:
            yield base.number_of(each)
        except KeyError:
            continue
