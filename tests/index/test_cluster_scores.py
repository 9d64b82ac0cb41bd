"""Exact scores of what a cluster finds, which weighs passages by lengths kept in a byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from small_index import ANALYZER, index_of

from knowledge.article import Article
from knowledge.index.bm25 import Okapi
from knowledge.index.disk.articles import digest
from knowledge.index.opensearch.documents import documents
from knowledge.index.opensearch.index import OpenSearchIndex
from knowledge.index.opensearch.searching import kept_length
from knowledge.scope import Scope


@pytest.mark.parametrize(
    ("length", "kept"),
    [(0, 0), (23, 23), (40, 40), (41, 40), (55, 54), (57, 56), (87, 84), (95, 88), (1000, 984)],
)
def test_lengths_are_kept_as_lucene_keeps_them(length: int, kept: int) -> None:
    assert kept_length(length) == kept
    assert kept_length(kept) == kept


class LikeLucene:
    """A cluster that weighs passages by the lengths that Lucene keeps, a constant apart."""

    def __init__(self, sources: Sequence[Mapping[str, Any]], okapi: Okapi) -> None:
        self._sources, self._okapi = sources, okapi

    def search(self, indexes: Sequence[str], body: Mapping[str, Any]) -> list[dict[str, Any]]:
        scored = [(self._score(each["terms"].split()), each) for each in self._sources]
        scored.sort(key=lambda pair: -pair[0])
        return [
            {"_index": indexes[0], "_source": source, "_score": score}
            for score, source in scored[: body["size"]]
            if score
        ]

    def _score(self, terms: Sequence[str]) -> float:
        frequency, length = float(terms.count("otter")), float(kept_length(len(terms)))
        return float(self._okapi.impact(frequency, length) / (self._okapi.k1 + 1))


def otters(frequency: int, length: int) -> str:
    """A text of so many terms, so many of which are otters."""
    return f"{' '.join(['otter'] * frequency + ['bridge'] * (length - frequency))}."


def test_none_of_the_best_is_missed_for_its_length() -> None:
    """The cluster finds 18 passages to choose the best from, all of them longer than it keeps, and
    before the best, which is as long as it keeps."""
    texts = [otters(4, 95), *[otters(3, 67)] * 17, otters(2, 36)]
    articles = [Article(f"a{number}", text) for number, text in enumerate(texts)]
    expected = index_of(*articles)
    made = [expected.article_at(number) for number in range(len(articles))]
    versions = [digest(article) for article in made]
    given = zip((version.hex() for version in versions), made, strict=True)
    sources = list(documents("any", given, ANALYZER))
    found = OpenSearchIndex(
        expected.tables,
        made,
        np.frombuffer(b"".join(versions), "V16"),
        LikeLucene(sources, expected.okapi),  # type: ignore[arg-type]
        "any",
    )
    terms, scope = ["otter"], Scope()
    (best,) = found.best(terms, 1, scope, None)
    assert expected.article_at(best[0]).text == texts[-1]
    assert [best] == [pytest.approx(each) for each in expected.best(terms, 1, scope, None)]
