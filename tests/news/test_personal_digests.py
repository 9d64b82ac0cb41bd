"""Digests for persons: at a time of their own, by direct message, once each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from standin import User
from wire import BEGAN, Wire

from bot.state.news.digests import MOST_OF_USER
from bot.state.news.values import PersonalDigest


async def subscribe(wire: Wire, **options: Any) -> str:
    """What is said to who has a digest come."""
    done = await wire.discord.slash("digest subscribe", **{"zone": "UTC", **options})
    return done.plain


def told(wire: Wire, person: User | None = None) -> list[str]:
    """What somebody got directly."""
    world = wire.discord.world
    return [post.plain for post in wire.posts(world.dm_with(person or world.member))]


async def at(wire: Wire, days: int, hours: int) -> None:
    """Two rounds a minute after an hour of a day."""
    moment = BEGAN.replace(hour=hours, minute=1) + timedelta(days=days)
    wire.clock.set(moment)
    await wire.round()
    await wire.round()


async def test_a_person_gets_what_is_new_at_their_time(idle: Wire) -> None:
    wire, world = idle, idle.discord.world
    async with wire.running():
        wire.publish_storm("Oldtown")
        await wire.round()
        said = await subscribe(wire, at="15:00", zone="Europe/Berlin")
        assert "Every day at 15:00 (Europe/Berlin)" in said
        assert f"to <@{world.member.id}> directly" in said
        wire.publish_storm("Aldermouth")
        await wire.round()
        assert told(wire) == []
        await at(wire, 0, 13)  # 15:01 in Berlin
        (digest,) = told(wire)
        assert "Storm hits Aldermouth" in digest
        assert "Oldtown" not in digest
        wire.publish_storm("Aldermouth", name="evening", source="Hill Gazette")
        wire.publish_storm("Veldrun", 5)
        await wire.round()
    async with wire.running():
        await at(wire, 1, 13)
        assert len(told(wire)) == 2
        assert "Storm hits Veldrun" in told(wire)[1]
        assert "Aldermouth" not in told(wire)[1]
        await at(wire, 2, 13)
        assert len(told(wire)) == 2  # nothing new
    assert wire.posts() == []


async def test_it_comes_in_the_language_and_on_the_day_that_was_chosen(wire: Wire) -> None:
    world = wire.discord.world
    world.locale = "de"
    said = await subscribe(wire, at="9", every="wednesday")  # it is a Monday
    assert "Jeden Mittwoch um 09:00 (UTC)" in said
    wire.publish_storm("Aldermouth")
    await at(wire, 1, 10)
    assert told(wire) == []
    await at(wire, 2, 9)
    (digest,) = told(wire)
    assert "Was neu ist" in digest


async def test_a_second_one_takes_the_place_of_the_first(wire: Wire) -> None:
    await subscribe(wire, at="13:00")
    await subscribe(wire, at="14:00")
    wire.publish_storm("Aldermouth")
    await at(wire, 0, 13)
    assert told(wire) == []
    await at(wire, 0, 14)
    assert len(told(wire)) == 1


async def test_in_direct_messages_it_tells_of_the_base_and_all_are_ended_there(wire: Wire) -> None:
    world = wire.discord.world
    dm = world.dm_with(world.member)
    assert "“25:00” is no time of the day" in await subscribe(wire, at="25:00", where=dm)
    assert "“Mars” is no time zone" in await subscribe(wire, zone="Mars", where=dm)
    assert "Every day at 08:00 (UTC)" in await subscribe(wire, where=dm)
    await subscribe(wire)
    wire.publish_storm("Aldermouth")
    await at(wire, 1, 8)
    assert ["Storm hits Aldermouth" in text for text in told(wire)[-2:]] == [True, True]
    when = await wire.discord.slash("digest when", where=dm)
    assert when.plain.count("Every day at 08:00") == 2
    ended = await wire.discord.slash("digest unsubscribe", where=dm)
    assert "The digest is ended" in ended.plain
    again = await wire.discord.slash("digest unsubscribe", where=dm)
    assert "There is no such digest" in again.plain
    texts = len(told(wire))
    wire.publish_storm("Veldrun", 5)
    await at(wire, 2, 8)
    assert len(told(wire)) == texts


async def test_admins_see_and_end_those_of_their_server_alone(wire: Wire) -> None:
    discord, world = wire.discord, wire.discord.world
    rivals = world.new_guild("Rivals", world.editor)
    await discord.add_bot(rivals)
    await subscribe(wire)
    mine = await discord.slash("digest when")
    assert f"<@{world.member.id}>" in mine.plain
    others = await discord.slash("digest when", by=world.neighbour)
    assert "No digest comes by itself" in others.plain
    theirs = await discord.slash("digest when", by=world.editor, where=rivals.channels[0])
    assert f"<@{world.member.id}>" not in theirs.plain
    refused = await discord.slash("digest unsubscribe", person=world.member, by=world.neighbour)
    assert "Only admins may do that" in refused.plain
    elsewhere = await discord.slash(
        "digest unsubscribe", person=world.member, by=world.editor, where=rivals.channels[0]
    )
    assert "There is no such digest" in elsewhere.plain
    assert f"<@{world.member.id}>" in (await discord.slash("digest when", by=world.admin)).plain
    ended = await discord.slash("digest unsubscribe", person=world.member, by=world.admin)
    assert "The digest is ended" in ended.plain
    wire.publish_storm("Aldermouth")
    await at(wire, 1, 8)
    assert told(wire) == []


async def test_to_forget_ends_it(wire: Wire) -> None:
    await subscribe(wire)
    assert "A digest that comes to you" in (await wire.discord.slash("privacy")).plain
    done = await wire.discord.slash("forget")
    assert "1 digest that came to you is ended" in done.plain
    wire.publish_storm("Aldermouth")
    await at(wire, 1, 8)
    assert told(wire) == []


async def test_zones_are_suggested_and_there_are_not_too_many(wire: Wire) -> None:
    found = await wire.discord.autocomplete("digest subscribe", "zone", "new y")
    assert [each.value for each in found] == ["America/New_York"]
    member = wire.discord.world.member.id
    for guild in range(1, MOST_OF_USER + 1):
        digest = PersonalDigest(member, guild, "day", "08:00", "UTC")
        assert await wire.bot.state.digests.subscribe(digest)
    assert "as many digests as there may be" in await subscribe(wire)


async def test_one_that_a_server_turns_off_begins_anew(wire: Wire) -> None:
    digests, server = wire.bot.state.digests, wire.discord.world.guild_id
    await digests.begin(server)
    await wire.round()
    assert await digests.told_until(server) is None
    begun = await digests.begin(server)
    assert datetime.fromtimestamp(begun.until, UTC) == datetime.fromtimestamp(wire.clock(), UTC)


async def test_it_stays_where_it_is_when_the_clocks_change(wire: Wire) -> None:
    """Clocks go forward in Berlin on 30 March 2025, and back on 26 October."""
    towns = iter(("Aldermouth", "Veldrun", "Skarholm", "Oldtown"))
    for day, hours in (("2025-03-29", (7, 6)), ("2025-10-25", (6, 7))):
        wire.clock.set(datetime.fromisoformat(f"{day}T00:00+00:00"))
        await wire.round()
        await subscribe(wire, at="8:00", zone="Europe/Berlin")
        for number, hour in enumerate(hours):
            wire.publish_storm(next(towns), number + 3)
            before = len(told(wire))
            moment = datetime.fromisoformat(f"{day}T00:00+00:00") + timedelta(days=number)
            wire.clock.set(moment + timedelta(hours=hour) - timedelta(minutes=2))
            await wire.round()
            assert len(told(wire)) == before
            wire.clock.set(moment + timedelta(hours=hour, minutes=1))
            await wire.round()
            assert len(told(wire)) == before + 1
