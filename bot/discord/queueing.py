"""The queue of questions: who waits for an answer, and how much may be read for each meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.discord.errors import RefusedError
from bot.language import gettext

# Questions answered at once. Searching holds the interpreter's lock, so more threads would only
# make each question slower.
_AT_ONCE = 2
# While at most so many wait, so many windows are read for a question, None for all; while more do,
# words alone decide. docs/load.md has what this brings and costs.
_READ: tuple[tuple[int, int | None], ...] = ((2, None), (20, 8), (120, 4))
# Whoever comes when so many wait is asked to come again.
MOST_WAITING = 250


class QuestionQueue:
    """Gives each question its turn, in the order that they came."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

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
        """How many windows may be read for the question whose turn it is; None for all of them."""
        return next((windows for most, windows in _READ if self._waiting <= most), 0)

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
