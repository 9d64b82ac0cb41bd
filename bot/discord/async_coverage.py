"""The coverage as the event loop may use it: every call in a thread, the loop never blocked."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from bot.discord.errors import RefusedError
from knowledge import Coverage, Progress, ReloadReport

T = TypeVar("T")

# Questions answered at once. Searching holds the interpreter's lock, so more threads would only
# make each question slower.
_AT_ONCE = 2
# Seconds after which a question is given up, and for which one waits for the coverage to be read.
_PATIENCE = 60.0


class BackgroundCoverage:
    """Opens the coverage in the background; questions asked meanwhile wait for it.

    `open_coverage` is given a callback for its progress. Work is done in daemon threads, so that
    even a file that takes minutes to read cannot keep the process from ending.
    """

    def __init__(self, open_coverage: Callable[[Progress], Coverage]) -> None:
        self._open_coverage = open_coverage
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._stopping = threading.Event()
        self._changing = False
        self._opened: asyncio.Future[Coverage] | None = None

    def start(self) -> asyncio.Future[Coverage]:
        """Begins to open the coverage; the future holds it, or why it could not be opened."""
        self._opened = _in_daemon_thread(lambda: self._open_coverage(self._stoppable(None)))
        return self._opened

    @property
    def ready(self) -> Coverage | None:
        """The coverage, once it is open."""
        opened = self._opened
        if opened is None or not opened.done() or opened.cancelled() or opened.exception():
            return None
        return opened.result()

    async def call(self, work: Callable[[Coverage], T]) -> T:
        """What `work` makes of the coverage; raises what it raises, and TimeoutError."""
        coverage = await self._when_open()
        async with asyncio.timeout(_PATIENCE), self._slots:
            return await _in_daemon_thread(lambda: work(coverage))

    async def beside(self, work: Callable[[Coverage], T]) -> T:
        """As `call`, for what waits for other hosts: beside questions, without a time limit."""
        coverage = await self._when_open()
        return await _in_daemon_thread(lambda: work(coverage))

    async def change(self, work: Callable[[Coverage, Progress], T], progress: Progress) -> T:
        """As `call`, for what writes or reads files: one at a time, and without a time limit.

        `progress` is called from another thread. Raises RefusedError while another change is made.
        """
        if self._changing:
            raise RefusedError(
                "The coverage is being changed or reloaded already. Please wait for it."
            )
        self._changing = True
        try:
            coverage = await self._when_open()
            return await _in_daemon_thread(lambda: work(coverage, self._stoppable(progress)))
        finally:
            self._changing = False

    async def reload(self, progress: Progress, by: str) -> ReloadReport:
        """Reloads the coverage; questions are answered from the old one meanwhile."""
        return await self.change(lambda coverage, report: coverage.reload(report, by=by), progress)

    async def close(self) -> None:
        """Ends what runs at its next step, and closes the coverage if nothing is left running."""
        self._stopping.set()
        if (coverage := self.ready) is not None:
            await _in_daemon_thread(coverage.close)

    async def _when_open(self) -> Coverage:
        if self._opened is None:
            raise RuntimeError("start() comes first")
        try:
            return await asyncio.wait_for(asyncio.shield(self._opened), _PATIENCE)
        except TimeoutError:
            text = "I am still reading the coverage. Please ask again in a few minutes."
            raise RefusedError(text) from None

    def _stoppable(self, progress: Progress | None) -> Progress:
        def report(what: str, done: int, total: int | None) -> None:
            if self._stopping.is_set():
                raise RefusedError("I am being stopped. Please try again in a minute.")
            if progress is not None:
                progress(what, done, total)

        return report


def _in_daemon_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Runs `work` in a thread of its own that does not outlive the process."""
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
    name = "coverage-files"
    threading.Thread(target=context.run, args=(run,), daemon=True, name=name).start()
    return future
