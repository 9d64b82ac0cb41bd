import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord.errors import SetUpError
from bot.discord.state import Access, Asked, State, Votes

DAY = 86_400
HERE = "server 5"
OPEN = Access(HERE)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path, clock: Clock) -> Iterator[State]:
    opened = State(tmp_path / "new" / "state.sqlite3", keep_days=30, clock=clock)
    yield opened
    opened.close()


async def kept(state: State, asked: Asked) -> str:
    key = await state.remember(asked, OPEN)
    assert key
    return key


async def test_a_question_outlives_the_process_with_its_options(tmp_path: Path) -> None:
    asked = Asked("when?", source="Reuters", since="2025-05-01", until=None)
    first = State(tmp_path / "state.sqlite3", keep_days=1)
    key = await kept(first, asked)
    first.close()
    second = State(tmp_path / "state.sqlite3", keep_days=1)
    assert await second.recall(key, HERE, 1) == asked
    assert asked.scope == {"source": "Reuters", "since": "2025-05-01", "until": None}
    second.close()


async def test_a_question_that_cannot_be_kept_has_no_key(
    state: State, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(tmp_path / "new" / "state.sqlite3") as other:
        other.execute("DROP TABLE asked")
    other.close()
    assert await state.remember(Asked("when?"), OPEN) is None
    assert "no buttons" in caplog.text


async def test_keys_are_short_distinct_and_unknown_ones_give_nothing(state: State) -> None:
    keys = await asyncio.gather(*(kept(state, Asked(str(n))) for n in range(50)))
    assert len(set(keys)) == 50
    assert all(len(key) == 12 and key.isalnum() for key in keys)
    assert await state.recall("0" * 12, HERE, 1) is None


async def test_the_last_vote_of_a_user_wins(state: State) -> None:
    key = await kept(state, Asked("when?"))
    assert await state.vote(key, HERE, user=1, good=True)
    assert await state.vote(key, HERE, user=2, good=True)
    assert await state.votes() == Votes(2, 0)
    assert await state.vote(key, HERE, user=1, good=False)
    assert await state.votes() == Votes(1, 1)
    assert not await state.vote("0" * 12, HERE, user=1, good=True)


async def test_an_answer_is_for_its_place_and_a_private_one_for_its_user(state: State) -> None:
    public = await kept(state, Asked("when?"))
    private = await state.remember(Asked("why?"), Access(HERE, user=1))
    assert private
    assert await state.recall(public, HERE, 2)
    assert await state.recall(private, HERE, 1)
    for key, place, user in (
        (public, "server 6", 1),
        (private, HERE, 2),
        (private, "channel 5", 1),
    ):
        assert await state.recall(key, place, user) is None
        assert not await state.vote(key, place, user=user, good=True)
    assert await state.votes() == Votes(0, 0)


async def test_an_answer_is_shared_once(state: State) -> None:
    key = await kept(state, Asked("when?"))
    assert await state.share(key)
    assert not await state.share(key)
    assert not await state.share("0" * 12)


async def test_questions_and_their_votes_are_forgotten_in_time(state: State, clock: Clock) -> None:
    key = await kept(state, Asked("old"))
    await state.vote(key, HERE, user=1, good=True)
    clock.now += 29 * DAY
    assert await state.recall(key, HERE, 1) is not None
    clock.now += 2 * DAY
    assert await state.recall(key, HERE, 1) is None
    await state.remember(Asked("new"), OPEN)
    assert await state.votes() == Votes(0, 0)
    assert not await state.vote(key, HERE, user=1, good=True)


async def test_a_file_tells_no_user_ids(state: State, tmp_path: Path) -> None:
    key = await kept(state, Asked("when?"))
    await state.vote(key, HERE, user=123456789012345678, good=True)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "new").iterdir())
    assert b"when?" in stored
    assert b"123456789012345678" not in stored


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    path.write_bytes(b"no database " * 100)
    with pytest.raises(SetUpError, match=r"state\.sqlite3.*move it away"):
        State(path, keep_days=1)


async def test_facts_are_replaced(state: State) -> None:
    assert await state.fact("commands") is None
    await state.set_fact("commands", "a")
    await state.set_fact("commands", "b")
    assert await state.fact("commands") == "b"
