"""The index: BM25 over passages, newest first."""

from knowledge.index.abstract import Index
from knowledge.index.bm25 import Okapi
from knowledge.index.build.builder import IndexBuilder
from knowledge.index.disk.store import BusyError, SupersededError, UnwritableError
from knowledge.index.index import TableIndex
from knowledge.index.joined_index import JoinedIndex
from knowledge.index.live import CurrentIndex, read_passage
from knowledge.index.opensearch.cluster import SearchCluster, check_cluster
from knowledge.index.opensearch.engine import engine_of
from knowledge.index.opensearch.failures import ClusterError
from knowledge.index.recency import Recency
from knowledge.index.view import BaseChoice, View

__all__ = [
    "BaseChoice",
    "BusyError",
    "ClusterError",
    "CurrentIndex",
    "Index",
    "IndexBuilder",
    "JoinedIndex",
    "Okapi",
    "Recency",
    "SearchCluster",
    "SupersededError",
    "TableIndex",
    "UnwritableError",
    "View",
    "check_cluster",
    "engine_of",
    "read_passage",
]
