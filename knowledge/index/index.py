"""The index: immutable, safe to search from several threads at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from knowledge.article import Article
from knowledge.index.bm25 import Okapi
from knowledge.index.recency import Recency
from knowledge.passages import Passage
from knowledge.scope import Scope


class Index:
    """Passages and their postings. Passages are numbered from the newest article to the oldest."""

    def __init__(
        self,
        articles: Sequence[Article],
        passages: Sequence[Passage],
        terms: Sequence[Sequence[str]],
        *,
        k1: float,
        b: float,
    ) -> None:
        self._articles = {article.id: article for article in articles}
        self._passages = list(passages)
        self._of: dict[str, list[int]] = {}
        for number, passage in enumerate(self._passages):
            self._of.setdefault(passage.article.id, []).append(number)
        lengths = [len(each) for each in terms]
        self._weighting = Okapi.of(len(terms), sum(lengths) / max(1, len(lengths)), k1=k1, b=b)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, each in enumerate(terms):
            for term, count in Counter(each).items():
                impact = self._weighting.impact(np.float64(count), np.float64(lengths[number]))
                self._postings.setdefault(term, []).append((number, float(impact)))

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return len(self._passages)

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        return len(self._articles)

    def article_ids(self) -> list[str]:
        """The articles' ids, newest first."""
        return list(self._articles)

    def article(self, article_id: str) -> Article:
        """The article of an id; KeyError where there is none."""
        return self._articles[article_id]

    def passage(self, number: int) -> Passage:
        """The passage of a number."""
        return self._passages[number]

    def passages_of(self, article_id: str) -> list[int]:
        """The numbers of an article's passages in order; KeyError for an unknown article."""
        return self._of.get(article_id, [])

    def vocabulary(self) -> Sequence[str]:
        """All terms, sorted."""
        return sorted(self._postings)

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term."""
        return len(self._postings.get(term, ()))

    def idf(self, term: str) -> float:
        """The weight of a term; one that no passage holds has the highest."""
        return float(self._weighting.idf_of(np.float64(self.document_frequency(term))))

    def search(
        self,
        terms: Sequence[str],
        k: int,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        recency: Recency | None = None,
        per_article: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first; of equals the newer, then by id."""
        scores = np.zeros(len(self._passages))
        for term in terms:
            for number, impact in self._postings.get(term, ()):
                scores[number] += self.idf(term) * impact
        hits: list[tuple[int, float]] = []
        taken: Counter[str] = Counter()
        for number in np.flatnonzero(scores).tolist():
            article = self._passages[number].article
            if not scope.admits(article):
                scores[number] = 0.0
            elif recency:
                published = article.published.date() if article.published else None
                scores[number] *= recency.factor(published)
        for number in np.argsort(-scores, kind="stable").tolist():
            article_id = self._passages[number].article.id
            if len(hits) == k or scores[number] == 0.0:
                break
            if per_article is None or taken[article_id] < per_article:
                taken[article_id] += 1
                hits.append((int(number), float(scores[number])))
        return hits
