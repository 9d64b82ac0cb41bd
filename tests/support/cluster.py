"""A bot of several processes: four shards, two a process, on one PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from newsroom import Newsroom, Sections
from standin import BotProcess, Guild, StandIn, User
from wire import STORM, more_of

SHARDS = 4
LEADER = Path(__file__).parent / "dying_leader.py"
_LEADS, _LEADS_NO_MORE = "this process leads from now on", "this process no longer leads"


def cluster_room(folder: Path, url: str, settings: Sections | None = None) -> Newsroom:
    """A newsroom whose processes share a state."""
    shared: Sections = {
        "state": {"url": url},
        "answer": {"reader": False},
        "discord": {"shard_count": SHARDS},
    }
    return Newsroom(folder, {**shared, **(settings or {})})


def process_of(
    room: Newsroom,
    discord: StandIn,
    number: int,
    *,
    dies_at: int | None = None,
    before: str = "",
) -> BotProcess:
    """The first process, which has the shards 0 and 1, or the second, with 2 and 3.

    One that `dies_at` a step, 0 for none, is in haste; see `dying_leader`, which runs some Python
    `before` the bot.
    """
    env = {"DATELINE_DISCORD_SHARD_IDS": shards_of(number)}
    if dies_at is None:
        return room.bot(discord, **env)
    return room.started_by(LEADER, discord, {**env, "DIES_AT": str(dies_at), "BEFORE": before})


def shards_of(number: int) -> str:
    """The shards of a process, as the variable has them."""
    return f"{2 * number}, {2 * number + 1}"


def leads(process: BotProcess) -> bool:
    """Whether a process says that it leads."""
    return process.output.rfind(_LEADS) > process.output.rfind(_LEADS_NO_MORE)


def guild_on(discord: StandIn, shard: int, *managers: User) -> Guild:
    """A server of a shard, which has the bot before it is started."""
    guild = discord.world.new_guild(f"Shard {shard}", *managers)
    while (guild.id >> 22) % SHARDS != shard:
        discord.world.snowflakes.next()  # a server takes two numbers, and would never get there
        guild = discord.world.new_guild(f"Shard {shard}", *managers)
    discord.world.guilds.append(guild)
    return guild


def publish_storm(folder: Path, place: str, count: int) -> None:
    """Puts an article of today into a folder, of a storm that killed so many somewhere."""
    text = f"{STORM.format(place=place, count=count)} {more_of(place, place)}"
    article = {
        "id": place.lower(),
        "title": f"Storm hits {place}",
        "text": text,
        "source": "Coast Daily",
        "published": datetime.now(UTC).date().isoformat(),
    }
    (folder / f"{place}.json").write_text(json.dumps(article), encoding="utf-8")
