"""Passages as documents of OpenSearch: what an index there looks like, and what goes into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.article import Article
from knowledge.index.bm25 import K1, B
from knowledge.index.build.analysed import passage_terms
from knowledge.index.opensearch.cluster import SearchCluster
from knowledge.passages import TARGET_WORDS
from knowledge.text.analysis import Analyzer

# Raise it when a document is made otherwise than before: a new index is then made beside the old.
FORMAT = 2

# Longer terms, which are no words, are compared by so many characters.
_LONGEST_TERM = 200


def layout(settings: SearchCluster) -> dict[str, Any]:
    """The settings and mapping of an index. Terms are taken as they are: one at each space."""
    return {
        "settings": {
            "number_of_shards": settings.shards,
            "number_of_replicas": settings.replicas,
            "refresh_interval": "-1",  # who loads says when searches are to find it
            "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
            "analysis": {
                "analyzer": {"terms": {"type": "custom", "tokenizer": "terms"}},
                "tokenizer": {
                    "terms": {"type": "whitespace", "max_token_length": 2 * _LONGEST_TERM}
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "terms": {"type": "text", "analyzer": "terms", "index_options": "freqs"},
                "article": {"type": "keyword"},  # its version: the hash of its id and content
                "number": {"type": "integer", "index": False},  # of the passage in the article
                "source": {"type": "keyword"},  # without regard to case
                "day": {"type": "integer"},  # from the year 1; none where it is not known
            },
        },
    }


def document_id(version: str, number: int) -> str:
    """The name of an article's passage in an index."""
    return f"{version}-{number}"


def plain(term: str) -> str:
    """A term as it is compared in the cluster."""
    return term[:_LONGEST_TERM]


def documents(
    index: str, articles: Iterable[tuple[str, Article]], analyzer: Analyzer
) -> Iterator[dict[str, Any]]:
    """What puts the passages of articles, given with their versions, into an index."""
    for version, article in articles:
        about: dict[str, Any] = {"article": version, "source": (article.source or "").casefold()}
        if article.published:
            about["day"] = article.published.toordinal()
        for passage, terms, _ in passage_terms(article, analyzer, TARGET_WORDS):
            yield {
                "_op_type": "index",
                "_index": index,
                "_id": document_id(version, passage.number),
                "terms": " ".join(map(plain, terms)),
                "number": passage.number,
                **about,
            }
