"""Leases and turns: what one of several processes does alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state.repositories import State


@pytest.fixture
def processes(tmp_path: Path, url: str | None) -> Iterator[list[State]]:
    """The state as two processes have it."""
    opened = [State.open(tmp_path, keep_days=1, url=url) for _ in range(2)]
    yield opened
    for each in opened:
        each.close()


async def test_one_holds_a_lease_until_it_lets_go_of_it(processes: list[State]) -> None:
    first, second = (each.leases for each in processes)
    assert await first.take("feeds", 60)
    assert not await second.take("feeds", 60)
    assert await second.take("other", 60)
    assert await first.take("feeds", 60)
    await second.release("feeds")  # not its own
    assert not await second.take("feeds", 60)
    await first.release("feeds")
    assert await second.take("feeds", 60)
    assert not await first.take("feeds", 60)


async def test_a_lease_that_is_not_taken_again_ends_by_itself(processes: list[State]) -> None:
    first, second = (each.leases for each in processes)
    assert await first.take("feeds", 0.3)
    assert not await second.take("feeds", 60)
    await asyncio.sleep(0.4)
    assert await second.take("feeds", 60)
    assert not await first.take("feeds", 60)


async def test_of_many_who_take_it_at_once_one_has_it(tmp_path: Path, url: str | None) -> None:
    states = [State.open(tmp_path, keep_days=1, url=url) for _ in range(5)]
    taken = await asyncio.gather(*(each.leases.take("feeds", 60) for each in states))
    assert sorted(taken) == [False] * 4 + [True]
    for each in states:
        each.close()


async def test_turns_are_apart_over_all_processes(processes: list[State]) -> None:
    first, second = (each.leases for each in processes)
    assert await first.next_turn("identify 0", 5.0) == 0
    assert await second.next_turn("identify 0", 5.0) == pytest.approx(5, abs=2)
    assert await first.next_turn("identify 0", 5.0) == pytest.approx(10, abs=2)
    assert await first.next_turn("identify 1", 5.0) == 0
    assert await first.next_turn("quick", 0.1) == 0
    await asyncio.sleep(0.2)
    assert await second.next_turn("quick", 0.1) == 0  # what was not used is not saved up
