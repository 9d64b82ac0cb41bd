"""The bot as a process whose index is an OpenSearch cluster of three nodes: what readers see of it,
of the loss of a node, and of all that hang."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import engines
import pytest
from newsroom import Newsroom, running
from search_cluster import SearchCluster
from standin import StandIn

pytestmark = pytest.mark.timeout(600)  # nodes take half a minute to start, alone

MOSCOW = "When does Xi visit Moscow?"
ANSWER = "May 10, 2025"
TAKES_TOO_LONG = "the search cluster takes too long to answer; try again in a minute"
# What is told where all nodes hang but for one that is gone, which may be asked last.
FAILS = re.compile(
    "the search cluster (takes too long to answer|cannot (be reached|answer just now)); "
    "try again in a minute"
)
_AT_ONCE = 3
_READER_SECONDS = 3  # after which Discord gives an interaction up


@dataclass(frozen=True)
class Asked:
    """What a reader was told, and after how many seconds."""

    told: str
    seconds: float

    @property
    def is_answered(self) -> bool:
        return ANSWER in self.told


@pytest.fixture
def cluster() -> Iterator[SearchCluster]:
    yield from engines.started(3)


async def test_a_node_is_lost_and_then_the_others_hang(
    tmp_path: Path, cluster: SearchCluster
) -> None:
    index = {"engine": "opensearch", "hosts": list(cluster.hosts)}
    room = Newsroom(tmp_path, {"answer": {"reader": False}, "index": index})
    async with StandIn(rate_limits=False) as discord:
        discord.patience = 120
        async with running(room, discord, unexpected="Traceback"):
            async with asking(discord) as asked:  # until nodes that just started are quick
                await asyncio.to_thread(cluster.wait, "green")
                await answers(discord, asked, 20)
            slowest = await lose_a_node(discord, cluster)
            await hang(discord, cluster, slowest)
        assert discord.violations == []


async def lose_a_node(discord: StandIn, cluster: SearchCluster) -> float:
    """Nobody who asks meanwhile notices; the seconds of the slowest answer before."""
    cluster.wait_for_lost_nodes("dateline-base")
    async with asking(discord) as asked:
        await answers(discord, asked, 20)
        slowest = max(each.seconds for each in asked)
        before = len(asked)
        cluster.kill(cluster.with_primary("dateline-base"))
        await more(discord, asked, 20)
        await asyncio.to_thread(cluster.wait, "yellow")
        await answers(discord, asked, 20)
    # None fails, but where the machine is slower than a reader can wait, which must be said.
    failed = [each.told for each in asked[before:] if not each.is_answered]
    assert [each for each in failed if TAKES_TOO_LONG not in each] == []
    assert max(each.seconds for each in asked[before:]) < slowest + _READER_SECONDS
    assert await asyncio.to_thread(cluster.health) == ("yellow", 2)
    await until_shown(discord, "Search cluster 🟡, 2 nodes")
    return slowest


async def hang(discord: StandIn, cluster: SearchCluster, slowest: float) -> None:
    """Readers are told in time, those after the first at once, until the nodes go on."""
    with frozen(cluster):
        for _ in range(3):
            asked = await ask(discord)
            assert FAILS.search(asked.told)
            assert asked.seconds < slowest + _READER_SECONDS
    async with asking(discord) as after:
        await answers(discord, after, 10)
    assert all(each.is_answered or FAILS.search(each.told) for each in after)


@contextmanager
def frozen(cluster: SearchCluster) -> Iterator[None]:
    """All nodes take what they are asked and answer nothing within the block."""
    for node in cluster.nodes:
        cluster.freeze(node)
    try:
        yield
    finally:
        for node in cluster.nodes:
            cluster.thaw(node)


_days = count()


async def ask(discord: StandIn) -> Asked:
    """A question that nobody has asked yet, of articles since another day: answers to those that
    were asked are remembered."""
    since = date(1990, 1, 1) + timedelta(days=next(_days))
    began = time.monotonic()
    asked = await discord.slash("ask", question=MOSCOW, since=since.isoformat())
    return Asked(asked.plain, time.monotonic() - began)


@asynccontextmanager
async def asking(discord: StandIn) -> AsyncIterator[list[Asked]]:
    """Readers ask one question after the other, some at once; what they were told so far."""
    asked: list[Asked] = []
    ended = asyncio.Event()

    async def read() -> None:
        while not ended.is_set():
            asked.append(await ask(discord))
            if not asked[-1].is_answered:
                await asyncio.sleep(0.1)  # as who is told at once waits before the next try

    async with asyncio.TaskGroup() as readers:
        for _ in range(_AT_ONCE):
            readers.create_task(read())
        try:
            yield asked
        finally:
            ended.set()


async def more(discord: StandIn, asked: Sequence[Asked], number: int) -> None:
    """Waits until so many more were told something."""
    wanted = len(asked) + number
    await discord.until(lambda: len(asked) >= wanted, "more asked", 300)


async def answers(discord: StandIn, asked: Sequence[Asked], number: int) -> None:
    """Waits until so many more, one after the other, are answered."""
    wanted = len(asked) + number

    def are_there() -> bool:
        return len(asked) >= wanted and all(each.is_answered for each in asked[-number:])

    await discord.until(are_there, "answers", 300)


async def until_shown(discord: StandIn, text: str) -> None:
    """Waits until `/coverage status` says so; the cluster is asked every five seconds at most."""
    async with asyncio.timeout(120):
        while True:
            status = await discord.slash("coverage status", by=discord.world.admin, base=True)
            if text in status.plain:
                return
            await asyncio.sleep(0.5)
