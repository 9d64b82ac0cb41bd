"""Whether the state can be used: told without changing it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from bot.state import postgresql
from bot.state.database import FILE, Database
from bot.state.errors import StateError
from bot.state.examining import examine, is_newest


def test_a_state_that_can_be_used(tmp_path: Path, url: str | None) -> None:
    begins = "made when the bot starts"
    assert begins in examine(tmp_path, url)
    assert not is_newest(tmp_path, url)
    assert not (tmp_path / FILE).exists()
    (Database.connect(url) if url else Database.open(tmp_path)).close()
    assert "can be read and written" in examine(tmp_path, url)
    assert is_newest(tmp_path, url)
    address = url.replace("postgresql:", f"{postgresql.DRIVER}:") if url else None
    engine = create_engine(address or f"sqlite:///{tmp_path / FILE}")
    assert "trial" not in inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
    assert "schema 0013, which becomes 00" in examine(tmp_path, url)
    assert not is_newest(tmp_path, url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StateError, match="newer version"):
        examine(tmp_path, url)
    assert not is_newest(tmp_path, url)
    engine.dispose()


def test_a_database_that_may_not_be_written(tmp_path: Path, url: str | None) -> None:
    (Database.connect(url) if url else Database.open(tmp_path)).close()
    if url:
        name = url.rpartition("/")[2]
        engine = create_engine(url.replace("postgresql:", f"{postgresql.DRIVER}:"))
        with engine.begin() as connection:
            connection.execute(
                text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            )
        engine.dispose()
    elif os.geteuid():
        (tmp_path / FILE).chmod(0o400)
    else:
        pytest.skip("root may write everywhere")
    with pytest.raises(StateError, match=r"read-?only"):
        examine(tmp_path, url)


@pytest.mark.parametrize("damage", ["no database at all", "a page"])
def test_a_damaged_file(tmp_path: Path, damage: str) -> None:
    path = tmp_path / FILE
    Database.open(tmp_path).close()
    if damage == "a page":
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
        with path.open("r+b") as stream:
            stream.seek(8 * 4096)
            stream.write(b"\xff" * 40_000)
    else:
        path.write_bytes(damage.encode() * 1000)
    with pytest.raises(StateError, match="put a copy of it back"):
        examine(tmp_path, None)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StateError, match="refused") as refused:
        examine(Path(), "postgresql://tester:s3cret@127.0.0.1:1/state")
    assert "s3cret" not in str(refused.value)
