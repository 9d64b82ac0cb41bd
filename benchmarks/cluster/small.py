"""What many small collections take in a cluster: ``python -m benchmarks.cluster.small``.

A node is started on this machine, and servers' collections beside a base get an article of some
passages each, one after the other, as an admin adds one. At each of ``--counts`` a line tells how
long one collection more takes, what the node takes of memory and of open files, how large the state
of the cluster is, and how long a search takes in a collection that is open here, and in one that is
opened for it. Where the node takes no more, a line says after how many.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "support"))  # for the node

import search_cluster

from benchmarks.cluster.report import table
from knowledge import ClusterError, Collections, Coverage, CoverageError, SearchCluster
from knowledge.index.opensearch.cluster import PATIENCE, connection

_HEADINGS = (
    "collections",
    "one more, s",
    "heap used, MB",
    "state of the cluster, kB",
    "open files",
    "a search, ms: median, longest",
    "… in one that is opened for it",
    "failed",
    "load average",
)
_SEARCHES = 50
_WORDS = ("harbour", "election", "storm", "ferry", "council", "museum", "budget", "rally")
_PARAGRAPHS, _SENTENCES = 10, 12  # of the article in each collection


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 100, 300, 600, 900])
    parser.add_argument("--heap", default="256m", help="of the node (256m)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, search_cluster.running(1, options.heap) as nodes:
        cluster = SearchCluster(nodes.hosts, replicas=0, patience=PATIENCE)
        rows = list(measured(Path(folder), cluster, sorted(options.counts)))
    print("\n".join(table(_HEADINGS, rows)))


def measured(folder: Path, cluster: SearchCluster, counts: Sequence[int]) -> Iterator[list[str]]:
    """A row for each number of collections."""
    articles = folder / "articles"
    articles.mkdir()
    (articles / "base.jsonl").write_text(_article("base"), encoding="utf-8")
    with Coverage.open([articles], folder / "data", reader_threads=0, cluster=cluster) as base:
        collections = Collections(base, folder / "servers", most_open=_SEARCHES)
        made = 0
        for count in counts:
            began, before = time.perf_counter(), made
            try:
                while made < count:
                    _make(collections, made + 1)
                    made += 1
            except CoverageError as error:
                print(f"none after {made}: {error}", file=sys.stderr)
                break
            each = (time.perf_counter() - began) / (count - before)
            row = [f"{count:,}", f"{each:.2f}", *_taken(cluster), *_searched(collections, count)]
            print(row, file=sys.stderr, flush=True)
            yield [*row, f"{os.getloadavg()[0]:.1f}"]
        collections.close()


def _make(collections: Collections, number: int) -> None:
    with collections.use(number) as own:
        own.add_file("own.jsonl", _article(f"own {number}").encode())


def _article(name: str) -> str:
    """An article of some passages, in other words for each name."""
    choice = random.Random(name)
    paragraphs = (
        " ".join(
            f"The {choice.choice(_WORDS)} of {name} had {choice.random()} more."
            for _ in range(_SENTENCES)
        )
        for _ in range(_PARAGRAPHS)
    )
    return json.dumps({"id": name, "title": name, "text": "\n\n".join(paragraphs)}) + "\n"


def _taken(cluster: SearchCluster) -> list[str]:
    """What a node, at most, and the cluster take now."""
    asked = connection(cluster)
    nodes = asked.do(lambda each: each.nodes.stats(metric="jvm,process"))["nodes"].values()
    state: Any = asked.do(lambda each: each.cluster.state())
    heap = max(node["jvm"]["mem"]["heap_used_in_bytes"] for node in nodes) / 2**20
    files = max(node["process"]["open_file_descriptors"] for node in nodes)
    size = len(json.dumps(state)) / 1000
    return [f"{heap:,.0f}", f"{size:,.0f}", f"{files:,}"]


def _searched(collections: Collections, count: int) -> list[str]:
    """How long a search takes in one collection again and again, and in one after the other, and
    how many failed."""
    choice = random.Random(count)
    others = [choice.randint(1, count) for _ in range(_SEARCHES)]
    opened = np.array([_milliseconds(collections, number) for number in others])
    again = np.array([_milliseconds(collections, others[0]) for _ in others])
    failed = int(np.isnan(opened).sum() + np.isnan(again).sum())
    return [_told(again), _told(opened), str(failed)]


def _milliseconds(collections: Collections, number: int) -> float:
    """How long a search in a collection takes, with opening it; not a number where it fails."""
    began = time.perf_counter()
    try:
        with collections.use(number) as own:
            own.search(f"Which ferry of own {number}?")
    except ClusterError as error:
        print(error, file=sys.stderr)
        return float("nan")
    return (time.perf_counter() - began) * 1000


def _told(times: NDArray[np.float64]) -> str:
    return f"{np.nanmedian(times):.0f}, {np.nanmax(times):,.0f}"


if __name__ == "__main__":
    main()
