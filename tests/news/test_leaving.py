"""Who has left a server is told no more of what it reads."""

from __future__ import annotations

from datetime import timedelta

from wire import BEGAN, Wire


def told(wire: Wire) -> list[str]:
    """What the member got directly."""
    world = wire.discord.world
    return [post.plain for post in wire.posts(world.dm_with(world.member))]


async def test_alerts_and_digests_end_for_who_has_left(wire: Wire) -> None:
    world, state = wire.discord.world, wire.bot.state
    await wire.alert(by=world.member, directly=True)
    await wire.alert(by=world.editor, directly=True)
    await wire.discord.slash("digest subscribe", at="13:00", zone="UTC")
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert len(told(wire)) == 1

    world.gone.add(world.member.id)
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    wire.clock.set(BEGAN + timedelta(hours=1, minutes=1))
    await wire.round()
    await wire.round()
    assert len(told(wire)) == 1
    assert len(wire.posts(world.dm_with(world.editor))) == 2
    assert [each.target.user for each in await state.alerts.all()] == [world.editor.id]
    assert await state.digests.of_persons() == []

    world.gone.clear()  # who comes back begins anew
    wire.publish_storm("Skarholm", 7)
    await wire.round()
    assert len(told(wire)) == 1


async def test_a_message_that_is_there_is_not_changed_for_who_has_left(wire: Wire) -> None:
    world = wire.discord.world
    await wire.alert(by=world.member, directly=True)
    wire.publish_storm("Aldermouth")
    await wire.round()
    (before,) = told(wire)
    world.gone.add(world.member.id)
    wire.publish_storm("Aldermouth", name="evening", source="Hill Gazette")
    await wire.round()
    assert told(wire) == [before]
    assert await wire.bot.state.posts.stale() == []


async def test_what_the_base_tells_is_no_servers_business(wire: Wire) -> None:
    world = wire.discord.world
    dm = world.dm_with(world.member)
    await wire.discord.slash("digest subscribe", at="13:00", zone="UTC", where=dm)
    world.gone.add(world.member.id)
    wire.publish_storm("Aldermouth")
    await wire.round()
    wire.clock.set(BEGAN + timedelta(hours=1, minutes=1))
    await wire.round()
    await wire.round()
    assert "Storm hits Aldermouth" in told(wire)[-1]


async def test_where_discord_does_not_say_whether_somebody_is_there_they_wait(wire: Wire) -> None:
    world = wire.discord.world
    await wire.alert(by=world.member, directly=True)
    wire.discord.faults.fail("GET", "/members/", 403, code=50001)
    wire.publish_storm("Aldermouth")
    await wire.round()
    assert told(wire) == []
    await wire.round()
    assert len(told(wire)) == 1
