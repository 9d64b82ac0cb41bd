"""Sketches: a few numbers of each article by which the same text in several papers is told.

An article is taken as the set of its pairs of neighbouring terms. MinHash (A. Broder, "On the
resemblance and containment of documents", SEQUENCES 1997) keeps so little of a set that hundreds of
thousands can be compared, and shows what share of two sets is common.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from knowledge.index.tables import I64, U16, U32, UNDATED

# Numbers in a sketch: the share of a pair of sets is then known to within .04 (one sigma). Of each
# number the lower half is kept: that two differing ones agree in it by chance is one in 65,536.
SIZE = 128
_SEED = 1
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd: lose nothing
_ROW = np.uint64(32)  # bits for an article and for a pair of its terms, in one number

# The same text: the other holds at least this share of the shorter one's pairs of terms, ...
_CONTAINED = 0.75
# ... and of the pairs of both together at least this share is common: a caption of three sentences
# that stand in a long report is no copy of it.
_COMMON = 0.25
# Articles that agree in two neighbouring numbers are compared, those with so many nearest in age.
# With 64 chances of that, a share of .25 is overlooked once in 60 times, one of .4 hardly ever.
_NEAREST = 8


def sketch(terms: Sequence[str], tokens: U32, counts: I64) -> tuple[U16, U32]:
    """The sketches of articles, one row each, and how many different pairs of terms each has.

    `tokens` are the articles' terms one after the other, as numbers in `terms`; `counts` is how
    many each article has.
    """
    words = "\n".join(terms).encode("utf-8", "surrogatepass").split(b"\n")
    hashes = np.fromiter(map(zlib.crc32, words), np.uint64)[tokens]
    rows = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    within = rows[1:] == rows[:-1]
    pairs, rows = (hashes[:-1] * _FIRST + hashes[1:] * _SECOND)[within], rows[1:][within]
    ends = np.searchsorted(rows, np.arange(len(counts) + 1, dtype=np.uint64))
    made = RMinHash.digest_matrix_from_flat_token_hashes(
        pairs, ends.astype(np.uint64), SIZE, _SEED
    ).to_rows()
    sketches = np.array(made, np.uint32).astype(np.uint16).reshape(-1, SIZE)
    keys = np.sort(rows << _ROW | pairs >> _ROW)
    is_new = np.diff(keys, prepend=~keys[:1]) != 0
    sizes = np.bincount((keys[is_new] >> _ROW).astype(np.int64), minlength=len(counts))
    return sketches, sizes.astype(np.uint32)


def no_sketches() -> U16:
    """The sketches of no article."""
    return np.zeros((0, SIZE), np.uint16)


class Bands:
    """Articles by the pairs of neighbouring numbers in their sketches, which `find_origins` goes
    by: articles that share none, nor with others in between, have no bearing on each other."""

    def __init__(self, sketches: U16, sizes: U32) -> None:
        self._numbers = np.flatnonzero(sizes)
        self._bands = _bands(sketches.reshape(-1, SIZE)[self._numbers])
        self._order = np.argsort(self._bands, axis=0).astype(np.uint32).T.copy()
        self._count = len(sizes)

    def related(self, sketches: U16, numbers: I64) -> I64:
        """The numbers, rising, of the articles that some others have a bearing on: those of the
        rows of `sketches`, from outside, and those of `numbers`, which are among the result."""
        found = np.zeros(len(self._numbers), bool)
        found[np.flatnonzero(np.isin(self._numbers, numbers))] = True
        looked_at = np.concatenate((_bands(sketches.reshape(-1, SIZE)), self._bands[found]))
        while len(looked_at):
            before = found.copy()
            for band, values in enumerate(looked_at.T):
                order = self._order[band]
                sought = np.unique(values)
                keys = self._bands[:, band]
                first = np.searchsorted(keys, sought, sorter=order)
                last = np.searchsorted(keys, sought, "right", sorter=order)
                for start, end in zip(first.tolist(), last.tolist(), strict=True):
                    found[order[start:end]] = True
            looked_at = self._bands[found & ~before]
        return np.union1d(self._numbers[found], numbers)


def _bands(sketches: U16) -> U32:
    return np.ascontiguousarray(sketches).view(np.uint32)


def find_origins(sketches: U16, sizes: U32, times: I64) -> U32:
    """For each article the number of the first published one with the same text, maybe itself.

    `times` are as in Tables; an article without a date counts as the last.
    """
    origins = np.arange(len(sizes), dtype=np.uint32)
    order = np.lexsort((origins, np.where(times == UNDATED, np.iinfo(np.int64).max, times)))
    order = order[sizes[order] > 0]
    ordered, counts = sketches[order], sizes[order].astype(np.int64)
    firsts = list(range(len(order)))
    for earlier, later in _alike(ordered, counts):
        first = firsts[earlier]
        pair = np.array([first]), np.array([later])
        if firsts[later] == later and (first == earlier or _are_same(ordered, counts, *pair)[0]):
            firsts[later] = first
    origins[order] = order[firsts]
    return origins


def _alike(sketches: U16, sizes: I64) -> Iterator[tuple[int, int]]:
    """Pairs of articles with the same text, (earlier, later), by the later's age."""
    count = len(sizes)
    found = [np.zeros(0, np.int64)]
    for band in _bands(sketches).T:
        places = np.argsort(band, kind="stable")
        keys = band[places]
        for distance in range(1, min(_NEAREST + 1, count)):
            at = np.flatnonzero(keys[distance:] == keys[:-distance])
            if not len(at):
                break
            found.append(places[at + distance] * count + places[at])
    later, earlier = np.divmod(np.unique(np.concatenate(found)), max(1, count))
    same = _are_same(sketches, sizes, earlier, later)
    yield from zip(earlier[same].tolist(), later[same].tolist(), strict=True)


def _are_same(sketches: U16, sizes: I64, ones: I64, others: I64) -> NDArray[np.bool_]:
    """Whether pairs of articles, by their numbers, have the same text."""
    share = np.empty(len(ones))
    for start in range(0, len(ones), 4096):  # 2 MB at a time
        part = slice(start, start + 4096)
        share[part] = (sketches[ones[part]] == sketches[others[part]]).mean(axis=1)
    # Of |A ∩ B| / |A ∪ B| = s follows |A ∩ B| = s (|A| + |B|) / (1 + s).
    common = share * (sizes[ones] + sizes[others]) / (1 + share)
    contained = common / np.minimum(sizes[ones], sizes[others])
    return np.asarray((share >= _COMMON) & (contained >= _CONTAINED))
