"""The decision what to show: a short answer, the sentence, or that the coverage does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.candidates import Candidate
from knowledge.answering.classification import VALUE_TYPES
from knowledge.answering.evidence import Sentence
from knowledge.answering.question import Question
from knowledge.answering.spans import FITTING


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the decision falls, as probabilities.

    Below `evidence` the coverage does not say; from `span` on a short answer is stated; between
    them the sentence leads. A "what" without a noun is answered by a clause more often than by a
    name, so it is held to `bare`. Chosen from what `python -m benchmarks.train` prints of cases not
    learned from; see docs/quality.md.
    """

    evidence: float = 0.275
    span: float = 0.44
    bare: float = 0.7


def lacks_value(
    question: Question, sentences: Sequence[Sentence], candidates: Sequence[Candidate]
) -> bool:
    """Whether a date or a number is asked for and no evidence near the question's terms has one.

    Such values can be told apart from other words, so that evidence without one is none.
    """
    if question.answer_type not in VALUE_TYPES or not sentences:
        return False
    best = max(sentence.coverage for sentence in sentences[:5])
    return not any(
        candidate.best.span.fit >= FITTING
        and max(m.sentence.coverage for m in candidate.mentions) >= 0.6 * best
        for candidate in candidates[:5]
    )
