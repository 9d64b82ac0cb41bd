"""Builds an index in memory: the mutable half. What comes out is immutable."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from knowledge.article import Article
from knowledge.index.bm25 import K1, B
from knowledge.index.build.analysed import analyse
from knowledge.index.build.merge import Named, empty_tables, merge
from knowledge.index.index import TableIndex
from knowledge.passages import TARGET_WORDS
from knowledge.text.analysis import Analyzer


class IndexBuilder:
    """Collects articles and makes an index of them; a later article of the same id replaces."""

    def __init__(
        self,
        analyzer: Analyzer,
        *,
        target_words: int = TARGET_WORDS,
        k1: float = K1,
        b: float = B,
    ) -> None:
        self._analyzer = analyzer
        self._target_words = target_words
        self._k1, self._b = k1, b
        self._articles: dict[str, Article] = {}

    def add(self, article: Article) -> None:
        """Takes one article."""
        self._articles[article.id] = article

    def extend(self, articles: Iterable[Article]) -> None:
        """Takes many."""
        for article in articles:
            self.add(article)

    def build(self) -> TableIndex:
        """The index of all articles taken so far, newest first."""
        articles = list(self._articles.values())
        batch = analyse(articles, self._analyzer, self._target_words)
        names = [Named.of(article) for article in articles]
        nothing = np.zeros(0, np.int64)
        tables, order = merge(empty_tables(), nothing, names, [batch], k1=self._k1, b=self._b)
        return TableIndex(tables, [articles[n] for n in order.tolist()], k1=self._k1, b=self._b)
