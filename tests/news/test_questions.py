"""Questions that alerts follow: what answers them is told once, whenever it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from standin import StandIn
from wire import Wire

DAY = 86_400.0
BRIDGE = "The new bridge of Veldrun opens on {day}, the mayor said. It cost 9 million euros."
WAITING = "Crowds wait for the parade at the harbour of Aldermouth. It has been put off by an hour."
BEGUN = "The parade has begun at the harbour of Aldermouth, the mayor said. Crowds line the quay."


@pytest.fixture
async def reading(discord: StandIn, tmp_path: Path) -> AsyncIterator[Wire]:
    """A bot that reads for its answers."""
    wire = Wire(tmp_path, discord, reader=True)
    async with wire.running():
        await wire.round()
        yield wire
    assert discord.violations == []


async def test_an_answer_is_told_once_and_another_answer_changes_it(reading: Wire) -> None:
    wire = reading
    await wire.alert("When does the Veldrun bridge open?")
    wire.publish("plan", "A bridge for Veldrun", "Veldrun plans a new bridge over the fjord.")
    await wire.round()
    assert wire.posts() == []
    wire.publish("one", "Bridge to open", BRIDGE.format(day="June 14, 2025"))
    await wire.round()
    (post,) = wire.posts()
    assert "June 14, 2025" in post.plain.splitlines()[0]
    other = "Traffic crosses the fjord soon: the bridge of Veldrun opens on 14 June 2025."
    wire.publish("two", "Soon across the fjord", other, source="Wire")
    await wire.round()
    assert wire.posts() == [post]
    assert "also in 1: Wire" in post.plain
    wire.publish("three", "Bridge is late", BRIDGE.format(day="July 2, 2025"), source="Daily")
    await wire.round()
    assert wire.posts() == [post]
    assert "July 2, 2025" in post.plain.splitlines()[0]
    assert "Before: " in post.plain


async def test_an_answer_is_told_once_however_long_ago_that_was(reading: Wire) -> None:
    wire = reading
    await wire.alert("When does the Veldrun bridge open?")
    wire.publish("one", "Bridge to open", BRIDGE.format(day="December 14, 2025"))
    await wire.round()
    (post,) = wire.posts()
    await wire.round(40 * DAY)  # the day of the tidying
    other = "Traffic crosses the fjord soon: the bridge of Veldrun opens on 14 December 2025."
    wire.publish("two", "Soon across the fjord", other, source="Wire")
    await wire.round()
    assert wire.posts() == [post]
    assert "also in 1: Wire" in post.plain


@pytest.mark.parametrize("is_new", [True, False])
async def test_whether_something_has_happened_is_told_once_it_has(
    reading: Wire, is_new: bool
) -> None:
    """By another article, or by a new version of the one that told of the waiting."""
    wire = reading
    await wire.alert("Has the parade begun?")
    wire.publish("parade", "Parade in Aldermouth", WAITING)
    await wire.round()
    assert wire.posts() == []
    wire.publish("begun" if is_new else "parade", "Parade in Aldermouth", BEGUN)
    await wire.round()
    (post,) = wire.posts()
    assert "The parade has begun at the harbour" in post.plain
    wire.publish("begun" if is_new else "parade", "Parade in Aldermouth", BEGUN + " It is dry.")
    await wire.round()
    assert wire.posts() == [post]


async def test_why_of_what_is_long_past_and_of_what_was_not_on_topic(wire: Wire) -> None:
    admin = wire.discord.world.admin

    async def why(name: str) -> str:
        done = await wire.discord.slash("alert why", url=name, by=admin)
        return done.plain.splitlines()[-1]

    await wire.alert()
    wire.publish_storm("Aldermouth")
    wire.publish("fish", "Fish market", "The fish market of Skarholm moves into a new hall.")
    await wire.round()
    wire.publish_storm("Skarholm", 8, name="fish")
    await wire.round()
    assert "on topic as it is now, and was not when it came" in await why("fish")
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    await wire.round(40 * DAY)
    assert "so long ago that I have forgotten" in await why("aldermouth")
