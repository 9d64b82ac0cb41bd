"""What is kept of collections beside their articles: their feeds, and who changed them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from knowledge.durable import changed_at
from knowledge.sources.audit import AuditLog, LogFile
from knowledge.sources.feeds import FeedFiles, FeedStore

# Within the folder of a collection.
FEEDS, LOG = "feeds", "changes.jsonl"


class Records(Protocol):
    """Keeps the feeds and the logs of collections, each by its name.

    Every method may be called from any thread, and raises CoverageError where what is kept cannot
    be read or written.
    """

    def feeds(self, name: str) -> FeedStore:
        """The feeds of a collection."""

    def log(self, name: str) -> AuditLog:
        """The log of a collection."""

    def first_due(self, names: Iterable[str]) -> Mapping[str, datetime]:
        """When the first feed of each collection is due, of those that have any."""

    def version(self, name: str) -> object:
        """What is another value once the feeds of a collection have changed."""

    def drop(self, name: str) -> None:
        """Keeps nothing of a collection any longer."""


class FileRecords:
    """Records in files: those of a collection in the folder that `folder_of` gives for it."""

    def __init__(self, folder_of: Callable[[str], Path]) -> None:
        self._folder_of = folder_of
        # When the first feed of a collection is due, by the version of its feeds.
        self._due: dict[str, tuple[int, datetime | None]] = {}

    def feeds(self, name: str) -> FeedFiles:
        """The feeds of a collection."""
        return FeedFiles(self._folder_of(name) / FEEDS)

    def log(self, name: str) -> LogFile:
        """The log of a collection."""
        return LogFile(self._folder_of(name) / LOG)

    def first_due(self, names: Iterable[str]) -> Mapping[str, datetime]:
        """When the first feed of each collection is due; files are read only when changed."""
        return {name: due for name in names if (due := self._first_due(name))}

    def _first_due(self, name: str) -> datetime | None:
        version = self.version(name)
        known = self._due.get(name)
        if known is None or known[0] != version:
            dues = (datetime.fromisoformat(feed.due) for feed in self.feeds(name).all())
            known = self._due[name] = version, min(dues, default=None)
        return known[1]

    def version(self, name: str) -> int:
        """When a file was last put into the folder of the feeds or taken out; 0 without one."""
        return changed_at(self._folder_of(name) / FEEDS)

    def drop(self, name: str) -> None:
        """Deletes the files of a collection."""
        shutil.rmtree(self._folder_of(name) / FEEDS, ignore_errors=True)
        (self._folder_of(name) / LOG).unlink(missing_ok=True)
        self._due.pop(name, None)
