"""The operators' channel: what is not well is told there once, and once when it is over."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from newsroom import Newsroom, running
from standin import Message, StandIn

NEWS = "---\ntitle: The bridge opens\npublished: {day}\n---\nThe bridge opens on Monday.\n"


def room(folder: Path, discord: StandIn, **warnings: Any) -> Newsroom:
    """A bot whose coverage is years old."""
    wanted = {"channel": discord.world.ask.id, "free_mb": 0, **warnings}
    return Newsroom(folder, {"warnings": wanted})


def told(discord: StandIn) -> list[Message]:
    """What the bot said unasked."""
    return [each for each in discord.messages if each.author == discord.world.bot]


async def until_told(discord: StandIn, count: int) -> list[Message]:
    await discord.until(lambda: len(told(discord)) >= count, "word in the channel", 60)
    return told(discord)


async def test_what_is_not_well_is_told_once_and_once_when_it_is_over(
    discord: StandIn, tmp_path: Path
) -> None:
    stale = room(tmp_path, discord)
    async with running(stale, discord):
        (first,) = await until_told(discord, 1)
    assert first.channel == discord.world.ask
    assert "The newest article is of 6 May 2025" in first.plain
    assert "Look at the feeds, or add newer articles." in first.plain
    assert first.pings == set()

    async with running(stale, discord):  # told before, so not again
        await discord.slash("ask", question="When does Xi visit Moscow?")
        await asyncio.sleep(1)
    unasked = [each for each in told(discord) if each.interaction is None]
    assert unasked == [first]

    stale.write("news.md", NEWS.format(day=date.today()))
    async with running(stale, discord):
        await discord.until(lambda: "Well again" in told(discord)[-1].plain, "good news", 60)
    last = told(discord)[-1]
    assert "The coverage has new articles again." in last.plain
    assert "Not well" not in last.plain
    assert discord.violations == []


async def test_several_conditions_come_together(discord: StandIn, tmp_path: Path) -> None:
    async with running(room(tmp_path, discord, free_mb=1_000_000), discord):
        (message,) = await until_told(discord, 1)
    assert "MB are free on the disk of the data directory" in message.plain
    assert "The newest article" in message.plain
    assert str(tmp_path) not in message.plain


async def test_what_could_not_be_told_is_told_later(discord: StandIn, tmp_path: Path) -> None:
    refused = room(tmp_path, discord, channel=1)
    async with refused.bot(discord) as bot:
        await bot.ready()
        await discord.until(lambda: "warnings.channel cannot" in bot.output, "word in the log", 60)
        assert await bot.stop() == 0
    assert told(discord) == []
    channel = str(discord.world.general.id)
    async with refused.bot(discord, DATELINE_WARNINGS_CHANNEL=channel):
        (message,) = await until_told(discord, 1)
    assert message.channel == discord.world.general


async def test_nothing_is_told_unless_a_channel_is_named(discord: StandIn, tmp_path: Path) -> None:
    async with running(Newsroom(tmp_path), discord):
        await discord.slash("ask", question="When does Xi visit Moscow?")
        await asyncio.sleep(1)
    assert [each for each in told(discord) if each.interaction is None] == []
