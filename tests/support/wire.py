"""A bot in this process whose news a test publishes and whose clock it sets, over restarts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from standin import Attachment, Channel, Guild, Message, StandIn, User
from standin import running as connected

from bot.app.opening import open_collections, open_database
from bot.app.settings import Settings
from bot.discord.async_coverage import BackgroundCollections
from bot.discord.client import Dateline
from bot.state.repositories import State

BEGAN = datetime(2025, 5, 5, 12, tzinfo=UTC)
STORM = "A storm hit {place} on Monday and {count} people died there, the mayor of {place} said."
MORE = "Roofs were torn off in {}. Boats sank at {}. Schools stay closed in {}."


def more_of(place: str, teller: str) -> str:
    """What else is told of a storm: names that no other place has, in a teller's own order."""
    made = Random(place)
    names = ["".join(map(made.choice, ("bdfgklmnprst", "aeiou") * 3)).title() for _ in range(60)]
    Random(teller).shuffle(names)
    return MORE.format(*(", ".join(names[n : n + 20]) for n in (0, 20, 40)))


async def choose(wire: Wire, yaml: str) -> None:
    """Sets the settings of the server, in place of those that it had."""
    file = Attachment("settings.yaml", yaml.encode())
    done = await wire.discord.slash("settings", file=file, by=wire.discord.world.admin)
    assert "Nothing was changed" not in done.plain, done.plain


class Clock:
    """The time that a test says it is; ids on the stand-in are of that time too."""

    def __init__(self, discord: StandIn, now: datetime = BEGAN) -> None:
        self._discord = discord
        self.now = now.timestamp()
        discord.world.snowflakes.begin_at(self.now)

    def __call__(self) -> float:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now.timestamp()
        self._discord.world.snowflakes.begin_at(self.now)

    def advance(self, seconds: float = 30.0) -> None:
        self.now += seconds
        self._discord.world.snowflakes.begin_at(self.now)


# discord.py is ready once no further server has come for so long; the stand-in sends all at once.
READY_SECONDS = 0.2


class Wire:
    """The bot, its coverage and its clock. `start` and `stop` may take turns."""

    def __init__(self, folder: Path, discord: StandIn, *, reader: bool = False) -> None:
        self.discord, self.folder = discord, folder
        self.clock = Clock(discord)
        self.articles = folder / "articles"
        self.articles.mkdir()
        self.document: Mapping[str, Any] = {
            "coverage": {"paths": [str(self.articles)], "watch": False},
            "data_dir": str(folder / "data"),
            "answer": {"reader": reader},
            "cooldown": {"seconds": 1, "per_user": 10_000, "per_guild": 10_000},
        }
        self.settings = Settings.model_validate(self.document)
        self.bot: Dateline

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The bot, connected; what it knew in memory is gone afterwards."""
        database = open_database(self.settings)
        state = State(database, 30, self.clock)
        coverage = BackgroundCollections(partial(open_collections, self.settings, database))
        self.bot = Dateline(self.settings, coverage, state, self.clock)
        # One of the bot's own rounds within a test's would look before its articles are read.
        self.bot.rounds.start = lambda: None  # type: ignore[method-assign]
        self.bot._connection.guild_ready_timeout = READY_SECONDS
        coverage.start()
        try:
            async with connected(self.bot, self.discord):
                await self.bot.wait_until_ready()
                yield
        finally:
            await coverage.close()
            state.close()

    def publish(self, name: str, title: str, text: str, **fields: Any) -> None:
        """Puts an article into the folder; a second of the same name replaces the first."""
        day = datetime.fromtimestamp(self.clock.now, UTC).date().isoformat()
        article = {"id": name, "title": title, "text": text, "published": day, **fields}
        path = self.articles / f"{name}.json"
        path.write_text(json.dumps(article), encoding="utf-8")

    def publish_storm(
        self, place: str, count: int | str = 3, name: str = "", like: str = "", **fields: Any
    ) -> None:
        """An article of a storm that killed so many somewhere, worded as that of another name."""
        name = name or place.lower()
        told = STORM.format(place=place, count=count)
        text = f"{told} {more_of(place, like or name)} {fields.pop('more', '')}"
        source = fields.pop("source", "Coast Daily")
        title = fields.pop("title", f"Storm hits {place}")
        self.publish(name, title, text, source=source, **fields)

    async def round(self, seconds: float = 30.0) -> None:
        """Reads the articles, and half a minute later looks at them."""
        collections = await self.bot.coverage.whenever_open()
        assert collections is not None
        await asyncio.to_thread(collections.base.reload)
        self.clock.advance(seconds)
        await self.bot.rounds.round()

    async def alert(self, about: str = "storm", by: User | None = None, **options: Any) -> int:
        """Makes an alert and gives its number."""
        by = by or self.discord.world.admin
        done = await self.discord.slash("alert add", about=about, by=by, **options)
        assert "Alert made" in done.plain, done.plain
        return int(done.plain.splitlines()[1].split()[1])

    async def with_rivals(self) -> Guild:
        """Another server, with an alert of its own that comes first, and one here."""
        world = self.discord.world
        rivals = world.new_guild("Rivals", world.neighbour)
        await self.discord.add_bot(rivals)
        await self.alert(by=world.neighbour, where=rivals.channels[0])
        await self.alert()
        return rivals

    def posts(self, where: Channel | None = None) -> list[Message]:
        """What the bot has posted by itself."""
        channel = where or self.discord.world.general
        return [
            each
            for each in self.discord.messages
            if each.author == self.discord.world.bot
            and each.channel == channel
            and not (each.interaction or each.deleted or each.ephemeral)
        ]
