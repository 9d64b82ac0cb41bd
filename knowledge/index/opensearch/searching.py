"""The k best passages of one or several indexes in a cluster, weighed as the embedded index does.

OpenSearch keeps the length of a passage in one byte, so its own scores are off by some percent.
It is asked for more passages than wanted; these are weighed anew from the counts of their terms,
and more are asked for while one that was not found could still be among the best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from knowledge.index.bm25 import Okapi
from knowledge.index.opensearch.cluster import Cluster
from knowledge.index.opensearch.documents import plain
from knowledge.index.recency import Recency
from knowledge.scope import Scope

# Passages asked for beyond twice those wanted; at most so many, which is all OpenSearch gives.
_SPARE, _MOST = 16, 10_000

Query = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that the cluster found: whose index it is in, of which version of which article,
    what the cluster made of it, and its terms."""

    index: str
    version: str
    number: int
    score: float
    terms: Counter[str]
    length: int


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a passage scores: the weights of the question's terms, and of age."""

    weights: Mapping[str, float]
    okapi: Okapi
    recency: Recency | None

    def score(self, found: Found, length: int, published: date | None) -> float:
        """The score of a passage as one of so many terms, as exact as single precision."""
        total = 0.0
        for term, weight in self.weights.items():
            if count := found.terms[plain(term)]:
                added = weight * float(self.okapi.impact(float(count), float(length)))
                total += float(np.float32(added))
        return total * self.recency.factor(published) if self.recency else total


def query(
    terms: Sequence[str], scope: Scope, recency: Recency | None, hidden: Query | None
) -> Query:
    """The passages that hold a term, best first; a term that is said twice counts twice."""
    wanted = [
        {"term": {"terms": {"value": plain(term), "boost": float(count)}}}
        for term, count in Counter(terms).items()
    ]
    found: Query = {"should": wanted, "minimum_should_match": 1, "filter": _filters(scope)}
    if hidden:
        found["must_not"] = hidden
    if recency is None:
        return {"bool": found}
    return {
        "function_score": {
            "query": {"bool": found},
            "functions": _age(recency),
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def search(
    cluster: Cluster, indexes: Sequence[str], wanted: Query, size: int
) -> tuple[list[Found], bool]:
    """The best passages for a query, and whether there may be others."""
    size = min(2 * size + _SPARE, _MOST)
    hits = cluster.search(indexes, {"query": wanted, "size": size, "track_total_hits": False})
    return [_found(hit) for hit in hits], size == len(hits) < _MOST


def _found(hit: Mapping[str, Any]) -> Found:
    source = hit["_source"]
    terms = source["terms"].split(" ") if source["terms"] else []
    return Found(
        hit["_index"],
        source["article"],
        source["number"],
        hit["_score"],
        Counter(terms),
        len(terms),
    )


def kept_length(length: int) -> int:
    """The length of a passage as Lucene keeps it in one byte: exactly up to 40 terms, of what is
    beyond 24 the first four binary digits else (`SmallFloat.intToByte4`). It is never longer."""
    dropped = max(0, (length - 24).bit_length() - 4)
    return length if length < 24 else 24 + (length - 24 >> dropped << dropped)


def _filters(scope: Scope) -> list[Query]:
    """As `Scope.admits`."""
    found: list[Query] = []
    if scope.source:
        found.append({"term": {"source": scope.source.casefold()}})
    latest = min((day for day in (scope.until, scope.as_of) if day), default=None)
    bounds = {"gte": scope.since, "lte": latest}
    days = {name: day.toordinal() for name, day in bounds.items() if day}
    if days:
        dated: Query = {"range": {"day": days}}
        if scope.since is None and scope.until is None:
            undated = {"bool": {"must_not": {"exists": {"field": "day"}}}}
            dated = {"bool": {"should": [dated, undated]}}
        found.append(dated)
    return found


def _age(recency: Recency) -> list[Query]:
    """As `Recency.factor`, as a sum: what the oldest keep, and what the newer have beyond."""
    today, more = recency.today.toordinal(), 1 - recency.floor
    fading = {"origin": today, "scale": recency.half_life_days, "decay": 0.5}
    return [
        {"weight": recency.floor},
        {"filter": {"range": {"day": {"gt": today}}}, "weight": more},
        {"filter": {"range": {"day": {"lte": today}}}, "exp": {"day": fading}, "weight": more},
    ]
