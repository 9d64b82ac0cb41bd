"""When posts come: quiet hours, outages, dead feeds, digests, and the clocks that change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from feeds_shown import feed, of_the_base
from wire import BEGAN, Wire, choose

# Each with the days of both changes of 2025.
ZONES = {
    "Europe/Berlin": ("2025-03-30", "2025-10-26"),
    "America/New_York": ("2025-03-09", "2025-11-02"),
    "America/Santiago": ("2025-04-06", "2025-09-07"),
    "Australia/Lord_Howe": ("2025-04-06", "2025-10-05"),
    "Europe/London": ("2025-03-30", "2025-10-26"),
}
CHANGES = [(zone, day) for zone, days in ZONES.items() for day in days]


async def test_what_comes_in_quiet_hours_comes_afterwards_in_one_post(wire: Wire) -> None:
    await choose(wire, "quiet_hours: 13:00-15:00\ntime_zone: UTC")
    await wire.alert()
    wire.clock.set(BEGAN + timedelta(hours=1, minutes=10))
    wire.publish_storm("Aldermouth")
    await wire.round()
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    assert wire.posts() == []
    wire.clock.set(BEGAN + timedelta(hours=3))
    await wire.round()
    (post,) = wire.posts()
    assert "2 stories while I could not post" in post.plain
    assert "Storm hits Aldermouth" in post.plain
    assert "Storm hits Veldrun" in post.plain
    wire.publish_storm("Veldrun", 8, name="more", source="Wire")
    await wire.round()
    assert wire.posts() == [post]
    assert "8 people died" in post.plain


@pytest.mark.parametrize(("zone", "day"), CHANGES)
async def test_quiet_hours_and_a_digest_stay_where_they_are_when_the_clocks_change(
    wire: Wire, zone: str, day: str
) -> None:
    """One digest on each day at its time, and no story in the night, whatever the clocks do."""
    here = ZoneInfo(zone)
    channel = wire.discord.world.ask.id
    await choose(
        wire,
        f"time_zone: {zone}\nquiet_hours: 22:00-07:00\n"
        f"digest: {{channel: {channel}, every: day, at: '02:30'}}",
    )
    began = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=here) - timedelta(days=1)
    wire.clock.set(began.astimezone(UTC))
    await wire.alert()
    await wire.round()
    for hour in range(44):
        wire.clock.set(began.astimezone(UTC) + timedelta(hours=hour))
        if hour % 6 == 0:
            wire.publish_storm(f"Town{hour}", hour + 2)
        told = len(wire.posts())
        await wire.round()
        local = datetime.fromtimestamp(wire.clock.now, here)
        if local.hour >= 22 or local.hour < 7:
            assert len(wire.posts()) == told
    assert sum("Town" in post.plain for post in wire.posts()) >= 3
    assert len(wire.posts(wire.discord.world.ask)) == 2


async def test_after_the_bot_was_away_there_is_one_post(idle: Wire) -> None:
    wire = idle
    async with wire.running():
        await wire.round()
        await wire.alert()
        await wire.round()
    wire.clock.advance(7200)
    for number in range(3):
        wire.publish_storm(f"Town{number}", number + 2)
    async with wire.running():
        await wire.round()
        await wire.round()
        (post,) = wire.posts()
        assert "3 stories while I could not post" in post.plain
        wire.publish_storm("Veldrun", 9)
        await wire.round()
        assert len(wire.posts()) == 2


async def test_after_discord_was_away_there_is_one_post(wire: Wire) -> None:
    await wire.alert()
    fault = wire.discord.faults.fail("POST", r"/channels/\d+/messages$", 403, times=99)
    wire.publish_storm("Aldermouth")
    await wire.round()
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    assert wire.posts() == []
    assert fault.hits == 2
    fault.times = 0
    await wire.round(3700)
    (post,) = wire.posts()
    assert "2 stories while I could not post" in post.plain


@pytest.mark.parametrize("how", ["503", "dropped"])
async def test_after_discord_failed_there_is_one_post(wire: Wire, how: str) -> None:
    """The first story was tried, so it is looked for; not taken, it comes with the others."""
    await wire.alert()
    faults = wire.discord.faults
    if how == "503":
        fault = faults.fail("POST", r"/channels/\d+/messages$", 503, times=999)
    else:
        fault = faults.drop("POST", r"/channels/\d+/messages$", times=999)
    for number in range(3):
        wire.publish_storm(f"Town{number}", number + 2)
        await wire.round(400)
    assert fault.hits
    fault.times = 0
    await wire.round()
    await wire.round()
    (post,) = wire.posts()
    assert "3 stories while I could not post" in post.plain


async def test_what_was_refused_comes_with_what_is_new(wire: Wire) -> None:
    await wire.alert()
    fault = wire.discord.faults.fail("POST", r"/channels/\d+/messages$", 403, times=99)
    wire.publish_storm("Aldermouth")
    await wire.round()
    fault.times = 0
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    (post,) = wire.posts()
    assert "2 stories while I could not post" in post.plain


async def test_what_was_tried_before_quiet_hours_is_not_sent_in_them(wire: Wire) -> None:
    await choose(wire, "quiet_hours: 13:00-15:00\ntime_zone: UTC")
    await wire.alert()
    fault = wire.discord.faults.fail("POST", r"/channels/\d+/messages$", 503, times=999)
    wire.publish_storm("Aldermouth")
    wire.clock.set(BEGAN + timedelta(minutes=58))
    await wire.round()
    assert fault.hits
    fault.times = 0
    wire.clock.set(BEGAN + timedelta(hours=1, minutes=1))
    await wire.round()
    assert wire.posts() == []
    wire.clock.set(BEGAN + timedelta(hours=3))
    await wire.round()
    assert len(wire.posts()) == 1


async def test_a_lost_session_tells_nothing_twice(wire: Wire) -> None:
    await wire.alert()
    wire.publish_storm("Aldermouth")
    await wire.round()
    await wire.discord.gateway.invalidate(resumable=False)
    await wire.discord.connected()
    await wire.round()
    assert len(wire.posts()) == 1


async def test_after_a_start_stories_wait_for_feeds_whose_turn_has_passed(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.alert()
    overdue = feed(wire.clock.now - 7200, 0, 0)
    shown = [overdue]
    of_the_base(monkeypatch, shown)
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert wire.posts() == []
    shown[:] = [feed(wire.clock.now, 0, 0)]
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    (post,) = wire.posts()
    assert "2 stories while I could not post" in post.plain


async def test_after_a_start_a_digest_waits_for_feeds_whose_turn_has_passed(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = wire.discord.world.ask
    await choose(wire, f"time_zone: UTC\ndigest: {{channel: {ask.id}, every: day, at: '12:05'}}")
    await wire.round()
    shown = [feed(wire.clock.now - 7200, 0, 0)]
    of_the_base(monkeypatch, shown)
    wire.publish_storm("Aldermouth")
    wire.clock.set(BEGAN + timedelta(minutes=6))
    await wire.round()
    assert wire.posts(ask) == []
    shown[:] = [feed(wire.clock.now, 0, 0)]
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    (post,) = wire.posts(ask)
    assert "Storm hits Aldermouth" in post.plain
    assert "Storm hits Veldrun" in post.plain
