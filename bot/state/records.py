"""The feeds of collections, and the log of who changed them.

Called by the library in threads of its own, so these repositories are not awaited. What they cannot
do they tell by its CoverageError.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database, Kind
from bot.state.errors import StateAccessError
from bot.state.tables import Table
from knowledge import AuditLog, CoverageError, FeedStore, FileRecords, LogEntry, StoredFeed

_log = logging.getLogger(__name__)

T = TypeVar("T")


class FeedRow(Table):
    """A feed of a collection, all of it as JSON; `due` is when it is fetched next."""

    __tablename__ = "feeds"

    collection: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[float]
    saved: Mapped[float]
    kept: Mapped[str]


class ChangeRow(Table):
    """An entry of the log of a collection, as JSON; later ones have greater numbers."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(index=True)
    entry: Mapped[str]


class RecordRepository:
    """Keeps feeds and logs of collections, each by its name: `Records` of the library."""

    def __init__(self, database: Database) -> None:
        self._door = _Door(database)

    def feeds(self, name: str) -> FeedStore:
        """The feeds of a collection."""
        return _Feeds(self._door, name)

    def log(self, name: str) -> AuditLog:
        """The log of a collection."""
        return _Log(self._door, name)

    def first_due(self, names: Iterable[str]) -> Mapping[str, datetime]:
        """When the first feed of each collection is due, of those that have any."""

        def read(session: Session) -> dict[str, datetime]:
            chosen = select(FeedRow.collection, func.min(FeedRow.due)).group_by(FeedRow.collection)
            found = session.execute(chosen)
            return {name: datetime.fromtimestamp(due, UTC) for name, due in found if name in wanted}

        wanted = set(names)
        return self._door.do(read, "read")

    def version(self, name: str) -> object:
        """When a feed of a collection was kept last, and how many there are."""

        def read(session: Session) -> tuple[float | None, int]:
            chosen = select(func.max(FeedRow.saved), func.count())
            latest, count = session.execute(chosen.where(FeedRow.collection == name)).one()
            return latest, count

        return self._door.do(read, "read")

    def drop(self, name: str) -> None:
        """Deletes the feeds and the log of a collection."""

        def write(session: Session) -> None:
            session.execute(delete(FeedRow).where(FeedRow.collection == name))
            session.execute(delete(ChangeRow).where(ChangeRow.collection == name))

        self._door.do(write, "write")

    def take_in(self, folders: Mapping[str, Path]) -> None:
        """Takes in what an earlier version has kept in files, in the folder of each collection, and
        deletes those.

        What is here already stays as it is, so it may be done again where it was interrupted.
        """
        files = FileRecords(folders.__getitem__)
        for name in folders:
            try:
                feeds, entries = files.feeds(name).all(), files.log(name).entries()
            except CoverageError as error:  # costs no other collection its own
                _log.warning("%s; what it holds is taken in after the next start", error)
                continue
            # One collection at a time: others write in between, and no memory need hold them all.
            if feeds or entries:
                self._door.do(partial(_add, name, feeds, entries), "write")
                _delete(files, name, feeds)


class _Door:
    """The database: what it cannot do is told by CoverageError, and why by the log, once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told = ""

    def do(self, work: Callable[[Session], T], kind: Kind) -> T:
        """What `work` gives, in this thread; raises CoverageError."""
        try:
            done = self._database.soon(work, kind)
        except StateAccessError as error:
            if (reason := str(error.__cause__)) != self._told:
                self._told = reason
                _log.warning("feeds and the logs of changes: %s", reason)
            raise CoverageError(str(error)) from error
        self._told = ""
        return done


class _Feeds:
    """The feeds of a collection: `FeedStore` of the library."""

    def __init__(self, door: _Door, collection: str) -> None:
        self._door, self._collection = door, collection

    def all(self) -> list[StoredFeed]:
        """Every feed, in no order; one that is damaged is left out."""

        def read(session: Session) -> list[str]:
            chosen = select(FeedRow.kept).where(FeedRow.collection == self._collection)
            return list(session.scalars(chosen))

        kept = self._door.do(read, "read")
        return [feed for each in kept if (feed := StoredFeed.from_json(each))]

    def get(self, name: str) -> StoredFeed | None:
        """The feed of a name."""

        def read(session: Session) -> str | None:
            row = session.get(FeedRow, (self._collection, name))
            return row.kept if row else None

        kept = self._door.do(read, "read")
        return StoredFeed.from_json(kept) if kept else None

    def save(self, feed: StoredFeed) -> None:
        """Keeps a feed as it is now, in place of the one with its name."""
        row = _row(self._collection, feed)
        self._door.do(lambda session: session.merge(row), "write")

    def forget(self, feed: StoredFeed) -> None:
        """Keeps it no longer."""

        def write(session: Session) -> None:
            mine = FeedRow.collection == self._collection
            session.execute(delete(FeedRow).where(mine, FeedRow.name == feed.name))

        self._door.do(write, "write")


class _Log:
    """The log of a collection: `AuditLog` of the library."""

    def __init__(self, door: _Door, collection: str) -> None:
        self._door, self._collection = door, collection

    def note(self, entry: LogEntry) -> None:
        """Adds an entry."""
        row = ChangeRow(collection=self._collection, entry=entry.to_json())
        self._door.do(lambda session: session.add(row), "write")

    def entries(self, most: int | None = None) -> tuple[LogEntry, ...]:
        """The last `most` entries, or all, newest first; one that is damaged is left out."""

        def read(session: Session) -> list[str]:
            chosen = select(ChangeRow.entry).where(ChangeRow.collection == self._collection)
            return list(session.scalars(chosen.order_by(ChangeRow.number.desc()).limit(most)))

        lines = self._door.do(read, "read")
        return tuple(entry for line in lines if (entry := LogEntry.from_json(line)))


def _row(collection: str, feed: StoredFeed) -> FeedRow:
    due = datetime.fromisoformat(feed.due).timestamp()
    kept = feed.to_json()
    return FeedRow(collection=collection, name=feed.name, due=due, saved=time.time(), kept=kept)


def _add(
    name: str, feeds: Iterable[StoredFeed], entries: Sequence[LogEntry], session: Session
) -> None:
    """Adds to a collection what it does not have of feeds and of a log, newest first."""
    chosen = select(ChangeRow.entry).where(ChangeRow.collection == name)
    known = set(session.scalars(chosen))
    lines = (entry.to_json() for entry in reversed(entries))
    session.add_all(ChangeRow(collection=name, entry=each) for each in lines if each not in known)
    for feed in feeds:
        if session.get(FeedRow, (name, feed.name)) is None:
            session.add(_row(name, feed))


def _delete(files: FileRecords, name: str, feeds: Iterable[StoredFeed]) -> None:
    """Deletes the files of a collection that were taken in."""
    try:
        for feed in feeds:
            files.feeds(name).forget(feed)
        files.log(name).path.unlink(missing_ok=True)
    except OSError as error:  # in use is what was taken in
        _log.warning("%s: %s; delete it by hand", error.filename, error.strerror)
