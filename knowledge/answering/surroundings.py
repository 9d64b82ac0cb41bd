"""Surroundings: where the question's terms stand in a sentence, seen from a span of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from knowledge.analysis import Analyzer
from knowledge.answering.spans import Span

_BY = re.compile(r"\sby\s(?:the\s)?(?:\w+\s){0,2}$")
# Characters at which a term counts half, and within which the word after a span is "next".
_HALF, _NEXT = 30.0, 20
_FOCUS_WINDOW = 2


class Surroundings:
    """One sentence's words, made ready to be asked about many spans.

    `asked` are the weights of the question's terms, `focus` the noun it asks for, `act` what was
    done by whom it asks for ("" where it does not ask who).
    """

    def __init__(
        self, text: str, asked: Mapping[str, float], focus: str, act: str, analyzer: Analyzer
    ) -> None:
        self._text = text
        self._has_by = "by" in text
        self._focus = focus
        self._acts = {act} if act else set(asked)
        self._terms, self._words = analyzer.places(text)
        self._starts = [start for start, _ in self._words]
        self._places = [
            (*word, asked[term])
            for term, word in zip(self._terms, self._words, strict=True)
            if term in asked
        ]

    def inside(self, span: Span) -> set[str]:
        """The terms of a span."""
        return set(self._terms[slice(*self._range(span))]) - {""}

    def proximity(self, span: Span) -> tuple[float, float]:
        """The weights of the question's terms before and after a span, over their distance."""
        before = after = 0.0
        for start, end, weight in self._places:
            if end <= span.start:
                before += weight / (1.0 + (span.start - end) / _HALF)
            elif start >= span.end:
                after += weight / (1.0 + (start - span.end) / _HALF)
        return before, after

    def beside_focus(self, span: Span) -> bool:
        """Whether the noun asked for stands in the span or at most two words from it."""
        if not self._focus:
            return False
        first, last = self._range(span)
        return self._focus in self._terms[max(0, first - _FOCUS_WINDOW) : last + _FOCUS_WINDOW]

    def is_subject(self, span: Span) -> bool:
        """Whether the span does what is asked: one of the question's words follows it at once, or
        stands before it in the passive ("confirmed by the Kremlin")."""
        _, last = self._range(span)
        for term, start in zip(self._terms[last:], self._starts[last:], strict=True):
            if start > span.end + _NEXT:
                break
            if term:
                if term in self._acts:
                    return True
                break
        if not self._has_by:
            return False
        by = _BY.search(self._text, max(0, span.start - 40), span.start)
        return by is not None and any(
            end == by.start() and term in self._acts
            for term, (_, end) in zip(self._terms, self._words, strict=True)
        )

    def _range(self, span: Span) -> tuple[int, int]:
        return bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
