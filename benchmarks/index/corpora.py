"""What the index is measured on: articles as given, or terms made up with Zipf's distribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from knowledge.index import Index, TableIndex
from knowledge.index.bm25 import K1, B
from knowledge.index.build.analysed import Batch, count
from knowledge.index.build.merge import Named, empty_tables, merge
from knowledge.text.analysis import Analyzer

# News of two years, 142,000 passages: 86 terms a passage and 117,000 terms in all.
_TERMS_PER_PASSAGE = 86
_VOCABULARY = 117_000
_PASSAGES_PER_ARTICLE = 11
_TERMS_PER_QUESTION = 10
_CHUNK = 100_000


def passages_of(index: Index, analyzer: Analyzer) -> Iterator[list[str]]:
    """The terms of each passage, as the index holds them."""
    for number in range(index.passage_count):
        passage = index.passage(number)
        yield analyzer.terms(passage.article.title or "") + analyzer.terms(passage.text)


class MadeUp:
    """A corpus of made-up terms, the same for the same seed.

    The n-th most frequent term comes up in proportion to 1 / (n + 30): Zipf's law as Mandelbrot
    corrected it, and as it stands once stop words are out. A question's terms are drawn like a
    passage's, but for their rank's square root of probability, as questions name rarer things.
    """

    def __init__(self, passages: int, seed: int = 1) -> None:
        self._chance = np.random.default_rng(seed)
        self._passages = passages
        weights = 1 / (np.arange(_VOCABULARY) + 30.0)
        self._terms = np.cumsum(weights / weights.sum())
        rarer = np.sqrt(weights)
        self._asked = np.cumsum(rarer / rarer.sum())

    def tokens(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The lengths and terms of chunks of passages."""
        for start in range(0, self._passages, _CHUNK):
            size = min(_CHUNK, self._passages - start)
            lengths = self._chance.poisson(_TERMS_PER_PASSAGE, size)
            drawn = np.searchsorted(self._terms, self._chance.random(lengths.sum()))
            yield lengths.astype(np.uint32), np.minimum(drawn, _VOCABULARY - 1).astype(np.uint32)

    def questions(self, number: int) -> list[list[str]]:
        """Questions of ten terms each."""
        drawn = np.searchsorted(self._asked, self._chance.random((number, _TERMS_PER_QUESTION)))
        return [[f"t{term}" for term in row] for row in np.minimum(drawn, _VOCABULARY - 1).tolist()]

    def index(self) -> Index:
        """Dateline's index of it, without texts."""
        batches = []
        names: list[Named] = []
        for lengths, tokens in self.tokens():
            batches.append(_batch(lengths, tokens))
            first = len(names)
            names.extend(
                Named(f"{n:09}", 10**9 - n, None)
                for n in range(first, first + len(batches[-1].passages))
            )
        nothing = np.zeros(0, np.int64)
        tables, _ = merge(empty_tables(), nothing, names, batches, k1=K1, b=B)
        return TableIndex(tables, ())


def _batch(lengths: np.ndarray, tokens: np.ndarray) -> Batch:
    articles = -(-len(lengths) // _PASSAGES_PER_ARTICLE)
    sizes = np.full(articles, _PASSAGES_PER_ARTICLE, np.uint32)
    sizes[-1] -= articles * _PASSAGES_PER_ARTICLE - len(lengths)
    offsets = np.zeros(len(lengths), np.uint32)
    used, renumbered = np.unique(tokens, return_inverse=True)
    terms = [f"t{term}" for term in used.tolist()]
    titles = np.zeros_like(lengths)
    return count(terms, sizes, offsets, offsets, lengths, titles, renumbered.astype(np.uint32))


def terms_of(lengths: np.ndarray, tokens: np.ndarray) -> Sequence[list[str]]:
    """The passages of a chunk as lists of terms, for the engines that take those."""
    names = np.char.add("t", tokens.astype(str)).tolist()
    ends = np.cumsum(lengths).tolist()
    return [names[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)]
