"""Rights that the bot lacks, threads that are closed, servers that go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from standin import Channel, StandIn
from standin.world import ATTACH, EMBED, HISTORY, SEND, SEND_IN_THREADS, VIEW

from .fault import QUESTION, Stage, fault, seen

PLACES = "rights and places"
TOLD = (
    "“I could not answer you in #channel, for I lack {} there. /ask works there all the same, or "
    "ask me here. Somebody who manages the server can give me the right.”"
)
LOST = "nothing: it is told, once, and /ask answers"


@asynccontextmanager
async def _without(stage: Stage, channel: Channel, rights: int) -> AsyncIterator[None]:
    """The bot without rights in a channel."""
    await stage.discord.deny(channel, rights)
    try:
        yield
    finally:
        await stage.discord.deny(channel, 0)


async def _told(stage: Stage, where: Channel) -> str:
    """What is seen of a question where the bot may not write; asked again nothing, but of `/ask`
    the answer."""
    told = await stage.mention(where=where)
    assert await stage.silence(await stage.say(where=where)) == "nothing"
    asked = await stage.discord.slash("ask", question=QUESTION, where=where)
    assert seen(asked.plain) == "the answer"
    return told


@fault(PLACES, "Send Messages is missing", TOLD.format("Send Messages"), LOST)
async def no_sending(stage: Stage) -> str:
    where = stage.discord.world.ask
    async with _without(stage, where, SEND):
        return await _told(stage, where)


@fault(PLACES, "View Channel is taken away before the answer", TOLD.format("View Channel"), LOST)
async def no_view(stage: Stage) -> str:
    where = stage.discord.world.general
    async with _without(stage, where, VIEW):
        return await _told(stage, where)


@fault(
    PLACES,
    "Send Messages in Threads is missing",
    TOLD.format("Send Messages in Threads"),
    LOST,
)
async def no_sending_in_threads(stage: Stage) -> str:
    where = stage.discord.world.general
    async with _without(stage, where, SEND_IN_THREADS):
        return await _told(stage, stage.discord.world.thread)


@fault(PLACES, "Embed Links is missing; answers have none")
async def no_embeds(stage: Stage) -> str:
    where = stage.discord.world.ask
    async with _without(stage, where, EMBED):
        return await stage.mention(where=where)


@fault(PLACES, "Read Message History is missing; the answer is no reply")
async def no_history(stage: Stage) -> str:
    where = stage.discord.world.ask
    async with _without(stage, where, HISTORY):
        return await stage.mention(where=where)


@fault(
    PLACES,
    "Attach Files is missing; `/timeline` is asked",
    "the timeline, with why it has no picture",
    "the picture",
)
async def no_attachments(stage: Stage) -> str:
    where = stage.discord.world.ask
    async with _without(stage, where, ATTACH):
        asked = await stage.discord.slash("timeline", where=where)
    assert not asked.message.attachments
    assert "May 2025" in asked.plain
    why = "No picture: I lack Attach Files here." in asked.plain
    return "the timeline, with why it has no picture" if why else asked.plain


@fault(PLACES, "the thread is archived before the answer, which opens it again")
async def archived(stage: Stage) -> str:
    discord, thread = stage.discord, stage.discord.world.thread
    held = discord.faults.delay("POST", rf"/channels/{thread.id}/messages$", 1.0)
    asked = await stage.say(where=thread)
    await discord.until(lambda: bool(held.hits), "answer")
    await discord.archive(thread)
    told = await stage.seen_after(asked)
    assert thread.id not in discord.world.archived
    return told


@fault(
    PLACES,
    "the thread is archived and locked",
    "“I could not answer you in #channel, for that thread is locked. Please ask me in another "
    "channel, or here.”",
    "nothing: it is told",
)
async def locked(stage: Stage) -> str:
    world = stage.discord.world
    await stage.discord.archive(world.post, locked=True)
    try:
        return await stage.mention(where=world.post)
    finally:
        world.locked.clear()
        world.archived.clear()


@fault(PLACES, "asked in a post of a forum")
async def forum(stage: Stage) -> str:
    return await stage.mention(where=stage.discord.world.post)


@fault(
    PLACES, "the server removes the bot before the answer", "nothing", "nothing: nobody is there"
)
async def removed(stage: Stage) -> str:
    discord = stage.discord
    # Until then a server that comes is one of those that were there at the start.
    await discord.until(lambda: "ready as" in stage.bot.output, "end of the start")
    guild = discord.world.new_guild("Passing", discord.world.manager)
    await discord.add_bot(guild)
    await discord.until(lambda: "Passing" in _welcomes(discord), "welcome")
    held = discord.faults.delay("POST", rf"/channels/{guild.channels[0].id}/messages$", 1.0)
    asked = await stage.say(where=guild.channels[0])
    await discord.until(lambda: bool(held.hits), "answer")
    await discord.remove_bot(guild)
    told = await stage.silence(asked)
    assert await stage.mention() == "the answer"
    return told


def _welcomes(discord: StandIn) -> str:
    return " ".join(each.plain for each in discord.messages if each.channel.is_dm)
