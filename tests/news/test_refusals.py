"""What Discord refuses, or one server's folder does, costs that alone: all else is told in time."""

from __future__ import annotations

import shutil

from standin import StandIn
from wire import Wire

HOUR = 3600.0


async def test_a_server_whose_folder_is_broken_keeps_no_other_from_its_news(idle: Wire) -> None:
    wire = idle
    async with wire.running():
        await wire.round()
        rivals = await wire.with_rivals()
    folder = wire.folder / "data" / "servers" / str(rivals.id)
    shutil.move(folder, wire.folder / "kept")
    folder.write_text("no folder")
    async with wire.running():
        wire.publish_storm("Aldermouth")
        await wire.round()
        assert len(wire.posts()) == 1
        folder.unlink()
        shutil.move(wire.folder / "kept", folder)
        await wire.round()
        assert "Storm hits Aldermouth" in wire.posts(rivals.channels[0])[0].plain


async def test_a_story_that_changes_opens_its_archived_thread_again(wire: Wire) -> None:
    discord, thread = wire.discord, wire.discord.world.thread
    await wire.alert(where=thread)
    wire.publish_storm("Aldermouth", 3)
    await wire.round()
    (post,) = wire.posts(thread)
    await discord.archive(thread)
    wire.publish_storm("Aldermouth", 7, name="later", source="Hill Gazette")
    await wire.round()
    assert "7 people died" in post.plain


async def test_a_post_in_a_locked_thread_is_left_as_it_is(wire: Wire) -> None:
    discord, thread = wire.discord, wire.discord.world.thread
    await wire.alert(where=thread)
    wire.publish_storm("Aldermouth", 3)
    await wire.round()
    await discord.archive(thread, locked=True)
    wire.publish_storm("Aldermouth", 7, name="later", source="Hill Gazette")
    await wire.round()
    tried = edits(discord)
    assert tried == 1
    await wire.round()
    assert edits(discord) == tried


def edits(discord: StandIn) -> int:
    """How often an edit of a message was tried."""
    return sum(each.method == "PATCH" and "/messages/" in each.path for each in discord.requests)


async def test_a_person_who_is_no_more_is_tried_once_an_hour_and_given_up(wire: Wire) -> None:
    world = wire.discord.world
    await wire.alert(by=world.member, directly=True)
    await wire.alert()
    gone = wire.discord.faults.fail("POST", "/users/@me/channels$", 400, times=9999, code=50033)
    wire.publish_storm("Aldermouth")
    for _ in range(3):
        await wire.round()
    assert gone.hits == 1
    await wire.round(1.1 * HOUR)
    assert gone.hits == 2
    await wire.round(72 * HOUR)
    tried = gone.hits
    await wire.round(1.1 * HOUR)
    assert gone.hits == tried
    assert len(wire.posts()) == 1


async def test_a_limit_of_an_hour_holds_up_no_other_news(wire: Wire) -> None:
    discord, world = wire.discord, wire.discord.world
    await wire.alert(where=world.announcements)
    await wire.alert()
    limited = discord.faults.throttle("POST", "/crosspost$", HOUR, times=99)
    wire.publish_storm("Aldermouth")
    await wire.round()
    wire.publish_storm("Veldrun", 5)
    await wire.round()
    assert len(wire.posts()) == 2
    assert discord.state.crossposts == []
    assert limited.hits == 1
    limited.times = 0
    await wire.round(1.1 * HOUR)
    assert len(discord.state.crossposts) == 2
