"""What a collection reads: the base, or a part of it, with its own articles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.index.abstract import Index
from knowledge.index.index import TableIndex
from knowledge.index.joined_index import JoinedIndex
from knowledge.index.opensearch.index import JoinedOpenSearchIndex, OpenSearchIndex


@dataclass(frozen=True, slots=True)
class BaseChoice:
    """What a collection reads of the base: nothing, or all but some sources.

    Sources are compared without regard to case; "" stands for articles that name none.
    """

    is_read: bool = True
    without: frozenset[str] = frozenset()


class View:
    """The index of a base and a collection together, kept while neither of them changes."""

    def __init__(self) -> None:
        self._made: tuple[TableIndex, TableIndex, BaseChoice, Index] | None = None

    def of(self, base: TableIndex, own: TableIndex, choice: BaseChoice) -> Index:
        """The index of what is read; one of the two itself where that is all."""
        made = self._made
        if made is not None and made[0] is base and made[1] is own and made[2] == choice:
            return made[3]
        index = _joined(base, own, choice)
        self._made = base, own, choice, index
        return index

    def forget(self) -> None:
        """Lets go of the index."""
        self._made = None


def _joined(base: TableIndex, own: TableIndex, choice: BaseChoice) -> Index:
    if not choice.is_read:
        return own
    without = {source.casefold() for source in choice.without}
    unread = [(name or "").casefold() in without for name in base.source_names]
    hidden = np.flatnonzero(np.array(unread, bool)[base.tables.sources]) if any(unread) else ()
    if not own.article_count and not len(hidden):
        return base
    if isinstance(base, OpenSearchIndex) and isinstance(own, OpenSearchIndex):
        return JoinedOpenSearchIndex(base, own, hidden, without)
    return JoinedIndex(base, own, hidden)
