"""The engine whose postings lie in an OpenSearch cluster.

A generation of the index is then a catalogue: which articles there are, their texts, and how many
passages hold each term. What is costly, the postings, is documents in the cluster: one for each
passage, named by the hash of its article's content, so that the passages of an article before and
after a change never mix. New ones are put in before a generation counts and old ones taken out
after; a search passes over what its generation does not know.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.article import Article
from knowledge.index.bm25 import K1, B
from knowledge.index.build.analysed import Batch, analyse
from knowledge.index.build.frequencies import merge_without_postings
from knowledge.index.build.merge import Named
from knowledge.index.disk import generation, store
from knowledge.index.disk.articles import StoredArticles
from knowledge.index.disk.generation import Generation
from knowledge.index.engine import EMBEDDED, Engine
from knowledge.index.opensearch.cluster import Cluster, SearchCluster, connection
from knowledge.index.opensearch.documents import FORMAT, document_id, documents, layout
from knowledge.index.opensearch.failures import ClusterError
from knowledge.index.opensearch.index import OpenSearchIndex
from knowledge.index.opensearch.loading import load
from knowledge.index.opensearch.owner import owner_in
from knowledge.index.tables import I64, Tables
from knowledge.passages import TARGET_WORDS
from knowledge.report import ClusterState, Progress
from knowledge.text.analysis import Analyzer

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_log = logging.getLogger(__name__)

_PAGE = 5_000  # articles of which the cluster is asked at once
# An index that a newer one has taken the place of is kept so long for processes that still search
# it.
_KEPT_SECONDS = 86_400
_PATIENTLY: Mapping[str, float] = {}  # as long as the connection waits

Indexes = Mapping[str, Mapping[str, Any]]  # what the cluster tells of indexes, by their names


@dataclass(frozen=True)
class OpenSearchEngine(Engine):
    """Keeps and searches the postings of a collection in a cluster, in an index of its own.

    `home` is the data directory, of the base where there is one. Indexes of another one are left
    alone: two bots that were given the same names would else take out each other's articles.
    """

    cluster_settings: SearchCluster
    collection: str
    home: Path

    @property
    def settings(self) -> Mapping[str, Any]:
        """An index made for the cluster has no postings of its own."""
        return {"engine": "opensearch", "format": FORMAT}

    @property
    def cluster(self) -> Cluster:
        """The connection that all collections of this process share."""
        return connection(self.cluster_settings)

    @property
    def alias(self) -> str:
        """The name that always leads to the index that counts."""
        return f"{self.cluster_settings.prefix}-{self.collection}"

    @cached_property
    def name(self) -> str:
        """The name of the index: another analysis has another one, so that both can be there."""
        made_with = [generation.VERSION, store.settings(), self.settings]
        digest = blake2b(json.dumps(made_with, sort_keys=True).encode(), digest_size=4)
        return f"{self.alias}-{digest.hexdigest()}"

    @property
    def entrance(self) -> str:
        """The alias by which documents are put into the index. It goes with the index, so that the
        cluster never makes one by itself, and otherwise, for those that come after."""
        return f"{self.name}-in"

    def merge(
        self,
        old: Tables,
        kept: I64,
        new: Sequence[Named],
        batches: Sequence[Batch],
        gone: Callable[[], Sequence[Article]],
    ) -> tuple[Tables, I64]:
        """Merges all but the postings."""
        lost = analyse(gone(), Analyzer(), TARGET_WORDS)
        return merge_without_postings(old, kept, new, batches, lost, k1=K1, b=B)

    def prepare(self) -> None:
        """Asks the cluster whether it is there. A reader, whose question opened the collection,
        may wait for it; what is put in then takes as long as it takes."""
        try:
            self.cluster.prepare()
        except ClusterError as error:
            raise store.outdated(error) from error

    def put(
        self,
        before: Generation,
        made: Generation,
        folder: Path,
        progress: Progress,
    ) -> None:
        """Puts in the passages that are not there. Raises ClusterError."""
        wanted = _versions(made)
        if not wanted:
            return
        if self.name not in self._indexes():
            self._create()
        known = _versions(before)
        if self._count() != sum(known.values()):  # it was lost, or a load ended half-way
            known = {version: count for version, count, _ in self._listed()}
        segments = [folder / each.name for each in made.segments]
        articles = StoredArticles(made.places, segments)
        missing = {
            number: version
            for number, version in enumerate(wanted)
            if known.get(version) != wanted[version]
        }
        total = sum(wanted[version] for version in missing.values())
        read = ((version, articles[number]) for number, version in missing.items())
        actions = documents(self.entrance, read, Analyzer())
        load(self.cluster, actions, lambda done: progress("loading", done, total))
        self._show()

    def settle(self, before: Generation, made: Generation) -> None:
        """Has the alias lead to the index, and takes out the passages that are no longer needed:
        those of the generation before, and where others are left, all that do not belong there.

        What cannot be taken out now is next time: searches pass over it.
        """
        wanted = _versions(made)
        try:
            # Without articles, it may be a reader's question that has just made the collection.
            found = self._indexes(soon=not wanted)
            if self.name not in found:
                return
            self._swap(found)
            self._take_out(
                (version, count)
                for version, count in _versions(before).items()
                if version not in wanted
            )
            if self._count() != sum(wanted.values()):
                self._take_out(
                    (version, end) for version, _, end in self._listed() if version not in wanted
                )
        except ClusterError as error:
            _log.warning("%s; articles that are gone stay in the cluster until then", error)

    def holds(self, made: Generation) -> bool:
        """Whether the cluster has as many passages; also where it cannot be asked, for then
        nothing could be put right either. A reader may wait for it."""
        count = len(made.tables.starts)
        quiet = {"ignore_unavailable": "true"}
        try:
            found = self.cluster.glance(
                lambda client, wait: client.count(index=self.name, params={**quiet, **wait})
            )
            return int(found["count"]) == count
        except ClusterError as error:
            _log.warning("%s; answering once it can be searched", error)
            return True

    def index(self, made: Generation, articles: Sequence[Article]) -> OpenSearchIndex:
        """The index of a generation, searched in the cluster."""
        versions = made.places.digests
        return OpenSearchIndex(made.tables, articles, versions, self.cluster, self.name)

    def drop(self) -> None:
        """Deletes the indexes of the collection."""
        try:
            self._delete(sorted(self._indexes()))
        except ClusterError as error:
            _log.warning("%s; %s stays in the cluster: delete it by hand", error, self.name)

    def state(self) -> ClusterState:
        """How the cluster does, as far as is known."""
        return self.cluster.state()

    def _indexes(self, *, soon: bool = False) -> Indexes:
        """All indexes of the collection, made by whatever version; a reader may wait for what is
        wanted `soon`. Raises ClusterError where they are another data directory's."""

        def ask(client: OpenSearch, wait: Mapping[str, float] = _PATIENTLY) -> Indexes:
            found: Indexes = client.indices.get(index=f"{self.alias}-*", params=dict(wait))
            return found

        found = self.cluster.glance(ask) if soon else self.cluster.do(ask)
        for name, about in found.items():
            if about["mappings"].get("_meta", {}).get("owner", self.owner) != self.owner:
                raise ClusterError(
                    f"the index {name} in the search cluster belongs to another data directory; "
                    "give this bot an index.prefix of its own, or delete that index if nobody "
                    "uses it any more"
                )
        return found

    @cached_property
    def owner(self) -> str:
        """What tells the indexes of this data directory from those of others."""
        return owner_in(self.home)

    def _create(self) -> None:
        """Makes the index, all of it said here: a template would hold for the indexes of others,
        so that the bot's user would need the right to change how any of them looks."""
        body = layout(self.cluster_settings)
        body["mappings"]["_meta"] = {"owner": self.owner}
        body["aliases"] = {self.entrance: {}}
        self.cluster.do(lambda each: each.indices.create(index=self.name, body=body))

    def _delete(self, names: Sequence[str]) -> None:
        if names:
            self.cluster.do(lambda client: client.indices.delete(index=",".join(names)))

    def _take_out(self, articles: Iterable[tuple[str, int]]) -> None:
        """Deletes the passages of articles, given with the number after that of the last."""
        load(
            self.cluster,
            (
                {"_op_type": "delete", "_index": self.name, "_id": document_id(version, number)}
                for version, end in articles
                for number in range(end)
            ),
            lambda done: None,
        )
        self._show()

    def _show(self) -> None:
        """Has searches find what was put in and not what was taken out."""
        self.cluster.do(lambda client: client.indices.refresh(index=self.name))

    def _count(self) -> int:
        """How many passages the index has, 0 where there is none."""
        quiet = {"ignore_unavailable": "true"}
        found = self.cluster.do(lambda client: client.count(index=self.name, params=quiet))
        return int(found["count"])

    def _listed(self) -> Iterator[tuple[str, int, int]]:
        """The versions of articles that the index has, each with how many passages it has, and
        with the number after that of the last: some are lacking where a load ended half-way."""
        pages: dict[str, Any] = {
            "size": _PAGE,
            "sources": [{"article": {"terms": {"field": "article"}}}],
        }
        last = {"last": {"max": {"field": "number"}}}
        body = {"size": 0, "aggs": {"articles": {"composite": pages, "aggs": last}}}
        while True:
            page = self.cluster.do(lambda client: client.search(index=self.name, body=body))
            part = page["aggregations"]["articles"]
            for each in part["buckets"]:
                yield each["key"]["article"], each["doc_count"], int(each["last"]["value"]) + 1
            if "after_key" not in part:
                return
            pages["after"] = part["after_key"]

    def _swap(self, found: Indexes) -> None:
        """Has the alias lead here. A day after this index was made, those that were made before it
        go; a newer one is another version's, which other processes may run already."""
        others = sorted(found.keys() - {self.name})
        actions: list[dict[str, Any]] = [
            {"remove": {"index": name, "alias": self.alias, "must_exist": False}} for name in others
        ]
        actions.append({"add": {"index": self.name, "alias": self.alias}})
        self.cluster.do(lambda client: client.indices.update_aliases(body={"actions": actions}))
        made = {
            name: int(about["settings"]["index"]["creation_date"]) / 1000
            for name, about in found.items()
        }
        if time.time() - made[self.name] > _KEPT_SECONDS:
            self._delete([name for name in others if made[name] < made[self.name]])


def engine_of(cluster: SearchCluster | None, collection: str, home: Path) -> Engine:
    """What keeps the postings of a collection: the cluster, or the index's own file."""
    return OpenSearchEngine(cluster, collection, home) if cluster else EMBEDDED


def _versions(made: Generation) -> dict[str, int]:
    """The versions of a generation's articles by their numbers, each with its count of passages."""
    digests = (each.tobytes().hex() for each in made.places.digests)
    return dict(zip(digests, made.tables.passages_per_article().tolist(), strict=True))
