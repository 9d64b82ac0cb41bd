"""All that is special to PostgreSQL: how a server is reached, and that one writes at a time."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError

from bot.state.errors import StateError

DIALECT = "postgresql"
DRIVER = f"{DIALECT}+psycopg"
_SCHEMES = (DIALECT, "postgres", DRIVER)

# Milliseconds to wait for another writer (a click has 3 s), for any statement, and for the next
# one: a machine that is lost in the middle of a change would hold the writers' lock for hours.
_OPTIONS = (
    "-c lock_timeout=1500 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)
_CONNECT_SECONDS = 2  # the driver takes no less
# Seconds after which an exchange with the server is given up: while somebody waits, and else. The
# server itself ends a statement before.
SECONDS, _MOST_SECONDS = 2.0, 70.0
PATIENCE = ContextVar("patience", default=_MOST_SECONDS)
# Whoever writes holds this lock until the transaction ends, as a writer of SQLite holds its file:
# work that reads before it writes needs no second try. Any number; these are the letters "Date".
_WRITERS_LOCK = 0x44617465
_BEGIN = {
    "read": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "write": f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})",
    # At the start nobody clicks, and another process may be changing the schema for a while.
    "schema": "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'; "
    f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})",
}


def open_server(address: str) -> Engine:
    """An engine for the database of an address (`postgresql://user:password@host/name`).

    Nothing is connected before it is first used. Raises StateError for another kind of address, or
    where the driver is not installed.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        url = URL.create("")
    if url.drivername not in _SCHEMES or not url.database:
        raise StateError(
            "state.url is not the address of a PostgreSQL database; write it as "
            "postgresql://user:password@host/name"
        )
    try:
        from bot.state.patience import Patience

        engine = create_engine(
            url.set(drivername=DRIVER),
            pool_pre_ping=True,  # a connection that the server has closed is made anew
            connect_args={"connect_timeout": _CONNECT_SECONDS, "options": _OPTIONS},
        )
    except ModuleNotFoundError as error:
        raise StateError(
            "state.url names PostgreSQL, whose driver is not installed; "
            "run `pip install 'dateline-bot[postgresql]'`"
        ) from error
    event.listen(engine, "do_connect", Patience().connect)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("transaction", "read")
    connection.exec_driver_sql(_BEGIN[kind])


def number_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Has the numbers that the server gives to new rows of tables follow those of the rows there,
    which were inserted with numbers of their own."""
    for table in tables:
        if (column := table.autoincrement_column) is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            last = select(func.max(column)).scalar_subquery()
            connection.execute(select(func.setval(sequence, last)))  # nothing where there is no row
