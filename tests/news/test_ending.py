"""What ends tells nothing more, not even what waited: alerts, and the digest of a server."""

from __future__ import annotations

from datetime import timedelta

from wire import BEGAN, Wire, choose

QUIET = "quiet_hours: 13:00-15:00\ntime_zone: UTC"


async def in_quiet_hours(wire: Wire, *alerts: str) -> list[int]:
    """Alerts in the channel, and a story that waits for them until the quiet hours are over."""
    await choose(wire, QUIET)
    numbers = [await wire.alert(about) for about in alerts]
    wire.clock.set(BEGAN + timedelta(hours=1, minutes=10))
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert wire.posts() == []
    return numbers


async def remove(wire: Wire, number: int) -> None:
    done = await wire.discord.slash("alert remove", alert=str(number), by=wire.discord.world.admin)
    assert "Alert ended" in done.plain


async def test_what_waits_for_an_alert_that_is_ended_is_not_sent(wire: Wire) -> None:
    (number,) = await in_quiet_hours(wire, "storm")
    await remove(wire, number)
    wire.clock.set(BEGAN + timedelta(hours=3))
    await wire.round()
    assert wire.posts() == []


async def test_what_waits_for_two_alerts_is_sent_for_the_one_that_goes_on(wire: Wire) -> None:
    number, other = await in_quiet_hours(wire, "storm", "Aldermouth")
    await remove(wire, number)
    wire.clock.set(BEGAN + timedelta(hours=3))
    await wire.round()
    (post,) = wire.posts()
    assert "Storm hits Aldermouth" in post.plain
    assert [each.custom_id for each in post.buttons] == [f"alert:stop:{other}"]


async def test_a_rollup_that_is_refused_tells_nothing_of_an_alert_ended_meanwhile(
    wire: Wire,
) -> None:
    number = await wire.alert("Aldermouth")
    await wire.alert("Veldrun")
    fault = wire.discord.faults.fail("POST", r"/channels/\d+/messages$", 403, times=99)
    wire.publish_storm("Aldermouth")
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    await wire.round(3700)
    await remove(wire, number)
    fault.times = 0
    await wire.round(3700)
    (post,) = wire.posts()
    assert "1 story while I could not post" in post.plain
    assert "Storm hits Veldrun" in post.plain


async def test_a_post_that_is_there_stays_when_its_alert_is_ended(wire: Wire) -> None:
    number = await wire.alert("storm")
    await wire.alert("glacier")
    wire.publish_storm("Aldermouth", 3)
    await wire.round()
    await remove(wire, number)
    wire.publish_storm("Aldermouth", 4)
    await wire.round()
    (post,) = wire.posts()
    assert "Alert: storm" in post.plain
    assert not post.deleted


async def test_a_digest_that_waits_is_not_sent_once_it_is_switched_off(wire: Wire) -> None:
    ask = wire.discord.world.ask
    await choose(wire, f"time_zone: UTC\ndigest: {{channel: {ask.id}, every: day, at: '14:00'}}")
    await wire.round()
    wire.publish_storm("Aldermouth")
    fault = wire.discord.faults.fail("POST", rf"/channels/{ask.id}/messages$", 403, times=99)
    wire.clock.set(BEGAN + timedelta(hours=2, minutes=1))
    await wire.round()
    assert fault.hits == 1
    await choose(wire, "time_zone: UTC")
    fault.times = 0
    await wire.round(3700)
    assert wire.posts(ask) == []
