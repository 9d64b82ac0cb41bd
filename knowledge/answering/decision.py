"""The decision what to show: a short answer, the sentence, or that the coverage does not say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.candidates import Candidate
from knowledge.answering.evidence import Sentence
from knowledge.answering.question import AnswerType, Question

# Share of the question's weight that the best evidence must hold; below it nothing is claimed.
MIN_COVERAGE = 0.62
# A short answer is stated from this probability on; below it the sentence leads.
MIN_SPAN_PROBABILITY = 0.45


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the decision falls; see MIN_COVERAGE and MIN_SPAN_PROBABILITY."""

    min_coverage: float = MIN_COVERAGE
    min_span: float = MIN_SPAN_PROBABILITY


# Types whose value can be told apart from other words, so that evidence without one is none.
_CHECKED = (AnswerType.DATE, AnswerType.NUMBER)
_FITTING = 0.5


def evidence_strength(
    question: Question, sentences: Sequence[Sentence], candidates: Sequence[Candidate]
) -> float:
    """How much of the question the best evidence holds, 0 to 1: its coverage, less what is missing.

    A rare term that no sentence has nearby is the usual sign that the story is there but the fact
    is not, so the weight of the heaviest missing term counts a second time. Where a date or a
    number is asked for, only sentences that give one are evidence.
    """
    best = list(sentences[:5])
    if question.answer_type in _CHECKED:
        fitting = [c for c in candidates[:5] if c.best.span.fit >= _FITTING]
        best = [candidate.best.sentence for candidate in fitting]
    if not question.terms or not best:
        return 0.0
    return max(
        max(0.0, sentence.coverage - 0.5 * sentence.missing / question.total_weight)
        for sentence in best
    )


def span_probability(question: Question, ranked: Sequence[Candidate], strength: float) -> float:
    """The probability that the first candidate is right, from its fit, support and lead."""
    if not ranked:
        return 0.0
    first = ranked[0]
    second = ranked[1].score if len(ranked) > 1 else 0.0
    lead = (first.score - second) / (first.score or 1.0)
    base = {AnswerType.DATE: 0.6, AnswerType.PERSON: -1.2, AnswerType.THING: -1.5}
    logit = (
        -3.4
        + base.get(question.answer_type, 0.0)
        + 2.5 * strength
        + 1.5 * first.best.span.fit
        + 1.5 * first.best.proximity
        + 1.0 * lead
        + 0.3 * math.log2(len(first.articles))
    )
    return 1.0 / (1.0 + math.exp(-logit))
