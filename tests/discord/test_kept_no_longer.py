"""What /privacy says is kept for a time is deleted then, also where nothing new is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from wire import Wire

DAY = 86_400.0


def kept(wire: Wire) -> list[int]:
    """How many questions, conversations and looks lie on the disk."""
    tables = "questions", "conversations", "looks"
    with closing(sqlite3.connect(wire.settings.data_dir / "discord.sqlite3")) as state:
        counted = [state.execute(f"SELECT count(*) FROM {each}") for each in tables]
        return [count for ((count,),) in map(sqlite3.Cursor.fetchall, counted)]


async def ask(wire: Wire) -> None:
    wire.publish_storm("Aldermouth")
    await wire.round()
    await wire.discord.slash("ask", question="How many died in Aldermouth?")
    await wire.discord.slash("summary", new=True)


async def test_a_quiet_bot_forgets_too(wire: Wire) -> None:
    await ask(wire)
    questions, conversations, looks = kept(wire)
    assert min(questions, conversations, looks) > 0
    await wire.round(DAY - 7200)
    assert kept(wire) == [questions, conversations, looks]
    await wire.round(7200)
    assert kept(wire) == [questions, 0, looks]
    await wire.round(30 * DAY)
    assert kept(wire) == [0, 0, 0]


async def test_a_bot_that_starts_forgets_at_once(idle: Wire) -> None:
    async with idle.running():
        await ask(idle)
    idle.clock.advance(31 * DAY)
    async with idle.running():
        await idle.round()
    assert kept(idle) == [0, 0, 0]
