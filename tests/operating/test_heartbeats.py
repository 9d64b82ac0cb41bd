"""The latency of the gateway, where a heartbeat is answered before its thread goes on."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from wire import Wire

INTERVAL, LATE = 0.8, 0.1  # seconds


class LateResult:
    """What the thread waits for: the heartbeat is sent at once, and the thread goes on later."""

    def __init__(self, sending: Future[Any]) -> None:
        self._sending = sending

    def result(self, timeout: float | None = None) -> Any:
        sent = self._sending.result(timeout)
        time.sleep(LATE)
        return sent


async def test_an_answer_that_comes_at_once_is_not_a_whole_interval_late(
    idle: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asyncio.run_coroutine_threadsafe

    def run_late(work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> LateResult:
        return LateResult(run(work, loop))

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", run_late)
    # Put back afterwards.
    monkeypatch.setattr(DiscordWebSocket, "send_heartbeat", DiscordWebSocket.send_heartbeat)
    idle.discord.state.heartbeat_interval = INTERVAL
    seen: set[float] = set()
    async with idle.running():

        def are_enough() -> bool:
            seen.add(idle.bot.latency)
            return len(seen) >= 4

        await idle.discord.until(are_enough, "heartbeats")
    assert max(filter(math.isfinite, seen)) < INTERVAL / 2
