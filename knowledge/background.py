"""How common words are in general news: what a coverage of three articles cannot tell by itself."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from knowledge.index import Index

_TABLE = Path(__file__).with_name("background.json.gz")

# The background counts as this many passages beside the coverage's own: enough to steady a
# handful of articles, nothing beside a hundred thousand passages.
PRIOR_PASSAGES = 2000

# The share of passages from which on a term counts as a usual word.
USUAL = 3e-4


class Background:
    """Document frequencies of terms in general news, as shares of passages.

    `shares` maps a term to the share of passages that hold it; terms it does not have are rarer
    than all it has. `names` are the terms written with a capital more often than not. The table
    that ships is made by `python -m benchmarks.background`.
    """

    def __init__(self, shares: Mapping[str, float], names: Collection[str] = ()) -> None:
        self._shares = shares
        self._names = frozenset(names)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Background:
        """The table that ships with the library."""
        with gzip.open(_TABLE, "rt", encoding="utf-8") as file:
            table = json.load(file)
        passages = table["passages"]
        shares = {term: count / passages for term, count in table["counts"].items()}
        return cls(shares, table["names"])

    def knows(self, term: str) -> bool:
        """Whether the term is a usual one, so that it is no misspelling."""
        return self._shares.get(term, 0.0) >= USUAL

    def is_name(self, term: str) -> bool:
        """Whether the term is a name, as is likely for one that general news does not know."""
        return term in self._names or term not in self._shares

    def weight(self, term: str, index: Index) -> float:
        """Inverse document frequency over the coverage and the background together.

        Lucene's log(1 + (N - df + 1/2) / (df + 1/2)) with the background as a prior of
        PRIOR_PASSAGES passages.
        """
        passages = index.passage_count + PRIOR_PASSAGES
        holding = index.document_frequency(term) + PRIOR_PASSAGES * self._shares.get(term, 0.0)
        return math.log1p((passages - holding + 0.5) / (holding + 0.5))
