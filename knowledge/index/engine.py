"""What an index differs in by where its postings lie: in its own file, or in a search cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.article import Article
from knowledge.index.bm25 import K1, B
from knowledge.index.build.analysed import Batch
from knowledge.index.build.merge import Named, merge
from knowledge.index.index import TableIndex
from knowledge.index.tables import I64, Tables
from knowledge.report import ClusterState, Progress

if TYPE_CHECKING:
    from knowledge.index.disk.generation import Generation


class Engine:
    """Keeps and searches postings: this one in the generation's own file, one that derives from it
    elsewhere. It can be pickled, for the process that indexes aside."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What an index depends on besides what every index does."""
        return {}

    def merge(
        self,
        old: Tables,
        kept: I64,
        new: Sequence[Named],
        batches: Sequence[Batch],
        gone: Callable[[], Sequence[Article]],
    ) -> tuple[Tables, I64]:
        """As `merge.merge`; `gone` gives the articles of the old tables that are not kept."""
        return merge(old, kept, new, batches, k1=K1, b=B)

    def prepare(self) -> None:
        """Raises OutdatedError where no articles could be put in now, before any are read."""

    def put(
        self,
        before: Generation,
        made: Generation,
        folder: Path,
        progress: Progress,
    ) -> None:
        """Takes in what a generation needs and the one before it did not, before it counts; the
        texts are in the segments in `folder`. Here all is in the generation."""

    def settle(self, before: Generation, made: Generation) -> None:
        """Lets go of what a generation that counts does not need, and the one before it did."""

    def holds(self, made: Generation) -> bool:
        """Whether all that a generation needs is there, as far as can be told."""
        return True

    def index(self, made: Generation, articles: Sequence[Article]) -> TableIndex:
        """The index of a generation."""
        return TableIndex(made.tables, articles, k1=K1, b=B)

    def drop(self) -> None:
        """Lets go of everything: the collection is deleted. Its folder goes without this."""

    def state(self) -> ClusterState | None:
        """How the cluster does, as far as is known: only the first to ask in a process waits for
        it. None where there is none."""
        return None


EMBEDDED = Engine()
