"""What posts tell. It is kept with the post, so that the message can be made anew whatever has
become of the articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from knowledge import Article

Told = TypeVar("Told")

# Other articles of a story that are kept; more are rare, and only their sources are named.
MOST_ALSO = 30


@dataclass(frozen=True, slots=True)
class Named:
    """An article as a post names it."""

    id: str
    title: str | None
    source: str | None
    url: str | None
    published: datetime | None

    @classmethod
    def of(cls, article: Article) -> Named:
        """The names of an article."""
        return cls(article.id, article.title, article.source, article.url, article.published)

    def article(self) -> Article:
        """The article without its text."""
        return Article(self.id, "", self.title, self.source, self.url, published=self.published)


@dataclass(frozen=True, slots=True)
class Change:
    """What an article tells instead of what was told before it; both verbatim."""

    before: str
    now: str
    article: Named
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class StoryTold:
    """A story: the article that opened it, the sentence that tells it, for a question the answer;
    the others that tell it too, and what has changed since, the oldest first.

    `about` is what the alert follows that opened it, `language` that of a person who is told
    directly.
    """

    about: str
    article: Named
    sentence: str
    answer: str | None = None
    also: tuple[Named, ...] = ()
    changes: tuple[Change, ...] = ()
    language: str = "en"

    @property
    def newest(self) -> Change:
        """What is told now, with the article that tells it."""
        if self.changes:
            return self.changes[-1]
        return Change("", self.sentence, self.article, self.answer)


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story of a digest: its sentences with the number of their article, which count from 1.

    Where it goes on with a story of a digest before, `before` are the articles of that.
    """

    articles: tuple[Named, ...]
    sentences: tuple[tuple[str, int], ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestTold:
    """What was new from one moment to another; `left_out` counts the stories it has no room for,
    `language` is that of a person who is told directly."""

    since: float
    until: float
    stories: tuple[DigestStory, ...]
    left_out: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class FeedTold:
    """A feed of a collection that has died, or is back; `since` is when it last worked."""

    title: str
    since: float
    collection: int
    url: str


class Shape(Generic[Told]):
    """How something told is kept."""

    def __init__(self, kind: type[Told]) -> None:
        self._adapter: TypeAdapter[Told] = TypeAdapter(kind)

    def keep(self, told: Told) -> Mapping[str, Any]:
        """As JSON has it."""
        kept: Mapping[str, Any] = self._adapter.dump_python(told, mode="json")
        return kept

    def read(self, kept: Mapping[str, Any]) -> Told:
        """What was kept."""
        return self._adapter.validate_python(kept)


STORY = Shape(StoryTold)
DIGEST = Shape(DigestTold)
FEED = Shape(FeedTold)
