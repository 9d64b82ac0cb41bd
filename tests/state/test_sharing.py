"""What one process has begun and another must not do too, or must end in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state.news.digests import Progress
from bot.state.news.values import Decisions, NewPost, Target
from bot.state.repositories import State

ALERTED = Target(5, channel=7)


def post(identity: str) -> NewPost:
    return NewPost(identity, "story", ALERTED, {})


@pytest.fixture
def processes(tmp_path: Path, url: str | None) -> Iterator[list[State]]:
    """The state as two processes have it."""
    opened = [State.open(tmp_path, keep_days=1, url=url) for _ in range(2)]
    yield opened
    for each in opened:
        each.close()


async def test_a_promise_is_kept_by_another_once_its_process_is_gone(
    processes: list[State],
) -> None:
    first, second = (each.promises for each in processes)
    await first.be_present(0.5)
    await second.be_present(60)
    key = await first.begin(1, {"what": "an answer"})
    done = await first.begin(2, {"what": "another"})
    await first.end(done)
    assert await second.adopt() == {}
    await asyncio.sleep(0.6)
    assert await second.adopt() == {key: {"what": "an answer"}}
    assert await second.adopt() == {}  # it is at it itself now
    await second.leave()
    await first.be_present(60)
    assert await first.adopt() == {key: {"what": "an answer"}}
    await first.end(key)
    await first.leave()
    assert await second.adopt() == {}


async def test_what_is_owed_to_somebody_can_be_forgotten(processes: list[State]) -> None:
    state, other = processes
    await state.promises.begin(1, {"what": "an answer"})
    await state.forget(1)
    assert await other.promises.adopt() == {}


async def test_of_two_who_send_a_post_one_begins(processes: list[State]) -> None:
    first, second = (each.posts for each in processes)
    await first.put([post("story")])
    (one,), (other,) = await first.waiting(), await second.waiting()
    assert sorted(await asyncio.gather(first.begin(one), second.begin(other))) == [False, True]
    (sending,) = await second.waiting()
    assert sending.state == "sending"
    assert await second.begin(sending)  # after a look whether it is there
    assert not await first.begin(sending)
    await second.end(sending.key, 99)
    assert not await first.begin(sending)


async def test_of_two_who_decide_on_the_same_arrivals_one_is_heard(
    processes: list[State],
) -> None:
    first, second = processes
    await first.arrivals.note(0, [])
    await first.arrivals.note(0, [("a", "mark")])
    arrivals = await first.arrivals.since(5)
    assert await second.arrivals.since(5) == arrivals
    await second.posts.decide(5, arrivals, Decisions((post("told by the second"),)))
    await first.posts.decide(5, arrivals, Decisions((post("told by the first"),)))
    assert [each.identity for each in await first.posts.waiting()] == ["told by the second"]


async def test_of_two_who_tell_the_same_digest_one_is_heard(processes: list[State]) -> None:
    """What the other has seen besides is told by the next digest."""
    first, second = processes
    begun = await first.digests.begin(5)
    assert await second.digests.begin(5) == begun
    until, later = Progress(begun.until + 1, 3), Progress(begun.until + 2, 4)
    digest = NewPost("digest:5:due", "digest", ALERTED, {})
    await first.digests.told(5, None, begun, until, [digest])
    await second.digests.told(5, None, begun, later, [digest])
    assert await second.digests.begin(5) == until
    assert [each.identity for each in await second.posts.waiting()] == ["digest:5:due"]


async def test_settings_that_another_process_keeps_are_seen_once(processes: list[State]) -> None:
    first, second = (each.guilds for each in processes)
    await first.keep_settings(5, "{}")
    seen, changed = await second.settings_since(0)
    assert changed == {5: "{}"}
    assert await second.settings_since(seen) == (seen, {})
    await first.keep_settings(6, '{"language": "de"}')
    await first.keep_settings(5, '{"language": "fr"}')
    later, changed = await second.settings_since(seen)
    assert changed == {5: '{"language": "fr"}', 6: '{"language": "de"}'}
    assert await second.settings_since(later) == (later, {})


async def test_each_process_tells_of_its_own_servers_alone(processes: list[State]) -> None:
    first, second = (each.guilds for each in processes)
    for guild in (1, 2, 3):
        await first.keep_settings(guild, "{}")
    await first.note_present({1}, 0, lambda guild: guild % 2 == 1)
    assert await second.left() == {3}
    await second.note_present({2}, 0, lambda guild: guild % 2 == 0)
    assert await first.left() == {3}
