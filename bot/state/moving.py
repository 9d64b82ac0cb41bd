"""Moving all that is kept from one database to another, as from a file to a server."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.state import postgresql
from bot.state.database import Database
from bot.state.errors import StateError
from bot.state.pseudonyms import SecretRow
from bot.state.repositories import Table

# Each new database has secrets of its own, which those that are moved replace.
_SECRETS = "secrets"
# The most rows in memory: what is known of a feed may take half a megabyte.
_AT_ONCE = 100


def move(source: Database, target: Database) -> int:
    """Copies every row of one database, as of one moment, into another that holds none yet.

    All of it, or nothing; the source stays as it is. Returns the number of rows. Raises StateError
    where the target is in use, and StateAccessError.
    """

    def read(reading: Session) -> int:
        return target.transact(lambda writing: _copy(reading, writing, target.is_shared), "write")

    return source.transact(read, "read")


def _copy(reading: Session, writing: Session, to_server: bool) -> int:
    """Copies all rows from one session to another; how many there were."""
    tables = Table.metadata.sorted_tables  # those that others refer to come first
    for table in tables:
        count = writing.scalar(select(func.count()).select_from(table))
        if count and table.name != _SECRETS:
            raise StateError(
                f"there is something in the other database already ({count:,} rows in "
                f"{table.name}); nothing was moved. Name an empty one."
            )
    writing.execute(delete(SecretRow))
    copied = 0
    for table in tables:
        found = reading.execute(select(table).execution_options(yield_per=_AT_ONCE)).mappings()
        for rows in found.partitions():
            writing.execute(insert(table), [dict(row) for row in rows])
            copied += len(rows)
    if to_server:
        postgresql.number_on(writing.connection(), tables)
    return copied
