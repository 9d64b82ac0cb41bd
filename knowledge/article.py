"""An article: what a reader makes of a file and everything else starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

# The web began then; an earlier date of publication is mostly a mistake.
FIRST_DAY = date(1990, 1, 1)
# Clocks differ, and so do time zones, which times are read without: so far a date may be ahead.
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of an article; `start` and `end` are character offsets into `Article.text`."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read; a field that could not be known is None or empty, never guessed.

    `text` is the body without page furniture and is what every offset points into. `published` and
    `updated` are the wall-clock times the publisher wrote, without a zone (midnight where only a
    date was given). `path` is the file the article came from, as a person would name it. `language`
    is the declared one by its ISO 639-1 code ("de"), or else the one that the index saw it is in;
    None where it is English or not clear.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    path: str | None = None
    sections: tuple[Section, ...] = ()
    language: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The article as citations name it: everything but its text; dates as ISO days."""
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "published": self.published.date().isoformat() if self.published else None,
            "url": self.url,
            "language": self.language,
            "path": self.path,
        }
