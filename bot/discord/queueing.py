"""The queue of questions: who waits for an answer, and how much may be read for each meanwhile."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.discord.errors import RefusedError, stopped
from bot.language import gettext
from knowledge import MOST_WINDOWS

# Questions answered at once. Searching holds the interpreter's lock, so more threads would only
# make each question slower.
_AT_ONCE = 2
# What waits is to be answered within so many seconds, and so many more for each question of it.
_SECONDS, _MORE_SECONDS = 0.25, 0.04
# An answer takes as long as reading so many windows, besides those that are read for it.
_BESIDE = 2
# Seconds that one window takes while others wait, until it is known better, and how much the last
# answer counts.
_A_WINDOW, _LAST = 0.02, 0.1
# Whoever comes when so many wait is asked to come again.
MOST_WAITING = 250
# Seconds between two looks at whether anybody waits, in the end.
_LOOK = 0.02
# Seconds for which the end waits for an answer that has been begun.
_LAST_TURN = 0.5


class QuestionQueue:
    """Gives each question its turn, in the order that they came."""

    def __init__(self) -> None:
        self._free = _AT_ONCE
        self._line: deque[asyncio.Future[bool]] = deque()  # whether the turn came
        self.is_ending = False  # nobody is let in any more
        self._a_window = _A_WINDOW

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(not each.done() for each in self._line)

    @property
    def is_busy(self) -> bool:
        """Whether a question would have to wait now."""
        return not self._free

    @property
    def windows(self) -> int | None:
        """How many windows may be read for the question whose turn it is, for what waits to be
        answered in time; None for all of them, 0 where words alone have to do."""
        if self.is_ending:
            return 0
        if not (waiting := self.waiting):
            return None
        seconds = _AT_ONCE * (_SECONDS / waiting + _MORE_SECONDS)
        windows = int(seconds / self._a_window) - _BESIDE
        return None if windows >= MOST_WINDOWS else max(0, windows)

    def note(self, seconds: float, windows: int | None) -> None:
        """Learns from how long an answer took for which so many windows were read at most.

        One for which all were read, since nobody waited, says nothing: it had all cores for itself,
        and who comes in a crowd would wait for others that are read at its pace.
        """
        if windows is not None:
            self._a_window += _LAST * (seconds / (windows + _BESIDE) - self._a_window)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a turn, which ends with the context. Raises RefusedError where too many wait
        already, and where the bot ends before it comes."""
        if self.is_ending:
            raise stopped()
        if self.waiting >= MOST_WAITING:
            raise RefusedError(
                gettext(
                    "Too many questions are waiting for me right now. Please ask again in a minute."
                )
            )
        await self._take()
        try:
            yield
        finally:
            self._pass_on()

    async def end(self, seconds: float) -> None:
        """Lets nobody in any more, answers who waits from words alone for so long, and tells the
        rest that there will be no answer. Then waits for the turns that are taken, since a thread
        must not be in the reader when the process ends."""
        self.is_ending = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.waiting:  # noqa: ASYNC110 - it falls for several reasons
                    await asyncio.sleep(_LOOK)
        while self._line:  # out of the line, so that nobody passes a turn on to them
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(False)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_TURN):
                while self._free < _AT_ONCE:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(_LOOK)

    async def _take(self) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            has_come = await turn
        except BaseException:
            if turn in self._line:
                self._line.remove(turn)
            elif not turn.cancelled() and turn.result():  # it had come when whoever waited gave up
                self._pass_on()
            raise
        if not has_come:
            raise stopped()

    def _pass_on(self) -> None:
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(True)
                return
        self._free += 1
