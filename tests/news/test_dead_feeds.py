"""Feeds that die and come back: who is told of it, in how many posts, and what they missed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from feeds_shown import feed, of_the_base
from wire import Wire

from knowledge import Feed

HOUR = 3600.0


async def test_a_dead_feed_is_told_once_and_once_when_it_is_back(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.alert()
    await wire.alert("glacier")
    hours = wire.settings.warnings.feed_hours * 3600.0
    shown = [feed(wire.clock.now, hours - 600, 9)]
    of_the_base(monkeypatch, shown)
    await wire.round()
    assert wire.posts() == []
    for failures in (10, 11, 12):
        shown[:] = [feed(wire.clock.now, hours + 600 * failures, failures)]
        await wire.round()
    (dead,) = wire.posts()
    assert "The feed Tarn Daily gives me nothing any more" in dead.plain
    assert "secret" not in dead.plain
    shown[:] = [feed(wire.clock.now, 5, 0)]
    for number in range(2):
        wire.publish_storm(f"Town{number}", number + 2)
    await wire.round()
    await wire.round()
    told = [post.plain for post in wire.posts()[1:]]
    assert [text for text in told if "is back" in text] == ["The feed Tarn Daily is back."]
    assert sum("2 stories while I could not post" in text for text in told) == 1
    assert len(told) == 2
    shown[:] = [replace(shown[0], failures=9, succeeded=shown[0].added)]
    await wire.round()
    assert len(wire.posts()) == 4


def dead(wire: Wire, *names: str) -> list[Feed]:
    """Feeds that have brought nothing for long."""
    hours = wire.settings.warnings.feed_hours * HOUR
    return [feed(wire.clock.now, hours + 600, 9, name) for name in names]


def back(wire: Wire, *names: str) -> list[Feed]:
    """Feeds that have just been read."""
    return [feed(wire.clock.now, 5, 0, name) for name in names]


async def rounds(wire: Wire, seconds: float) -> None:
    """Looks every few minutes, so that it is no outage of the bot."""
    for _ in range(3):
        await wire.round(seconds / 3)


async def test_feeds_that_die_together_are_told_in_one_post_and_so_are_they_when_back(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.alert()
    shown = dead(wire, "Tarn Daily", "Wire", "Post")
    of_the_base(monkeypatch, shown)
    await wire.round()
    await wire.round()
    (post,) = wire.posts()
    assert "3 feeds give me nothing any more" in post.plain
    assert all(name in post.plain for name in ("Tarn Daily", "Wire", "Post"))
    assert "secret" not in post.plain
    shown[:] = [*back(wire, "Tarn Daily", "Wire"), *dead(wire, "Post")]
    await wire.round()
    assert "2 feeds are back" in wire.posts()[1].plain
    assert "Post" not in wire.posts()[1].plain
    shown[:] = back(wire, "Tarn Daily", "Wire", "Post")
    await wire.round()
    assert wire.posts()[2].plain == "The feed Post is back."


async def test_who_was_told_that_it_is_dead_is_told_that_it_is_back(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = wire.discord.world
    number = await wire.alert()
    shown = dead(wire, "Tarn Daily")
    of_the_base(monkeypatch, shown)
    await wire.round()
    await wire.discord.slash("alert remove", alert=str(number), by=world.admin)
    await wire.alert(where=world.ask)
    wire.clock.advance(40 * 24 * HOUR)
    await wire.round()  # the day of the tidying
    shown[:] = back(wire, "Tarn Daily")
    await wire.round()
    assert [post.plain for post in wire.posts()][1:] == ["The feed Tarn Daily is back."]
    assert wire.posts(world.ask) == []


async def test_notices_of_feeds_are_not_published(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = wire.discord.world.announcements
    await wire.alert(where=channel)
    of_the_base(monkeypatch, dead(wire, "Tarn Daily"))
    wire.publish_storm("Aldermouth")
    await wire.round()
    story, notice = sorted(wire.posts(channel), key=lambda each: "feed" in each.plain)
    assert "gives me nothing any more" in notice.plain
    assert [story.flags & 1, notice.flags & 1] == [1, 0]


async def test_what_feeds_bring_that_come_back_one_by_one_goes_into_one_post(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.alert()
    names = ["Tarn Daily", "Wire", "Post"]
    shown = dead(wire, *names)
    of_the_base(monkeypatch, shown)
    await wire.round()
    for number in range(3):
        await rounds(wire, 900)
        shown[:] = [*back(wire, *names[: number + 1]), *dead(wire, *names[number + 1 :])]
        for town in range(2):
            wire.publish_storm(f"Town{number}{town}", 10 * number + town + 2)
        await wire.round()
    rollups = [post for post in wire.posts() if "while I could not post" in post.plain]
    assert len(rollups) == 1
    assert "6 stories while I could not post" in rollups[0].plain
    assert sum("Town" in post.plain for post in wire.posts()) == 1
    await rounds(wire, 900)
    wire.publish_storm("Veldrun", 99)
    await wire.round()
    assert "Storm hits Veldrun" in wire.posts()[-1].plain
    assert "Veldrun" not in rollups[0].plain
