"""Faults of the requests that end "is thinking …"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from .fault import NOTHING, QUESTION, SETTLED, Stage, fault, seen

DEFERRED = "deferred"
ORIGINAL, FOLLOWUP = "/messages/@original$", r"/webhooks/\d+/[^/]+$"
# Tells everybody to wait at once.
EAGER = """
from bot.discord import responding
responding.DEFER_AFTER = 0.0
"""


@asynccontextmanager
async def _eager(stage: Stage) -> AsyncIterator[None]:
    async with stage.starting(stage.room.program(EAGER)) as bot:
        await bot.ready()
        await stage.discord.slash("sources")  # waits for the coverage
        yield
        assert await bot.stop() == 0
        assert "Traceback" not in bot.output


async def _asked(stage: Stage, **options: Any) -> str:
    asked = await stage.discord.slash("ask", question=QUESTION, **options)
    assert asked.deferred
    return await stage.answer_to(asked)


@fault(DEFERRED, "502 twice while a thinking bot's answer is put in", alone=True)
async def bad_gateway(stage: Stage) -> str:
    async with _eager(stage):
        stage.discord.faults.fail("PATCH", ORIGINAL, 502, times=2)
        return await _asked(stage)


@fault(DEFERRED, "429 twice while a thinking bot's answer is put in", alone=True)
async def full_bucket(stage: Stage) -> str:
    async with _eager(stage):
        stage.discord.faults.throttle("PATCH", ORIGINAL, 0.3, times=2)
        return await _asked(stage)


@fault(
    DEFERRED,
    "502, then 429, for a thinking bot's refusal",
    "the refusal",
    alone=True,
)
async def failed_refusal(stage: Stage) -> str:
    async with _eager(stage):
        before = await _asked(stage, source="Nobody's Paper")
        stage.discord.faults.fail("POST", FOLLOWUP, 502)
        stage.discord.faults.throttle("POST", FOLLOWUP, 0.3)
        told = await _asked(stage, source="Nobody's Paper")
        return "the refusal" if told == before and "Nobody's Paper" in told else told


@fault(
    DEFERRED,
    "“is thinking …” is deleted before the answer is put in",
    "nothing",
    "nothing: who asked took it back",
    alone=True,
)
async def deleted(stage: Stage) -> str:
    async with _eager(stage):
        held = stage.discord.faults.delay("PATCH", ORIGINAL, 0.5)
        asking = asyncio.create_task(_asked(stage))
        await stage.discord.until(lambda: bool(held.hits), "answer")
        (thinking,) = (each for each in stage.discord.messages if each.loading)
        thinking.deleted = True
        return await asking


@fault(
    DEFERRED,
    "the answer is ready after 15 minutes (50027), and goes to the channel",
    alone=True,
)
async def outlived(stage: Stage) -> str:
    discord = stage.discord
    async with _eager(stage):
        discord.state.token_life = 0.3
        discord.faults.delay("PATCH", ORIGINAL, 0.5)
        before = len(discord.messages)
        asking = asyncio.create_task(discord.slash("ask", question=QUESTION))
        await discord.until(lambda: seen(*_said(stage, before)) != NOTHING, "answer")
        await asyncio.sleep(SETTLED)
        asking.cancel()  # "is thinking …" stays there
    discord.violations[:] = [each for each in discord.violations if each.rule != "token"]
    return seen(*_said(stage, before))


def _said(stage: Stage, before: int) -> list[str]:
    return [each.plain for each in stage.discord.messages[before:]]
