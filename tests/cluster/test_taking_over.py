"""What others do in place of a process that is killed: feeds, and answers that were promised."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cluster import SHARDS, cluster_room, guild_on, leads, process_of
from newsroom import Sections
from newsstand import newsstand
from standin import Guild, Interaction, Message, StandIn

MOSCOW = "When does Xi visit Moscow?"
ANSWER = "May 7 to May 10, 2025"
# The answer of the process that is killed takes longer than it lives.
_SLOW = """
import time
from knowledge import Coverage
Coverage.ask = Coverage.summarise = lambda *given, **more: time.sleep(600)
"""


@pytest.mark.timeout(3600)
async def test_feeds_are_fetched_by_one_and_then_by_another(
    tmp_path: Path, postgresql_url: str
) -> None:
    with newsstand() as paper:
        paper.publish("ferry", "The ferry starts", "The Alster ferry starts on May 20, 2025.")
        settings: Sections = {
            "coverage": {"feeds": [paper.feed], "watch": False},
            "fetch": {"allow": ["127.0.0.1"]},
        }
        room = cluster_room(tmp_path, postgresql_url, settings)
        async with StandIn(shards=SHARDS, rate_limits=False) as discord:
            discord.patience = 600
            guilds = [guild_on(discord, shard) for shard in (0, 2)]
            first, second = (process_of(room, discord, each, dies_at=0) for each in (0, 1))
            async with first, second:
                await discord.connected()
                await _knows(discord, guilds, "When does the Alster ferry start?", "May 20, 2025")
                leader, other = (first, second) if leads(first) else (second, first)
                assert paper.feed in leader.output
                assert paper.feed not in other.output
                leader.kill()
                await discord.until(lambda: leads(other), "another that leads")
                paper.publish("lock", "The lock opens", "The Veldrun lock opens on June 3, 2025.")
                left = guilds[:1] if other is first else guilds[1:]
                await _knows(discord, left, "When does the Veldrun lock open?", "June 3, 2025")
                assert paper.feed in other.output
            assert discord.violations == []


async def _knows(discord: StandIn, guilds: list[Guild], question: str, answer: str) -> None:
    """Waits until it is answered so in all servers, as from a feed that is fetched now and then."""
    for guild in guilds:
        async with asyncio.timeout(discord.patience):
            while True:
                asked = await discord.slash("ask", question=question, where=guild.channels[0])
                if answer in asked.plain:
                    break
                await asyncio.sleep(1)


@pytest.mark.timeout(3600)
async def test_who_was_told_to_wait_is_answered_though_the_process_dies(
    tmp_path: Path, postgresql_url: str
) -> None:
    room = cluster_room(tmp_path, postgresql_url)
    async with StandIn(shards=SHARDS, rate_limits=False) as discord:
        discord.patience = 600
        here = guild_on(discord, 2).channels[0]
        async with process_of(room, discord, 0, dies_at=0) as first:
            await discord.until(lambda: leads(first), "process that leads")
            dying = process_of(room, discord, 1, dies_at=0, before=_SLOW)
            async with dying:
                await discord.connected()
                asking = [
                    asyncio.create_task(discord.slash("ask", question=MOSCOW, where=here)),
                    asyncio.create_task(discord.mention(MOSCOW, where=here)),
                    asyncio.create_task(discord.slash("summary", where=here)),
                ]
                typing = discord.state.typing
                await discord.until(
                    lambda: (
                        sum(each.deferred for each in discord.interactions) == 2 and here in typing
                    ),
                    "people who wait",
                )
                dying.kill()
                await dying.wait()
            asked, replied, summed_up = await asyncio.gather(*asking)
        assert isinstance(asked, Interaction)
        assert isinstance(replied, Message)
        assert isinstance(summed_up, Interaction)
        assert ANSWER in asked.plain
        assert ANSWER in replied.plain
        assert "Please try again" in summed_up.plain
        assert discord.violations == []
