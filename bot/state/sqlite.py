"""All that is special to SQLite: how a file is opened, and a copy where it cannot be written."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

_PRAGMAS = (
    "PRAGMA busy_timeout = 2000",  # milliseconds to wait for another writer: a click has 3 s
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # what was committed outlives a power cut
)
# By the `transaction` option of a connection. A transaction that will write takes the lock at its
# beginning: one that read first could no longer get it once somebody else has written. While the
# schema changes, a table is copied and dropped, and rows that refer to it must outlive that.
_BEGIN = {
    "read": ("BEGIN",),
    "write": ("BEGIN IMMEDIATE",),
    "schema": ("PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"),
}
_UNWRITABLE_CODES = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_UNWRITABLE_NUMBERS = {errno.EACCES, errno.EDQUOT, errno.ENOSPC, errno.EPERM, errno.EROFS}


def open_file(path: Path) -> Engine:
    """An engine for a file, which is made when it is first used."""
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def open_copy(path: Path, upgrade: Callable[[Engine], None]) -> Engine:
    """An engine for a copy of the file in memory, upgraded, that refuses every change.

    The copy is empty where there is no file. Raises sqlite3.Error when the file cannot be read.
    """
    memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    if path.exists():
        _copy(path, memory)
    # A pool of one connection, as each connection to a memory would see a memory of its own.
    engine = create_engine(
        "sqlite://", creator=lambda: memory, poolclass=QueuePool, pool_size=1, max_overflow=0
    )
    event.listen(engine, "begin", _begin)
    upgrade(engine)
    memory.execute("PRAGMA query_only = ON")
    return engine


def copy_file(source: Path, target: Path) -> None:
    """Copies a database into another file, as of one moment, while others use either of them."""
    with closing(sqlite3.connect(target)) as copy:
        _copy(source, copy)


def is_unwritable(error: BaseException) -> bool:
    """Whether an error means that the disk is full or may not be written to."""
    if isinstance(error, sqlite3.Error):
        return error.sqlite_errorcode & 0xFF in _UNWRITABLE_CODES
    return isinstance(error, OSError) and error.errno in _UNWRITABLE_NUMBERS


def _copy(path: Path, target: sqlite3.Connection) -> None:
    # A log beside the file is read along. Where there is none, and none can be made, the file has
    # to be declared immutable to be read at all.
    address = path.absolute().as_uri()
    try:
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as source:
            source.backup(target)
    except sqlite3.OperationalError:
        with closing(sqlite3.connect(f"{address}?immutable=1", uri=True)) as source:
            source.backup(target)


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin as `_begin` says, also around DDL
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    for statement in _BEGIN[connection.get_execution_options().get("transaction", "read")]:
        connection.exec_driver_sql(statement)
