"""Work in threads that do not keep the process from ending: the event loop is never blocked."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class _Workers:
    """Threads that take work, as many as there is at once; those that have none wait for more.

    To start one takes the event loop as long as the interpreter's lock is held by others.
    """

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._lock = threading.Lock()
        self._idle = self._started = 0

    @property
    def is_any_busy(self) -> bool:
        """Whether one is at work."""
        with self._lock:
            return self._started > self._idle

    def give(self, work: Callable[[], object]) -> None:
        """Has the work begun at once."""
        with self._lock:
            is_one_idle = self._idle > 0
            self._idle -= is_one_idle
            self._started += not is_one_idle
        if is_one_idle:
            self._work.put(work)
        else:
            threading.Thread(target=self._go_on, args=[work], daemon=True, name="work").start()

    def _go_on(self, work: Callable[[], object] | None) -> None:
        while True:
            if work is not None:
                work()
            work = None  # nothing of it is to be kept while there is none
            with self._lock:
                self._idle += 1
            work = self._work.get()


_WORKERS = _Workers()


def is_any_busy() -> bool:
    """Whether any of these threads is at work."""
    return _WORKERS.is_any_busy


def in_daemon_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Runs `work` in a thread that does not outlive the process."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
            future.exception()  # seen: at the end of the program nobody may be left to look at it
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as caught:
            error = caught
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    context = contextvars.copy_context()  # for whom it is done, which the log then tells
    _WORKERS.give(lambda: context.run(run))
    return future
