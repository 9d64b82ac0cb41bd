"""The database, in the data directory or on a server; transactions that block no event loop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Literal, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from bot.state import postgresql, sqlite
from bot.state.errors import StateAccessError, StateError
from bot.state.migrations import upgrade

_log = logging.getLogger(__name__)

FILE = "discord.sqlite3"
# Faults of the program, not of the disk.
_OURS = (DataError, IntegrityError, ProgrammingError)

T = TypeVar("T")
Kind = Literal["read", "write"]


class Database:
    """Runs pieces of work, each in a transaction of its own.

    A piece of work is a function of a session. It is called in a thread, so it must not touch the
    event loop, and it gives values, not rows, because rows end with their session. An exception
    undoes all of its changes.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # One writes at a time in any case; whoever waits must not hold a thread that others need.
        self._writing = asyncio.Lock()

    @classmethod
    def open(cls, data_dir: Path) -> Self:
        """The database in a data directory, made or brought to the newest schema where needed.

        Where the disk is full or may not be written to, it is read, and every change is refused.
        Raises StateError when it cannot be used.
        """
        path = data_dir / FILE
        try:
            return cls(_open_file(path))
        except (OSError, sqlite3.Error) as error:
            if not sqlite.is_unwritable(error):
                raise refusal_of_file(path, error) from error
            reason = error
        try:
            engine = sqlite.open_copy(path, upgrade)
        except (OSError, sqlite3.Error, DatabaseError) as error:
            raise refusal_of_file(path, error) from error
        _log.warning(
            "%s cannot be written to: %s. Questions are answered, but votes, the questions behind "
            "buttons and settings are not kept. Make room or correct the owner, then restart.",
            path,
            reason,
        )
        return cls(engine)

    @classmethod
    def connect(cls, url: str) -> Self:
        """A database on a PostgreSQL server, made or brought to the newest schema where needed.

        Raises StateError when it cannot be used.
        """
        engine = postgresql.open_server(url)
        try:
            upgrade(engine)
        except DatabaseError as error:
            engine.dispose()
            raise refusal_of_server(engine, error) from error
        return cls(engine)

    @property
    def is_shared(self) -> bool:
        """Whether it lies on a server, where other processes may use it too."""
        return self._engine.dialect.name == postgresql.DIALECT

    def close(self) -> None:
        """Closes the file once the work in hand is done."""
        self._engine.dispose()

    async def read(self, work: Callable[[Session], T]) -> T:
        """What `work` gives for the state at one moment. Raises StateAccessError."""
        return await asyncio.to_thread(self.soon, work, "read")

    async def write(self, work: Callable[[Session], T], *, at_length: bool = False) -> T:
        """What `work` gives; its changes are on the disk then. For what is done `at_length` nobody
        waits. Raises StateAccessError."""
        transact = self.transact if at_length else self.soon
        async with self._writing:
            return await asyncio.to_thread(transact, work, "write")

    def soon(self, work: Callable[[Session], T], kind: Kind) -> T:
        """The same in this thread, for callers without an event loop, while somebody waits."""
        before = postgresql.PATIENCE.set(postgresql.SECONDS)
        try:
            return self.transact(work, kind)
        finally:
            postgresql.PATIENCE.reset(before)  # what the thread does next may take its time

    def transact(self, work: Callable[[Session], T], kind: Kind) -> T:
        """The same, however long it takes."""
        engine = self._engine.execution_options(transaction=kind)
        try:
            with Session(engine) as session, session.begin():
                return work(session)
        except DatabaseError as error:
            if isinstance(error, _OURS):
                raise
            raise StateAccessError(EXCUSES[kind]) from (error.orig or error)


# For users; `bot/discord/errors.py` has them for translation, as this room knows no languages.
EXCUSES = {
    "read": "What I keep cannot be read at the moment. The log of the bot tells why.",
    "write": (
        "I could not keep that: my disk is full, in use by another program, or cannot be written "
        "to. The log of the bot tells why."
    ),
}


def _open_file(path: Path) -> Engine:
    """Raises OSError or the driver's own error, StateError for a newer schema."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlite.open_file(path)
    try:
        upgrade(engine)
    except DatabaseError as error:
        raise (error.orig or error) from error
    except StateError as error:
        raise StateError(f"{path}: {error}") from error
    finally:
        engine.dispose()  # the connection of the upgrade does not check foreign keys
    return engine


def refusal_of_server(engine: Engine, error: DatabaseError) -> StateError:
    """Why a server's database cannot be used, and what to do."""
    reason = str(error.orig or error).strip().partition("\n")[0]
    return StateError(
        f"the database {engine.url.render_as_string()}: {reason}. Correct state.url, or start the "
        "server and let the user create tables in that database."
    )


def refusal_of_file(path: Path, error: Exception) -> StateError:
    """Why a file cannot be used, and what to do."""
    reason = error.orig if isinstance(error, DatabaseError) else error
    return StateError(
        f"{path}: {reason}. The file holds what the bot keeps, as the votes and the questions "
        "behind buttons. Correct its owner if it cannot be opened. If it is damaged, put a copy of "
        "it back, or move it away to begin with an empty one."
    )
