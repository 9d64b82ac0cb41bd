"""What questions need of an index, whether it is one table or several put together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from heapq import nlargest
from itertools import islice

import numpy as np

from knowledge.article import Article
from knowledge.index.bm25 import Okapi
from knowledge.index.recency import Recency
from knowledge.index.tables import U32
from knowledge.passages import Passage
from knowledge.report import LanguageCount, SourceCount
from knowledge.scope import Scope

# A question may be as long as a message, and OpenSearch refuses to look for over 1,024 terms.
MOST_TERMS = 1_000


class Index(ABC):
    """Articles numbered from the newest to the oldest, and their passages in the same order.

    An index never changes, so several threads may search it at once.
    """

    okapi: Okapi

    @property
    @abstractmethod
    def passage_count(self) -> int:
        """How many passages there are."""

    @property
    @abstractmethod
    def article_count(self) -> int:
        """How many articles there are."""

    @property
    @abstractmethod
    def undated_count(self) -> int:
        """How many articles state no date."""

    @property
    @abstractmethod
    def origins(self) -> U32:
        """For each article the number of the first published one with the same text."""

    @abstractmethod
    def vocabulary(self) -> Sequence[str]:
        """All terms, sorted."""

    @abstractmethod
    def document_frequency(self, term: str) -> int:
        """How many passages hold the term."""

    @abstractmethod
    def closest(self, term: str) -> list[tuple[str, int, int]]:
        """Terms that `term` may be a misspelling of, as (term, document frequency, distance).

        Nearest first, then the more frequent; see Vocabulary.closest for which are looked at.
        """

    @abstractmethod
    def sources(self) -> tuple[SourceCount, ...]:
        """The sources, most articles first."""

    @abstractmethod
    def languages(self) -> tuple[LanguageCount, ...]:
        """The languages of the articles, most articles first; None is English or one untold."""

    @cached_property
    def language_codes(self) -> tuple[str | None, ...]:
        """The languages of its articles by their codes, that of most articles first."""
        return tuple(each.language for each in self.languages())

    @abstractmethod
    def count_outside(self, first: date, last: date) -> int:
        """How many articles are dated before one day or after another."""

    @abstractmethod
    def newest_day(self, scope: Scope = Scope()) -> date | None:  # noqa: B008 - frozen
        """The day of the newest dated article that a scope's `until` and `as_of` admit."""

    @abstractmethod
    def article_ids(self) -> list[str]:
        """The articles' ids, newest first."""

    @abstractmethod
    def number_of(self, article_id: str) -> int:
        """The number of the article of an id; KeyError where there is none."""

    @abstractmethod
    def article_at(self, number: int) -> Article:
        """The article of a number."""

    @abstractmethod
    def passages_of(self, article_id: str) -> range:
        """The numbers of an article's passages in order; KeyError for an unknown article."""

    @abstractmethod
    def holder_of(self, passage: int) -> int:
        """The number of the article that a passage is in."""

    @abstractmethod
    def passage(self, number: int) -> Passage:
        """The passage of a number; IndexError for one that is not there."""

    @abstractmethod
    def best(
        self, terms: Sequence[str], k: int, scope: Scope, recency: Recency | None
    ) -> list[tuple[int, float]]:
        """As `search`, without a limit for an article."""

    def idf(self, term: str) -> float:
        """The weight of a term; one that no passage holds has the highest."""
        return float(self.okapi.idf_of(self.document_frequency(term)))

    def article(self, article_id: str) -> Article:
        """The article of an id; KeyError where there is none."""
        return self.article_at(self.number_of(article_id))

    def find(self, is_wanted: Callable[[Article], bool]) -> Article | None:
        """The newest article that is wanted; None where there is none. All may be read for it."""
        return next(filter(is_wanted, map(self.article_at, range(self.article_count))), None)

    @property
    def copy_count(self) -> int:
        """How many articles have the text of one that was published before them."""
        return int(np.count_nonzero(self.origins != np.arange(len(self.origins))))

    def origin(self, article_id: str) -> int:
        """A number that an article shares with those of the same text; KeyError for no article."""
        return int(self.origins[self.number_of(article_id)])

    def copies(self, article_id: str, most: int, scope: Scope = Scope()) -> list[Article]:  # noqa: B008
        """Other articles in a scope with an article's text, at most so many, newest first.

        KeyError for an unknown article.
        """
        number = self.number_of(article_id)
        numbers = np.flatnonzero(self.origins == self.origins[number]).tolist()
        others = (self.article_at(other) for other in numbers if other != number)
        return list(islice((each for each in others if scope.admits(each)), most))

    def search(
        self,
        terms: Sequence[str],
        k: int,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        recency: Recency | None = None,
        per_article: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first; of equals the newer, then by id.

        Only passages that hold a term are found; of more than `MOST_TERMS` different ones, those
        that weigh most are looked for. `per_article` is the most passages that one
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
        terms = self._weightiest(terms)
        if per_article is None:
            return self.best(terms, k, scope, recency)
        wanted = 2 * k
        while True:
            found = self.best(terms, wanted, scope, recency)
            capped = self._cap(found, k, per_article)
            if len(capped) >= k or len(found) < wanted:
                return capped
            wanted *= 4

    def _weightiest(self, terms: Sequence[str]) -> Sequence[str]:
        """The terms that are looked for."""
        different = dict.fromkeys(terms)
        if len(different) <= MOST_TERMS:
            return terms
        held = (term for term in different if self.document_frequency(term))
        kept = set(nlargest(MOST_TERMS, held, key=self.idf))
        return [term for term in terms if term in kept]

    def _cap(self, found: list[tuple[int, float]], k: int, most: int) -> list[tuple[int, float]]:
        taken: dict[int, int] = {}
        kept: list[tuple[int, float]] = []
        for number, score in found:
            if len(kept) == k:
                break
            article = self.holder_of(number)
            taken[article] = taken.get(article, 0) + 1
            if taken[article] <= most:
                kept.append((number, score))
        return kept
