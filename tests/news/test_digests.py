"""Digests: what is new in two sentences each, at a time of the server's own, and at once."""

from __future__ import annotations

from datetime import timedelta

from standin import Role
from wire import BEGAN, STORM, Wire, choose, more_of


async def have_digest(wire: Wire, every: str) -> None:
    """Has a digest posted into the channel for questions at two in the afternoon."""
    channel = wire.discord.world.ask.id
    await choose(
        wire, f"time_zone: UTC\ndigest: {{channel: {channel}, every: {every}, at: '14:00'}}"
    )


async def test_a_digest_tells_what_came_since_the_last_one(wire: Wire) -> None:
    ask = wire.discord.world.ask
    wire.publish_storm("Oldtown")
    await wire.round()
    await have_digest(wire, "day")
    await wire.round()
    wire.publish_storm("Aldermouth")
    wire.publish_storm("Aldermouth", name="wire", source="Hill Gazette")
    wire.publish_storm("Veldrun", 5)
    wire.publish_storm("Oldtown", name="again", like="oldtown")  # a copy of what was there
    await wire.round()
    assert wire.posts(ask) == []
    wire.clock.set(BEGAN + timedelta(hours=2, minutes=1))
    await wire.round()
    await wire.round()
    (post,) = wire.posts(ask)
    assert "What is new" in post.plain
    assert "also in 1: Hill Gazette" in post.plain
    assert "Storm hits Veldrun" in post.plain
    assert "3 people died there, the mayor of Aldermouth said." in post.plain
    assert "Oldtown" not in post.plain
    assert "[1]" in post.plain
    wire.clock.set(BEGAN + timedelta(days=1, hours=2, minutes=1))
    await wire.round()
    assert len(wire.posts(ask)) == 1  # nothing new
    wire.publish_storm("Skarholm", 8)
    wire.clock.set(BEGAN + timedelta(days=4, hours=2, minutes=1))
    await wire.round()
    assert len(wire.posts(ask)) == 2  # one for all the days that were missed
    assert "Skarholm" in wire.posts(ask)[1].plain
    assert "Veldrun" not in wire.posts(ask)[1].plain


async def test_a_weekly_digest_comes_on_its_day(wire: Wire) -> None:
    ask = wire.discord.world.ask
    await have_digest(wire, "wednesday")  # it is a Monday
    await wire.round()
    wire.publish_storm("Aldermouth")
    wire.clock.set(BEGAN + timedelta(days=1, hours=3))
    await wire.round()
    assert wire.posts(ask) == []
    wire.clock.set(BEGAN + timedelta(days=2, hours=2, minutes=1))
    await wire.round()
    assert len(wire.posts(ask)) == 1
    told = await wire.discord.slash("digest when")
    assert f"<#{ask.id}>" in told.plain


async def test_the_form_of_the_panel_sets_it(wire: Wire) -> None:
    discord, world = wire.discord, wire.discord.world
    panel = (await discord.slash("settings", by=world.admin)).message
    form = await discord.click(panel, "Alerts and digests", by=world.admin)
    done = await discord.submit(
        form,
        by=world.admin,
        digest_channel=[world.ask],
        how_often_a_digest_comes="friday",
        time_of_the_digest="7.30",
        quiet_hours="22-6",
        roles_that_alerts_may_ping=[world.reader_role],
    )
    assert f"Every Friday at 07:30 in <#{world.ask.id}>" in done.plain
    assert "22:00 to 06:00" in done.plain
    assert f"<@&{world.reader_role.id}>" in done.plain
    form = await discord.click(panel, "Alerts and digests", by=world.admin)
    done = await discord.submit(form, by=world.admin)  # nothing is chosen anew
    assert f"Every Friday at 07:30 in <#{world.ask.id}>" in done.plain
    assert f"<@&{world.reader_role.id}>" in done.plain
    form = await discord.click(panel, "Alerts and digests", by=world.admin)
    none: list[Role] = []
    done = await discord.submit(
        form,
        by=world.admin,
        digest_channel=[world.ask],
        quiet_hours="late",
        roles_that_alerts_may_ping=none,
    )
    assert "quiet_hours" in done.plain
    assert "is not allowed" in done.plain


async def test_now_catches_up_at_once(wire: Wire) -> None:
    empty = await wire.discord.slash("digest now")
    assert "Nothing new came in that time" in empty.plain
    wire.publish_storm("Aldermouth", published="2025-05-01")
    wire.publish_storm("Veldrun", 5, published="2025-05-04")
    await wire.round()
    shown = await wire.discord.slash("digest now", since="2025-05-01")
    assert "Storm hits Aldermouth" in shown.plain
    assert "Storm hits Veldrun" in shown.plain
    shown = await wire.discord.slash("digest now", topic="Veldrun", since="2025-05-01")
    assert "Aldermouth" not in shown.plain
    assert "No digest comes by itself" in (await wire.discord.slash("digest when")).plain


async def test_now_says_how_far_it_looks_back_where_that_is_not_all(wire: Wire) -> None:
    note = "Only the newest 200 articles are looked at, back to"
    for number in range(210):
        day = (BEGAN - timedelta(days=number // 10)).date().isoformat()
        wire.publish(f"n{number}", f"Note {number}", more_of(f"{number}", "x"), published=day)
    await wire.round()
    shown = await wire.discord.slash("digest now", since="2025-04-30")
    assert note not in shown.plain
    shown = await wire.discord.slash("digest now", since="2025-04-01")
    assert f"{note} 16 April 2025" in shown.plain


async def test_over_days_a_story_stands_in_one_digest(wire: Wire) -> None:
    """Five days of a daily digest; two papers tell a storm again the evening and the day after."""
    ask = wire.discord.world.ask
    await have_digest(wire, "day")
    await wire.round()

    async def day(number: int) -> list[str]:
        """The lines of the digests that are there after the one of a day."""
        await wire.round()
        wire.clock.set(BEGAN + timedelta(days=number, hours=2, minutes=1))
        await wire.round()
        await wire.round()
        return [post.plain for post in wire.posts(ask)]

    wire.publish_storm("Aldermouth")
    assert len(await day(0)) == 1
    wire.publish_storm("Aldermouth", name="evening", source="Hill Gazette")
    await wire.round()
    wire.clock.set(BEGAN + timedelta(days=1))
    wire.publish_storm("Aldermouth", name="morning", source="Northern Wire")
    wire.publish_storm("Veldrun", 5)
    assert len(await day(1)) == 2
    wire.clock.set(BEGAN + timedelta(days=2))
    wire.publish_storm("Skarholm", 8)
    resigned = "The mayor of Aldermouth resigned over warnings that his office had kept back."
    gone = f"{resigned} {STORM.format(place='Aldermouth', count=3)} {more_of('Aldermouth', 'x')}"
    wire.publish("gone", "Mayor of Aldermouth resigns", gone, source="Coast Daily")
    assert len(await day(2)) == 3
    wire.clock.set(BEGAN + timedelta(days=3))
    wire.publish("too", "Aldermouth's mayor has resigned", gone + " Again.", source="Hill Gazette")
    assert len(await day(3)) == 3  # nothing new in it
    wire.clock.set(BEGAN + timedelta(days=4))
    wire.publish_storm("Oldtown", 9)
    digests = await day(4)
    headings = [
        [line for line in digest.splitlines() if line.startswith(("Storm", "Update"))]
        for digest in digests
    ]
    assert headings == [
        ["Storm hits Aldermouth"],
        ["Storm hits Veldrun"],
        ["Storm hits Skarholm", "Update: Mayor of Aldermouth resigns"],
        ["Storm hits Oldtown"],
    ]
    assert resigned in digests[2]
    assert "died there, the mayor of Aldermouth said" not in digests[2]
