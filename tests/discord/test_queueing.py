"""The queue of questions: turns in order, less reading for each the more wait, and an end to it."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.errors import RefusedError
from bot.discord.queueing import MOST_WAITING, QuestionQueue


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


async def test_the_more_wait_the_less_is_read() -> None:
    read = []
    for size in (0, 2, 12, 60, MOST_WAITING):
        queue = QuestionQueue()
        leave, tasks = await crowd(queue, size + 2)
        assert queue.waiting == size
        read.append(queue.windows)
        leave.set()
        await asyncio.gather(*tasks)
        assert queue.windows is None
    assert read[0] is read[1] is None
    assert [None not in (read[2], read[3]), read[4]] == [True, 0]
    assert (read[2] or 0) > (read[3] or 0) > 0


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
