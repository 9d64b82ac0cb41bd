"""Faults of the PostgreSQL server that the state is on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import aiohttp
import postgres
from required import POSTGRESQL, lacking
from standin import BotProcess, Message

from .fault import QUESTION, Stage, fault

SERVER = "PostgreSQL"
MOST_SECONDS = 5.0  # for the bot's end
UNREAD = "What I keep cannot be read at the moment."
# These faults are played one after the other. Not among those that systems give to clients.
_PORT = 20_947


@asynccontextmanager
async def _on_a_server(
    stage: Stage,
) -> AsyncIterator[tuple[postgres.PostgreSQL, BotProcess, Message]]:
    """A bot with its state on a server, and an answer of it."""
    if postgres.programs() is None:
        lacking(POSTGRESQL, "needs PostgreSQL's server (Debian: postgresql)")
    with postgres.running() as server:
        url, listen = server.new_database(), f"127.0.0.1:{_PORT}"
        async with stage.starting(DATELINE_STATE_URL=url, DATELINE_METRICS_LISTEN=listen) as bot:
            await bot.ready()
            asked = await stage.discord.slash("ask", question=QUESTION)
            yield server, bot, asked.message
            assert "Traceback" not in bot.output


async def _vote(stage: Stage, answer: Message) -> str:
    return (await stage.discord.click(answer, "👍")).plain


async def _figures() -> str:
    """What is measured of the bot."""
    address = f"http://127.0.0.1:{_PORT}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert response.status == HTTPStatus.OK
        return await response.text()


async def _voted_again(stage: Stage, answer: Message) -> None:
    """Waits until a vote is kept."""
    for _ in range(20):
        if "Glad it helped" in await _vote(stage, answer):
            return
        await asyncio.sleep(0.5)
    raise AssertionError("no vote was kept once the server was back")


@fault(SERVER, "PostgreSQL hangs (SIGSTOP); asked in three ways, and voted", alone=True)
async def hanging(stage: Stage) -> str:
    async with _on_a_server(stage) as (server, bot, answer):
        with server.hanging():
            told = [await stage.slash(), await stage.mention(), await stage.slash(private=True)]
            assert UNREAD in await _vote(stage, answer)
            log = await stage.discord.slash("coverage log", by=stage.discord.world.admin)
            assert UNREAD in log.plain
            assert "dateline_articles " in await _figures()
        await _voted_again(stage, answer)
        assert "dateline_feed_failures" in await _figures()
        with server.hanging():
            assert await stage.slash() == told[0]
            began = time.monotonic()
            assert await bot.stop() == 0
            assert time.monotonic() - began < MOST_SECONDS
    return told[0] if len(set(told)) == 1 else str(told)


@fault(SERVER, "PostgreSQL is stopped; asked in three ways, and voted", alone=True)
async def gone(stage: Stage) -> str:
    async with _on_a_server(stage) as (server, bot, answer):
        server.control("stop", "-m", "immediate")
        told = [await stage.slash(), await stage.mention(), await stage.slash(private=True)]
        assert UNREAD in await _vote(stage, answer)
        server.control("start", "-l", str(server.folder / "log"))
        await _voted_again(stage, answer)
        assert await bot.stop() == 0
    return told[0] if len(set(told)) == 1 else str(told)
