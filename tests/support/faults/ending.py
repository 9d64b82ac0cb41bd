"""Ends of the bot: what those see who wait, and what is there when it is started again."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from standin import Attachment, Channel

from .fault import QUESTION, SETTLED, THE_ANSWER, Stage, fault, seen

END = "end"
# A clock that a file puts forward, and looks at what is to be told several times a second.
FORWARD = """
import time
from pathlib import Path
now, ahead = time.time, Path({ahead!r})
time.time = lambda: now() + float(ahead.read_text())
from bot.discord.news.rounds import Rounds
Rounds._loop.change_interval(seconds=0.3)
"""
SETTINGS = """
time_zone: UTC
answer_length: short
digest: {{channel: {channel}, every: day, at: "{at}"}}
"""
STORM = "A storm hit Aldermouth on Monday and three people died there, the mayor said."
DUE, LATER = 120.0, 180.0  # seconds from now: a digest, and the time that the clock is put to
# What takes longer than anybody waits for the end.
SLOW = """
import time
from knowledge import Coverage
for name in ("timeline", "compare", "add_file", "archive"):
    setattr(Coverage, name, lambda *_, **__: time.sleep(60))
"""
ALL = 1000  # requests: more than there are
ASKING, MOST_SECONDS = 60, 5.0  # people who wait when the bot is stopped, and how long it may take
STOPPED = "“I am being stopped. Please try again in a minute.”"


@fault(
    END,
    f"stopped (SIGTERM) while {ASKING} wait",
    f"the answer, or {STOPPED}",
    "nothing: it is told",
    alone=True,
)
async def stopped(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        assert await stage.slash() == THE_ANSWER
        questions = [f"{QUESTION} {'Please. ' * number}" for number in range(ASKING)]
        asking = [
            asyncio.create_task(stage.discord.slash("ask", question=each)) for each in questions
        ]
        await asyncio.sleep(SETTLED)
        began = time.monotonic()
        assert await bot.stop() == 0
        assert time.monotonic() - began < MOST_SECONDS
        told = {seen(asked.plain) for asked in await asyncio.gather(*asking)}
        assert "Traceback" not in bot.output
    return f"the answer, or {STOPPED}" if told <= {THE_ANSWER, STOPPED} else str(told)


@fault(
    END,
    "stopped (SIGTERM) amid a timeline, a comparison, an export, and a file that is added",
    STOPPED,
    "nothing: it is told",
    alone=True,
)
async def stopped_in_the_middle(stage: Stage) -> str:
    discord = stage.discord
    async with stage.starting(stage.room.program(SLOW)) as bot:
        await bot.ready()
        await discord.slash("sources")  # waits for the coverage
        options: dict[str, dict[str, Any]] = {
            "coverage add": {"file": Attachment("ferry.txt", b"The ferry starts again on Monday.")},
            "coverage export": {},
            "timeline": {"topic": "Moscow"},
            "compare": {"topic": "When does Xi visit Moscow?"},
            "ask": {"question": QUESTION},  # waits for the two before
        }
        by = discord.world.admin
        asking = [
            asyncio.create_task(discord.slash(name, by=by, **given))
            for name, given in options.items()
        ]
        waiting = discord.state.interactions
        await discord.until(
            lambda: sum(each.deferred for each in waiting.values()) == len(asking), "thinking"
        )
        began = time.monotonic()
        assert await bot.stop() == 0
        assert time.monotonic() - began < MOST_SECONDS
        told = {seen(asked.plain) for asked in await asyncio.gather(*asking)}
        assert "Traceback" not in bot.output
    return ", or ".join(sorted(told))


@fault(END, "killed (SIGKILL) and started again; asked anew, old buttons pressed", alone=True)
async def killed(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        asked = await stage.discord.slash("ask", question=QUESTION)
        bot.kill()
        await bot.wait()
    async with stage.starting() as bot:
        await bot.ready()
        pressed = await stage.discord.click(asked.message, "Sources")
        assert "correction.md" in pressed.plain
        return await stage.mention()


@fault(
    END,
    "killed (SIGKILL) while an alert and a digest are posted, and started again",
    "the alert and the digest, once each; settings and alerts as before",
    alone=True,
)
async def killed_while_posting(stage: Stage) -> str:
    discord, world = stage.discord, stage.discord.world
    ahead = stage.room.folder / "ahead"
    program = stage.room.program(FORWARD.format(ahead=str(ahead)))
    before = await _run_until_killed(stage, program, ahead)
    # Discord refuses a second message of one key for some minutes, and the bot was down for longer.
    for message in discord.messages:
        message.nonce = None
    async with stage.starting(program) as bot:
        await bot.ready()
        after = await _chosen(stage)
        await discord.until(lambda: bool(_posts(stage, world.ask)), "digest")
        await asyncio.sleep(2 * SETTLED)
        assert "Traceback" not in bot.output
        assert await bot.stop() == 0
    assert after == before
    posts = [_posts(stage, each) for each in (world.general, world.ask)]
    assert [len(each) for each in posts] == [1, 1], posts
    assert all("Aldermouth" in told for (told,) in posts), posts
    return "the alert and the digest, once each; settings and alerts as before"


async def _run_until_killed(stage: Stage, program: Path, ahead: Path) -> list[str]:
    """What a server has set, once the bot is killed while it posts. The alert was taken and the bot
    has not heard of it, nor could it look; the digest was not taken."""
    discord, world = stage.discord, stage.discord.world
    _put_forward(stage, ahead, 0.0)
    async with stage.starting(program) as bot:
        await bot.ready()
        at = datetime.fromtimestamp(time.time() + DUE, UTC).strftime("%H:%M")
        settings = SETTINGS.format(channel=world.ask.id, at=at)
        file = Attachment("settings.yaml", settings.encode())
        await discord.slash("settings", file=file, by=world.admin)
        await discord.slash("alert add", about="storm", by=world.admin)
        chosen = await _chosen(stage)
        assert f"<#{world.ask.id}>" in chosen[0]
        assert "storm" in chosen[1]
        await discord.until(lambda: _has_begun(stage), "beginning of the digest")
        alert = discord.faults.cut("POST", f"/channels/{world.general.id}/messages$", ALL)
        look = discord.faults.drop("GET", "/messages$", ALL)
        digest = discord.faults.drop("POST", f"/channels/{world.ask.id}/messages$", ALL)
        stage.room.write("storm.txt", STORM)
        await discord.slash("coverage reload", base=True, by=world.admin)
        await discord.until(lambda: bool(alert.hits), "alert")
        _put_forward(stage, ahead, LATER)
        await discord.until(lambda: bool(digest.hits), "digest")
        bot.kill()
        await bot.wait()
    alert.times = look.times = digest.times = 0
    return chosen


def _put_forward(stage: Stage, ahead: Path, seconds: float) -> None:
    """Sets the bot's clock and Discord's so far ahead."""
    new = ahead.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(ahead)
    stage.discord.world.snowflakes.begin_at(time.time() + seconds)


async def _chosen(stage: Stage) -> list[str]:
    """What a server has set and is told of, as its admin is shown it."""
    admin = stage.discord.world.admin
    return [
        (await stage.discord.slash(name, by=admin)).plain for name in ("settings", "alert list")
    ]


def _has_begun(stage: Stage) -> bool:
    """Whether it is known since when the next digest is to tell."""
    with closing(sqlite3.connect(stage.room.data / "discord.sqlite3")) as state:
        return bool(state.execute("SELECT * FROM digests").fetchall())


def _posts(stage: Stage, channel: Channel) -> list[str]:
    """What the bot has posted in a channel by itself."""
    return [
        each.plain
        for each in stage.discord.messages
        if each.author == stage.discord.world.bot
        and each.channel == channel
        and not (each.interaction or each.ephemeral)
    ]
