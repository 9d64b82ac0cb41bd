"""The vocabulary: sorted terms in one block of bytes, looked up by bisection."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

_APART = 64  # terms from one that is kept as a signpost to the next
_CACHED = 8192  # terms whose number is remembered; questions share most of their words


class Vocabulary(Sequence[str]):
    """Terms in the order of their code points, numbered from 0.

    `block` holds them in UTF-8, a line break after each; `ends[n]` is the offset of the line break
    after term n. Both may be memory-mapped: only what a look-up touches is read, and no Python
    object exists for a term that was not asked for.
    """

    def __init__(self, block: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._block = block.data
        self._ends = ends.data
        self._numbers: dict[str, int] = {}
        self._signposts = [self._bytes(number) for number in range(0, len(ends), _APART)]

    @staticmethod
    def pack(terms: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The block and ends of sorted terms, none of which holds a line break."""
        block = "".join(f"{term}\n" for term in terms).encode("utf-8", "surrogatepass")
        data = np.frombuffer(block, np.uint8)
        return data, np.flatnonzero(data == ord("\n")).astype(np.int64)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            first, last, step = number.indices(len(self))
            return self._range(first, last)[::step] if step > 0 else list(self)[number]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return str(self._bytes(number % len(self)), "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self._range(0, len(self)))

    def number(self, term: str) -> int:
        """The number of a term, or -1 for one that no passage holds."""
        known = self._numbers.get(term)
        if known is None:
            wanted = term.encode("utf-8", "surrogatepass")
            place = self._bisect(wanted)
            found = place < len(self) and self._bytes(place) == wanted
            if len(self._numbers) >= _CACHED:
                self._numbers.clear()
            known = self._numbers[term] = place if found else -1
        return known

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.number(term) >= 0

    def closest(self, term: str) -> list[tuple[str, int, int]]:
        """Terms that `term` may be a misspelling of, as (term, number, distance), nearest first.

        The distance is optimal string alignment: insertions, deletions, substitutions and swaps of
        neighbours; at most 2, and 1 for terms of up to 4 letters. Only terms that begin with the
        first or the second letter are looked at: a first letter is seldom wrong, and this keeps a
        look-up within a twentieth of the vocabulary.
        """
        most = 1 if len(term) <= 4 else 2
        near: list[tuple[str, int, int]] = []
        for letter in dict.fromkeys(term[:2]):
            first = self._bisect(letter.encode("utf-8", "surrogatepass"))
            last = self._bisect((letter + "\U0010ffff").encode("utf-8", "surrogatepass"))
            terms = self._range(first, last)
            found = process.extract(
                term, terms, scorer=OSA.distance, score_cutoff=most, limit=len(terms)
            )
            near.extend((other, first + place, int(distance)) for other, distance, place in found)
        return sorted(near, key=lambda item: (item[2], item[0]))

    def _bytes(self, number: int) -> bytes:
        start = self._ends[number - 1] + 1 if number else 0
        return bytes(self._block[start : self._ends[number]])

    def _range(self, first: int, last: int) -> list[str]:
        if last <= first:
            return []
        start = self._ends[first - 1] + 1 if first else 0
        block = bytes(self._block[start : self._ends[last - 1]])
        return block.decode("utf-8", "surrogatepass").split("\n")

    def _bisect(self, wanted: bytes) -> int:
        """The number of the first term that is not before `wanted`."""
        low = max(0, bisect_left(self._signposts, wanted) - 1) * _APART
        high = min(low + _APART, len(self))
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low
