"""The queue of questions: turns in order, less reading for each the more wait, and an end to it."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.errors import RefusedError
from bot.discord.queueing import MOST_WAITING, QuestionQueue
from bot.language import speaking
from knowledge import MOST_WINDOWS


async def crowd(queue: QuestionQueue, size: int) -> tuple[asyncio.Event, list[asyncio.Task[None]]]:
    """So many who want a turn, and the event after which those who have one end it."""
    leave = asyncio.Event()

    async def one() -> None:
        async with queue.turn():
            await leave.wait()

    tasks = [asyncio.create_task(one()) for _ in range(size)]
    for _ in range(3):
        await asyncio.sleep(0)
    return leave, tasks


async def test_turns_come_in_the_order_of_asking() -> None:
    queue, began = QuestionQueue(), []

    async def one(number: int) -> None:
        async with queue.turn():
            began.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*map(one, range(20)))
    assert began == list(range(20))
    assert (queue.waiting, queue.is_busy) == (0, False)


async def windows_with(
    waiting: int, seconds: float, windows: int | None = MOST_WINDOWS
) -> int | None:
    """How many windows may be read while so many wait, where answers take so long."""
    queue = QuestionQueue()
    for _ in range(200):
        queue.note(seconds, windows)
    leave, tasks = await crowd(queue, waiting + 2)
    assert queue.waiting == waiting
    found = queue.windows
    leave.set()
    await asyncio.gather(*tasks)
    assert queue.windows is None  # nobody waits any more
    return found


async def test_the_more_wait_the_less_is_read() -> None:
    found = [await windows_with(waiting, 0.3) for waiting in (0, 1, 8, 30, 90)]
    assert found[:2] == [None, None]
    fewer = [each for each in found[2:] if each is not None]
    assert len(fewer) == 3
    assert fewer == sorted(fewer, reverse=True)
    assert MOST_WINDOWS > fewer[0] > fewer[-1] > 0


async def test_the_slower_the_machine_the_less_is_read() -> None:
    slow = [await windows_with(20, seconds) for seconds in (0.05, 0.3, 1.0, 5.0)]
    assert slow[0] is None
    assert MOST_WINDOWS > (slow[1] or 0) > (slow[2] or 0)
    assert slow[3] == 0
    # What was read counts, not the time alone: half a second for words alone is slow.
    assert await windows_with(20, 0.3, windows=0) == 0


async def test_how_quick_it_is_for_one_alone_says_nothing_of_a_crowd() -> None:
    slow, quick = [await windows_with(30, seconds, None) for seconds in (5.0, 0.05)]
    assert slow == quick
    assert MOST_WINDOWS > (quick or 0) > 0


async def test_who_comes_when_too_many_wait_is_told() -> None:
    queue = QuestionQueue()
    leave, tasks = await crowd(queue, MOST_WAITING + 2)
    with pytest.raises(RefusedError, match="ask again"):
        async with queue.turn():
            raise AssertionError("there is no turn to be had")
    tasks.pop().cancel()  # who gives up waiting leaves room for another
    await asyncio.sleep(0)
    late = asyncio.create_task(queue.turn().__aenter__())
    leave.set()
    await asyncio.gather(*tasks, late)
    assert queue.waiting == 0


async def test_the_end_answers_who_waits_as_far_as_it_goes_and_tells_the_rest() -> None:
    queue, said = QuestionQueue(), list[str]()

    async def one(number: int) -> None:
        try:
            async with queue.turn():
                said.append(f"{number} {queue.windows}")
                await asyncio.sleep(0.05)
        except RefusedError as refusal:
            said.append(f"{number} {refusal}")

    asking = [asyncio.create_task(one(number)) for number in range(30)]
    await asyncio.sleep(0)
    await queue.end(0.2)
    await asyncio.gather(*asking, one(30))  # the last one comes too late
    answered = [each for each in said if each.endswith(" 0")]
    told = [each for each in said if "try again" in each]
    assert 2 <= len(answered) <= 12
    assert len(answered) + len(told) == 31 - 2  # the first two had their turn before the end
    assert (queue.waiting, queue.is_busy) == (0, False)
    assert "30 I am being stopped" in told[-1]


async def test_who_is_told_of_the_end_as_a_turn_is_given_back_is_told() -> None:
    queue = QuestionQueue()

    async def leave_at_once() -> None:
        async with queue.turn():
            await asyncio.sleep(0)  # until somebody waits
            while queue.waiting:  # noqa: ASYNC110 - it falls by what is tried here
                await asyncio.sleep(0)

    async def ask() -> None:
        async with queue.turn():
            raise AssertionError("there is no turn any more")

    tasks = [asyncio.create_task(work()) for work in (leave_at_once, leave_at_once, ask)]
    await asyncio.sleep(0)
    await queue.end(0)
    with pytest.raises(RefusedError, match="being stopped"):
        await asyncio.gather(*tasks)
    assert (queue.waiting, queue.is_busy) == (0, False)


async def test_who_is_told_at_the_end_is_told_in_their_language() -> None:
    queue = QuestionQueue()
    leave, _ = await crowd(queue, 2)

    async def ask() -> None:
        with speaking("de"):
            async with queue.turn():
                raise AssertionError("there is no turn any more")

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    await queue.end(0)
    with pytest.raises(RefusedError, match="Ich werde gerade beendet"):
        await asking
    leave.set()


async def test_a_turn_that_came_too_late_is_passed_on() -> None:
    queue = QuestionQueue()
    leave, tasks = await crowd(queue, 3)
    leave.set()
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(1), queue.turn(), queue.turn():
        assert queue.is_busy
