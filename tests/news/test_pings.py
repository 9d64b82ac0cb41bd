"""Pings by roles that members give themselves, announcements, and why something was sent."""

from __future__ import annotations

from dataclasses import replace

from standin import Message, Role
from wire import Wire, choose

KICK_MEMBERS = 1 << 1


async def allow_pings(wire: Wire, *roles: Role) -> None:
    """Chooses the roles that alerts may ping."""
    await choose(wire, f"ping_roles: [{', '.join(str(role.id) for role in roles)}]")


async def a_post_with_pings(wire: Wire) -> Message:
    """A post of an alert that pings the role."""
    role = wire.discord.world.reader_role
    await allow_pings(wire, role)
    await wire.alert(role=role)
    wire.publish_storm("Aldermouth")
    await wire.round()
    (post,) = wire.posts()
    return post


async def test_a_post_pings_exactly_the_role_and_an_edit_nobody(wire: Wire) -> None:
    world = wire.discord.world
    await allow_pings(wire, world.reader_role)
    await wire.alert(role=world.reader_role)
    wire.publish_storm("Aldermouth", title="Storm hits Aldermouth @everyone <@&1>")
    await wire.round()
    (post,) = wire.posts()
    assert f"<@&{world.reader_role.id}>" in post.text
    assert post.allowed_mentions == {"parse": [], "roles": [world.reader_role.id]}
    wire.publish_storm("Aldermouth", 9, name="more", source="Wire")
    await wire.round()
    assert post.edits
    assert post.allowed_mentions == {"parse": []}


async def test_a_role_that_is_chosen_no_longer_is_not_pinged(wire: Wire) -> None:
    world, post = wire.discord.world, await a_post_with_pings(wire)
    await allow_pings(wire)
    wire.publish_storm("Veldrun", 5)
    wire.publish_storm("Aldermouth", 4)
    await wire.round()
    after = wire.posts()[1]
    assert after.allowed_mentions == {"parse": [], "roles": []}
    for each in (post, after):
        assert f"<@&{world.reader_role.id}>" not in each.text
        assert [button.label for button in each.buttons] == ["Stop this alert"]


async def test_a_role_that_was_given_rights_is_not_pinged(wire: Wire) -> None:
    world = wire.discord.world
    await a_post_with_pings(wire)
    await wire.discord.change_role(replace(world.reader_role, permissions=KICK_MEMBERS))
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    assert f"<@&{world.reader_role.id}>" not in wire.posts()[1].text


async def test_two_alerts_of_a_story_ping_the_roles_of_both(wire: Wire) -> None:
    world = wire.discord.world
    other = replace(world.editor_role, mentionable=True)
    await wire.discord.change_role(other)
    await allow_pings(wire, world.reader_role, other)
    await wire.alert("storm", role=world.reader_role)
    await wire.alert("Aldermouth", role=other)
    wire.publish_storm("Aldermouth")
    await wire.round()
    (post,) = wire.posts()
    roles = [world.reader_role.id, other.id]
    assert post.allowed_mentions == {"parse": [], "roles": roles}
    assert all(f"<@&{role}>" in post.text for role in roles)
    labels = [button.label for button in post.buttons]
    pings = [f"{role}: ping me, or no longer" for role in ("readers", "editor")]
    assert labels == [*pings, "Stop this alert"]


async def test_members_give_themselves_the_role_and_take_it_back(wire: Wire) -> None:
    world, post = wire.discord.world, await a_post_with_pings(wire)
    given = await wire.discord.click(post, "Ping me")
    assert "I ping you from now on" in given.plain
    assert world.given[world.member.id] == [world.reader_role]
    taken = await wire.discord.click(post, "Ping me")
    assert "I no longer ping you" in taken.plain
    assert world.given[world.member.id] == []


async def test_roles_that_discord_takes_long_over_are_waited_for(wire: Wire) -> None:
    world, post = wire.discord.world, await a_post_with_pings(wire)
    wire.discord.faults.delay("PUT", "/roles/", 4.0)
    given = await wire.discord.click(post, "Ping me")
    assert given.ephemeral
    assert "I ping you from now on" in given.plain
    assert world.given[world.member.id] == [world.reader_role]


async def test_a_role_that_is_not_chosen_or_gives_rights_is_refused(wire: Wire) -> None:
    world, discord = wire.discord.world, wire.discord
    done = await discord.slash("alert add", about="storm", role=world.reader_role, by=world.admin)
    assert "Only a role that members give themselves" in done.plain
    await allow_pings(wire, world.manager_role)
    done = await discord.slash("alert add", about="storm", role=world.manager_role, by=world.admin)
    assert "I cannot give" in done.plain
    done = await discord.slash("alert list", by=world.admin)
    assert "There is none" in done.plain


async def test_announcements_are_published_within_the_hourly_limit(wire: Wire) -> None:
    channel = wire.discord.world.announcements
    await wire.alert(where=channel, most_a_day=50)
    for number in range(12):
        wire.publish_storm(f"Town{number}", number + 2)
        await wire.round()
    posts = wire.posts(channel)
    assert len(posts) == 12
    assert sum(post.flags & 1 for post in posts) == 10
    await wire.round()
    assert sum(post.flags & 1 for post in posts) == 10
    wire.discord.state.clock.advance(3700)
    await wire.round(3700)
    assert all(post.flags & 1 for post in wire.posts(channel))


async def test_why_names_the_stage_at_which_an_article_stopped(wire: Wire) -> None:
    world = wire.discord.world
    url = "https://coast.example/{}"
    wire.publish("first", "First", "The harbour of Lindmark was quiet.", url=url.format("first"))
    await wire.round()

    async def why(name: str) -> str:
        done = await wire.discord.slash("alert why", url=url.format(name), by=world.admin)
        assert done.ephemeral
        return done.plain.splitlines()[-1]

    assert "I have not seen that article" in await why("nothing")
    await wire.alert(words="-dam", most_a_day=2)
    assert "It was there before this alert was made" in await why("first")
    wire.publish_storm("Aldermouth", url=url.format("aldermouth"))
    await wire.round()
    wire.publish_storm("Aldermouth", name="more", source="Wire", url=url.format("more"))
    await wire.round()
    wire.publish_storm("Aldermouth", name="copy", like="more", url=url.format("copy"))
    wire.publish_storm("Veldrun", 5, more="The dam held.", url=url.format("veldrun"))
    wire.publish("fish", "Fish market", "The fish market moves on Monday.", url=url.format("fish"))
    wire.publish_storm("Ostvik", 2, published="2025-01-01", url=url.format("ostvik"))
    await wire.round()
    assert "Sent: https://discord.com/channels/" in await why("aldermouth")
    assert "with a story that was told before" in await why("more")
    assert "A copy: the same text was there before" in await why("copy")
    assert "has a word that is not wanted" in await why("veldrun")
    assert "not on topic" in await why("fish")
    assert "over a week before it came" in await why("ostvik")
    wire.publish_storm("Skarholm", 7, url=url.format("skarholm"))
    await wire.round()
    wire.publish_storm("Marfjord", 4, url=url.format("marfjord"))
    await wire.round()
    assert "had told enough that day" in await why("marfjord")
    other = await wire.discord.slash("alert why", url=url.format("more"), by=world.member)
    assert "You have no alert here" in other.plain


async def test_why_of_a_copy_by_its_title_names_the_post_that_names_its_paper(wire: Wire) -> None:
    admin = wire.discord.world.admin
    await wire.alert()
    wire.publish_storm("Aldermouth")
    await wire.round()
    title = "Aldermouth is hit by a storm"
    wire.publish_storm(
        "Aldermouth", name="hill", like="aldermouth", source="Hill Gazette", title=title
    )
    await wire.round()
    (post,) = wire.posts()
    assert "also in 1: Hill Gazette" in post.plain
    told = await wire.discord.slash("alert why", url=title, by=admin)
    assert "Named in its post: https://discord.com/channels/" in told.plain
    assert str(post.id) in told.plain
    wire.publish_storm("Aldermouth", name="wire", like="aldermouth", source="Wire", title=title)
    await wire.round()
    told = await wire.discord.slash("alert why", url=title, by=admin)
    assert "2 articles are called that; name one by its id: hill" in told.plain
    told = await wire.discord.slash("alert why", url="no such title", by=admin)
    assert "I have not seen that article" in told.plain
