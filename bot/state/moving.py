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


def move(source: Database, target: Database) -> int:
    """Copies every row of one database, as of one moment, into another that holds none yet.

    All of it, or nothing; the source stays as it is. Returns the number of rows. Raises StateError
    where the target is in use, and StateAccessError.
    """
    tables = Table.metadata.sorted_tables  # those that others refer to come first

    def read(session: Session) -> dict[str, list[dict[str, object]]]:
        return {
            table.name: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in tables
        }

    def write(session: Session) -> None:
        for table in tables:
            count = session.scalar(select(func.count()).select_from(table))
            if count and table.name != _SECRETS:
                raise StateError(
                    f"there is something in the other database already ({count:,} rows in "
                    f"{table.name}); nothing was moved. Name an empty one."
                )
        session.execute(delete(SecretRow))
        for table in tables:
            if rows[table.name]:
                session.execute(insert(table), rows[table.name])
        if target.is_shared:
            postgresql.number_on(session.connection(), tables)

    rows = source.transact(read, "read")
    target.transact(write, "write")
    return sum(map(len, rows.values()))
