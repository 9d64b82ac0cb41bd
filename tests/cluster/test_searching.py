"""The bot as a process whose index is an OpenSearch cluster: what readers see of it and of its
loss."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
from newsroom import Newsroom, running
from search_cluster import SearchCluster
from standin import Interaction, StandIn

pytestmark = pytest.mark.timeout(600)  # a node takes a quarter of a minute to start, alone

MOSCOW = "When does Xi visit Moscow?"
PARADE = "When is the parade in Moscow?"
CANNOT = "the search cluster"
_READER_SECONDS = 3  # after which Discord gives an interaction up


@pytest.fixture
def cluster() -> Iterator[SearchCluster]:
    yield from engines.started(1)


def room(folder: Path, index: dict[str, object]) -> Newsroom:
    folder.mkdir()
    return Newsroom(folder, {"answer": {"reader": False}, "index": index})


async def answered(discord: StandIn, room: Newsroom) -> str:
    async with running(room, discord):
        return (await discord.slash("ask", question=MOSCOW)).plain


async def test_a_reader_sees_the_same_and_is_told_while_the_cluster_is_gone(
    tmp_path: Path, cluster: SearchCluster
) -> None:
    index = {"engine": "opensearch", "hosts": list(cluster.hosts), "replicas": 0}
    ours = room(tmp_path / "opensearch", index)
    async with StandIn(rate_limits=False) as discord:
        discord.patience = 60
        embedded = await answered(discord, room(tmp_path / "embedded", {}))
        assert "May 10, 2025" in embedded
        async with running(ours, discord, unexpected="Traceback"):
            asked = await discord.slash("ask", question=MOSCOW)
            assert asked.plain == embedded
            cluster.kill(cluster.nodes[0])
            for _ in range(2):  # the second is told at once
                lost, seconds = await timed(discord, PARADE)
                assert CANNOT in lost.plain
                assert seconds < _READER_SECONDS
            cluster.start(cluster.nodes[0])
            cluster.wait("green")
            found = await until_found(discord)
            assert CANNOT not in found.plain
        assert discord.violations == []


async def timed(discord: StandIn, question: str) -> tuple[Interaction, float]:
    began = time.monotonic()
    return await discord.slash("ask", question=question), time.monotonic() - began


async def until_found(discord: StandIn) -> Interaction:
    """What is answered once the circuit breaker lets a question through again."""
    deadline = time.monotonic() + 60
    while True:
        asked = await discord.slash("ask", question=PARADE)
        if CANNOT not in asked.plain or time.monotonic() > deadline:
            return asked
