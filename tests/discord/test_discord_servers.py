"""A walk with three servers, two admins and a stranger: each server its own newsroom."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom import Newsroom, running
from standin import Attachment, Guild, Interaction, StandIn
from standin.messages import Button

QUESTION = "When does the Alster ferry start again?"
TRUE = Attachment("ferry.md", b"# The ferry\n\nThe Alster ferry starts again on May 20, 2025.\n")
FALSE = Attachment("false.md", b"# The ferry\n\nThe Alster ferry starts again on June 30, 2025.\n")


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    """A running bot in the first server; after each test: no rule broken, nothing unexpected."""
    async with StandIn(rate_limits=False) as standin, running(room, standin, "Traceback"):
        yield standin
        assert standin.violations == []


async def add_server(discord: StandIn, name: str = "Rivals") -> Guild:
    """A second server, which the neighbour owns and manages."""
    guild = discord.world.new_guild(name, discord.world.neighbour)
    await discord.add_bot(guild)
    return guild


async def answer(discord: StandIn, guild: Guild | None = None) -> str:
    where = guild.channels[0] if guild else None
    return (await discord.slash("ask", question=QUESTION, where=where)).plain


async def test_what_one_server_adds_no_other_reads(discord: StandIn) -> None:
    world = discord.world
    second, third = await add_server(discord), await add_server(discord, "Strangers")
    there = second.channels[0]
    before = await answer(discord, third)
    await discord.slash("coverage add", file=TRUE, by=world.manager)
    await discord.slash("coverage add", file=FALSE, by=world.neighbour, where=there)
    assert "May 20, 2025" in await answer(discord)
    assert "June 30" not in await answer(discord)
    assert "June 30, 2025" in await answer(discord, second)
    assert await answer(discord, third) == before
    # Direct messages and an app that somebody brought along read the base alone.
    private = await discord.dm(QUESTION)
    personal = await discord.slash("ask", question=QUESTION, personal=True)
    for text in (private.plain, personal.plain):
        assert "May 20, 2025" not in text
        assert "June 30" not in text


async def test_log_status_and_suggestions_are_the_servers_own(discord: StandIn) -> None:
    world = discord.world
    second = await add_server(discord)
    there = second.channels[0]
    await discord.slash("coverage add", file=TRUE, by=world.manager)
    log = await discord.slash("coverage log", by=world.neighbour, where=there)
    assert "manuel" not in log.plain
    assert "ferry" not in log.plain
    status = await discord.slash("coverage status", by=world.neighbour, where=there)
    assert "9 articles" in status.plain
    assert "0 of them this server's own" in status.plain
    own = await discord.slash("coverage status", by=world.manager)
    assert "10 articles" in own.plain
    assert "1 of them this server's own" in own.plain
    removing = "coverage remove", "article", ""
    assert await discord.autocomplete(*removing, by=world.neighbour, where=there) == []
    (found,) = await discord.autocomplete(*removing, by=world.manager)
    assert "ferry" in found.name


async def test_a_button_undoes_nothing_in_another_server(discord: StandIn) -> None:
    world = discord.world
    second = await add_server(discord)
    added = await discord.slash("coverage add", file=TRUE, by=world.manager)
    undo = next(button for button in added.buttons if "Undo" in button.label)
    refused = await press_elsewhere(discord, undo, second)
    assert refused.plain == "That button belongs to another server."
    assert "May 20, 2025" in await answer(discord)
    await discord.click(added.message, "Undo", by=world.manager)
    assert "May 20, 2025" not in await answer(discord)


async def press_elsewhere(discord: StandIn, button: Button, guild: Guild) -> Interaction:
    """A forged click: a button of one server, used in another by who manages that."""
    forged = await discord.say("look", where=guild.channels[0])
    row = {"type": 1, "components": [{"type": 2, "style": 2, "custom_id": button.custom_id}]}
    forged.fill({"components": [row]})
    forged.author = discord.world.bot
    return await discord.click(forged, str(button.custom_id), by=discord.world.neighbour)


async def test_only_operators_change_the_base(discord: StandIn, room: Newsroom) -> None:
    world = discord.world
    for person in (world.manager, world.member):
        refused = await discord.slash("coverage add", file=FALSE, by=person, base=True)
        assert "Only whoever runs this bot" in refused.plain
    assert not await discord.autocomplete(
        "coverage remove", "article", "", by=world.manager, base=True
    )
    await discord.slash("coverage add", file=TRUE, by=world.admin, base=True)
    assert (room.coverage / "ferry.md").exists()
    assert "May 20, 2025" in await answer(discord, await add_server(discord))


async def test_a_removed_bot_keeps_the_data_for_a_while(discord: StandIn, room: Newsroom) -> None:
    second = await add_server(discord)
    there, by = second.channels[0], discord.world.neighbour
    await discord.slash("coverage add", file=FALSE, by=by, where=there)
    left = room.data / "servers" / str(second.id) / "left"
    await discord.remove_bot(second)
    await discord.until(left.exists, "note of the day")
    await discord.add_bot(second)
    await discord.until(lambda: not left.exists(), "note taken back")
    assert "June 30, 2025" in await answer(discord, second)


async def test_export_gives_an_admin_all_of_theirs(discord: StandIn) -> None:
    world = discord.world
    await discord.slash("coverage add", file=TRUE, by=world.manager)
    refused = await discord.slash("coverage export")
    assert "Only admins" in refused.plain
    sent = await discord.slash("coverage export", by=world.manager)
    assert sent.ephemeral
    (file,) = sent.message.attachments
    with zipfile.ZipFile(io.BytesIO(discord.state.files[file["id"]])) as archive:
        assert "articles/ferry.md" in archive.namelist()
        assert b"manuel" in archive.read("log.jsonl")


async def test_a_server_that_is_not_named_is_left(tmp_path: Path) -> None:
    async with StandIn() as discord:
        named = {"discord": {"servers": [discord.world.guild_id]}}
        async with Newsroom(tmp_path / "other", named).bot(discord) as bot:
            await bot.ready()
            second = discord.world.new_guild("Rivals", discord.world.neighbour)
            await discord.add_bot(second)
            await discord.until(lambda: second not in discord.world.guilds, "leaving")
            said = [each.text for each in discord.messages if each.channel in second.channels]
            assert "not set up to serve this server" in said[0]
            assert "9 articles" in (await discord.slash("sources")).plain
            assert "serving every server" not in bot.output
        assert discord.violations == []


async def test_an_open_bot_says_how_to_close_it(room: Newsroom) -> None:
    async with StandIn() as discord, room.bot(discord) as bot:
        await bot.ready()
        await asyncio.sleep(0)
        await discord.until(lambda: "serving every server that adds this bot" in bot.output, "it")
