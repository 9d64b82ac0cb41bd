"""Where the feeds of the coverage and of servers' collections are kept, and the logs of changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge import AuditLog, CoverageError, FeedStore

if TYPE_CHECKING:
    from bot.state.database import Database
    from bot.state.records import RecordRepository


class StateRecords:
    """`Records` of the library in a database, which is opened when one is first needed: to answer
    a question, it is not.

    What an earlier version kept in files is taken in then: `folders` gives the folder of each
    collection by its name. Every method raises CoverageError where the database cannot be used.
    """

    def __init__(
        self, open_database: Callable[[], Database], folders: Callable[[], Mapping[str, Path]]
    ) -> None:
        self._open_database, self._folders = open_database, folders
        self._opening = threading.Lock()
        self._database: Database | None = None
        self._repository: RecordRepository | None = None
        self._has_taken_in = False

    def feeds(self, name: str) -> FeedStore:
        """The feeds of a collection."""
        return self._kept.feeds(name)

    def log(self, name: str) -> AuditLog:
        """The log of a collection."""
        return self._kept.log(name)

    def first_due(self, names: Iterable[str]) -> Mapping[str, datetime]:
        """When the first feed of each collection is due, of those that have any."""
        return self._kept.first_due(names)

    def version(self, name: str) -> object:
        """What is another value once the feeds of a collection have changed."""
        return self._kept.version(name)

    def drop(self, name: str) -> None:
        """Deletes the feeds and the log of a collection."""
        self._kept.drop(name)

    def close(self) -> None:
        """Closes the database, if it was opened."""
        if self._database:
            self._database.close()

    @property
    def _kept(self) -> RecordRepository:
        from bot.state.errors import StateError  # slow to load, and not needed to answer
        from bot.state.records import RecordRepository

        with self._opening:
            if self._repository is None:
                try:
                    self._database = self._open_database()
                except StateError as error:
                    raise CoverageError(str(error)) from error
                self._repository = RecordRepository(self._database)
            if not self._has_taken_in:
                self._repository.take_in(self._folders())
                self._has_taken_in = True
            return self._repository
