"""BM25 as rank-bm25's `BM25Okapi` computes it, with that package's known defects repaired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

# Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", name
# 1.2-2 for k1 and 0.5-0.8 for b; these are Lucene's defaults.
K1 = 1.2
B = 0.75

Values = NDArray[np.float64] | np.float64 | float


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """`BM25Okapi` with Lucene's idf, log(1 + (N - df + 1/2) / (df + 1/2)), which is never negative.

    The package's own idf is 0 for a term in half of the passages and negative beyond, which it
    then replaces by a share of the average idf; on a small coverage that hides real matches.
    An empty corpus, or one of passages without terms, scores 0 instead of dividing by zero.

    `get_scores` is the package's own and touches every passage: it is the reference. The index
    evaluates the same formula, by `idf` and `impact`, on the passages that hold a query term.
    """

    def __init__(self, corpus: Iterable[Sequence[str]], *, k1: float = K1, b: float = B) -> None:
        super().__init__(list(corpus), k1=k1, b=b)

    @classmethod
    def of(cls, passages: int, average_length: float, *, k1: float = K1, b: float = B) -> Okapi:
        """The weighting of a corpus that is known by its statistics alone.

        `passages` is its size and `average_length` the mean number of terms in a passage.
        """
        weighting = cls((), k1=k1, b=b)
        weighting.corpus_size = passages
        weighting.avgdl = average_length or 1.0
        return weighting

    def idf_of(self, document_frequency: Values) -> Values:
        """The weight of a term that so many passages hold."""
        df = document_frequency
        return cast(Values, np.log1p((self.corpus_size - df + 0.5) / (df + 0.5)))

    def norm(self, length: Values) -> Values:
        """What the frequency of a term is damped by in a passage of so many terms."""
        return cast(Values, self.k1 * (1 - self.b + self.b * length / self.avgdl))

    def impact(self, frequency: Values, length: Values) -> Values:
        """What a term adds to a passage's score, apart from its idf."""
        return cast(Values, frequency * (self.k1 + 1) / (frequency + self.norm(length)))

    def _initialize(self, corpus: Sequence[Sequence[str]]) -> Mapping[str, int]:
        """Counts as the package does, except for its division by an empty corpus."""
        if any(corpus):
            document_frequencies: Mapping[str, int] = super()._initialize(corpus)
            return document_frequencies
        self.corpus_size = len(corpus)
        self.doc_len = [0] * len(corpus)
        self.doc_freqs: list[dict[str, int]] = [{} for _ in corpus]
        self.avgdl = 1.0
        return {}

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        frequencies = np.array(list(nd.values()), np.float64)
        self.idf = dict(zip(nd, map(float, np.atleast_1d(self.idf_of(frequencies))), strict=True))
