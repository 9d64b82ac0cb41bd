"""Question sets: JSON Lines (also gzipped), one question with its accepted answers a line."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

# Which alternative matches where the first question word stands gives the type.
_QUESTION_WORD = re.compile(
    r"""
      \b (?P<how_many> how\ (many|much|long|old|far|tall|big|large|fast|often)\b | what\ percent )
    | \b (?P<when> when | (what|which)\ (day|date|month|year) ) \b
    | \b (?P<where> where | (what|which)\ (city|country|state|nation|continent) ) \b
    | \b (?P<who> who | whom | whose ) \b
    | \b (?P<why> why ) \b
    | \b (?P<how> how ) \b
    | (?<!,\ ) \b (?P<which> which ) \b
    | \b (?P<what> what ) \b
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question of a set.

    `answers` are the accepted ones, any of which will do; `needs` (for a list, or two questions in
    one line) must all be there. `answerable` is whether the coverage says. `asked` is the day it
    was asked on, if the set says. `half` is "work" or "aside" in a set split to tune and confirm,
    "fresh" in one that only confirms. `article` is the id of the article it is on, if that is part
    of a larger collection, `told_at` where in its text the sentences begin that tell the answer.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    answerable: bool = True
    needs: tuple[str, ...] = ()
    asked: date | None = None
    type: str = "other"
    note: str = ""
    half: str = ""
    article: str = ""
    told_at: tuple[int, ...] = ()


def load(path: Path) -> list[SetQuestion]:
    """The questions of a file, in its order. SystemExit names the file and line at fault."""
    questions = []
    for number, line in enumerate(_lines(path), 1):
        try:
            questions.append(_question(json.loads(line), number))
        except (ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{path}:{number}: not a question of a set: {error!r}") from error
    return questions


def questions_of(path: Path) -> Iterator[str]:
    """The questions of a file of JSON Lines, also .gz, and nothing else of it."""
    return (json.loads(line)["question"] for line in _lines(path))


def _lines(path: Path) -> Iterator[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            yield from (line for line in lines if line.strip())
    except OSError as error:
        raise SystemExit(f"{path}: cannot be read: {error.strerror or error}") from error


def _question(row: dict[str, Any], number: int) -> SetQuestion:
    asked = row.get("asked")
    return SetQuestion(
        id=str(row.get("id", number)),
        question=row["question"],
        answers=tuple(row["answers"]),
        answerable=row.get("answerable", True),
        needs=tuple(row.get("needs", ())),
        asked=date.fromisoformat(asked) if asked else None,
        type=row.get("type") or question_type(row["question"]),
        note=row.get("note", ""),
        half=row.get("half", ""),
        article=row.get("article", ""),
        told_at=tuple(row.get("told_at", ())),
    )


def question_type(question: str) -> str:
    """The kind of question by the first question word of its last sentence that has one.

    One of how many, when, where, who, why, how, which, what, true or false, other.
    """
    lowered = question.lower()
    if lowered.startswith("true or false"):
        return "true or false"
    for sentence in reversed(re.split(r"(?<=[.!?])\s+", lowered)):
        if found := _QUESTION_WORD.search(sentence):
            return (found.lastgroup or "other").replace("_", " ")
    return "other"
