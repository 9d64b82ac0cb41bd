"""An index as a part of a larger one: its passages weighed by the statistics of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.index.bm25 import Okapi
from knowledge.index.index import TableIndex, Visible
from knowledge.index.recency import Recency
from knowledge.index.tables import F32, U32
from knowledge.scope import Scope

_CACHED = 8192  # terms whose frequency is remembered where articles are hidden

# Sums of single precision differ by the order they were made in, by less than this share.
_ROUNDING = 1e-5


class IndexPart:
    """The articles of an index that are `visible`; None for all."""

    def __init__(self, index: TableIndex, visible: Visible = None) -> None:
        self.index = index
        self.visible = visible
        tables = index.tables
        self._shown = None
        if visible is not None:
            self._shown = np.repeat(visible, tables.passages_per_article())
        lengths = tables.lengths if self._shown is None else tables.lengths[self._shown]
        self.passage_count = len(lengths)
        self.length = int(lengths.sum(dtype=np.int64))
        self.undated_count = index.undated_count
        if visible is not None:
            self.undated_count = int(np.count_nonzero(tables.times[visible] < 0))
        self._frequencies: dict[str, int] = {}

    def shows(self, article: int) -> bool:
        """Whether the article of a number is visible."""
        return self.visible is None or bool(self.visible[article])

    def document_frequency(self, term: str) -> int:
        """How many visible passages hold a term."""
        if self._shown is None:
            return self.index.document_frequency(term)
        known = self._frequencies.get(term)
        if known is None:
            number = self.index.terms.number(term)
            known = 0
            if number >= 0:
                start, end = self.index.tables.offsets[number : number + 2].tolist()
                known = int(np.count_nonzero(self._shown[self.index.tables.passages[start:end]]))
            if len(self._frequencies) >= _CACHED:
                self._frequencies = {}
            self._frequencies[term] = known
        return known

    def candidates(
        self,
        terms: Sequence[str],
        weights: Mapping[str, float],
        whole: Okapi,
        wanted: int,
        scope: Scope,
        recency: Recency | None,
    ) -> tuple[U32, float]:
        """The passages that are likely the best `wanted` by the inverse document frequencies
        `weights` of a whole, and a score that all others stay below; 0 where there are no others.
        """
        index = self.index
        scales = {term: weight / index.idf(term) for term, weight in weights.items()}
        found = index.searcher.top(
            terms, wanted, index.within(scope), self._factor(scope, recency), scales
        )
        numbers = np.array([number for number, _ in found], np.uint32)
        if len(found) < wanted:
            return numbers, 0.0
        # A passage's length is compared with another mean, which changes no weight by more.
        spread = max(1.0, whole.avgdl / index.okapi.avgdl)
        return numbers, found[-1][1] * spread * (1 + _ROUNDING)

    def scores(
        self,
        terms: Sequence[str],
        weights: Mapping[str, float],
        whole: Okapi,
        numbers: U32,
        scope: Scope,
        recency: Recency | None,
    ) -> list[float]:
        """The scores of passages by the statistics of a whole."""
        tables = self.index.tables
        totals = np.zeros(len(numbers))
        lengths = tables.lengths[numbers].astype(np.float64)
        for term in terms if len(numbers) else ():
            number = self.index.terms.number(term)
            if number < 0:
                continue
            start, end = tables.offsets[number : number + 2].tolist()
            places = np.searchsorted(tables.passages[start:end], numbers) + start
            held = places < end
            held[held] = tables.passages[places[held]] == numbers[held]
            counts = tables.counts_at(places[held]).astype(np.float64)
            added = weights[term] * np.asarray(whole.impact(counts, lengths[held]))
            totals[held] += added.astype(np.float32)
        factor = self._factor(scope, recency)
        if factor is not None:
            totals *= factor[numbers]
        scores: list[float] = totals.tolist()
        return scores

    def _factor(self, scope: Scope, recency: Recency | None) -> F32 | None:
        """What to multiply scores with: 0 for what is hidden."""
        factor = self.index.factor(scope.source, recency)
        if self._shown is None:
            return factor
        if factor is None:
            factor = np.ones(self.index.searcher.places, np.float32)
        else:
            factor = factor.copy()
        factor[: len(self._shown)] *= self._shown
        return factor
