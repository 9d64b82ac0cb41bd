"""Whether an answer is what a reader would accept for a question of a set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.metrics import holds
from benchmarks.questions import SetQuestion
from knowledge import Answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question, what was answered, and what that is worth.

    `right`: the coverage says it, and the answer as shown does too, stated or as the closest found;
    `quoted`: it or the first quote under it does. `in_three`: one of the first three quotes or the
    answer does, also where they are shown under a refusal.
    """

    question: SetQuestion
    answer: Answer
    right: bool
    quoted: bool
    in_three: bool

    @property
    def stated(self) -> bool:
        """Whether something is shown as the answer, not only as the closest found."""
        return not self.answer.abstained and not self.answer.closest

    def __str__(self) -> str:
        """One line for a report of failures."""
        wanted = " / ".join(self.question.answers or self.question.needs) or "a refusal"
        shown = "refused" if self.answer.abstained else f"{self.answer.kind}: {self.answer.answer}"
        closest = ", closest" if self.answer.closest else ""
        confidence = f"{self.answer.confidence:.2f}{closest}"
        return f"{self.question.question!r} wanted {wanted}; got {shown} ({confidence})"


def judge(question: SetQuestion, answer: Answer) -> Verdict:
    """Right is: one of `answers` in the answer as shown, which for a sentence is the first quote;
    all of `needs` in the answer and its quotes; never where the question is not `answerable`.
    """
    texts = [answer.answer or "", *(each.quote for each in answer.citations)]
    said = question.answerable and all(holds("\n".join(texts), [need]) for need in question.needs)

    def told(quotes: int) -> bool:
        text = "\n".join(texts[: 1 + quotes])
        return said and (not question.answers or holds(text, question.answers))

    return Verdict(
        question,
        answer,
        right=told(0) and not answer.abstained,
        quoted=told(1) and not answer.abstained,
        in_three=told(3),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over verdicts: of the answerable ones how many are right, right with the first quote,
    or right among the first three; of the others how many were refused or shown as no more than
    the closest found (`guarded`), and how many refused; and how much of what was stated is right.
    """

    answerable: int
    right: int
    quoted: int
    in_three: int
    unanswerable: int
    guarded: int
    refused: int
    stated: int
    stated_right: int

    @property
    def right_rate(self) -> float:
        """Share of the answerable questions that were answered right."""
        return self.right / self.answerable if self.answerable else 1.0

    @property
    def guarded_rate(self) -> float:
        """Share of the unanswerable questions of which nothing was stated."""
        return self.guarded / self.unanswerable if self.unanswerable else 1.0

    def __str__(self) -> str:
        return (
            f"right {_share(self.right, self.answerable)}, with the first quote "
            f"{_share(self.quoted, self.answerable)}, in three "
            f"{_share(self.in_three, self.answerable)}, refused or closest "
            f"{_share(self.guarded, self.unanswerable)} (refused alone "
            f"{_share(self.refused, self.unanswerable)}), right of what is stated "
            f"{_share(self.stated_right, self.stated)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.3f}" if whole else "–"


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """The counts over some verdicts."""
    found = list(verdicts)

    def count(holds: Callable[[Verdict], bool]) -> int:
        return sum(map(holds, found))

    return Tally(
        answerable=count(lambda v: v.question.answerable),
        right=count(lambda v: v.right),
        quoted=count(lambda v: v.quoted),
        in_three=count(lambda v: v.in_three),
        unanswerable=count(lambda v: not v.question.answerable),
        guarded=count(lambda v: not v.question.answerable and not v.stated),
        refused=count(lambda v: not v.question.answerable and v.answer.abstained),
        stated=count(lambda v: v.stated),
        stated_right=count(lambda v: v.stated and v.right),
    )
