"""Faults of single requests to Discord's REST API."""

from __future__ import annotations

import asyncio

from standin import Attachment

from .fault import QUESTION, Stage, fault, seen

REST = "REST"
MESSAGES, CALLBACK, ORIGINAL = r"/channels/\d+/messages$", "/callback$", "/messages/@original$"
LATE = 4.0  # seconds, more than Discord waits for a first response


@fault(REST, "429 for a message, its bucket is full")
async def full_bucket(stage: Stage) -> str:
    stage.discord.faults.throttle("POST", MESSAGES, 0.3, times=2)
    return await stage.mention()


@fault(REST, "429 for a message, the global limit")
async def global_limit(stage: Stage) -> str:
    stage.discord.faults.throttle("POST", MESSAGES, 0.3, times=2, everywhere=True)
    return await stage.mention()


@fault(REST, "429 for a message without Via, as Cloudflare answers")
async def banned_message(stage: Stage) -> str:
    stage.discord.faults.throttle("POST", MESSAGES, 1.0, via=False)
    return await stage.mention()


@fault(REST, "429 for a first response, its bucket is full")
async def full_bucket_of_interaction(stage: Stage) -> str:
    stage.discord.faults.throttle("POST", CALLBACK, 0.3)
    return await stage.slash()


@fault(REST, "429 for a first response without Via")
async def banned_interaction(stage: Stage) -> str:
    stage.discord.faults.throttle("POST", CALLBACK, 1.0, via=False)
    return await stage.slash()


@fault(REST, "502 twice for a message")
async def bad_gateway(stage: Stage) -> str:
    stage.discord.faults.fail("POST", MESSAGES, 502, times=2)
    return await stage.mention()


@fault(REST, "503 twice for a message")
async def unavailable(stage: Stage) -> str:
    stage.discord.faults.fail("POST", MESSAGES, 503, times=2)
    return await stage.mention()


@fault(REST, "500 once for a first response")
async def failed_response(stage: Stage) -> str:
    stage.discord.faults.fail("POST", CALLBACK, 500)
    return await stage.slash()


@fault(REST, "500 for every first response until Discord no longer waits")
async def failing_responses(stage: Stage) -> str:
    stage.discord.faults.fail("POST", CALLBACK, 500, times=2)
    stage.discord.faults.delay("POST", CALLBACK, LATE)
    return await _late(stage)


@fault(REST, "a first response arrives late; the answer goes to the channel")
async def late_response(stage: Stage) -> str:
    stage.discord.faults.delay("POST", CALLBACK, LATE)
    return await _late(stage)


@fault(
    REST,
    "the first response of a private answer arrives late",
    "nothing but Discord's own “did not respond”",
    "the private answer, which nobody else may see",
)
async def late_private_response(stage: Stage) -> str:
    stage.discord.faults.delay("POST", CALLBACK, LATE)
    told = await _late(stage, private=True)
    return "nothing but Discord's own “did not respond”" if told == "nothing" else told


async def _late(stage: Stage, *, private: bool = False) -> str:
    discord = stage.discord
    asking = asyncio.create_task(discord.slash("ask", question=QUESTION, private=private))
    before = len(discord.requests)
    await discord.until(
        lambda: any(each.status == 404 for each in discord.requests[before:]), "late response"
    )
    # Discord's reader is told that the bot did not respond, and its judge of payloads so too.
    told = await stage.answer_to(await asking)
    discord.violations[:] = [
        each for each in discord.violations if each.rule not in ("late", "no response")
    ]
    return told


@fault(REST, "a message is taken after five seconds")
async def slow_message(stage: Stage) -> str:
    stage.discord.faults.delay("POST", MESSAGES, 5.0)
    return await stage.mention()


@fault(REST, "the connection drops before a message is taken")
async def dropped_message(stage: Stage) -> str:
    stage.discord.faults.drop("POST", MESSAGES)
    return await stage.mention()


@fault(REST, "the connection drops after a message is taken")
async def cut_message(stage: Stage) -> str:
    stage.discord.faults.cut("POST", MESSAGES)
    return await stage.mention()


@fault(REST, "the connection drops before a first response is taken")
async def dropped_response(stage: Stage) -> str:
    stage.discord.faults.drop("POST", CALLBACK)
    return await stage.slash()


@fault(REST, "the connection drops after a first response is taken")
async def cut_response(stage: Stage) -> str:
    stage.discord.faults.cut("POST", CALLBACK)
    told = await stage.slash()
    stage.discord.violations[:] = [
        each for each in stage.discord.violations if each.rule != "acknowledged twice"
    ]
    return told


@fault(REST, "the connection drops twice while a thinking bot's answer is put in", alone=True)
async def dropped_edit(stage: Stage) -> str:
    stage.discord.faults.drop("PATCH", ORIGINAL)
    stage.discord.faults.cut("PATCH", ORIGINAL)
    stage.room.write_many(20_000)  # so that the coverage is not yet open when it is asked
    async with stage.starting() as bot:
        await bot.ready()
        asked = await stage.discord.slash("ask", question=QUESTION)
        assert asked.deferred
        return await stage.answer_to(asked)


@fault(REST, "the question is deleted before it is answered")
async def deleted_question(stage: Stage) -> str:
    stage.discord.faults.delay("POST", MESSAGES, 0.5)
    asked = await stage.say()
    asked.deleted = True
    return await stage.seen_after(asked)


@fault(REST, "the channel is deleted before the answer", "nothing", "nothing: nobody is there")
async def deleted_channel(stage: Stage) -> str:
    gone = stage.discord.faults.fail("POST", MESSAGES, 404, code=10003)
    asked = await stage.say()
    await stage.discord.until(lambda: bool(gone.hits), "answer")
    return await stage.silence(asked)


@fault(
    REST,
    "an attachment is gone before it is read",
    "“Discord no longer has ferry.txt. Nothing was changed; please attach it again.”",
    "nothing: it is told",
)
async def gone_attachment(stage: Stage) -> str:
    discord = stage.discord
    discord.state.loses_files = True
    try:
        file = Attachment("ferry.txt", b"The ferry starts again on May 20, 2025.")
        asked = await discord.slash("coverage add", file=file, by=discord.world.admin)
    finally:
        discord.state.loses_files = False
    return seen(asked.plain)
