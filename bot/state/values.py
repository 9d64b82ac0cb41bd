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
    """Where an answer stands, and for whom alone: its buttons are worth nothing elsewhere or to
    others. `place` is the server or, outside of servers, the channel; `user` is None where all may
    see the answer."""

    place: str
    user: int | None = None


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
