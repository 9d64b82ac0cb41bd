"""Discord's limit for all requests of a bot, kept before it refuses any of them.

A refusal costs all that is to be sent a pause, not only the one request that was too many: see
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit. Answers to interactions do
not count, and do not come this way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from discord.http import HTTPClient, Route

# Discord takes 50 in a second; on the way to it some come closer together than they were sent.
_MOST, _SECONDS = 45, 1.0


class Pace:
    """Lets at most so many requests begin in any second, in the order that they came."""

    def __init__(self, most: int) -> None:
        self._begun: deque[float] = deque(maxlen=most)
        self._line = asyncio.Lock()

    async def wait(self) -> None:
        """Returns when one more request may begin."""
        clock = asyncio.get_running_loop().time
        async with self._line:
            if len(self._begun) == self._begun.maxlen:
                await asyncio.sleep(self._begun[0] + _SECONDS - clock())
            self._begun.append(clock())


def install(http: HTTPClient, share: float) -> None:
    """Has all requests of a client keep the limit, of which this process has a share (1 where it
    is alone)."""
    pace = Pace(max(1, int(_MOST * share)))
    at_once = http.request

    async def request(route: Route, **what: Any) -> Any:
        await pace.wait()
        return await at_once(route, **what)

    http.request = request  # type: ignore[method-assign]
