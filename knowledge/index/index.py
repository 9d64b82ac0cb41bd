"""The index: one immutable generation, safe to search from several threads at once."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.index.abstract import Index
from knowledge.index.bm25 import K1, B, Okapi
from knowledge.index.duplicates import Bands
from knowledge.index.recency import Recency
from knowledge.index.search import Searcher
from knowledge.index.tables import F32, I64, U32, Tables
from knowledge.index.vocabulary import Vocabulary
from knowledge.passages import Passage
from knowledge.report import LanguageCount, SourceCount
from knowledge.scope import Scope

_DAY = 86_400  # seconds
_LAST_DAY = date.max.toordinal()
_NUMBERS = 4096  # articles whose number is remembered by their id
_FACTORS = 8  # how many combinations of recency and source are remembered as arrays


# By article, whether it counts; None where all do.
Visible = NDArray[np.bool_] | None


class TableIndex(Index):
    """Passages and their postings; passages are numbered from the newest article to the oldest.

    `articles` gives an article by its number, newest first; it may read them from a file as they
    are asked for.
    """

    def __init__(
        self, tables: Tables, articles: Sequence[Article], *, k1: float = K1, b: float = B
    ) -> None:
        self.tables = tables
        self._articles = articles
        self.terms = Vocabulary(tables.terms, tables.term_ends)
        self.searcher = Searcher(tables, self.terms)
        count = len(tables.lengths)
        self.okapi = Okapi.of(count, float(tables.lengths.mean()) if count else 0.0, k1=k1, b=b)
        self._first_passages = tables.first_passages.data
        # Days since the year 1, falling, the undated with day 0 at the end.
        self._days = tables.times // _DAY + 1
        self.source_names: list[str | None] = json.loads(bytes(tables.source_names))
        self._factors: dict[tuple[str | None, Recency | None], F32] = {}
        self._numbers: dict[str, int] = {}  # of articles that were looked at

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return len(self.tables.starts)

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        return len(self.tables.times)

    @property
    def origins(self) -> U32:
        """See Tables."""
        return self.tables.origins

    @cached_property
    def bands(self) -> Bands:
        """The articles by parts of their sketches."""
        return Bands(self.tables.sketches, self.tables.sketch_sizes)

    def vocabulary(self) -> Sequence[str]:
        """All terms, sorted; a term becomes an object only when it is looked at."""
        return self.terms

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term."""
        number = self.terms.number(term)
        if number < 0:
            return 0
        return int(self.tables.offsets[number + 1] - self.tables.offsets[number])

    def closest(self, term: str) -> list[tuple[str, int, int]]:
        """Terms that `term` may be a misspelling of, as (term, document frequency, distance).

        Nearest first, then the more frequent; see Vocabulary.closest for which are looked at.
        """
        offsets = self.tables.offsets
        found = [
            (other, int(offsets[number + 1] - offsets[number]), distance)
            for other, number, distance in self.terms.closest(term)
        ]
        return sorted(found, key=lambda item: (item[2], -item[1], item[0]))

    def sources(self, visible: Visible = None) -> tuple[SourceCount, ...]:
        """The sources, most articles first."""
        count = len(self.source_names)
        numbers, days = _of(self.tables.sources, visible), _of(self._days, visible)
        articles = np.bincount(numbers, minlength=count)
        first, last = np.full(count, _LAST_DAY), np.zeros(count, np.int64)
        dated = days != 0
        np.minimum.at(first, numbers[dated], days[dated])
        np.maximum.at(last, numbers[dated], days[dated])
        found = [
            SourceCount(
                self.source_names[each], int(articles[each]), *_span(first[each], last[each])
            )
            for each in np.flatnonzero(articles)
        ]
        return tuple(sorted(found, key=lambda each: (-each.articles, each.source or "")))

    def languages(self, visible: Visible = None) -> tuple[LanguageCount, ...]:
        """The declared languages, most articles first."""
        codes: list[str | None] = json.loads(bytes(self.tables.language_codes))
        numbers = _of(self.tables.languages, visible)
        counts = np.bincount(numbers, minlength=len(codes)).tolist()
        found = [LanguageCount(*each) for each in zip(codes, counts, strict=True) if each[1]]
        return tuple(sorted(found, key=lambda each: (-each.articles, each.language or "")))

    @property
    def undated_count(self) -> int:
        """How many articles state no date."""
        return int(np.count_nonzero(self._days == 0))

    def count_outside(self, first: date, last: date, visible: Visible = None) -> int:
        """How many articles are dated before one day or after another."""
        days = _of(self._days, visible)
        dated = days[days != 0]
        return int(np.count_nonzero((dated < first.toordinal()) | (dated > last.toordinal())))

    def newest_day(
        self,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        visible: Visible = None,
    ) -> date | None:
        """The day of the newest dated article that a scope's `until` and `as_of` admit."""
        latest = min((day for day in (scope.until, scope.as_of) if day), default=None)
        days = _of(self._days, visible)
        # Falling days, so the first that is not too late; the undated have day 0, at the end.
        place = int(np.searchsorted(-days, -latest.toordinal())) if latest else 0
        day = int(days[place]) if place < len(days) else 0
        return date.fromordinal(day) if day else None

    def article_ids(self) -> list[str]:
        """The articles' ids, newest first."""
        ends = self.tables.id_ends.tolist()
        block = bytes(self.tables.ids)
        return [_text(block[start:end]) for start, end in pairwise([0, *ends])]

    def article_at(self, number: int) -> Article:
        """The article of a number."""
        return self._articles[number]

    def passages_of(self, article_id: str) -> range:
        """The numbers of an article's passages in order; KeyError for an unknown article."""
        number = self.number_of(article_id)
        return range(self._first_passages[number], self._first_passages[number + 1])

    def passage(self, number: int) -> Passage:
        """The passage of a number; IndexError for one that is not there."""
        if not 0 <= number < self.passage_count:
            raise IndexError(number)
        article_number = self.holder_of(number)
        article = self._articles[article_number]
        if len(self._numbers) >= _NUMBERS:
            self._numbers.clear()
        self._numbers[article.id] = article_number
        start, end = int(self.tables.starts[number]), int(self.tables.ends[number])
        section = next((s.title for s in article.sections if s.start <= start < s.end), None)
        first = self._first_passages[article_number]
        return Passage(article, number - first, start, end, section)

    def holder_of(self, passage: int) -> int:
        """The number of the article that a passage is in."""
        return bisect_right(self._first_passages, passage) - 1

    def best(
        self, terms: Sequence[str], k: int, scope: Scope, recency: Recency | None
    ) -> list[tuple[int, float]]:
        """The k best passages, see `search`."""
        return self.searcher.top(terms, k, self.within(scope), self.factor(scope.source, recency))

    def within(self, scope: Scope) -> tuple[int, int] | None:
        """The passages of the days of a scope: a range, since the newest come first."""
        if scope.since is None and scope.until is None and scope.as_of is None:
            return None
        days = -self._days  # rising; the undated, 0, at the end
        first, last = 0, len(days)
        latest = min((day for day in (scope.until, scope.as_of) if day), default=None)
        if latest:
            first = int(np.searchsorted(days, -latest.toordinal()))
        if scope.since:
            last = int(np.searchsorted(days, -scope.since.toordinal(), side="right"))
        elif scope.until:
            last = int(np.searchsorted(days, 0))
        last = max(first, last)
        return self._first_passages[first], self._first_passages[last]

    def factor(self, source: str | None, recency: Recency | None) -> F32 | None:
        """What to multiply scores with, by place in the accumulator; None for 1 everywhere."""
        source = source.casefold() if source else None
        if source is None and recency is None:
            return None
        known = self._factors.get((source, recency))
        if known is None:
            factors = np.ones(self.article_count)
            if recency:
                days = np.unique(self._days)
                by_day = [recency.factor(date.fromordinal(day) if day else None) for day in days]
                factors = np.array(by_day)[np.searchsorted(days, self._days)]
            if source:
                named = [(name or "").casefold() == source for name in self.source_names]
                factors = factors * np.array(named, bool)[self.tables.sources]
            known = np.zeros(self.searcher.places, np.float32)
            known[: self.passage_count] = np.repeat(factors, self.tables.passages_per_article())
            if len(self._factors) >= _FACTORS:
                self._factors.clear()
            self._factors[source, recency] = known
        return known

    def number_of(self, article_id: str) -> int:
        """The number of the article of an id; KeyError where there is none."""
        known = self._numbers.get(article_id)
        if known is not None:
            return known
        wanted = article_id.encode("utf-8", "surrogatepass")
        order = self.tables.id_order
        place = bisect_left(range(len(order)), wanted, key=lambda n: self.id_bytes(int(order[n])))
        if place < len(order) and self.id_bytes(int(order[place])) == wanted:
            return int(order[place])
        raise KeyError(article_id)

    def id_bytes(self, number: int) -> bytes:
        """The id of an article by its number, in UTF-8: the order of equals."""
        ends = self.tables.id_ends
        start = int(ends[number - 1]) if number else 0
        return bytes(self.tables.ids[start : int(ends[number])])


def _of(column: I64 | U32, visible: Visible) -> NDArray[np.integer]:
    """The values of the articles that count."""
    return column if visible is None else column[visible]


def _span(first: int, last: int) -> tuple[date | None, date | None]:
    """Two days by their numbers; None for both where there is no last one."""
    return (date.fromordinal(int(first)), date.fromordinal(int(last))) if last else (None, None)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
