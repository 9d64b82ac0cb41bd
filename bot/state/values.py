"""The values that the repositories take and give. They know nothing of a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its options as the user gave them; enough to answer it again."""

    question: str
    source: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def scope(self) -> dict[str, Any]:
        """The options as `Coverage` takes them."""
        return {"source": self.source, "since": self.since, "until": self.until}


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


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as it was shown under an answer: the number and the id of its article, where it began
    in the article's text, and its words."""

    n: int
    article: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Votes:
    """How many answers were found good and bad."""

    good: int
    bad: int
