"""Discord's limit for all requests of a bot."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord import pacing
from bot.discord.pacing import Pace


async def test_no_second_has_more_requests_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "_SECONDS", 0.1)
    pace, clock = Pace(10), asyncio.get_running_loop().time
    begun: list[tuple[int, float]] = []

    async def request(number: int) -> None:
        await pace.wait()
        begun.append((number, clock()))

    await asyncio.gather(*map(request, range(35)))
    assert [number for number, _ in begun] == list(range(35))
    times = [time for _, time in begun]
    assert times[9] - times[0] < 0.1  # the first ones wait for nobody
    assert all(late - early >= 0.1 for early, late in zip(times, times[10:], strict=False))


async def test_who_gives_up_holds_up_nobody() -> None:
    pace = Pace(1)
    await pace.wait()
    first, second = (asyncio.create_task(pace.wait()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait_for(second, 2)
    assert first.cancelled()
