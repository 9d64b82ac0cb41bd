"""An index of a few articles in memory."""

from __future__ import annotations

from knowledge.article import Article
from knowledge.index import IndexBuilder, TableIndex
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()


def index_of(*articles: Article) -> TableIndex:
    """The index of the articles, made with ANALYZER."""
    builder = IndexBuilder(ANALYZER)
    builder.extend(articles)
    return builder.build()
