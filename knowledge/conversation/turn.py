"""A turn: what was asked, as it was understood, and what was said to it."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answer import Answer

# Turns of a conversation that are looked back on, and kept.
MOST_TURNS = 10
# Characters kept of a question and of an answer.
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was understood, and the answer: "" where the coverage does not say."""

    question: str
    answer: str = ""

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """The turn that an answer ends; the closest found is no answer to build on."""
        said = "" if answer.closest else (answer.answer or "")
        return cls((answer.understood or answer.question)[:LONGEST], said[:LONGEST])
