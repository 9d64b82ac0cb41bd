"""/privacy, /forget, the Delete button, and the welcome, with run_bot.py as a process."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from newsroom import Newsroom, running
from standin import Guild, Message, StandIn

QUESTION = "When is the parade?"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    """A running bot; after each test: nothing broke Discord's rules, nothing unexpected."""
    async with StandIn(rate_limits=False) as standin, running(room, standin, "Traceback") as bot:
        # Servers that come before that belong to the start, as Discord sends them the same way.
        await standin.until(lambda: "ready as" in bot.output, "end of the start")
        yield standin
        assert standin.violations == []


async def test_who_asked_deletes_the_answer_and_others_do_not(discord: StandIn) -> None:
    world = discord.world
    asked = await discord.slash("ask", question=QUESTION)
    refused = await discord.click(asked.message, "Delete", by=world.neighbour)
    assert refused.ephemeral
    assert "Only who asked" in refused.plain
    replied = await discord.mention(QUESTION)
    for answer in (asked.message, replied):
        assert not answer.deleted
        await discord.click(answer, "Delete")
        await discord.until(partial(getattr, answer, "deleted"), "deletion")


async def test_who_keeps_order_deletes_answers_and_their_buttons_end(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=QUESTION)
    answer = asked.message
    copy = Message(discord.world.snowflakes.next(), asked.channel, discord.world.bot)
    copy.fill({"components": answer.components, "flags": answer.flags})
    discord.state.add(copy)
    await discord.click(answer, "Delete", by=discord.world.admin)
    await discord.until(lambda: answer.deleted, "deletion")
    assert "expired" in (await discord.click(copy, "Sources")).plain
    assert offered(answer)
    assert "expired" in (await discord.click(copy, offered(answer)[0])).plain


def offered(answer: Message) -> list[str]:
    """The ids of the stories that an answer offers to choose from, questions of their own."""
    ids = [str(button.custom_id) for button in answer.buttons]
    return [each for each in ids if each.startswith("choice:")]


async def test_nobody_is_a_moderator_in_direct_messages(discord: StandIn) -> None:
    answer = await discord.dm(QUESTION)
    await discord.click(answer, "Delete")
    await discord.until(lambda: answer.deleted, "deletion")


async def test_privacy_and_forget_are_for_everybody_everywhere(discord: StandIn) -> None:
    world = discord.world
    private = world.dm_with(world.member)
    for where in (world.general, private):
        told = await discord.slash("privacy", where=where)
        assert told.ephemeral
        assert "Kept for 90 days" in told.plain
    answers = [
        (await discord.slash("ask", question=QUESTION)).message,
        await discord.dm(QUESTION),
    ]
    other = await discord.slash("ask", question=QUESTION, by=world.neighbour)
    await discord.click(other.message, "👍")
    await discord.click(answers[0], "👎", by=world.neighbour)
    forgotten = await discord.slash("forget")
    assert forgotten.ephemeral
    questions = len(answers) + sum(len(offered(each)) for each in answers)
    assert f"Deleted: {questions} questions and 1 vote of yours." in forgotten.plain
    for answer in answers:
        assert "expired" in (await discord.click(answer, "Sources")).plain
    assert "expired" not in (await discord.click(other.message, "Sources")).plain
    assert "0 questions and 0 votes" in (await discord.slash("forget")).plain
    status = await discord.slash("coverage status", by=world.admin, base=True)
    assert "👍 0 · 👎 0" in status.plain


async def test_forgetting_ends_a_conversation_in_direct_messages(discord: StandIn) -> None:
    await discord.dm("When does Xi visit Moscow?")
    assert "Understood as" in (await discord.dm("who invited him?")).plain
    await discord.slash("forget")
    assert "Understood as" not in (await discord.dm("who invited him?")).plain


def welcomes(discord: StandIn) -> list[Message]:
    return [each for each in discord.messages if "Thank you for adding me" in each.text]


async def joined(discord: StandIn) -> Guild:
    guild = discord.world.new_guild("Rivals", discord.world.neighbour)
    await discord.add_bot(guild)
    return guild


async def test_a_new_server_is_welcomed_once(discord: StandIn, room: Newsroom) -> None:
    world = discord.world
    guild = await joined(discord)
    await discord.until(lambda: bool(welcomes(discord)), "welcome")
    (welcome,) = welcomes(discord)
    assert welcome.channel == world.dm_with(world.neighbour)
    assert "adding me to Rivals" in welcome.plain
    for step in ("1. /sources", "2. Ask: /ask", "3. /settings"):
        assert step in welcome.plain
    await discord.gateway.invalidate(resumable=False)
    await discord.until(lambda: len(discord.gateway.identifies) == 2, "new session")
    await discord.remove_bot(guild)
    await discord.add_bot(guild)
    await discord.slash("help", where=guild.channels[0])
    assert len(welcomes(discord)) == 1


async def test_a_server_that_comes_during_an_outage_is_welcomed_then(discord: StandIn) -> None:
    await discord.slash("help")
    rivals = discord.world.new_guild("Rivals", discord.world.neighbour)
    discord.world.join(rivals)  # nobody tells the bot
    await discord.gateway.invalidate(resumable=False)
    await discord.until(lambda: bool(welcomes(discord)), "welcome")
    assert len(welcomes(discord)) == 1


async def test_the_servers_own_at_the_start_are_not_welcomed(discord: StandIn) -> None:
    await discord.slash("help")
    assert welcomes(discord) == []


async def test_servers_in_an_outage_keep_no_other_from_its_welcome(room: Newsroom) -> None:
    async with StandIn(rate_limits=False) as discord:
        world = discord.world
        down, rivals = (world.new_guild(name, world.neighbour) for name in ("Down", "Rivals"))
        world.guilds.insert(0, down)
        world.join(rivals)
        discord.state.down.add(down.id)
        async with running(room, discord, "Traceback"):
            await discord.until(lambda: bool(welcomes(discord)), "welcome")
            assert "adding me to Rivals" in welcomes(discord)[0].plain


async def test_who_added_the_bot_is_told_by_the_audit_log(discord: StandIn) -> None:
    world = discord.world
    guild = world.new_guild("Rivals", world.neighbour, added_by=world.editor)
    await discord.add_bot(guild)
    await discord.until(lambda: bool(welcomes(discord)), "welcome")
    assert welcomes(discord)[0].channel == world.dm_with(world.editor)


async def test_where_nobody_can_be_written_to_the_system_channel_is(discord: StandIn) -> None:
    world = discord.world
    guild = world.new_guild("Rivals", world.neighbour, has_system_channel=True)
    world.closed_dms.add(world.neighbour.id)
    await discord.add_bot(guild)
    await discord.until(lambda: bool(welcomes(discord)), "welcome")
    assert welcomes(discord)[0].channel == guild.channels[0]


async def test_settings_outlive_a_restart_and_so_does_their_panel(
    tmp_path: Path, room: Newsroom
) -> None:
    async with StandIn(rate_limits=False) as discord:
        by = discord.world.manager
        async with room.bot(discord) as bot:
            await bot.ready()
            panel = (await discord.slash("settings", by=by)).message
            await discord.choose(panel, "length", "short", by=by)
            assert "whoever runs me has not switched them on" in panel.plain
            assert await bot.stop() == 0
        async with room.bot(discord) as bot:
            await asyncio.sleep(0)
            await bot.ready()
            form = await discord.choose(panel, "command", "timeline", by=by)
            await discord.submit(form, who="admins")
            assert "only admins may use /timeline" in (await discord.slash("timeline")).plain
            sent = await discord.click(panel, "Export", by=by)
            (file,) = sent.message.attachments
            kept = discord.state.files[file["id"]]
            assert b"\nanswer_length: short\n" in kept
            assert b"timeline: admins\n" in kept
        assert discord.violations == []
