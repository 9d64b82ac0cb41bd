"""Plays the walks against the stand-in, and makes pages of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from newsroom import Newsroom
from small_coverage import DELAY, PLANT, write
from standin import StandIn, World
from wire import Wire

from walk.admin import administer, settings
from walk.reader import read
from walk.told import be_told
from walk.typed import typed
from walk.walking import Scene, Walk

DOCS = Path(__file__).parents[3] / "docs"
PICTURES = DOCS / "walk"


@dataclass(frozen=True)
class Page:
    """A page of the walk: its heading, what it begins with, and what plays it in a folder."""

    title: str
    about: str
    play: Callable[[Path], Awaitable[list[Scene]]]


@asynccontextmanager
async def _discord() -> AsyncIterator[StandIn]:
    async with StandIn(message_content=True, rate_limits=False) as discord:
        discord.patience, discord.state.deadline = 300.0, 60.0  # nothing is timed here
        yield discord
        assert discord.violations == []


async def _with_process(
    folder: Path,
    steps: Callable[[Walk, Newsroom], Awaitable[None]],
    settings: Callable[[World], Mapping[str, Any]] = lambda _: {},
) -> list[Scene]:
    """The bot as it is started by its operator."""
    async with _discord() as discord:
        room = Newsroom(folder, {"cooldown": _COOLDOWN, **settings(discord.world)})
        room.write_storms()
        write(room.coverage / "plant.jsonl", [PLANT, DELAY])
        async with room.bot(discord) as bot:
            await discord.until(lambda: "ready as" in bot.output, "ready bot")
            walk = Walk(discord)
            await steps(walk, room)
            await bot.stop(within=discord.patience)
    assert " ERROR " not in bot.output
    return walk.scenes


async def _with_clock(folder: Path, steps: Callable[[Walk, Wire], Awaitable[None]]) -> list[Scene]:
    """The bot within this process, by a clock that can be set."""
    await asyncio.to_thread(folder.mkdir)
    async with _discord() as discord:
        wire = Wire(folder, discord, reader=True)
        async with wire.running():
            walk = Walk(discord)
            await wire.round()
            await steps(walk, wire)
    return walk.scenes


_COOLDOWN = {"seconds": 60, "per_user": 60, "per_guild": 300}
_MADE = (
    "`python tests/support/write_walk.py` played this and drew the pictures from what Discord was "
    "sent, in the colours of Discord's dark theme; a test plays it again and compares the words."
)
_OTHERS = (
    "The walk has four pages: [as a reader](walk.md), [being told](walk-news.md), "
    "[as an admin](walk-admin.md), [at a terminal](walk-console.md)."
)
_SAMPLE = "The bot runs on the sample coverage and five more articles."
PAGES = {
    "walk.md": Page(
        "A walk as a reader",
        f"What members of a server see. {_OTHERS} {_SAMPLE} {_MADE}",
        partial(_with_process, steps=read),
    ),
    "walk-news.md": Page(
        "A walk of who is told",
        f"Alerts and digests, on articles of 5 May 2025. {_OTHERS} {_MADE}",
        partial(_with_clock, steps=be_told),
    ),
    "walk-admin.md": Page(
        "A walk as an admin",
        f"What those see who run the bot in a server. {_OTHERS} {_SAMPLE} {_MADE}",
        partial(_with_process, steps=administer, settings=settings),
    ),
    "walk-console.md": Page(
        "A walk at a terminal",
        f"The console and the command line. {_OTHERS} The articles are those of the sample and "
        "two more. `python tests/support/write_walk.py` played this; a test plays it again and "
        "compares the words.",
        typed,
    ),
}


async def play(folder: Path) -> dict[str, list[Scene]]:
    """The scenes of each page; `folder` is for what the bots keep meanwhile."""
    return {name: await each.play(folder / name) for name, each in PAGES.items()}


def markdown(each: Page, scenes: Sequence[Scene]) -> str:
    """The page, with a picture of each scene in Discord and the same in words."""
    parts = [f"# {each.title}", each.about]
    for scene in scenes:
        parts += [f"## {scene.title}", scene.about]
        if not scene.turns:  # at a terminal: the words are all that there is
            parts.append(f"```text\n{scene.text.strip()}\n```")
            continue
        parts += [
            f"![{scene.title}: the words are below](walk/{scene.name}.png)",
            "<details><summary>In words</summary>",
            f"```text\n{scene.text}\n```",
            "</details>",
        ]
    return "\n\n".join(parts) + "\n"
