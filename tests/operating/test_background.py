"""The coverage in the background, with a coverage that can be held up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from bot.discord import async_coverage as background
from bot.discord.async_coverage import BackgroundCollections
from bot.discord.errors import RefusedError
from knowledge import CoverageError


class Slow:
    """A coverage whose work waits until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.closed = False

    def reload(self, progress: Any, *, by: str) -> Any:
        while not self.go.wait(0.005):
            progress("reading", 1, 2)
        return "report"

    def close(self) -> None:
        self.closed = True


class Beside:
    """Collections that are all the same one."""

    def __init__(self, coverage: Any) -> None:
        self.base = coverage

    @contextmanager
    def use(self, number: int) -> Iterator[Any]:
        yield self.base

    def close(self) -> None: ...


def opened(coverage: Any) -> BackgroundCollections:
    made = BackgroundCollections(lambda progress: cast(Any, Beside(coverage)))
    made.start()
    return made


async def test_questions_asked_while_the_coverage_is_opened_wait_for_it() -> None:
    go = threading.Event()
    coverage = BackgroundCollections(lambda progress: go.wait(10) and Beside("coverage"))  # type: ignore
    coverage.start()
    asked = asyncio.create_task(coverage.of(None).call(lambda each: f"asked {each}"))
    await asyncio.sleep(0.02)
    assert not asked.done()
    assert coverage.ready is None
    go.set()
    assert await asked == "asked coverage"
    assert coverage.ready is not None


async def test_the_wait_for_a_large_coverage_ends_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(background, "_PATIENCE", 0.02)
    go = threading.Event()
    coverage = BackgroundCollections(lambda progress: go.wait(10))  # type: ignore
    coverage.start()
    with pytest.raises(RefusedError, match="still reading"):
        await coverage.of(None).call(str)
    go.set()


async def test_why_it_could_not_be_opened_is_what_the_future_raises() -> None:
    def fail(progress: object) -> Any:
        raise CoverageError("no such folder")

    coverage = BackgroundCollections(fail)
    with pytest.raises(CoverageError, match="no such folder"):
        await coverage.start()
    assert coverage.ready is None


async def test_the_loop_goes_on_while_work_is_done_and_only_so_much_is_done_at_once() -> None:
    coverage = opened(Slow())
    running, most = 0, 0
    lock = threading.Lock()

    def work(_: object) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    ticks = 0
    tasks = asyncio.gather(*(coverage.of(None).call(work) for _ in range(12)))
    while not tasks.done():
        ticks += 1
        await asyncio.sleep(0.001)
    assert most == 2
    assert ticks > 10


async def test_a_question_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    coverage = opened(Slow())
    await coverage.of(None).call(str)
    monkeypatch.setattr(background, "_PATIENCE", 0.02)
    go = threading.Event()
    with pytest.raises(TimeoutError):
        await coverage.of(None).call(lambda _: go.wait(10))
    go.set()


async def test_one_change_at_a_time_and_questions_meanwhile() -> None:
    slow: Any = Slow()
    coverage = opened(slow)
    notes: list[object] = []
    first = asyncio.create_task(coverage.of(None).reload(lambda *note: notes.append(note), "me"))
    await asyncio.sleep(0.05)
    with pytest.raises(RefusedError, match="already"):
        await coverage.of(None).reload(lambda *_: None, "me")
    assert await coverage.of(None).call(lambda _: "answer") == "answer"
    slow.go.set()
    report: object = await first
    assert report == "report"
    assert ("reading", 1, 2) in notes
    await coverage.of(None).reload(lambda *_: None, "me")


async def test_a_change_of_one_server_does_not_keep_another_from_its_own() -> None:
    slow: Any = Slow()
    coverage = opened(slow)
    first = asyncio.create_task(coverage.of(1).reload(lambda *_: None, "me"))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(coverage.of(2).reload(lambda *_: None, "you"))
    await asyncio.sleep(0.02)
    slow.go.set()
    reports: list[object] = [await first, await second]
    assert reports == ["report", "report"]


async def test_closing_ends_a_reload_at_its_next_step() -> None:
    slow = Slow()
    coverage = opened(slow)
    reloading = asyncio.create_task(coverage.of(None).reload(lambda *_: None, "me"))
    await asyncio.sleep(0.02)
    await coverage.close()
    with pytest.raises(RefusedError, match="stopped"):
        await asyncio.wait_for(reloading, 2)
    assert slow.closed
    assert not slow.go.is_set()
