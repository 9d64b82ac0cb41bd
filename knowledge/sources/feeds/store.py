"""What is kept of each feed, and keeping it: in a file of its own, whole or not there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self

from knowledge.durable import whole_file
from knowledge.errors import CoverageError
from knowledge.report import Unreadable
from knowledge.sources.identity import article_id

# Marks the digest of an entry that had no text, of which there is no article therefore.
WITHOUT_TEXT = "-"


@dataclass(frozen=True, slots=True)
class StoredFeed:
    """A feed as it is kept: times as ISO texts in UTC, and what the next fetch has to know.

    `known` has the digest of every entry of the feed that was dealt with, by the article's id;
    `names` has that id by the feed's own name for the entry, also of those that it had before;
    `marks` has what tells one entry at an address from the next there, by the article's id;
    `shared` has the ids that addresses would make on which several entries stand;
    `former` are the addresses that it had before it moved, the first it was added by;
    `settled` is whether all were that the feed had at first.
    """

    url: str
    added: str
    minutes: int
    due: str
    title: str = ""
    checked: str | None = None
    succeeded: str | None = None
    failures: int = 0
    error: str | None = None
    settled: bool = False
    etag: str | None = None
    modified: str | None = None
    known: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    former: tuple[str, ...] = ()
    problems: tuple[Unreadable, ...] = ()

    @property
    def address(self) -> str:
        """The address it was added by, which names it for good, wherever it moves."""
        return self.former[0] if self.former else self.url

    @property
    def name(self) -> str:
        """The name of its file and of its articles' folder."""
        return article_id(self.address)

    @property
    def articles(self) -> set[str]:
        """The ids of its entries that are articles, or were and have been removed."""
        return {name for name, digest in self.known.items() if not digest.startswith(WITHOUT_TEXT)}

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to fetch it."""
        return datetime.fromisoformat(self.due) <= now

    def to_json(self) -> str:
        """All of it as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self | None:
        """What `to_json` made text of; None where that is damaged."""
        try:
            values: dict[str, Any] = json.loads(text)
            values["former"] = tuple(values.get("former", ()))
            values["problems"] = tuple(Unreadable(**each) for each in values["problems"])
            datetime.fromisoformat(values["due"])
            return cls(**values)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


class FeedStore(Protocol):
    """Keeps the feeds of a collection. Raises CoverageError where it cannot be read or written."""

    def all(self) -> list[StoredFeed]:
        """Every feed, in no order; one that is damaged is left out."""

    def get(self, name: str) -> StoredFeed | None:
        """The feed of a name."""

    def save(self, feed: StoredFeed) -> None:
        """Keeps a feed as it is now, in place of the one with its name."""

    def forget(self, feed: StoredFeed) -> None:
        """Keeps it no longer."""


class FeedFiles:
    """The feeds in a folder, a file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[StoredFeed]:
        """Every feed, in no order; one whose file is damaged is left out."""
        return [feed for path in self.folder.glob("*.json") if (feed := _read(path))]

    def get(self, name: str) -> StoredFeed | None:
        """The feed of a name."""
        return _read(self._path(name))

    def save(self, feed: StoredFeed) -> None:
        """Keeps a feed as it is now. Raises CoverageError where its file cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with whole_file(self._path(feed.name)) as stream:
                stream.write(feed.to_json().encode())
        except OSError as error:
            raise CoverageError(f"{error.filename or self.folder}: {error.strerror}") from None

    def forget(self, feed: StoredFeed) -> None:
        """Keeps it no longer."""
        self._path(feed.name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def _read(path: Path) -> StoredFeed | None:
    try:
        return StoredFeed.from_json(path.read_bytes())
    except OSError:
        return None
