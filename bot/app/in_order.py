"""Work done by several threads at once, its results handed on in the order it was given in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, Semaphore
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class InOrder(Generic[T]):
    """Has up to `at_once` pieces of work done at a time and shows each result as soon as it and
    all those before it are there.

    Leaving it as a context waits for what was given; an error on the way out does not. What work
    or `show` raise is raised by the next `give`, or at the end; nothing is shown after it.
    """

    def __init__(self, show: Callable[[T], None], at_once: int) -> None:
        self._show = show
        self._threads = ThreadPoolExecutor(at_once)
        self._room = Semaphore(2 * at_once)  # who gives is held up, instead of a queue that grows
        self._lock = Lock()
        self._waiting: deque[Future[T]] = deque()
        self._error: BaseException | None = None

    def give(self, work: Callable[[], T]) -> None:
        """Has a piece of work done; waits while too many others are."""
        self._room.acquire()
        self._raise()
        with self._lock:
            future = self._threads.submit(work)
            self._waiting.append(future)
        future.add_done_callback(lambda _: self._hand_on())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=kind is None, cancel_futures=kind is not None)
        if kind is None:
            self._raise()

    def _hand_on(self) -> None:
        """Shows what has come to be first in line and is done."""
        with self._lock:
            while self._waiting and self._waiting[0].done():
                done = self._waiting.popleft()
                self._room.release()
                try:
                    if self._error is None and not done.cancelled():
                        self._show(done.result())
                except BaseException as error:  # of another thread, to be raised in the giver's
                    self._error = error

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error
