"""A bot that is killed at a given step: `python dying_bot.py SETTINGS NOW STEP`.

It connects, has one round of alerts done at the time NOW, and ends. Steps are the transactions that
change the state and the requests that change something on Discord, each counted before and after.
At the step the process kills itself with SIGKILL; in the end it prints how many there were.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import discord
from wire import READY_SECONDS

from bot.app.opening import open_collections, open_database
from bot.app.settings import Settings
from bot.discord.async_coverage import BackgroundCollections
from bot.discord.client import Dateline, _connect
from bot.state.database import Database
from bot.state.repositories import State


class Steps:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.taken = 0

    def take(self) -> None:
        """Takes one more."""
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def count(self) -> None:
        """Has each change counted before and after it is made, from now on."""
        transact, request = Database.transact, discord.http.HTTPClient.request

        def transacted(database: Database, work: Callable[..., Any], kind: Any) -> Any:
            if kind == "read":
                return transact(database, work, kind)
            self.take()
            done = transact(database, work, kind)
            self.take()
            return done

        async def requested(client: Any, route: discord.http.Route, **options: Any) -> Any:
            if route.method == "GET":
                return await request(client, route, **options)
            self.take()
            done = await request(client, route, **options)
            self.take()
            return done

        Database.transact = transacted  # type: ignore[method-assign, assignment]
        discord.http.HTTPClient.request = requested  # type: ignore[method-assign, assignment]


async def main(settings: Settings, now: float, steps: Steps) -> None:
    """One round."""
    database = open_database(settings)
    state = State(database, 30, lambda: now)
    coverage = BackgroundCollections(partial(open_collections, settings, database))
    bot = Dateline(settings, coverage, state, lambda: now)
    bot.rounds.start = lambda: None  # type: ignore[method-assign]
    bot._connection.guild_ready_timeout = READY_SECONDS
    coverage.start()
    await coverage.when_open()
    connected = asyncio.create_task(_connect(bot, os.environ["DISCORD_TOKEN"]))
    await asyncio.sleep(0)  # until there is a loop to be ready in
    while not bot.is_ready():
        if connected.done():
            connected.result()
        await asyncio.sleep(0.01)
    steps.count()
    await bot.rounds.round()
    print(steps.taken, flush=True)  # noqa: T201
    os._exit(0)


if __name__ == "__main__":
    given = Settings.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    asyncio.run(main(given, float(sys.argv[2]), Steps(int(sys.argv[3]))))
