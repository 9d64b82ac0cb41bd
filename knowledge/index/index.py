"""The index: one immutable generation, safe to search from several threads at once."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice, pairwise

import numpy as np

from knowledge.article import Article
from knowledge.index.bm25 import K1, B, Okapi
from knowledge.index.recency import Recency
from knowledge.index.search import Searcher
from knowledge.index.tables import F32, Tables
from knowledge.index.vocabulary import Vocabulary
from knowledge.passages import Passage
from knowledge.report import LanguageCount, SourceCount
from knowledge.scope import Scope

_DAY = 86_400  # seconds
_NUMBERS = 4096  # articles whose number is remembered by their id
_FACTORS = 8  # how many combinations of recency and source are remembered as arrays


class Index:
    """Passages and their postings; passages are numbered from the newest article to the oldest.

    `articles` gives an article by its number, newest first; it may read them from a file as they
    are asked for.
    """

    def __init__(
        self, tables: Tables, articles: Sequence[Article], *, k1: float = K1, b: float = B
    ) -> None:
        self._tables = tables
        self._articles = articles
        self._terms = Vocabulary(tables.terms, tables.term_ends)
        self._searcher = Searcher(tables, self._terms)
        count = len(tables.lengths)
        self._okapi = Okapi.of(count, float(tables.lengths.mean()) if count else 0.0, k1=k1, b=b)
        self._first_passages = tables.first_passages.data
        # Days since the year 1, falling, the undated with day 0 at the end.
        self._days = tables.times // _DAY + 1
        self._sources: list[str | None] = json.loads(bytes(tables.source_names))
        self._factors: dict[tuple[str | None, Recency | None], F32] = {}
        self._numbers: dict[str, int] = {}  # of articles that were looked at

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return len(self._tables.starts)

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        return len(self._tables.times)

    @property
    def copy_count(self) -> int:
        """How many articles have the text of one that was published before them."""
        origins = self._tables.origins
        return int(np.count_nonzero(origins != np.arange(len(origins))))

    def vocabulary(self) -> Sequence[str]:
        """All terms, sorted; a term becomes an object only when it is looked at."""
        return self._terms

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term."""
        number = self._terms.number(term)
        if number < 0:
            return 0
        return int(self._tables.offsets[number + 1] - self._tables.offsets[number])

    def idf(self, term: str) -> float:
        """The weight of a term; one that no passage holds has the highest."""
        return float(self._okapi.idf_of(self.document_frequency(term)))

    def closest(self, term: str) -> list[tuple[str, int, int]]:
        """Terms that `term` may be a misspelling of, as (term, document frequency, distance).

        Nearest first, then the more frequent; see Vocabulary.closest for which are looked at.
        """
        offsets = self._tables.offsets
        found = [
            (other, int(offsets[number + 1] - offsets[number]), distance)
            for other, number, distance in self._terms.closest(term)
        ]
        return sorted(found, key=lambda item: (item[2], -item[1], item[0]))

    def sources(self) -> tuple[SourceCount, ...]:
        """The sources, most articles first."""
        days: dict[int, list[int]] = {}
        counts: Counter[int] = Counter()
        for number, day in zip(self._tables.sources.tolist(), self._days.tolist(), strict=True):
            counts[number] += 1
            if day:
                days.setdefault(number, []).append(day)
        found = []
        for number, count in counts.items():
            dated = days.get(number)
            first, last = (
                (date.fromordinal(f(dated)) for f in (min, max)) if dated else (None, None)
            )
            found.append(SourceCount(self._sources[number], count, first, last))
        return tuple(sorted(found, key=lambda each: (-each.articles, each.source or "")))

    def languages(self) -> tuple[LanguageCount, ...]:
        """The declared languages, most articles first."""
        codes: list[str | None] = json.loads(bytes(self._tables.language_codes))
        counts = np.bincount(self._tables.languages, minlength=len(codes)).tolist()
        found = [LanguageCount(code, count) for code, count in zip(codes, counts, strict=True)]
        return tuple(sorted(found, key=lambda each: (-each.articles, each.language or "")))

    @property
    def undated_count(self) -> int:
        """How many articles state no date."""
        return int(np.count_nonzero(self._days == 0))

    def count_outside(self, first: date, last: date) -> int:
        """How many articles are dated before one day or after another."""
        dated = self._days[self._days != 0]
        return int(np.count_nonzero((dated < first.toordinal()) | (dated > last.toordinal())))

    def newest_day(self, scope: Scope = Scope()) -> date | None:  # noqa: B008 - frozen
        """The day of the newest dated article that a scope's `until` and `as_of` admit."""
        latest = min((day for day in (scope.until, scope.as_of) if day), default=None)
        # Falling days, so the first that is not too late; the undated have day 0, at the end.
        place = int(np.searchsorted(-self._days, -latest.toordinal())) if latest else 0
        day = int(self._days[place]) if place < len(self._days) else 0
        return date.fromordinal(day) if day else None

    def article_ids(self) -> list[str]:
        """The articles' ids, newest first."""
        ends = self._tables.id_ends.tolist()
        block = bytes(self._tables.ids)
        return [_text(block[start:end]) for start, end in pairwise([0, *ends])]

    def article(self, article_id: str) -> Article:
        """The article of an id; KeyError where there is none."""
        return self._articles[self._article_number(article_id)]

    def origin(self, article_id: str) -> int:
        """A number that an article shares with those of the same text; KeyError for no article."""
        return int(self._tables.origins[self._article_number(article_id)])

    def copies(self, article_id: str, most: int, scope: Scope = Scope()) -> list[Article]:  # noqa: B008
        """Other articles in a scope with an article's text, at most so many, newest first.

        KeyError for an unknown article.
        """
        number = self._article_number(article_id)
        numbers = np.flatnonzero(self._tables.origins == self._tables.origins[number]).tolist()
        others = (self._articles[other] for other in numbers if other != number)
        return list(islice((each for each in others if scope.admits(each)), most))

    def passages_of(self, article_id: str) -> range:
        """The numbers of an article's passages in order; KeyError for an unknown article."""
        number = self._article_number(article_id)
        return range(self._first_passages[number], self._first_passages[number + 1])

    def passage(self, number: int) -> Passage:
        """The passage of a number; IndexError for one that is not there."""
        if not 0 <= number < self.passage_count:
            raise IndexError(number)
        article_number = bisect_right(self._first_passages, number) - 1
        article = self._articles[article_number]
        if len(self._numbers) >= _NUMBERS:
            self._numbers.clear()
        self._numbers[article.id] = article_number
        start, end = int(self._tables.starts[number]), int(self._tables.ends[number])
        section = next((s.title for s in article.sections if s.start <= start < s.end), None)
        first = self._first_passages[article_number]
        return Passage(article, number - first, start, end, section)

    def search(
        self,
        terms: Sequence[str],
        k: int,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        recency: Recency | None = None,
        per_article: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first; of equals the newer, then by id.

        Only passages that hold a term are found. `per_article` is the most passages that one
        article may have among them.

        >>> from knowledge.article import Article
        >>> from knowledge.index import IndexBuilder
        >>> from knowledge.text.analysis import Analyzer
        >>> builder = IndexBuilder(analyzer := Analyzer())
        >>> builder.extend([Article("a", "Otters returned to the Tarn."), Article("b", "Rain.")])
        >>> index = builder.build()
        >>> [(number, score)] = index.search(analyzer.terms("Which otters?"), 5)
        >>> index.passage(number).text
        'Otters returned to the Tarn.'
        """
        within = self._within(scope)
        factor = self._factor(scope.source, recency)
        if per_article is None:
            return self._searcher.top(terms, k, within, factor)
        wanted = 2 * k
        while True:
            found = self._searcher.top(terms, wanted, within, factor)
            capped = self._cap(found, k, per_article)
            if len(capped) >= k or len(found) < wanted:
                return capped
            wanted *= 4

    def _cap(self, found: list[tuple[int, float]], k: int, most: int) -> list[tuple[int, float]]:
        taken: dict[int, int] = {}
        kept: list[tuple[int, float]] = []
        for number, score in found:
            if len(kept) == k:
                break
            article = bisect_right(self._first_passages, number)
            taken[article] = taken.get(article, 0) + 1
            if taken[article] <= most:
                kept.append((number, score))
        return kept

    def _within(self, scope: Scope) -> tuple[int, int] | None:
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

    def _factor(self, source: str | None, recency: Recency | None) -> F32 | None:
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
                named = [(name or "").casefold() == source for name in self._sources]
                factors = factors * np.array(named, bool)[self._tables.sources]
            known = np.zeros(self._searcher.places, np.float32)
            known[: self.passage_count] = np.repeat(factors, self._tables.passages_per_article())
            if len(self._factors) >= _FACTORS:
                self._factors.clear()
            self._factors[source, recency] = known
        return known

    def _article_number(self, article_id: str) -> int:
        known = self._numbers.get(article_id)
        if known is not None:
            return known
        wanted = article_id.encode("utf-8", "surrogatepass")
        order = self._tables.id_order
        place = bisect_left(range(len(order)), wanted, key=lambda n: self._id(int(order[n])))
        if place < len(order) and self._id(int(order[place])) == wanted:
            return int(order[place])
        raise KeyError(article_id)

    def _id(self, number: int) -> bytes:
        ends = self._tables.id_ends
        start = int(ends[number - 1]) if number else 0
        return bytes(self._tables.ids[start : int(ends[number])])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
