"""The state's database: upgrades, several writers, crashes, newer and damaged files, full disks."""

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

import bot.state
from bot.state import migrations, sqlite
from bot.state.commands import CommandRepository, CommandsRow
from bot.state.database import FILE, Database
from bot.state.errors import StateError
from bot.state.repositories import State, Table
from bot.state.values import Access, Asked, Forgotten, Votes
from knowledge import Scope

ROOT = Path(__file__).parents[2]

# The data directory of a bot 0.1.0 that answered three questions of a member of the stand-in, who
# found the first answer good and the second bad.
OLD = Path(__file__).parent / "released" / "0.1.0" / "data"
OLD_AT = 1795950677.0
OLD_MEMBER = 1323802873057771520
OLD_APPLICATION = 1323802873053577216
HERE = Access("server 5", user=1)
GOOD, BAD, UNJUDGED = "ba8694cd346d", "ec079f164a29", "1c0c6f9f96df"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OLD, tmp_path / "data"))


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A process that runs the code with the arguments in `sys.argv`."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
    )


async def test_what_0_1_0_kept_is_there_after_the_upgrade(old: Path) -> None:
    state = State.open(old, keep_days=30, clock=lambda: OLD_AT)
    assert await state.questions.recall(GOOD) == Asked("When is the parade?")
    assert await state.questions.recall(BAD) == Asked(
        "When does Xi visit Moscow?", Scope(since=date(2025, 5, 1))
    )
    assert await state.questions.recall(UNJUDGED) == Asked(
        "Who is the mayor of Grünau – “the old town”?"
    )
    assert await state.votes.count() == Votes(1, 1)
    # The member is known by the same pseudonym, so the vote is changed and not counted twice.
    assert await state.votes.cast(BAD, OLD_MEMBER, good=True)
    assert await state.votes.count() == Votes(2, 0)
    assert await state.questions.admits(GOOD, "anywhere", user=2)  # nobody noted where it stands
    assert await state.forget(OLD_MEMBER) == Forgotten(questions=0, votes=2)
    digest = await state.commands.registered(OLD_APPLICATION)
    assert digest == "a15e22045416c8cc68d520d09c653caf230aeab9f9830ecdf627a4eaa691d1d8"
    state.close()
    with closing(sqlite3.connect(old / FILE)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    assert not names & {"asked", "facts", "votes_before"}


def test_an_upgrade_that_fails_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(old / FILE)
    scripts = ScriptDirectory.from_config(migrations.config())
    last = scripts.get_revision("head").module

    def fails() -> None:
        upgrade()
        raise KeyboardInterrupt

    upgrade = last.upgrade
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _: scripts)
    monkeypatch.setattr(last, "upgrade", fails)
    with pytest.raises(KeyboardInterrupt):
        State.open(old, keep_days=30)
    assert dump(old / FILE) == before


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    """Where this fails, `python -m bot.state.migrations "…"` writes the missing migration."""
    engine = sqlite.open_file(tmp_path / "new.sqlite3")
    migrations.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_an_old_file_gets_the_schema_of_a_new_one(old: Path, tmp_path: Path) -> None:
    for folder in (old, tmp_path / "new"):
        State.open(folder, keep_days=1).close()
    schemas = [
        [line for line in dump(folder / FILE) if line.startswith("CREATE")]
        for folder in (old, tmp_path / "new")
    ]
    assert schemas[0] == schemas[1]


def test_every_repository_is_known_to_the_migrations() -> None:
    """A table whose module nothing imports would be missing from the comparison above."""
    room = Path(bot.state.__file__).parent
    mapped = {mapper.class_.__module__ for mapper in Table.registry.mappers}
    with_tables = {
        ".".join(("bot.state", *path.relative_to(room).with_suffix("").parts))
        for path in room.rglob("*.py")
        if "__tablename__" in path.read_text()
    }
    assert mapped == with_tables


def test_the_versions_are_one_line() -> None:
    scripts = ScriptDirectory.from_config(migrations.config())
    numbers = sorted(script.revision for script in scripts.walk_revisions())
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert scripts.get_heads() == [numbers[-1]]


WRITER = """
import asyncio, sys
from pathlib import Path
from bot.state.repositories import State
from bot.state.values import Access, Asked

async def main():
    state = State.open(Path(sys.argv[1]), keep_days=36_500)
    for number in range(25):
        key = await state.questions.remember(Asked(str(number)), Access("server 5", 1))
        assert await state.votes.cast(key, int(sys.argv[2]), good=True)
    state.close()

asyncio.run(main())
"""


async def test_several_writers_lose_nothing(old: Path) -> None:
    """Processes that upgrade the same old file at once, and threads within each."""
    processes = [python(WRITER, old, user) for user in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    for process in processes:
        process.communicate()
    state = State.open(old, keep_days=36_500)
    keys = [await state.questions.remember(Asked("when?"), HERE) for _ in range(5)]
    votes = [state.votes.cast(key or "", user, good=False) for key in keys for user in range(10)]
    assert all(await asyncio.gather(*votes))
    assert await state.votes.count() == Votes(3 * 25 + 1, 50 + 1)
    state.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import delete
from bot.state.database import Database
from bot.state.questions import QuestionRow

def work(session):
    session.execute(delete(QuestionRow))
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)

Database.open(Path(sys.argv[1])).transact(work, "write")
"""


async def test_a_crash_within_a_transaction_undoes_it(old: Path) -> None:
    process = python(KILLED, old)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    state = State.open(old, keep_days=30, clock=lambda: OLD_AT)
    assert await state.questions.recall(GOOD) is not None
    assert await state.votes.count() == Votes(1, 1)
    assert await state.questions.remember(Asked("when?"), HERE)
    state.close()


async def test_an_error_undoes_the_work(tmp_path: Path) -> None:
    def work(session: Session) -> None:
        session.add(CommandsRow(application=1, digest="a"))
        session.flush()
        raise LookupError

    database = Database.open(tmp_path)
    with pytest.raises(LookupError):
        await database.write(work)
    assert await CommandRepository(database).registered(1) is None
    database.close()


def test_a_newer_schema_is_refused_and_left_alone(old: Path) -> None:
    State.open(old, keep_days=1).close()
    with closing(sqlite3.connect(old / FILE)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    before = dump(old / FILE)
    with pytest.raises(StateError, match=r"discord\.sqlite3: a newer version.*9999.*newer version"):
        State.open(old, keep_days=1)
    assert dump(old / FILE) == before


def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database " * 100)
    with pytest.raises(StateError, match=r"discord\.sqlite3.*damaged.*move it away"):
        State.open(tmp_path, keep_days=1)
    assert (tmp_path / FILE).read_bytes() == b"no database " * 100


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StateError, match=r"discord\.sqlite3"):
        State.open(tmp_path / "data", keep_days=1)
