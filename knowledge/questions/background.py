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
_ASKED = Path(__file__).with_name("asked.json")

# The background counts as this many passages beside the coverage's own: enough to steady a
# handful of articles, nothing beside a hundred thousand passages.
PRIOR_PASSAGES = 2000

# Questions with a term whose article has it, added to those counted.
ASKED_PRIOR = 1.0

# The share of passages from which on a term counts as a usual word.
USUAL = 3e-4


class Background:
    """Document frequencies of terms in general news, as shares of passages.

    `shares` maps a term to the share of passages that hold it; terms it does not have are rarer
    than all it has. `names` are the terms written with a capital more often than not. `asked` maps
    a term of questions to how many have it and how many of their articles do. The tables that ship
    are made by `python -m benchmarks.background` and `python -m training.asked`.
    """

    def __init__(
        self,
        shares: Mapping[str, float],
        names: Collection[str] = (),
        asked: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self._shares = shares
        self._names = frozenset(names)
        self._asked = asked or {}

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Background:
        """The table that ships with the library."""
        with gzip.open(_TABLE, "rt", encoding="utf-8") as file:
            table = json.load(file)
        passages = table["passages"]
        shares = {term: count / passages for term, count in table["counts"].items()}
        return cls(shares, table["names"], json.loads(_ASKED.read_text(encoding="utf-8")))

    def knows(self, term: str) -> bool:
        """Whether the term is a usual one, so that it is no misspelling."""
        return self._shares.get(term, 0.0) >= USUAL

    def has(self, term: str) -> bool:
        """Whether general news has the term, however seldom."""
        return term in self._shares

    def is_name(self, term: str) -> bool:
        """Whether the term is a name, as is likely for one that general news does not know."""
        return term in self._names or term not in self._shares

    def is_asked(self, term: str) -> bool:
        """Whether the term is a usual one in questions, if only as filler."""
        return term in self._asked

    def matters(self, term: str) -> float:
        """The share of questions with a term whose article has it too: near 0 for "lol" or
        "please", near 1 for what the question is about. ASKED_PRIOR such questions are added, so
        that a term that few questions have counts as one that matters."""
        asked, held = self._asked.get(term, (0, 0))
        return (held + ASKED_PRIOR) / (asked + ASKED_PRIOR)

    def weight(self, term: str, index: Index) -> float:
        """Inverse document frequency over the coverage and the background together.

        Lucene's log(1 + (N - df + 1/2) / (df + 1/2)) with the background as a prior of
        PRIOR_PASSAGES passages.
        """
        return self._rarity(term, index.passage_count, index.document_frequency(term))

    def rarity(self, term: str) -> float:
        """As `weight`, in general news alone."""
        return self._rarity(term, 0, 0)

    def _rarity(self, term: str, passages: int, holding: float) -> float:
        passages += PRIOR_PASSAGES
        holding += PRIOR_PASSAGES * self._shares.get(term, 0.0)
        return math.log1p((passages - holding + 0.5) / (holding + 0.5))
