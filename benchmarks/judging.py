"""Whether an answer is what a reader would accept for a question of a set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.metrics import holds
from benchmarks.questions import SetQuestion
from knowledge import Answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question, what was answered, and whether that is right (a refusal, if unanswerable)."""

    question: SetQuestion
    answer: Answer
    right: bool

    def __str__(self) -> str:
        """One line for a report of failures."""
        wanted = " / ".join(self.question.answers or self.question.needs) or "a refusal"
        shown = "refused" if self.answer.abstained else f"{self.answer.kind}: {self.answer.answer}"
        if self.answer.kind == "sentence" and self.answer.citations:
            shown = f"sentence: {self.answer.citations[0].quote}"
        confidence = f"{self.answer.confidence:.2f}"
        return f"{self.question.question!r} wanted {wanted}; got {shown} ({confidence})"


def judge(question: SetQuestion, answer: Answer) -> Verdict:
    """Right is: one of `answers` in the answer as stated or, where a sentence is the answer, in
    the first quote; all of `needs` in the answer and its quotes; a refusal if not `answerable`.
    """
    if answer.abstained or not question.answerable:
        return Verdict(question, answer, answer.abstained and not question.answerable)
    first = [c.quote for c in answer.citations[:1]] if answer.kind == "sentence" else []
    stated = "\n".join([answer.answer or "", *first])
    shown = "\n".join([answer.answer or "", *(c.quote for c in answer.citations)])
    right = not question.answers or holds(stated, question.answers)
    return Verdict(question, answer, right and all(holds(shown, [need]) for need in question.needs))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the answerable were answered right, and how many of the others refused."""

    right: int
    answerable: int
    refused: int
    unanswerable: int

    @property
    def right_rate(self) -> float:
        """Share of the answerable questions that were answered right."""
        return self.right / self.answerable if self.answerable else 1.0

    @property
    def refused_rate(self) -> float:
        """Share of the unanswerable questions that were refused."""
        return self.refused / self.unanswerable if self.unanswerable else 1.0

    def __str__(self) -> str:
        return (
            f"right {self.right}/{self.answerable} = {self.right_rate:.3f}, "
            f"refused {self.refused}/{self.unanswerable} = {self.refused_rate:.3f}"
        )


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """The counts over some verdicts."""
    counts = Counter((v.question.answerable, v.right) for v in verdicts)
    return Tally(
        right=counts[True, True],
        answerable=counts[True, True] + counts[True, False],
        refused=counts[False, True],
        unanswerable=counts[False, True] + counts[False, False],
    )
