"""An answer: the value, who says so, and the words they say it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from knowledge.article import Article
from knowledge.passages import Passage

Kind = Literal["span", "sentence", "summary"]


class Hit:
    """A passage that was found, with its score (higher is better; comparable within one search).

    In place of the passage there may be what reads it: it is read when it is first looked at, and
    most of what is found never is.
    """

    __slots__ = ("_passage", "score")

    def __init__(self, passage: Passage | Callable[[], Passage], score: float) -> None:
        self._passage = passage
        self.score = score

    @property
    def passage(self) -> Passage:
        """The passage."""
        if not isinstance(self._passage, Passage):
            self._passage = self._passage()
        return self._passage

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hit):
            return NotImplemented
        return (self.score, self.passage) == (other.score, other.passage)

    def __hash__(self) -> int:
        return hash(self.score)

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `passages`."""
        article = self.passage.article.to_json()
        return {
            "article": article["id"],
            "title": article["title"],
            "published": article["published"],
            "text": self.passage.text,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its article, numbered by article from 1.

    `start` and `end` are the quote's offsets in the article's text; `highlights` are the offsets
    within `quote` of the words that match the question or state the answer, in order. `also`
    are other articles with the same text, whether they were found or not, twenty at most.
    """

    n: int
    article: Article
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...] = ()
    also: tuple[Article, ...] = ()

    @property
    def quote(self) -> str:
        """The quoted text, as it stands in the article."""
        return self.article.text[self.start : self.end]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape, with `also` where other articles print the same text."""
        shape = {"n": self.n, "quote": self.quote, "article": self.article.to_json()}
        if self.also:
            shape["also"] = [article.to_json() for article in self.also]
        return shape


@dataclass(frozen=True, slots=True)
class Account:
    """One value that articles give, and the ids of the articles that give it."""

    value: str
    articles: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"value": self.value, "articles": list(self.articles)}


@dataclass(frozen=True, slots=True)
class Superseded:
    """The value that a newer article gives instead of an answer's, and where it says so."""

    value: str
    citation: Citation

    def to_json(self) -> dict[str, Any]:
        """The contract's shape: a citation with its value."""
        return {"value": self.value, **self.citation.to_json()}


@dataclass(frozen=True, slots=True)
class Choice:
    """A story that a question may mean: how it is named, and the question asked of it."""

    name: str
    question: str

    def to_json(self) -> dict[str, Any]:
        """The shape of one of `choices`."""
        return {"name": self.name, "question": self.question}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `answer` and `kind` are None when `abstained`; `citations` then holds the nearest passages.
    `kind` is "span" for a short answer, "sentence" when the best sentence is the answer, "summary"
    when news of a `topic` was asked for: then `answer` holds the newest sentences, one a line.
    `closest` tells that what is shown is likely no answer, only the closest found. `confidence` is
    the calibrated probability that `answer` is right. `accounts` is empty unless the articles give
    more than one value. `corrections` are words of the question that were read as another word of
    the coverage: (as typed, as read). `passages` is filled on request. Where a line asks several
    things, `answer` holds what is said of each, a line each, and `unsaid` the questions of which
    nothing is. `understood` is the question as it was completed from the turns before it, "" where
    it stands alone. `choices` are the stories that it may mean, where it does not say which.
    `superseded` is what a newer article gives instead, where the question leaves that out or the
    older ones say it better. `hurried` tells that less was read for it than could have been, since
    the caller asked for haste.

    >>> from knowledge import Coverage
    >>> with Coverage.open(["config/sample-coverage"]) as coverage:
    ...     answer = coverage.ask("When does Xi visit Moscow?")
    >>> answer.kind, answer.abstained
    ('span', False)
    >>> for account in answer.accounts:
    ...     print(account.value, "in", len(account.articles))
    May 7 to May 10, 2025 in 2
    May 7, 2025 in 1
    >>> answer.citations[0].quote
    'According to the Kremlin, Xi will visit Moscow from May 7 to May 10, 2025.'
    """

    question: str
    answer: str | None
    kind: Kind | None
    confidence: float
    citations: tuple[Citation, ...]
    accounts: tuple[Account, ...] = ()
    passages: tuple[Hit, ...] | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    took_ms: float = 0.0
    unsaid: tuple[str, ...] = ()
    closest: bool = False
    topic: str = ""
    understood: str = ""
    choices: tuple[Choice, ...] = ()
    superseded: Superseded | None = None
    hurried: bool = False

    @property
    def abstained(self) -> bool:
        """Whether the coverage does not say."""
        return self.answer is None

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `ask --json`; the optional fields where they apply."""
        shape: dict[str, Any] = {
            "question": self.question,
            "answer": self.answer,
            "kind": self.kind,
            "abstained": self.abstained,
            "closest": self.closest,
            "confidence": round(self.confidence, 3),
            "citations": [citation.to_json() for citation in self.citations],
            "accounts": [account.to_json() for account in self.accounts],
            "took_ms": round(self.took_ms, 2),
        }
        if self.superseded:
            shape["superseded"] = self.superseded.to_json()
        if self.understood:
            shape["understood"] = self.understood
        if self.choices:
            shape["choices"] = [choice.to_json() for choice in self.choices]
        if self.hurried:
            shape["hurried"] = True
        if self.unsaid:
            shape["unsaid"] = list(self.unsaid)
        if self.passages is not None:
            shape["passages"] = [hit.to_json() for hit in self.passages]
        return shape
