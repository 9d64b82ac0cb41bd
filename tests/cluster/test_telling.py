"""News over several processes: each story is told once, whoever is killed meanwhile."""

from __future__ import annotations

import signal
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import pytest
from cluster import SHARDS, cluster_room, guild_on, leads, process_of, publish_storm
from dying_leader import SURVIVED
from newsroom import Newsroom
from standin import BotProcess, Channel, StandIn

# Two stories more are told than there are steps; none is left out for a day's being full.
_MOST_A_DAY = 50


def posts(discord: StandIn, channel: Channel, words: str) -> int:
    """How often the bot has said something in a channel by itself."""
    bot = discord.world.bot
    return sum(
        each.plain.count(words)
        for each in discord.messages
        if each.author == bot and each.channel == channel and not each.interaction
    )


class Pair:
    """Two processes, of which one leads; who is killed is started anew with the next step."""

    def __init__(self, room: Newsroom, discord: StandIn, stack: AsyncExitStack) -> None:
        self._room, self._discord, self._stack = room, discord, stack
        self._steps = count(1)
        self.processes: list[BotProcess] = []

    async def start(self, number: int) -> None:
        process = process_of(self._room, self._discord, number, dies_at=next(self._steps))
        await self._stack.enter_async_context(process)
        self.processes[number : number + 1] = [process]

    async def leader(self) -> int:
        """The number of the process that leads, once one does."""

        def leading() -> list[int]:
            alive = [each for each in (0, 1) if self.processes[each].returncode is None]
            return [each for each in alive if leads(self.processes[each])]

        await self._discord.until(lambda: len(leading()) == 1, "leader")
        return leading()[0]


@pytest.mark.long  # until another leads, half a minute goes by at each step
@pytest.mark.timeout(3600)
async def test_killed_at_every_step_another_goes_on_and_each_story_is_told_once(
    tmp_path: Path, postgresql_url: str
) -> None:
    room = cluster_room(tmp_path, postgresql_url)
    async with StandIn(shards=SHARDS, rate_limits=False) as discord, AsyncExitStack() as stack:
        discord.patience = 600
        world = discord.world
        shard = (world.guild_id >> 22) % SHARDS
        channels = [
            world.announcements,
            guild_on(discord, (shard + 2) % SHARDS, world.manager).channels[0],
        ]
        pair = Pair(room, discord, stack)
        await pair.start(0)
        await pair.start(1)
        await discord.connected()
        for channel, by in zip(channels, (world.admin, world.manager), strict=True):
            made = await discord.slash(
                "alert add", by=by, where=channel, about="storm", most_a_day=_MOST_A_DAY
            )
            assert "Alert made" in made.plain, made.plain
        for step in count(1):
            number = await pair.leader()
            leader = pair.processes[number]
            leader.send(signal.SIGUSR1)
            town = f"Town{step}"
            publish_storm(room.coverage, town, step)
            await discord.until(
                lambda process=leader: (  # type: ignore[misc]
                    process.returncode is not None or SURVIVED in process.output
                ),
                "end of the step",
            )
            told = f"Storm hits {town}\n"
            for channel in channels:
                await discord.until(
                    lambda words=told, where=channel: posts(discord, where, words) > 0,  # type: ignore[misc]
                    f"post of {town}",
                )
            if leader.returncode is None:
                break
            assert leader.returncode == -signal.SIGKILL, leader.output
            await pair.start(number)
            await discord.connected()
        assert step > 8
        for told_step in range(1, step + 1):
            for channel in channels:
                assert posts(discord, channel, f"Storm hits Town{told_step}\n") == 1, told_step
        assert discord.violations == []
