"""What loading and reloading tell: what was read, what could not be, what the coverage holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

# Called with (what is being done, how much is done, of how much or None where unknown).
Progress = Callable[[str, int, int | None], None]
Named = tuple[str, str | None]  # an article's id and title


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or one record in it, that could not be read; `line` is from 1 where it is known."""

    path: str
    line: int | None
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"path": self.path, "line": self.line, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ReloadReport:
    """The outcome of a reload; the counts are articles, `seconds` is wall-clock time.

    `too_old` are in the files and were left out for their age.
    """

    articles: int
    passages: int
    added: int
    changed: int
    removed: int
    unreadable: tuple[Unreadable, ...]
    seconds: float
    too_old: int = 0

    def __add__(self, other: ReloadReport) -> ReloadReport:
        """Of two reloads, one after the other."""
        return ReloadReport(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `index --json`."""
        return {
            "articles": self.articles,
            "passages": self.passages,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "too_old": self.too_old,
            "unreadable": [item.to_json() for item in self.unreadable],
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class SourceCount:
    """One source and how many articles it has, with the days of the oldest and newest."""

    source: str | None
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many articles are in a language, by its ISO 639-1 code; None: English, or not clear."""

    language: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its health; the times are in UTC.

    `minutes` is the interval between two fetches, `checked` the last of them, `succeeded` the last
    that went well, `due` the next; `failures` counts those that failed since, `error` says why.
    `articles` is how many it brought that are still there, `problems` what is wrong with entries,
    `former` the addresses that it had before it moved for good; `elsewhere` counts the entries
    whose articles the coverage has from another place, or which were removed from it.
    """

    url: str
    title: str
    added: datetime
    minutes: int
    checked: datetime | None
    succeeded: datetime | None
    due: datetime
    failures: int
    error: str | None
    articles: int
    problems: tuple[Unreadable, ...]
    former: tuple[str, ...] = ()
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """What one fetch of a feed brought.

    `first` is whether that is what the feed already had when it was added; of a long feed this may
    take more than one fetch. `moved_from` is the address it had until now, where it has moved.
    """

    feed: Feed
    first: bool = False
    new: tuple[Named, ...] = ()
    changed: tuple[Named, ...] = ()
    moved_from: str | None = None

    @property
    def announced(self) -> tuple[Named, ...]:
        """The articles to tell people of: none of a first fetch, which brings what is old."""
        return () if self.first else self.new

    @property
    def error(self) -> str | None:
        """Why the fetch failed."""
        return self.feed.error


@dataclass(frozen=True, slots=True)
class ClusterState:
    """How a search cluster does: its `colour` as OpenSearch has it, None where it cannot be asked,
    and why; how many searches went well and failed since the program was started."""

    colour: str | None
    nodes: int
    searches: int
    failures: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """What the coverage holds now; `index_bytes` is the index's size on disk.

    `copies` counts the articles with the text of one that was published before them, `too_old`
    those in the files that were left out for their age, `undated` those that state no date,
    `misdated` those with one that can hardly be: before the web began, or in the future. `own`
    counts those of a collection itself, not of its base; None where there is none. `cluster` is
    what passages are searched in, None where that is the index itself.
    """

    articles: int
    passages: int
    first: date | None
    last: date | None
    sources: tuple[SourceCount, ...]
    unreadable: tuple[Unreadable, ...]
    index_bytes: int
    loaded_at: datetime
    feeds: tuple[Feed, ...] = ()
    copies: int = 0
    too_old: int = 0
    languages: tuple[LanguageCount, ...] = ()
    undated: int = 0
    misdated: int = 0
    own: int | None = None
    cluster: ClusterState | None = None
