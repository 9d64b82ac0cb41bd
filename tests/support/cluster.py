"""A bot of several processes: four shards, two a process, on one PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from newsroom import Newsroom, Sections
from standin import BotProcess, Guild, StandIn, User

SHARDS = 4


def cluster_room(folder: Path, url: str, settings: Sections | None = None) -> Newsroom:
    """A newsroom whose processes share a state."""
    shared: Sections = {
        "state": {"url": url},
        "answer": {"reader": False},
        "discord": {"shard_count": SHARDS},
    }
    return Newsroom(folder, {**shared, **(settings or {})})


def process_of(room: Newsroom, discord: StandIn, number: int) -> BotProcess:
    """The first process, which has the shards 0 and 1, or the second, with 2 and 3."""
    return room.bot(discord, DATELINE_DISCORD_SHARD_IDS=shards_of(number))


def shards_of(number: int) -> str:
    """The shards of a process, as the variable has them."""
    return f"{2 * number}, {2 * number + 1}"


def guild_on(discord: StandIn, shard: int, *managers: User) -> Guild:
    """A server of a shard, which has the bot before it is started."""
    guild = discord.world.new_guild(f"Shard {shard}", *managers)
    while (guild.id >> 22) % SHARDS != shard:
        discord.world.snowflakes.next()  # a server takes two numbers, and would never get there
        guild = discord.world.new_guild(f"Shard {shard}", *managers)
    discord.world.guilds.append(guild)
    return guild
