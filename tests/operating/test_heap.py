"""The process's memory: what the collector passes over, and what is given back."""

from __future__ import annotations

import asyncio
import platform
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from newsroom import Newsroom
from standin import StandIn

from bot.app.heap import give_back
from bot.discord.operating import heap

AT_THE_END = """
import atexit, gc
def told():
    print(f"passed over {gc.get_freeze_count()}, looked at {len(gc.get_objects())}")
atexit.register(told)
"""
# Pieces that the library takes for each of its own, not together with others.
PIECE, PIECES, KEPT = 8_000, 10_000, 50


async def test_the_collector_passes_over_what_was_there_from_the_start(
    discord: StandIn, tmp_path: Path
) -> None:
    room = Newsroom(tmp_path)
    async with room.started_by(room.program(AT_THE_END), discord) as bot:
        await bot.ready()
        # The client tells itself so a while after Discord has.
        await discord.until(lambda: "ready as" in bot.output, "end of the start")
        await discord.slash("ask", question="When does Xi visit Moscow?")
        assert await bot.stop() == 0
    (counts,) = re.findall(r"passed over (\d+), looked at (\d+)", bot.output)
    passed_over, looked_at = map(int, counts)
    assert passed_over > 100_000
    assert looked_at < passed_over / 5


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives memory back so")
def test_what_lies_idle_between_pieces_in_use_is_given_back() -> None:
    pieces: list[bytes] = [bytes(PIECE) for _ in range(PIECES)]
    taken = anonymous()
    pieces = pieces[::KEPT]
    give_back()
    assert anonymous() < taken - PIECE * PIECES // 2
    assert len(pieces) == PIECES // KEPT


async def test_it_is_given_back_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, given = asyncio.get_running_loop(), asyncio.Semaphore(0)

    async def at_once() -> None: ...

    bot = SimpleNamespace(wait_until_ready=at_once, coverage=SimpleNamespace(whenever_open=at_once))
    monkeypatch.setattr(heap, "_PAUSE", 0.01)
    monkeypatch.setattr(heap, "leave_alone", lambda: None)
    monkeypatch.setattr(heap, "give_back", lambda: loop.call_soon_threadsafe(given.release))
    async with heap.tended(cast(Any, bot)), asyncio.timeout(10):
        for _ in range(3):
            await given.acquire()


def anonymous() -> int:
    """The bytes that this process has for itself."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)
    return int(kilobytes) * 1024
