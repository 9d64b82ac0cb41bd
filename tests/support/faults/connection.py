"""Faults of the connection to Discord's gateway."""

from __future__ import annotations

from standin import BotProcess

from .fault import Stage, fault

GATEWAY = "gateway"
# Takes a gateway for dead after two seconds without a word, instead of sixty.
IMPATIENT = """
import discord.state
start = discord.state.ConnectionState.__init__
def impatient(self, **options):
    start(self, **options)
    self.heartbeat_timeout = 2.0
discord.state.ConnectionState.__init__ = impatient
"""


@fault(GATEWAY, "the connection drops; asked meanwhile")
async def dropped(stage: Stage) -> str:
    resumes = stage.discord.gateway.resumes
    await stage.discord.gateway.drop()
    told = await stage.mention(at_once=True)
    assert stage.discord.gateway.resumes == resumes + 1
    return told


@fault(GATEWAY, "a reconnect is asked for")
async def reconnect(stage: Stage) -> str:
    resumes = stage.discord.gateway.resumes
    await stage.discord.gateway.reconnect()
    told = await stage.mention(at_once=True)
    assert stage.discord.gateway.resumes == resumes + 1
    return told


@fault(GATEWAY, "the session is invalid, but may be resumed")
async def invalid_but_resumable(stage: Stage) -> str:
    resumes = stage.discord.gateway.resumes
    await stage.discord.gateway.invalidate(resumable=True)
    await stage.discord.until(lambda: stage.discord.gateway.resumes > resumes, "resume")
    return await stage.mention()


@fault(GATEWAY, "the session is invalid; asked once there is a new one")
async def invalid(stage: Stage) -> str:
    identifies = len(stage.discord.gateway.identifies)
    await stage.discord.gateway.invalidate(resumable=False)
    await stage.discord.until(
        lambda: len(stage.discord.gateway.identifies) > identifies, "new session"
    )
    return await stage.mention()


async def _closed(stage: Stage, code: int) -> str:
    connects = len(stage.discord.gateway.connects)
    await stage.discord.gateway.close(code)
    await stage.discord.until(
        lambda: len(stage.discord.gateway.connects) > connects, "new connection"
    )
    return await stage.slash()


@fault(GATEWAY, "closed with 4000, an unknown error")
async def unknown_error(stage: Stage) -> str:
    return await _closed(stage, 4000)


@fault(GATEWAY, "closed with 4008, too many events")
async def too_many_events(stage: Stage) -> str:
    return await _closed(stage, 4008)


@fault(GATEWAY, "closed with 4009, the session timed out")
async def timed_out(stage: Stage) -> str:
    return await _closed(stage, 4009)


@fault(GATEWAY, "a heartbeat is not answered; asked meanwhile", alone=True)
async def unanswered_heartbeat(stage: Stage) -> str:
    stage.discord.state.heartbeat_interval = 0.5
    async with stage.starting(stage.room.program(IMPATIENT)) as bot:
        await bot.ready()
        stage.discord.gateway.fall_silent()
        told = await stage.mention()
        assert stage.discord.gateway.resumes == 1
        return told


async def _ended(bot: BotProcess, told: str) -> str:
    assert await bot.wait() == 1
    assert told in bot.output
    assert "Traceback" not in bot.output
    return "nothing; the bot ends and its log says what to do"


@fault(
    GATEWAY,
    "closed with 4004: the token was changed",
    "nothing; the bot ends and its log says what to do",
    "what is asked until the operator acts",
    alone=True,
)
async def token_changed(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        await stage.discord.gateway.close(4004)
        return await _ended(bot, "Copy it anew from the Bot page")


@fault(
    GATEWAY,
    "closed with 4014: an intent was taken away",
    "nothing; the bot ends and its log says what to do",
    "what is asked until the operator acts",
    alone=True,
)
async def intent_taken(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        await stage.discord.gateway.close(4014)
        return await _ended(bot, "Privileged Gateway Intents")
