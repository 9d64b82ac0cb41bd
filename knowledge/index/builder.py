"""Builds an index: the mutable half. What comes out is immutable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from knowledge.analysis import Analyzer
from knowledge.article import Article
from knowledge.index.bm25 import K1, B
from knowledge.index.index import Index
from knowledge.passages import TARGET_WORDS, Passage, split_passages


class IndexBuilder:
    """Collects articles and makes an `Index` of them; a later article of the same id replaces."""

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

    def build(self) -> Index:
        """The index of all articles taken so far, newest first."""
        articles = sorted(self._articles.values(), key=lambda article: article.id)
        articles.sort(key=lambda article: article.published or datetime.min, reverse=True)
        passages: list[Passage] = []
        terms: list[list[str]] = []
        for article in articles:
            title = self._analyzer.terms(article.title or "")
            for passage in split_passages(article, self._target_words):
                passages.append(passage)
                terms.append(title + self._analyzer.terms(passage.text))
        return Index(articles, passages, terms, k1=self._k1, b=self._b)
