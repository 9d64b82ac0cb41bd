"""What loading and reloading tell: what was read, what could not be, what the coverage holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

# Called with (what is being done, how much is done, of how much or None where unknown).
Progress = Callable[[str, int, int | None], None]


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
    """The outcome of a reload; the counts are articles, `seconds` is wall-clock time."""

    articles: int
    passages: int
    added: int
    changed: int
    removed: int
    unreadable: tuple[Unreadable, ...]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `index --json`."""
        return {
            "articles": self.articles,
            "passages": self.passages,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
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
class Status:
    """What the coverage holds now; `index_bytes` is the index's size on disk."""

    articles: int
    passages: int
    first: date | None
    last: date | None
    sources: tuple[SourceCount, ...]
    unreadable: tuple[Unreadable, ...]
    index_bytes: int
    loaded_at: datetime
