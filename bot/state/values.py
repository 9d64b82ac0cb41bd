"""The values that the repositories take and give. They know nothing of a database."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what it was asked of; enough to answer it again."""

    question: str
    scope: Scope = Scope()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Access:
    """Who asked, and where the answer stands: its buttons are worth nothing elsewhere.

    `place` is the server or, outside of servers, the channel. A `private` answer's buttons are for
    its user alone.
    """

    place: str
    user: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was kept of a user and is no more."""

    questions: int
    votes: int
    alerts: int = 0
    digests: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as it was shown under an answer: the number and the id of its article, where it began
    in the article's text, and its words."""

    n: int
    article: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic that was asked for and not answered, and how often."""

    topic: str
    asked: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A question whose answer people voted on, and how many found it good and bad."""

    question: str
    good: int
    bad: int


@dataclass(frozen=True, slots=True)
class Votes:
    """How many answers were found good and bad."""

    good: int
    bad: int
