"""The base class of all tables, and which column type each Python type becomes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Dialect, Double, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

# Constraints need names, so that a later migration can drop them on any database.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Words(TypeDecorator[str]):
    """Text without the character NUL, which PostgreSQL cannot keep and nobody sees."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What is kept of a value."""
        return value.replace("\0", "") if value else value


class Table(DeclarativeBase):
    """One row of a table.

    Discord's ids need 64 bits, which SQLite's INTEGER has and PostgreSQL's has not. Times are
    seconds since 1970 in UTC, as `time.time()` gives them.
    """

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy declares it so)
        int: BigInteger().with_variant(Integer(), "sqlite"),
        float: Double(),
        str: Words(),
    }
