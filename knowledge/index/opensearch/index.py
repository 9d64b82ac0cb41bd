"""Indexes whose articles are known here and whose postings are searched in a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.index.abstract import Index
from knowledge.index.bm25 import Okapi
from knowledge.index.index import TableIndex
from knowledge.index.joined_index import JoinedIndex, replaced
from knowledge.index.opensearch.cluster import Cluster
from knowledge.index.opensearch.searching import Found, Query, Weighing, kept_length, query, search
from knowledge.index.recency import Recency
from knowledge.index.tables import Tables
from knowledge.scope import Scope

# Sums of single precision differ by the order they were made in, by less than this share.
_ROUNDING = 1e-5


class OpenSearchIndex(TableIndex):
    """A generation without postings, and the index `name` of a cluster that has them.

    `versions` are the articles' digests, by which the cluster names them.
    """

    def __init__(
        self,
        tables: Tables,
        articles: Sequence[Article],
        versions: NDArray[np.void],
        cluster: Cluster,
        name: str,
    ) -> None:
        super().__init__(tables, articles)
        self.cluster, self.name = cluster, name
        self.versions = versions
        # The first eight bytes find an article; the others then tell whether it is that.
        keys = np.ascontiguousarray(versions).view(np.uint64)[::2]
        self._order = np.argsort(keys).astype(np.uint32)
        self._keys = keys[self._order]

    def best(
        self, terms: Sequence[str], k: int, scope: Scope, recency: Recency | None
    ) -> list[tuple[int, float]]:
        """The k best passages, see `search`."""
        return _best(self, {self.name: self}, _same, terms, k, scope, recency)

    def article_of(self, version: str) -> int | None:
        """The number of the article that has a version; None where another generation has it."""
        wanted = bytes.fromhex(version)
        place = int(np.searchsorted(self._keys, np.frombuffer(wanted, np.uint64)[0]))
        if place == len(self._keys):
            return None
        number = int(self._order[place])
        return number if self.versions[number].tobytes() == wanted else None

    def day_of(self, number: int) -> date | None:
        """The day of an article."""
        day = int(self._days[number])
        return date.fromordinal(day) if day else None

    def version(self, number: int) -> str:
        """The version of an article."""
        data: bytes = self.versions[number].tobytes()
        return data.hex()


class JoinedOpenSearchIndex(JoinedIndex):
    """The articles of a base, without those of some sources, and a collection's own, searched
    together in a cluster.

    Terms weigh by the passages of both indexes, those that are hidden included: these are the
    statistics that the cluster has.
    """

    def __init__(
        self,
        base: OpenSearchIndex,
        own: OpenSearchIndex,
        hidden: Iterable[int],
        without: Collection[str],
    ) -> None:
        super().__init__(base, own, hidden)
        self._cluster_parts = {each.name: each for each in (base, own)}
        lengths = np.concatenate((base.tables.lengths, own.tables.lengths))
        self.okapi = Okapi.of(len(lengths), float(lengths.mean()) if len(lengths) else 0.0)
        versions = [base.version(number) for number in replaced(base, own)]
        self._hidden: Query = {
            "bool": {
                "filter": [{"term": {"_index": base.name}}],
                "minimum_should_match": 1,
                "should": [
                    {"terms": {"source": sorted(without)}},
                    {"terms": {"article": versions}},
                ],
            }
        }

    def document_frequency(self, term: str) -> int:
        """How many passages of both indexes hold the term."""
        return sum(part.index.document_frequency(term) for part in self._parts)

    def best(
        self, terms: Sequence[str], k: int, scope: Scope, recency: Recency | None
    ) -> list[tuple[int, float]]:
        """The k best passages, see `search`."""
        return _best(
            self, self._cluster_parts, self._joined_in, terms, k, scope, recency, self._hidden
        )

    def _joined_in(self, index: TableIndex, passage: int) -> int:
        part = next(part for part in self._parts if part.index is index)
        return self._joined(part, np.array([passage]))[0]


def _same(index: TableIndex, passage: int) -> int:
    return passage


def _best(
    whole: Index,
    parts: Mapping[str, OpenSearchIndex],
    number_in: Callable[[TableIndex, int], int],
    terms: Sequence[str],
    k: int,
    scope: Scope,
    recency: Recency | None,
    hidden: Query | None = None,
) -> list[tuple[int, float]]:
    """The k best passages of indexes in one cluster; `number_in` gives a passage's number in the
    whole."""
    names = [name for name, part in parts.items() if part.passage_count]
    held = [term for term in terms if whole.document_frequency(term)]
    if not (names and held and k > 0):
        return []
    cluster = parts[names[0]].cluster
    weights: dict[str, float] = {}
    for term in held:
        weights[term] = weights.get(term, 0.0) + whole.idf(term)
    weighing = Weighing(weights, whole.okapi, recency)
    wanted, size = query(held, scope, recency, hidden), k
    while True:
        found, is_cut = search(cluster, names, wanted, size)
        ranked, spread = _weighed(found, parts, number_in, weighing)
        kth = ranked[k - 1][1] if len(ranked) >= k else 0.0
        if not is_cut or kth > found[-1].score * spread * (1 + _ROUNDING):
            return ranked[:k]
        size *= 4


def _weighed(
    found: Sequence[Found],
    parts: Mapping[str, OpenSearchIndex],
    number_in: Callable[[TableIndex, int], int],
    weighing: Weighing,
) -> tuple[list[tuple[int, float]], float]:
    """The passages with their scores, best first, and how many times the cluster's a score can be.

    The cluster takes no passage for longer than it is, so a score is at most that with the length
    that the cluster has for it. How many times the cluster's that is depends on the cluster's
    statistics alone; it is the same for all passages, unless the cluster still counts some that
    were taken out, as it does until it tidies up. The largest among those found is then an
    estimate for the others.
    """
    ranked: list[tuple[int, float]] = []
    spread = 0.0
    for each in found:
        index = parts[each.index]
        article = index.article_of(each.version)
        if article is None:  # of a generation that is on its way, or was before
            continue
        day = index.day_of(article)
        score = weighing.score(each, each.length, day)
        spread = max(spread, weighing.score(each, kept_length(each.length), day) / each.score)
        passage = int(index.tables.first_passages[article]) + each.number
        ranked.append((number_in(index, passage), score))
    ranked.sort(key=lambda item: (-item[1], item[0]))
    return ranked, spread
