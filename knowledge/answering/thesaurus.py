"""A thesaurus: which words are used for one another, and how nearly they mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

PATH = Path(__file__).with_name("thesaurus.npz")


class Thesaurus:
    """Terms with those related to them.

    `places` and `shares` have a row a term: the places of related terms in `terms`, and how nearly
    each means the same, from 0 (not at all) to 255.
    """

    def __init__(
        self, terms: list[str], places: npt.NDArray[np.uint16], shares: npt.NDArray[np.uint8]
    ) -> None:
        self._terms = terms
        self._rows = {term: row for row, term in enumerate(terms)}
        self._places = places
        self._shares = shares

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Thesaurus:
        """The table that ships with the library, made by `python -m benchmarks.thesaurus`."""
        with np.load(PATH) as stored:
            terms = stored["terms"].tobytes().decode().split("\n")
            return cls(terms, stored["places"], stored["shares"])

    def related(self, term: str) -> Mapping[str, float]:
        """The terms related to one, each with a share from 0 to 1; none for a name."""
        row = self._rows.get(term)
        if row is None:
            return {}
        pairs = zip(self._places[row].tolist(), self._shares[row].tolist(), strict=True)
        return {self._terms[place]: share / 255 for place, share in pairs if share}
