"""The stand-in's gateway: drops, resumes, lost sessions, intents, shards."""

import asyncio

import discord as library
import pytest
from small_bot import SmallBot
from standin import StandIn, pointed_at, running


async def test_resume_after_a_drop(discord: StandIn) -> None:
    async with running(SmallBot(), discord):
        await discord.gateway.drop()
        asked = await discord.slash("echo", text="back")
        assert asked.text == "back"
        assert (discord.gateway.resumes, len(discord.gateway.identifies)) == (1, 1)
        assert discord.gateway.connects[-1] == "/gateway/resume"


async def test_events_missed_are_replayed(discord: StandIn) -> None:
    bot = SmallBot()
    async with running(bot, discord):
        await discord.gateway.drop()
        message = discord.world.bot.mention + " while away"
        asked = await discord.say(message, at_once=True)
        assert (await discord.answer_to(asked)).text == f"You said {message}"


async def test_reconnect_asked_by_the_gateway(discord: StandIn) -> None:
    async with running(SmallBot(), discord):
        await discord.gateway.reconnect()
        await discord.until(lambda: discord.gateway.resumes == 1, "resume")
        assert (await discord.slash("echo", text="again")).text == "again"


@pytest.mark.parametrize("resumable", [True, False])
async def test_invalid_session(discord: StandIn, resumable: bool) -> None:
    async with running(SmallBot(), discord):
        await discord.gateway.invalidate(resumable=resumable)
        gateway = discord.gateway
        await discord.until(lambda: gateway.resumes + len(gateway.identifies) == 2, "session")
        assert (await discord.slash("echo", text="again")).text == "again"
        assert gateway.resumes == resumable


async def test_privileged_intent_not_granted(discord: StandIn) -> None:
    with pytest.raises(library.PrivilegedIntentsRequired):
        async with running(SmallBot(content=True), discord):
            pass


async def test_wrong_token(discord: StandIn) -> None:
    with pytest.raises(library.LoginFailure):
        async with running(SmallBot(), discord, token="wrong"):
            pass


@pytest.mark.parametrize("granted", [False, True])
async def test_content_is_hidden_without_the_intent(granted: bool) -> None:
    bot = SmallBot(content=granted)
    async with StandIn(message_content=granted) as discord, running(bot, discord):
        mention = f"{discord.world.bot.mention} hello"
        await discord.say("not for you")
        await discord.mention("hello")
        await discord.dm("private")
        expected = ["not for you" if granted else "", mention, f"You said {mention}"]
        assert [*bot.heard[:3], bot.heard[3]] == [*expected, "private"]
        assert discord.violations == []


async def test_shards(discord: StandIn) -> None:
    discord.state.shards = 2
    bot = SmallBot()
    async with running(bot, discord):
        assert bot.shard_count == 2
        assert [each["shard"] for each in discord.gateway.identifies] == [[0, 2], [1, 2]]
        assert (await discord.slash("echo", text="guild")).text == "guild"
        assert (await discord.dm("hello")).text == "You said hello"
    assert discord.violations == []


async def test_too_many_events_close_the_socket(discord: StandIn) -> None:
    bot = SmallBot()
    async with running(bot, discord):
        for number in range(125):
            shard = bot.get_shard(0)
            assert shard is not None
            frame = {"op": 3, "d": {"status": "online", "afk": False, "since": number}}
            try:
                await shard._parent.ws.socket.send_json(frame)
            except (ConnectionError, RuntimeError):
                break
        await discord.until(lambda: bool(discord.violations), "violation")
        await asyncio.sleep(0)
    assert {violation.rule for violation in discord.violations} == {"gateway"}


async def test_too_many_that_identify_at_once_are_turned_away() -> None:
    async with StandIn(shards=2, max_concurrency=1) as discord:
        bot = SmallBot()  # which never waits, so that its second shard gets no session
        with pointed_at(discord):
            starting = asyncio.create_task(bot.start(discord.token))
            await discord.until(lambda: bool(discord.violations), "violation")
            await bot.close()
            await asyncio.gather(starting, return_exceptions=True)
        assert "shard 1 identified" in discord.violations[0].detail
    async with StandIn(shards=2, max_concurrency=2) as discord:
        async with running(SmallBot(), discord):
            pass
        assert discord.violations == []
