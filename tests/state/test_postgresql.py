"""The state on a PostgreSQL server: several processes, crashes, outages, moving there."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import postgres
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from required import POSTGRESQL, lacking
from running import start
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bot.state import postgresql
from bot.state.database import Database
from bot.state.errors import StateAccessError, StateError
from bot.state.moving import move
from bot.state.news.values import Alert, Target
from bot.state.repositories import State, Table
from bot.state.values import Access, Asked, Votes

ROOT = Path(__file__).parents[2]
HERE = Access("server 5", user=1)
# The data directory of a bot 0.1.0, whose database is brought to the newest schema first.
OLD = Path(__file__).parent / "released" / "0.1.0" / "data"
OLD_AT = 1795950677.0
GOOD = "ba8694cd346d"

# Leaves the tables, and the secrets, which those that are moved replace.
EMPTY = "TRUNCATE alerts, arrivals, watches RESTART IDENTITY"

WRITER = """
import asyncio, sys
from pathlib import Path
from bot.state.repositories import State
from bot.state.values import Access, Asked

async def main():
    state = State.open(Path("."), keep_days=1, url=sys.argv[1])
    for number in range(25):
        key = await state.questions.remember(Asked(str(number)), Access("server 5", 1))
        assert await state.votes.cast(key, int(sys.argv[2]), good=True)
    state.close()

asyncio.run(main())
"""

KILLED = """
import os, signal, sys
from sqlalchemy import delete
from bot.state.database import Database
from bot.state.questions import QuestionRow

def work(session):
    session.execute(delete(QuestionRow))
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)

Database.connect(sys.argv[1]).transact(work, "write")
"""


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE)


def test_the_tables_are_as_the_models_say(postgresql_url: str) -> None:
    Database.connect(postgresql_url).close()
    Database.connect(postgresql_url).close()  # nothing is left to upgrade
    address = postgresql_url.replace("postgresql:", f"{postgresql.DRIVER}:")
    engine = create_engine(address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    engine.dispose()


async def test_several_processes_lose_nothing(postgresql_url: str) -> None:
    """They make the tables at once, and write at once."""
    processes = [python(WRITER, postgresql_url, user) for user in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    for process in processes:
        process.communicate()
    state = State.open(Path(), keep_days=1, url=postgresql_url)
    keys = [await state.questions.remember(Asked("when?"), HERE) for _ in range(5)]
    votes = [state.votes.cast(key or "", user, good=False) for key in keys for user in range(10)]
    assert all(await asyncio.gather(*votes))
    assert await state.votes.count() == Votes(3 * 25, 50)
    state.close()


async def test_a_crash_within_a_transaction_undoes_it(postgresql_url: str) -> None:
    state = State.open(Path(), keep_days=1, url=postgresql_url)
    key = await state.questions.remember(Asked("when?"), HERE)
    process = python(KILLED, postgresql_url)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert await state.questions.recall(key or "") == Asked("when?")
    assert await state.questions.remember(Asked("why?"), HERE)  # the lock is free again
    state.close()


async def test_what_cannot_be_kept_as_text_is_kept_without_it(postgresql_url: str) -> None:
    state = State.open(Path(), keep_days=1, url=postgresql_url)
    key = await state.questions.remember(Asked("when\0?"), HERE)
    assert await state.questions.recall(key or "") == Asked("when?")
    state.close()


async def test_a_server_that_goes_is_told_and_used_again_once_it_is_back() -> None:
    if postgres.programs() is None:
        lacking(POSTGRESQL, "needs PostgreSQL's server (Debian: postgresql)")
    with postgres.running() as server:
        url = server.new_database()
        state = State.open(Path(), keep_days=1, url=url)
        key = await state.questions.remember(Asked("when?"), HERE) or ""
        server.control("stop", "-m", "immediate")
        with pytest.raises(StateAccessError, match="could not keep that") as told:
            await state.votes.cast(key, 1, good=True)
        assert str(server.port) not in str(told.value)
        with pytest.raises(StateError, match="refused") as told_operator:
            Database.connect(url.replace("tester@", "tester:secret@"))
        assert "secret" not in str(told_operator.value)
        server.control("start", "-l", str(server.folder / "log"))
        assert await state.questions.recall(key) == Asked("when?")
        assert await state.votes.cast(key, 1, good=True)
        state.close()


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "no address", "postgresql://host", "://"])
def test_another_address_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(StateError, match=r"state\.url is not the address") as refused:
        Database.connect(url)
    assert "secret" not in str(refused.value)


async def test_moved_to_a_server_and_back_nothing_is_lost(
    postgresql_url: str, tmp_path: Path
) -> None:
    shutil.copytree(OLD, tmp_path / "old")
    old, server = Database.open(tmp_path / "old"), Database.connect(postgresql_url)
    rows = move(old, server)
    with pytest.raises(StateError, match=r"already .* nothing was moved"):
        move(old, server)
    back = Database.open(tmp_path / "back")
    assert move(server, back) == rows > 5
    for database in (server, back):
        state = State(database, keep_days=30, clock=lambda: OLD_AT)
        assert await state.questions.recall(GOOD) == Asked("When is the parade?")
        assert await state.votes.count() == Votes(1, 1)
        # The salt has come along, so that the member is known by the same pseudonym.
        assert (await state.forget(1323802873057771520)).votes == 2
        state.close()
    old.close()


async def tell(state: State, *articles: str) -> list[int]:
    """Makes an alert and notes articles; the numbers of all alerts and arrivals."""
    await state.alerts.add(Alert(Target(5, channel=7), f"about {articles}"))
    await state.arrivals.note(0, [(each, each) for each in articles])
    alerts, arrivals = await state.alerts.all(), await state.arrivals.after(5, 0)
    return [*(each.id for each in alerts), *(each.number for each in arrivals)]


@pytest.mark.parametrize("through_a_backup", [False, True])
async def test_moved_to_a_server_more_is_told_of(
    postgresql_url: str, tmp_path: Path, through_a_backup: bool
) -> None:
    """Rows that the server numbers go on after those that came with numbers of their own."""
    file = Database.open(tmp_path / "file")
    state = State(file, keep_days=30)
    await state.arrivals.note(0, [])  # what is there when watching begins
    assert await tell(state, "a", "b") == [1, 2, 3]
    if through_a_backup:  # as `backup` takes a server's database, and `restore` gives it back
        first = Database.connect(postgresql_url)
        move(file, first)
        file = Database.open(tmp_path / "restored")
        move(first, file)
        await first.write(lambda session: session.execute(text(EMPTY)))
        first.close()
    server = Database.connect(postgresql_url)
    move(file, server)
    moved = State(server, keep_days=30)
    assert await tell(moved, "c") == [1, 2, 2, 3, 4]
    for each in (state, moved):
        each.close()


def test_the_command_moves_and_a_backup_holds_what_the_server_has(
    postgresql_url: str, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(OLD, tmp_path / "data"))
    (tmp_path / "bot.yaml").write_text("data_dir: data\ncoverage: {paths: [news]}\n")
    (tmp_path / "news").mkdir()

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        config = ("--config", tmp_path / "bot.yaml")
        process = start(*arguments, *config, DATELINE_STATE_URL=postgresql_url)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output.decode(), errors.decode()

    code, output, _ = run("state", "move", "server", "--json")
    assert code == 0
    rows = json.loads(output)["rows"]
    assert run("state", "move", "server")[0] == 1
    shutil.rmtree(data)
    assert run("backup", tmp_path / "saved.tar.gz")[0] == 0
    assert run("restore", tmp_path / "saved.tar.gz")[0] == 0
    assert (data / "discord.sqlite3").exists()
    code, _, errors = run("state", "move", "file")
    assert (code, "nothing was moved" in errors) == (1, True)  # it is there already
    (data / "discord.sqlite3").unlink()
    assert run("state", "move", "file")[1] == f"moved {rows} rows\n"


async def test_a_process_waits_while_another_makes_the_tables(postgresql_url: str) -> None:
    def make(session: Session) -> None:
        session.connection()  # which begins the transaction, and takes the writers' lock
        time.sleep(3)  # nobody who clicks waits so long

    other = Database(postgresql.open_server(postgresql_url))
    making = asyncio.create_task(other.write(make))
    await asyncio.sleep(0.5)
    began = time.monotonic()
    database = await asyncio.to_thread(Database.connect, postgresql_url)
    waited = time.monotonic() - began
    await making
    assert waited > 2  # what is left of the three seconds
    database.close()
    other.close()
