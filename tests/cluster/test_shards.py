"""The gateway divided over processes: who serves which server, and when who identifies."""

from __future__ import annotations

from pathlib import Path

from cluster import SHARDS, cluster_room, guild_on, process_of
from standin import StandIn

MOSCOW = "When does Xi visit Moscow?"
ANSWER = "May 7 to May 10, 2025"


async def test_each_process_serves_its_shards(tmp_path: Path, postgresql_url: str) -> None:
    room = cluster_room(tmp_path, postgresql_url)
    async with StandIn(shards=SHARDS, max_concurrency=1) as discord:
        discord.patience = 60
        guilds = [guild_on(discord, shard) for shard in range(SHARDS)]
        async with process_of(room, discord, 0) as first, process_of(room, discord, 1) as second:
            await discord.connected()
            shards = sorted(each["shard"] for each in discord.gateway.identifies)
            assert shards == [[0, 4], [1, 4], [2, 4], [3, 4]]
            assert discord.state.syncs == 1
            for guild in guilds:
                asked = await discord.slash("ask", question=MOSCOW, where=guild.channels[0])
                assert ANSWER in asked.plain
            assert ANSWER in (await discord.dm(MOSCOW)).plain
            assert await second.stop() == 0
            first_two = [guild.channels[0] for guild in guilds[:2]]
            for channel in first_two:
                asked = await discord.slash("ask", question=MOSCOW, where=channel)
                assert ANSWER in asked.plain
            assert await first.stop() == 0
        assert discord.violations == []


async def test_as_many_identify_at_once_as_discord_lets(
    tmp_path: Path, postgresql_url: str
) -> None:
    room = cluster_room(tmp_path, postgresql_url)
    async with StandIn(shards=SHARDS, max_concurrency=2) as discord:
        discord.patience = 60
        async with process_of(room, discord, 0), process_of(room, discord, 1):
            await discord.connected()
            # Lost sessions are begun anew, again in turn.
            await discord.gateway.invalidate(resumable=False)
            await discord.until(lambda: len(discord.gateway.identifies) == 8, "sessions")
        assert discord.violations == []
