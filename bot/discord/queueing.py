"""The queue of questions: who waits for an answer, and how much may be read for each meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.discord.errors import RefusedError
from bot.language import gettext
from knowledge import MOST_WINDOWS

# Questions answered at once. Searching holds the interpreter's lock, so more threads would only
# make each question slower.
_AT_ONCE = 2
# What waits is to be answered within so many seconds, and so many more for each question of it.
_SECONDS, _MORE_SECONDS = 0.25, 0.04
# An answer takes as long as reading so many windows, besides those that are read for it.
_BESIDE = 4
# Seconds that one window takes, until it is known better, and how much the last answer counts.
_A_WINDOW, _LAST = 0.012, 0.05
# Whoever comes when so many wait is asked to come again.
MOST_WAITING = 250


class QuestionQueue:
    """Gives each question its turn, in the order that they came."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._a_window = _A_WINDOW

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._waiting

    @property
    def is_busy(self) -> bool:
        """Whether a question would have to wait now."""
        return self._slots.locked()

    @property
    def windows(self) -> int | None:
        """How many windows may be read for the question whose turn it is, for what waits to be
        answered in time; None for all of them, 0 where words alone have to do."""
        if not self._waiting:
            return None
        seconds = _AT_ONCE * (_SECONDS / self._waiting + _MORE_SECONDS)
        windows = int(seconds / self._a_window) - _BESIDE
        return None if windows >= MOST_WINDOWS else max(0, windows)

    def note(self, seconds: float, windows: int | None) -> None:
        """Learns from how long an answer took for which so many windows were read at most."""
        read = MOST_WINDOWS if windows is None else windows
        self._a_window += _LAST * (seconds / (read + _BESIDE) - self._a_window)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a turn, which ends with the context. Raises RefusedError where too many wait
        already."""
        if self._waiting >= MOST_WAITING:
            raise RefusedError(
                gettext(
                    "Too many questions are waiting for me right now. Please ask again in a minute."
                )
            )
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()
