"""The index: BM25 over passages, newest first."""

from knowledge.index.abstract import Index
from knowledge.index.bm25 import Okapi
from knowledge.index.build.builder import IndexBuilder
from knowledge.index.disk.store import BusyError, UnwritableError
from knowledge.index.index import TableIndex
from knowledge.index.joined_index import JoinedIndex
from knowledge.index.live import CurrentIndex, read_passage
from knowledge.index.recency import Recency
from knowledge.index.view import BaseChoice, View

__all__ = [
    "BaseChoice",
    "BusyError",
    "CurrentIndex",
    "Index",
    "IndexBuilder",
    "JoinedIndex",
    "Okapi",
    "Recency",
    "TableIndex",
    "UnwritableError",
    "View",
    "read_passage",
]
