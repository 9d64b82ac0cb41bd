"""The index: BM25 over passages, newest first."""

from knowledge.index.bm25 import Okapi
from knowledge.index.build.builder import IndexBuilder
from knowledge.index.index import Index
from knowledge.index.live import CurrentIndex
from knowledge.index.recency import Recency

__all__ = ["CurrentIndex", "Index", "IndexBuilder", "Okapi", "Recency"]
