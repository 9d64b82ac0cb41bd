"""The last turns of conversations, kept for a day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import Clock
from sqlalchemy import text

from bot.state import conversations
from bot.state.database import Database
from bot.state.repositories import State
from knowledge import MOST_TURNS, Turn

HOUR = 3600.0
TURNS = (Turn("When does Xi visit Moscow?", "May 7"), Turn("who invited Xi?", ""))


@pytest.fixture
def state(tmp_path: Path, clock: Clock, url: str | None) -> Iterator[State]:
    opened = State.open(tmp_path, keep_days=30, clock=clock, url=url)
    yield opened
    opened.close()


async def test_turns_are_kept_at_each_place(state: State) -> None:
    await state.conversations.keep(["abc", "42"], TURNS)
    assert await state.conversations.recall("abc") == TURNS
    assert await state.conversations.recall("42") == TURNS
    assert await state.conversations.recall("43") == ()


async def test_only_the_last_turns_are_kept(state: State) -> None:
    turns = [Turn(str(number)) for number in range(MOST_TURNS + 5)]
    await state.conversations.keep(["a"], turns)
    assert await state.conversations.recall("a") == tuple(turns[5:])


async def test_turns_are_forgotten_after_a_day(
    tmp_path: Path, url: str | None, state: State, clock: Clock
) -> None:
    await state.conversations.keep(["old"], TURNS)
    clock.now += 23 * HOUR
    assert await state.conversations.recall("old") == TURNS
    clock.now += 2 * HOUR
    assert await state.conversations.recall("old") == ()
    assert await _places(tmp_path, url) == ["old"]
    await state.tidy()
    assert await _places(tmp_path, url) == []


async def test_no_more_than_so_many_are_kept(
    tmp_path: Path,
    url: str | None,
    state: State,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversations, "MOST_KEPT", 2)
    for place in "abcd":
        clock.now += 2 * HOUR
        await state.conversations.keep([place], TURNS)
    await state.tidy()
    assert await _places(tmp_path, url) == ["c", "d"]


async def test_without_the_table_questions_stand_as_they_are(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database.open(tmp_path)
    await database.write(lambda session: session.execute(text("DROP TABLE conversations")))
    state = State(database, keep_days=1)
    await state.conversations.keep(["a"], TURNS)
    assert await state.conversations.recall("a") == ()
    assert "were not kept" in caplog.text
    state.close()


async def _places(folder: Path, url: str | None) -> list[str]:
    database = Database.connect(url) if url else Database.open(folder)
    try:
        rows = await database.read(
            lambda session: (
                session.execute(text("SELECT place FROM conversations ORDER BY place"))
                .scalars()
                .all()
            )
        )
        return list(rows)
    finally:
        database.close()
