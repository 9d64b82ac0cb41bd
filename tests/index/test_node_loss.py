"""A node of three that is lost, or hangs, while questions are searched.

Where it is lost nobody notices. Where it hangs the others do not know it for half a minute, and who
waits for it is told so in time. What a bot's readers see of the loss is in
`tests/cluster/test_searching.py`, which takes less long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import engines
import pytest
from search_cluster import Node, SearchCluster
from small_coverage import ARTICLES, HARBOUR, write

from knowledge import ClusterError, Coverage
from knowledge.index.opensearch.cluster import PATIENCE, connection

# Three nodes take half a minute to start, and a minute until they are one cluster again.
pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

QUESTIONS = (
    "Who opened the harbour of Veldrun?",
    "When will the solar plant of Lindmark begin work?",
    "How many otters were counted?",
)
CANNOT_BE_REACHED = "the search cluster cannot be reached; try again in a minute"
TAKES_TOO_LONG = "the search cluster takes too long to answer; try again in a minute"
_READER_SECONDS = 3  # after which Discord gives an interaction up

Found = list[tuple[str, int, float]]


@dataclass(frozen=True)
class Asked:
    """A question that was searched for, how long that took, and what came of it."""

    question: str
    seconds: float
    found: Found | ClusterError


@pytest.fixture(scope="module")
def cluster() -> Iterator[SearchCluster]:
    yield from engines.started(3)


@pytest.fixture
def coverage(tmp_path: Path, cluster: SearchCluster) -> Iterator[Coverage]:
    """Articles of which each has a copy, asked with as much patience as readers have."""
    where = engines.at(cluster.hosts, replicas=1, patience=PATIENCE)
    path = write(tmp_path / "news.jsonl", ARTICLES)
    with Coverage.open([path], tmp_path / "data", cluster=where, reader_threads=0) as coverage:
        cluster.wait("green")
        warm_up(coverage)
        yield coverage


def warm_up(coverage: Coverage) -> None:
    """Waits until nodes that have just started are as quick as nodes are."""
    quick = 0
    while quick < 30:
        began = time.monotonic()
        with suppress(ClusterError):
            searched(coverage, QUESTIONS[0])
        quick = quick + 1 if time.monotonic() - began < 0.5 else 0


def searched(coverage: Coverage, question: str) -> Found:
    hits = coverage.search(question, 5)
    return [(hit.passage.article.id, hit.passage.number, hit.score) for hit in hits]


@contextmanager
def asking(coverage: Coverage, at_once: int) -> Iterator[list[Asked]]:
    """Questions are searched for over and over, so many at once; what came of them so far."""
    asked: list[Asked] = []
    ended = threading.Event()

    def ask() -> None:
        for question in cycle(QUESTIONS):
            if ended.is_set():
                return
            began = time.monotonic()
            found: Found | ClusterError
            try:
                found = searched(coverage, question)
            except ClusterError as error:
                found = error
            asked.append(Asked(question, time.monotonic() - began, found))

    threads = [threading.Thread(target=ask) for _ in range(at_once)]
    for each in threads:
        each.start()
    try:
        yield asked
    finally:
        ended.set()
        for each in threads:
            each.join()


def await_more(asked: Sequence[Asked], number: int) -> None:
    """Waits until so many more questions are through."""
    wanted = len(asked) + number
    while len(asked) < wanted:
        time.sleep(0.01)


def await_answers(asked: Sequence[Asked], number: int) -> None:
    """Waits until so many in a row are answered."""
    since = len(asked)
    while not (
        len(asked) >= since + number
        and all(isinstance(each.found, list) for each in asked[-number:])
    ):
        time.sleep(0.01)


def with_primary(cluster: SearchCluster, coverage: Coverage) -> Node:
    assert coverage.cluster
    return cluster.with_primary(f"{coverage.cluster.prefix}-base")


def managing(cluster: SearchCluster, _: Coverage) -> Node:
    return cluster.managing()


@pytest.mark.parametrize(
    ("at_once", "choose"),
    [
        pytest.param(1, with_primary, id="one after another"),
        pytest.param(8, managing, id="several at once"),
    ],
)
def test_a_node_is_lost(
    cluster: SearchCluster,
    coverage: Coverage,
    at_once: int,
    choose: Callable[[SearchCluster, Coverage], Node],
) -> None:
    before = {each: searched(coverage, each) for each in QUESTIONS}
    node = choose(cluster, coverage)
    with asking(coverage, at_once) as asked:
        await_more(asked, 30)
        cluster.kill(node)
        cluster.wait("yellow")
        await_more(asked, 60)
    assert cluster.health() == ("yellow", 2)
    assert [each for each in asked if each.found != before[each.question]] == []
    assert max(each.seconds for each in asked) < _READER_SECONDS

    cluster.start(node)
    cluster.wait("green")
    assert {each: searched(coverage, each) for each in QUESTIONS} == before


def test_a_node_hangs(cluster: SearchCluster, coverage: Coverage) -> None:
    """It takes what it is asked and never answers."""
    before = {each: searched(coverage, each) for each in QUESTIONS}
    node = with_primary(cluster, coverage)
    with asking(coverage, 4) as asked:
        await_more(asked, 30)
        cluster.freeze(node)
        try:
            await_answers(asked, 60)
        finally:
            cluster.thaw(node)
    assert max(each.seconds for each in asked) < _READER_SECONDS
    told = [each.found for each in asked if each.found != before[each.question]]
    assert {str(each) for each in told} <= {TAKES_TOO_LONG}
    cluster.wait("green")
    assert {each: searched(coverage, each) for each in QUESTIONS} == before


def test_all_nodes_are_lost(cluster: SearchCluster, coverage: Coverage) -> None:
    """What was on their disks is found again once they are there again."""
    before = {each: searched(coverage, each) for each in QUESTIONS}
    for node in cluster.nodes:
        cluster.kill(node)
    for question in QUESTIONS:
        began = time.monotonic()
        with pytest.raises(ClusterError, match=CANNOT_BE_REACHED):
            searched(coverage, question)
        assert time.monotonic() - began < _READER_SECONDS
    for node in cluster.nodes:
        cluster.start(node)
    cluster.wait("green")
    warm_up(coverage)
    assert {each: searched(coverage, each) for each in QUESTIONS} == before


def test_a_node_is_lost_while_articles_are_loaded(tmp_path: Path, cluster: SearchCluster) -> None:
    """What was sent to it, and to shards whose first copy it had, is sent again."""
    where = engines.at(cluster.hosts, replicas=1)
    path = write(tmp_path / "news.jsonl", ARTICLES)
    with Coverage.open([path], tmp_path / "data", cluster=where, reader_threads=0) as coverage:
        cluster.wait("green")
        lost: list[Node] = []

        def lose(what: str, done: int, total: int | None) -> None:
            if what == "loading" and not lost:
                lost.append(with_primary(cluster, coverage))
                cluster.kill(lost[0])

        write(path, [{**HARBOUR, "id": f"harbour{number}"} for number in range(5_000)])
        assert coverage.reload(lose).added == 5_000
        (node,) = lost
        count = connection(where).do(lambda client: client.count(index=f"{where.prefix}-base"))
        assert count["count"] == coverage.status().passages
        cluster.start(node)
        cluster.wait("green")
