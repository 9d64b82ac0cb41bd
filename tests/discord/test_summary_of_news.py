"""/summary new: what came since somebody last looked, by when it arrived, not by its date."""

from __future__ import annotations

import asyncio

import pytest
from wire import Wire

from bot.state.errors import StateAccessError


async def came(wire: Wire, name: str, place: str, day: str = "2025-05-05") -> None:
    """An article of a day comes to the coverage, and nobody tells the bot."""
    wire.publish(name, f"Fair at {place}", f"The fair at {place} opened on Monday.", published=day)
    collections = await wire.bot.coverage.whenever_open()
    assert collections is not None
    await asyncio.to_thread(collections.base.reload)
    wire.clock.advance(1)


async def look(wire: Wire, topic: str = "") -> str:
    slash = wire.discord.slash
    shown = await (slash("summary", new=True, topic=topic) if topic else slash("summary", new=True))
    wire.clock.advance(1)
    return shown.plain


async def test_what_was_told_is_not_told_again_the_same_day(wire: Wire) -> None:
    await came(wire, "a", "Aldermouth")
    assert "Aldermouth" in await look(wire)
    await came(wire, "b", "Veldrun")
    told = await look(wire)
    assert "Veldrun" in told
    assert "Aldermouth" not in told
    assert "Of what came since your last look, " in told
    assert "Nothing new came in that time." in await look(wire)


async def test_what_came_late_is_new_whatever_its_date_and_a_copy_is_not(wire: Wire) -> None:
    await came(wire, "a", "Aldermouth")
    await look(wire)
    await came(wire, "late", "Skarholm", "2024-01-01")
    await came(wire, "copy", "Aldermouth")
    told = await look(wire)
    assert "Skarholm" in told
    assert "Aldermouth" not in told


async def test_a_topic_narrows_what_is_new(wire: Wire) -> None:
    await came(wire, "a", "Aldermouth")
    await look(wire)
    for name, place in (("b", "Veldrun"), ("c", "Skarholm")):
        await came(wire, name, place)
    told = await look(wire, topic="Veldrun")
    assert "The fair at Veldrun" in told
    assert "Skarholm" not in told


async def test_where_nothing_can_be_kept_the_coverage_is_told(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await came(wire, "a", "Aldermouth")

    async def fail(*_: object) -> None:
        raise StateAccessError("full") from OSError("full")

    monkeypatch.setattr(wire.bot.state.arrivals, "note", fail)
    assert "Aldermouth" in await look(wire)
