"""The repositories of the state: questions behind buttons, votes, what Discord was told."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from clocks import Clock
from sqlalchemy import text

from bot.state.database import Database
from bot.state.news.values import Alert, Decisions, NewPost, Seen, Target
from bot.state.repositories import State
from bot.state.values import Access, Asked, Forgotten, Quoted, Votes
from knowledge import Scope, Turn

DAY = 86_400
VOTER = 123456789012345678
HERE = Access("server 5", user=1)


@pytest.fixture
def state(tmp_path: Path, clock: Clock, url: str | None) -> Iterator[State]:
    opened = State.open(tmp_path / "new", keep_days=30, clock=clock, url=url)
    yield opened
    opened.close()


async def kept(state: State, asked: Asked, access: Access = HERE) -> str:
    key = await state.questions.remember(asked, access)
    assert key
    return key


async def test_a_question_outlives_the_process_with_its_options(
    tmp_path: Path, url: str | None
) -> None:
    asked = Asked("when?", Scope("Reuters", since=date(2025, 5, 1)))
    first = State.open(tmp_path, keep_days=1, url=url)
    key = await kept(first, asked)
    first.close()
    second = State.open(tmp_path, keep_days=1, url=url)
    assert await second.questions.recall(key) == asked
    second.close()


async def test_a_question_that_cannot_be_kept_has_no_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database.open(tmp_path)
    await database.write(lambda session: session.execute(text("DROP TABLE questions")))
    state = State(database, keep_days=1)
    assert await state.questions.remember(Asked("when?"), HERE) is None
    assert "no buttons" in caplog.text
    state.close()


async def test_keys_are_short_distinct_and_unknown_ones_give_nothing(state: State) -> None:
    keys = await asyncio.gather(*(kept(state, Asked(str(n))) for n in range(50)))
    assert len(set(keys)) == 50
    assert all(len(key) == 12 and key.isalnum() for key in keys)
    assert await state.questions.recall("0" * 12) is None


async def test_the_last_vote_of_a_user_wins(state: State) -> None:
    key = await kept(state, Asked("when?"))
    assert await state.votes.cast(key, user=1, good=True)
    assert await state.votes.cast(key, user=2, good=True)
    assert await state.votes.count() == Votes(2, 0)
    assert await state.votes.cast(key, user=1, good=False)
    assert await state.votes.count() == Votes(1, 1)
    assert not await state.votes.cast("0" * 12, user=1, good=True)


async def test_questions_and_their_votes_are_forgotten_in_time(state: State, clock: Clock) -> None:
    key = await kept(state, Asked("old"))
    await state.votes.cast(key, user=1, good=True)
    clock.now += 29 * DAY
    assert await state.questions.recall(key) is not None
    clock.now += 2 * DAY
    assert await state.questions.recall(key) is None
    await state.tidy()
    assert await state.votes.count() == Votes(0, 0)
    assert not await state.votes.cast(key, user=1, good=True)


async def test_without_anything_new_what_is_old_is_deleted(
    tmp_path: Path, url: str | None, state: State, clock: Clock
) -> None:
    """What nobody can be shown any more does not lie on the disk either."""
    tables = "questions", "votes", "quotes", "conversations", "looks", "gaps", "posts", "sightings"
    key = await kept(state, Asked("when?"))
    await state.votes.cast(key, user=1, good=True)
    await state.quotes.keep(key, [Quoted(1, "an-article", 0, "It is said.")])
    await state.conversations.keep([key], [Turn("when?", "May 9")])
    await state.looks.note(1, "server 5", clock.now)
    await state.gaps.note(5, ["otters"])
    await state.arrivals.note(0, [])
    await state.arrivals.note(0, [("a", "mark")])
    seen = Seen(1, "a", "copy")
    told = Decisions((NewPost("story", "story", Target(5, user=1), {}),), seen=(seen,))
    await state.posts.decide(5, await state.arrivals.since(5), told)
    (post,) = await state.posts.waiting()
    await state.posts.end(post.key, 99)

    async def counts() -> list[int | None]:
        database = Database.connect(url) if url else Database.open(tmp_path / "new")
        counted = [text(f"SELECT count(*) FROM {each}") for each in tables]
        found = await database.read(lambda session: [session.scalar(each) for each in counted])
        database.close()
        return found

    await state.tidy()
    assert await counts() == [1] * len(tables)
    clock.now += 31 * DAY
    await state.tidy()
    assert await counts() == [0] * len(tables)


@pytest.mark.parametrize("url", [None])
async def test_a_file_tells_no_user_ids(state: State, tmp_path: Path) -> None:
    key = await kept(state, Asked("when?"))
    assert await state.votes.cast(key, VOTER, good=True)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "new").iterdir())
    assert b"when?" in stored
    assert str(VOTER).encode() not in stored
    assert VOTER.to_bytes(8) not in stored  # as SQLite stores a number


async def test_what_discord_was_told_is_replaced(state: State) -> None:
    largest = 2**63 - 1  # an id of Discord has up to 64 bits
    assert await state.commands.registered(largest) is None
    await state.commands.register(largest, "a")
    await state.commands.register(largest, "b")
    await state.commands.register(1, "c")
    assert await state.commands.registered(largest) == "b"


async def test_the_event_loop_goes_on_while_another_writes(tmp_path: Path) -> None:
    """A writer that holds the lock costs those who wait for it their time, and nobody else's."""
    held, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    database = Database.open(tmp_path)
    state = State(database, keep_days=1)

    def hold(_: object) -> None:
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(timeout=10)

    holding = asyncio.create_task(database.write(hold))
    await held.wait()
    waiting = asyncio.create_task(state.questions.remember(Asked("when?"), HERE))
    assert await state.questions.recall("0" * 12) is None  # readers do not wait
    assert not waiting.done()
    release.set()
    assert await waiting
    await holding
    state.close()


async def test_an_answer_is_for_its_place_and_a_private_one_for_its_user(state: State) -> None:
    here = "server 5"
    public = await state.questions.remember(Asked("when?"), Access(here, user=1))
    private = await state.questions.remember(Asked("why?"), Access(here, user=1, private=True))
    assert public
    assert private
    assert await state.questions.admits(public, here, 2)
    assert await state.questions.admits(private, here, 1)
    for key, place, user in (
        (public, "server 6", 1),
        (private, here, 2),
        (private, "channel 5", 1),
        ("0" * 12, here, 1),
    ):
        assert not await state.questions.admits(key, place, user)


async def test_an_answer_is_shared_once(state: State) -> None:
    key = await kept(state, Asked("when?"))
    assert await state.questions.share(key)
    assert not await state.questions.share(key)
    assert not await state.questions.share("0" * 12)


async def test_who_asked_may_take_the_question_back_with_its_votes(state: State) -> None:
    key = await kept(state, Asked("when?"))
    assert await state.votes.cast(key, user=2, good=True)
    assert await state.questions.is_asker(key, 1)
    assert not await state.questions.is_asker(key, 2)
    await state.questions.delete([key])
    assert await state.questions.recall(key) is None
    assert not await state.questions.is_asker(key, 1)
    assert await state.votes.count() == Votes(0, 0)


async def test_forgetting_takes_all_of_one_user_in_every_place(state: State) -> None:
    mine = [await kept(state, Asked("when?"), Access(place, 1)) for place in ("server 5", "dm")]
    other = await kept(state, Asked("when?"), Access("server 5", 2))
    assert await state.votes.cast(mine[0], user=2, good=True)  # goes with its question
    assert await state.votes.cast(other, user=1, good=True)
    assert await state.votes.cast(other, user=3, good=False)
    assert await state.forget(1) == Forgotten(questions=2, votes=1)
    assert await state.votes.count() == Votes(0, 1)
    assert await state.questions.recall(other) is not None
    assert await state.forget(1) == Forgotten(0, 0)


@pytest.mark.parametrize("whole", [False, True])
async def test_conversations_go_with_a_question_of_theirs(state: State, whole: bool) -> None:
    """A thread and a branch of replies hold turns of several users."""
    question = f"When is the parade in {'W' * 400}?"
    key = await kept(state, Asked(question))
    mine, other = Turn(question[:400], "May 9"), Turn("Who died?", "Nobody")
    for places, turns in (([key, "42"], [mine]), (["reply"], [mine, other]), (["7"], [other])):
        await state.conversations.keep(places, turns)
    if whole:
        await state.forget(1)
    else:
        await state.questions.delete([key])
    assert [await state.conversations.recall(each) for each in (key, "42", "reply")] == [()] * 3
    assert await state.conversations.recall("7") == (other,)


async def test_servers_keep_their_settings_and_are_welcomed_once(state: State) -> None:
    assert await state.guilds.note_welcome(5)
    assert await state.guilds.all_settings() == {}
    await state.guilds.keep_settings(5, "{}")
    await state.guilds.keep_settings(6, '{"a": 1}')
    await state.guilds.keep_settings(5, '{"b": 2}')
    assert await state.guilds.all_settings() == {5: '{"b": 2}', 6: '{"a": 1}'}
    assert [await state.guilds.settings_of(each) for each in (5, 7)] == ['{"b": 2}', None]
    assert not await state.guilds.note_welcome(5)


async def test_what_a_server_without_settings_made_is_forgotten_when_it_has_gone(
    state: State, clock: Clock
) -> None:
    await state.alerts.add(Alert(Target(5, channel=7), "storm"))
    assert await state.guilds.note_present({5}, 30 * DAY) == []
    assert await state.guilds.note_present(set(), 30 * DAY) == []
    clock.now += 30 * DAY
    assert await state.guilds.note_present(set(), 30 * DAY) == [5]
    assert await state.alerts.of_guild(5) == []


async def test_what_is_kept_of_a_server_outlives_its_leaving_for_a_while(
    state: State, clock: Clock
) -> None:
    for guild in (5, 6):
        await state.guilds.keep_settings(guild, "{}")
    assert await state.guilds.note_present({6}, 30 * DAY) == []
    clock.now += 29 * DAY
    assert await state.guilds.note_present({5, 6}, 30 * DAY) == []  # it is back
    assert await state.guilds.note_present({6}, 30 * DAY) == []
    clock.now += 30 * DAY
    assert await state.guilds.note_present({6}, 30 * DAY) == [5]
    assert await state.guilds.all_settings() == {6: "{}"}
