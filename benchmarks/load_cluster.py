"""Two bot processes under load, of which the one that leads is killed: what becomes of who was told
to wait, and of the alerts that are told meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import postgres
from cluster import SHARDS, leads, publish_storm, shards_of
from standin import BotProcess, Channel

from benchmarks.load_bot import write_settings
from benchmarks.load_crowd import Act, Crowd, Wait, together

# Seconds from the moment half of the questions are asked until the process is killed, between two
# stories that are told, and for which the last stories are waited for.
_KILLED_AFTER, _STORY_EVERY, _PATIENCE = 2.0, 10.0, 300.0
_SERVERS = 8
_IN_PLACE = "answered in place of a process"


@dataclass
class Killed:
    """What a run with a kill in it gave."""

    waits: list[Wait] = field(default_factory=list)
    told: dict[tuple[str, int], int] = field(default_factory=dict)  # posts by story and channel
    in_place: int = 0
    seconds: float = 0.0  # until another process led
    problems: list[str] = field(default_factory=list)

    @property
    def lost(self) -> list[Wait]:
        """Who saw that the bot was at it, and got nothing."""
        return [each for each in self.waits if each.acknowledged and each.error]

    def table(self) -> Iterator[str]:
        """The figures, as a table."""
        answered = [each for each in self.waits if not each.error]
        longest = max((each.final for each in answered), default=0.0)
        yield "| two processes of two shards, the one that leads killed | |"
        yield "|---|---|"
        yield f"| questions asked | {len(self.waits)} |"
        yield f"| answered | {len(answered)} |"
        yield f"| of these in place of the process that was killed | {self.in_place} |"
        yield f"| acknowledged and lost | {len(self.lost)} |"
        unseen = [each for each in self.waits if each.error and not each.acknowledged]
        yield f"| not acknowledged, since the process was dead | {len(unseen)} |"
        yield f"| longest wait for an answer, s | {longest:.1f} |"
        yield f"| until a process led again, s | {self.seconds:.1f} |"
        yield f"| stories told, times servers | {len(self.told)} |"
        yield f"| told twice or more | {sum(each > 1 for each in self.told.values())} |"
        yield f"| not told | {sum(each == 0 for each in self.told.values())} |"
        for problem in self.problems:
            yield f"- {problem}"


class _Pair:
    """The two processes."""

    def __init__(self, discord: Crowd, config: Path, stack: AsyncExitStack) -> None:
        self._discord, self._config, self._stack = discord, config, stack
        self.running: list[BotProcess] = []
        self.ended: list[BotProcess] = []

    async def start(self, number: int) -> None:
        """Starts a process, or the same again."""
        env = {"DATELINE_DISCORD_SHARD_IDS": shards_of(number)}
        arguments = ("--config", self._config)
        process = BotProcess(self._discord, *arguments, home=self._config.parent, env=env)
        self.running[number : number + 1] = [await self._stack.enter_async_context(process)]

    async def kill_leader(self) -> float:
        """Kills the process that leads, and starts it again; how many seconds nobody led."""
        number = next(each for each in (0, 1) if leads(self.running[each]))
        other = self.running[1 - number]
        self.ended.append(self.running[number])
        self.running[number].kill()
        began = time.monotonic()
        await self.running[number].wait()
        await self.start(number)
        await self._discord.until(lambda: leads(other) or leads(self.running[number]), "leader")
        return time.monotonic() - began

    def said(self, words: str) -> int:
        """How often the processes logged something."""
        return sum(each.output.count(words) for each in (*self.running, *self.ended))


async def measure(
    acts: Sequence[Act],
    at_once: int,
    coverage: Sequence[Path],
    questions: Sequence[str],
    data_dir: Path,
    folder: Path,
) -> Killed:
    """Has the questions asked while stories come in; half-way through, the leader is killed."""
    found, stories = Killed(), folder / "stories"
    stories.mkdir(exist_ok=True)
    with postgres.running() as server:
        settings = {
            "state": {"url": server.new_database()},
            "discord": {"shard_count": SHARDS},
            "coverage": {"paths": [str(path.resolve()) for path in (*coverage, stories)]},
        }
        config = write_settings(folder, coverage, data_dir, settings)
        async with Crowd(SHARDS) as discord, AsyncExitStack() as stack:
            pair = _Pair(discord, config, stack)
            for number in (0, 1):
                await pair.start(number)
            await discord.until(lambda: any(map(leads, pair.running)), "leader", _PATIENCE)
            await discord.open_servers(_SERVERS)
            channels = await _follow(discord)
            names: list[str] = []
            telling = asyncio.create_task(_tell(stories, names))
            half = len(acts) // 2
            found.waits += await together(discord, acts[:half], at_once)
            rest = asyncio.create_task(together(discord, acts[half:], at_once))
            await asyncio.sleep(_KILLED_AFTER)
            found.seconds = await pair.kill_leader()
            found.waits += await rest
            telling.cancel()
            await _count(discord, channels, names, found)
            found.in_place = pair.said(_IN_PLACE)
            found.problems = sorted({str(each.rule) for each in discord.violations})
    return found


async def _follow(discord: Crowd) -> list[Channel]:
    """An alert in each server."""
    channels = [guild.channels[0] for guild in discord.world.guilds[1:]]
    by = discord.world.manager
    for channel in channels:
        made = await discord.slash("alert add", about="storm", most_a_day=50, where=channel, by=by)
        if "Alert made" not in made.plain:
            raise AssertionError(made.plain)
    return channels


async def _tell(stories: Path, names: list[str]) -> None:
    """Publishes a story after the other, until it is cancelled."""
    for number in count(1):
        name = f"Town{number}"
        publish_storm(stories, name, number)
        names.append(name)
        await asyncio.sleep(_STORY_EVERY)


async def _count(
    discord: Crowd, channels: Sequence[Channel], names: Sequence[str], found: Killed
) -> None:
    """Counts the posts of every story in every server, once all are there or are given up."""

    def told() -> dict[tuple[str, int], int]:
        said = [each for each in discord.messages if each.author == discord.world.bot]
        return {
            (name, channel.id): sum(
                each.plain.count(f"Storm hits {name}\n") for each in said if each.channel == channel
            )
            for name in names
            for channel in channels
        }

    for _ in range(round(_PATIENCE)):
        if all(told().values()):
            break
        await asyncio.sleep(1)
    await asyncio.sleep(_STORY_EVERY)  # should any be told twice, then by now
    found.told = told()
