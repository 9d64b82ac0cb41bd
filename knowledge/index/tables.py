"""The arrays an index consists of; in memory or mapped from a file makes no difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

# Seconds from the year 1 stand for a time; this one for "not known". Newest first and the undated
# last is then the order of falling numbers.
UNDATED = -1


@dataclass(frozen=True, slots=True)
class Tables:
    """V terms, P postings, N passages, A articles.

    Articles are numbered from the newest to the oldest, those without a date last, equals by id;
    passages in the order of their articles. So of two passages with equal scores the lower number
    goes first, and a range of days is a range of passages.
    """

    terms: Bytes  # see Vocabulary
    term_ends: I64  # V
    offsets: I64  # V + 1: where each term's postings begin
    bounds: F32  # V: the highest weight of each term
    passages: U32  # P: rising within a term
    weights: F32  # P: what the term adds to the passage's score, idf and all
    counts: Bytes  # P: how often the passage holds the term, 255 for more, see large_counts
    large_counts: I64  # pairs of (posting, count) where the count is above 255
    starts: U32  # N: offsets of passages in their articles' texts
    ends: U32  # N
    lengths: U32  # N: number of terms
    first_passages: U32  # A + 1: where each article's passages begin
    ids: Bytes  # the articles' ids in UTF-8, one after the other
    id_ends: I64  # A
    id_order: U32  # A: article numbers in the order of their ids' bytes
    times: I64  # A: publication in seconds from the year 1, UNDATED where not known
    sources: U32  # A: number of the source's name
    source_names: Bytes  # a JSON list; null for articles without a source
    languages: U32  # A: number of the language
    language_codes: Bytes  # a JSON list; null for articles that declare none
    sketches: U16  # A x sketches.SIZE, article by article: what the text is compared by
    sketch_sizes: U32  # A: of the set that was sketched
    origins: U32  # A: number of the first published article with the same text, mostly its own

    def passages_per_article(self) -> I64:
        """How many passages each article has."""
        firsts = self.first_passages.astype(np.int64)
        return firsts[1:] - firsts[:-1]

    def counts_at(self, postings: I64) -> I64:
        """The true counts of some postings."""
        counts = self.counts[postings].astype(np.int64)
        pairs = self.large_counts.reshape(-1, 2)
        large = np.flatnonzero(counts == 255)
        if len(large) and len(pairs):
            places = np.searchsorted(pairs[:, 0], postings[large]).clip(max=len(pairs) - 1)
            held = pairs[places, 0] == postings[large]
            counts[large[held]] = pairs[places[held], 1]
        return counts

    def counts_between(self, start: int, end: int) -> I64:
        """The true counts of the postings from `start` up to `end`."""
        counts = self.counts[start:end].astype(np.int64)
        pairs = self.large_counts.reshape(-1, 2)
        first, last = np.searchsorted(pairs[:, 0], (start, end))
        counts[pairs[first:last, 0] - start] = pairs[first:last, 1]
        return counts
