"""A PostgreSQL server that hangs: nobody waits for it for long, and it is used again afterwards."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from required import POSTGRESQL, lacking
from sqlalchemy.orm import Session

from bot.state import patience, postgresql
from bot.state.database import Database
from bot.state.errors import StateAccessError, StateError
from bot.state.repositories import State
from bot.state.values import Access, Asked

HERE = Access("server 5", user=1)
KEY = "0" * 12
AT_ONCE = 0.9  # seconds, on a busy machine; with those before, less than Discord waits


@pytest.fixture
def server() -> Iterator[postgres.PostgreSQL]:
    """A server of its own, since other tests use that of the worker."""
    if postgres.programs() is None:
        lacking(POSTGRESQL, "needs PostgreSQL's server (Debian: postgresql)")
    with postgres.running() as server:
        yield server


async def seconds_until_refused(state: State) -> float:
    began = time.monotonic()
    with pytest.raises(StateAccessError):
        await state.questions.recall(KEY)
    return time.monotonic() - began


async def test_a_server_that_hangs_is_waited_for_once(
    server: postgres.PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_PAUSE", 1.0)
    state = State.open(Path(), keep_days=1, url=server.new_database())
    kept = await state.questions.remember(Asked("when?"), HERE) or ""
    with server.hanging():
        waited = await asyncio.gather(*(seconds_until_refused(state) for _ in range(20)))
        assert max(waited) < postgresql.SECONDS + AT_ONCE
        waited = await asyncio.gather(*(seconds_until_refused(state) for _ in range(5)))
        assert max(waited) < AT_ONCE
        assert await state.questions.remember(Asked("why?"), HERE) is None
        await asyncio.sleep(1.0)
        # One tries again for all: to connect takes no less than two seconds.
        waited = await asyncio.gather(*(seconds_until_refused(state) for _ in range(3)))
        assert [each for each in waited if each > 1.5] == [max(waited)]
    await asyncio.sleep(1.1)
    assert await state.questions.recall(kept) == Asked("when?")
    assert await state.votes.cast(kept, 1, good=True)
    state.close()


async def test_a_server_that_hangs_at_the_start_is_told(server: postgres.PostgreSQL) -> None:
    url = server.new_database()
    with server.hanging(), pytest.raises(StateError, match="timeout expired"):
        await asyncio.to_thread(Database.connect, url)


async def test_who_waits_for_another_writer_has_not_lost_the_server(postgresql_url: str) -> None:
    def hold(session: Session) -> None:
        session.connection()  # which begins the transaction, and takes the writers' lock
        time.sleep(3)

    other, state = (State.open(Path(), keep_days=1, url=postgresql_url) for _ in range(2))
    holding = asyncio.create_task(asyncio.to_thread(other._database.transact, hold, "write"))
    await asyncio.sleep(0.5)
    with pytest.raises(StateAccessError) as refused:
        await state.votes.cast(KEY, 1, good=True)
    assert "lock" in str(refused.value.__cause__)
    assert await state.questions.recall(KEY) is None
    await holding
    assert await state.questions.remember(Asked("when?"), HERE)
    for each in (other, state):
        each.close()


async def test_who_is_lost_in_the_middle_of_a_change_holds_up_nobody_for_long(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = postgresql._OPTIONS.replace("session_timeout=60000", "session_timeout=300")
    monkeypatch.setattr(postgresql, "_OPTIONS", options)

    def hang(session: Session) -> None:
        session.connection()
        time.sleep(3)

    lost, state = (State.open(Path(), keep_days=1, url=postgresql_url) for _ in range(2))
    hanging = asyncio.create_task(asyncio.to_thread(lost._database.transact, hang, "write"))
    await asyncio.sleep(0.1)
    assert await state.questions.remember(Asked("when?"), HERE)
    assert not hanging.done()
    with pytest.raises(StateAccessError, match="could not keep that"):
        await hanging
    for each in (lost, state):
        each.close()
