"""The bot as one of several processes, quicker than usual, that kills itself at a step of its news.

The step is that of the variable DIES_AT; none is counted before the signal SIGUSR1. From then on
those of the next articles are: the transactions that change the state and the requests that change
something on Discord, from the first that notes what arrived until all of it is told, each counted
when it is done. Where the process is then alive, it prints that it survived.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import discord  # noqa: E402

from bot.app import upkeep  # noqa: E402
from bot.discord.cluster import leading, promising, together  # noqa: E402
from bot.discord.news import rounds  # noqa: E402
from bot.state.database import Database  # noqa: E402
from knowledge import Coverage  # noqa: E402

SURVIVED = "survived all steps"
_NOTED, _LOOKED = "ArrivalRepository.note", "ArrivalRepository.end_round"
# What goes on all the time beside the news.
_BESIDE = ("LeaseRepository", "PromiseRepository")


class Steps:
    """Counts steps once it is armed, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._taken = 0
        self._is_armed = self._is_counting = self._is_looked = False

    def arm(self, *_signal: object) -> None:
        """Has the steps of the next articles counted."""
        self._is_armed = True

    def take(self) -> None:
        """Takes one more."""
        if self._is_counting:
            self._taken += 1
            if self._taken == self._last:
                os.kill(os.getpid(), signal.SIGKILL)

    def begin(self, work: str) -> None:
        """Notes which piece of work begins: with some of them the counting begins or ends."""
        if self._is_armed and _NOTED in work:
            self._is_counting = True
        if self._is_counting and _LOOKED in work:
            if self._is_looked:  # the round before told all
                self._is_armed = self._is_counting = False
                print(SURVIVED, flush=True)  # noqa: T201
            self._is_looked = True


def count(steps: Steps) -> None:
    """Has each change counted once it is made: an end after it is one before the next."""
    transact, request = Database.transact, discord.http.HTTPClient.request

    def transacted(database: Database, work: Callable[..., Any], kind: Any) -> Any:
        if kind == "read" or work.__qualname__.startswith(_BESIDE):
            return transact(database, work, kind)
        steps.begin(work.__qualname__)
        done = transact(database, work, kind)
        steps.take()
        return done

    async def requested(client: Any, route: discord.http.Route, **options: Any) -> Any:
        if route.method == "GET":
            return await request(client, route, **options)
        done = await request(client, route, **options)
        steps.take()
        return done

    Database.transact = transacted  # type: ignore[method-assign, assignment]
    discord.http.HTTPClient.request = requested  # type: ignore[method-assign, assignment]


def hurry() -> None:
    """Shortens all pauses, so that a test need not wait for half a minute again and again."""
    leading.SECONDS = promising.SECONDS = 15.0
    together.Together._loop.change_interval(seconds=0.5)
    rounds.Rounds._loop.change_interval(seconds=1.0)
    upkeep._PAUSE = 1.0
    refresh = Coverage.refresh_feeds
    Coverage.refresh_feeds = partialmethod(refresh, force=True)  # type: ignore[assignment]


if __name__ == "__main__":
    hurry()
    dying = Steps(int(os.environ.get("DIES_AT", "0")))
    count(dying)
    signal.signal(signal.SIGUSR1, dying.arm)
    exec(os.environ.get("BEFORE", ""))
    runpy.run_path(str(ROOT / "run_bot.py"), run_name="__main__")
