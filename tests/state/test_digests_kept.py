"""The migration of digests: those of servers go on where they were, beside those of persons."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import text

from bot.state import migrations, postgresql, sqlite
from bot.state.database import FILE
from bot.state.news.digests import Progress
from bot.state.news.values import PersonalDigest
from bot.state.repositories import State

SERVER, PERSON = 5, 7


def written_before(folder: Path, url: str | None) -> None:
    """A database of the version before, with a server whose digest told two of three articles."""
    engine = postgresql.open_server(url) if url else sqlite.open_file(folder / FILE)
    config = migrations.config()
    schema = engine.execution_options(transaction="schema")
    with schema.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
        for article in ("(1, 0, 'a', 10.0", "(2, 0, 'b', 20.0", "(3, 0, 'c', 30.0"):
            connection.execute(text(f"INSERT INTO arrivals VALUES {article}, '', false)"))
        connection.execute(text(f"INSERT INTO digests VALUES ({SERVER}, 25.0)"))
    engine.dispose()


async def test_a_digest_goes_on_after_what_it_told(tmp_path: Path, url: str | None) -> None:
    written_before(tmp_path, url)
    state = State.open(tmp_path, keep_days=30, clock=lambda: 40.0, url=url)
    assert await state.digests.begin(SERVER) == Progress(25.0, 2)
    assert [each.article for each in await state.arrivals.after(SERVER, 2)] == ["c"]
    mine = PersonalDigest(PERSON, SERVER, "day", "08:00", "UTC", "de")
    assert await state.digests.subscribe(mine)
    assert await state.digests.of_persons() == [mine]
    assert await state.digests.begin(SERVER, PERSON) == Progress(40.0, 3)
    assert await state.digests.of_servers() == [SERVER]
    assert (await state.forget(PERSON)).digests == 1
    assert await state.digests.of_persons() == []
    state.close()
