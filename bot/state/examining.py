"""Whether the bot could use the database, found out without changing anything in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Column, Engine, Integer, MetaData, Table, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateTable

from bot.state import postgresql, sqlite
from bot.state.database import FILE, refusal_of_file, refusal_of_server
from bot.state.errors import StateError
from bot.state.migrations import revisions

_TRIAL = Table("trial", MetaData(), Column("number", Integer))


def examine(data_dir: Path, url: str | None) -> str:
    """What there is, in words. Raises StateError where the bot could not read and write it."""
    if url:
        engine = postgresql.open_server(url)
        try:
            return f"{engine.url.render_as_string()}: {_tried(engine)}"
        except DatabaseError as error:
            raise refusal_of_server(engine, error) from error
        finally:
            engine.dispose()
    path = data_dir / FILE
    if not path.exists():
        return f"{path} is made when the bot starts"
    engine = sqlite.open_file(path)
    try:
        return f"{path}: {_tried(engine)}"
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise refusal_of_file(path, error) from error
    except StateError as error:
        raise StateError(f"{path}: {error}") from error
    finally:
        engine.dispose()


def is_newest(data_dir: Path, url: str | None) -> bool:
    """Whether there is a database that can be read and is as this version has it, so that using it
    changes no schema."""
    path = data_dir / FILE
    if not url and not path.exists():
        return False
    try:
        engine = postgresql.open_server(url) if url else sqlite.open_file(path)
        try:
            schema, newest = revisions(engine)
        finally:
            engine.dispose()
    except (OSError, sqlite3.Error, DatabaseError, StateError):
        return False
    return schema == newest


def _tried(engine: Engine) -> str:
    """Reads what is there, and writes something that is taken back."""
    schema, newest = revisions(engine)
    with engine.connect().execution_options(transaction="write") as connection:
        if engine.dialect.name != postgresql.DIALECT:
            found = connection.scalar(text("PRAGMA quick_check(1)"))
            if found != "ok":
                raise sqlite3.DatabaseError(f"damaged ({found})")
        connection.execute(CreateTable(_TRIAL))
        connection.rollback()
    if schema is None:
        return "empty; the tables are made when the bot starts"
    later = "" if schema == newest else f", which becomes {newest} when the bot starts"
    return f"schema {schema}{later}, can be read and written"
