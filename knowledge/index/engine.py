"""What an index differs in by where its postings lie: in its own file, or in a search cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.article import Article
from knowledge.index.bm25 import K1, B
from knowledge.index.build.analysed import Batch
from knowledge.index.build.merge import Named, merge
from knowledge.index.index import TableIndex
from knowledge.index.tables import I64, Tables
from knowledge.report import ClusterState, Progress

if TYPE_CHECKING:
    from knowledge.index.disk.generation import Generation


class Engine(Protocol):
    """Keeps and searches postings. It can be pickled, for the process that indexes aside."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What an index depends on besides what every index does; none for the embedded one."""

    def merge(
        self,
        old: Tables,
        kept: I64,
        new: Sequence[Named],
        batches: Sequence[Batch],
        gone: Callable[[], Sequence[Article]],
    ) -> tuple[Tables, I64]:
        """As `merge.merge`; `gone` gives the articles of the old tables that are not kept."""

    def put(
        self,
        before: Generation,
        made: Generation,
        folder: Path,
        progress: Progress,
    ) -> None:
        """Takes in what a generation needs and the one before it did not, before it counts; the
        texts are in the segments in `folder`."""

    def settle(self, made: Generation) -> None:
        """Lets go of what a generation that counts does not need."""

    def holds(self, made: Generation) -> bool:
        """Whether all that a generation needs is there, as far as can be told."""

    def index(self, made: Generation, articles: Sequence[Article]) -> TableIndex:
        """The index of a generation."""

    def drop(self) -> None:
        """Lets go of everything: the collection is deleted."""

    def state(self) -> ClusterState | None:
        """How the cluster does; None where there is none."""


class Embedded:
    """The postings lie in the generation's own file, and are searched here."""

    settings: Mapping[str, Any] = {}

    def merge(
        self,
        old: Tables,
        kept: I64,
        new: Sequence[Named],
        batches: Sequence[Batch],
        gone: Callable[[], Sequence[Article]],
    ) -> tuple[Tables, I64]:
        """Merges the postings."""
        return merge(old, kept, new, batches, k1=K1, b=B)

    def put(
        self,
        before: Generation,
        made: Generation,
        folder: Path,
        progress: Progress,
    ) -> None:
        """Nothing: all is in the generation."""

    def settle(self, made: Generation) -> None:
        """Nothing."""

    def holds(self, made: Generation) -> bool:
        """It always does."""
        return True

    def index(self, made: Generation, articles: Sequence[Article]) -> TableIndex:
        """The index that searches the tables."""
        return TableIndex(made.tables, articles, k1=K1, b=B)

    def drop(self) -> None:
        """Nothing: the folder goes with all that is in it."""

    def state(self) -> None:
        """There is no cluster."""


EMBEDDED = Embedded()
