"""The index on OpenSearch beside the embedded one: ``python -m benchmarks.cluster``.

For each number of passages, articles are loaded into the embedded index and into clusters of so
many nodes, which are started on this machine (`tests/support/search_cluster.py`), or into one that
runs already (``--hosts``). Beyond the articles given, copies of them with changed words are loaded.
Measured are how long loading takes, what a search and an answer take, alone and with several in
flight, on how many questions both find the same passages (those with equal scores in any order),
how long it takes until a new article is found, what the disk takes, and, of three nodes, what
becomes of questions while one is killed.

Each measurement is saved in ``--out`` and not made again; printed are the tables of all that is
there. ``--plot`` draws it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "support"))  # for the nodes

import search_cluster

from benchmarks.cluster.corpora import write
from benchmarks.cluster.measures import (
    disk_of,
    found_by,
    latency,
    node_loss,
    reload_seconds,
    searches,
)
from benchmarks.cluster.report import Run, load_runs, plot, tables
from benchmarks.questions import SetQuestion, load
from knowledge import Coverage, SearchCluster
from knowledge.index import engine_of
from knowledge.index.opensearch.cluster import PATIENCE

_PREFIX = "benchmark"
_PATIENCE = 60.0  # seconds for a search: a busy machine is to be slow rather than to fail
_LOSABLE = 3  # nodes of which one may be killed


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    questions: Sequence[SetQuestion]
    searches: int
    asks: int
    in_flight: Sequence[int]
    out: Path


def main() -> None:
    """Runs the command line."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    questions = [each for path in options.questions for each in load(path)]
    wanted = Wanted(questions, options.searches, options.asks, options.in_flight, options.out)
    for passages in options.passages:
        missing = [n for n in (0, *options.nodes) if not _path(wanted, passages, n).exists()]
        if not missing and not options.hosts:
            continue
        with _corpus(options.coverage, passages, options.work) as coverage:
            for nodes in missing:
                with _engine(nodes, options.heap) as (cluster, started):
                    measure(wanted, passages, coverage, cluster, started)
            if options.hosts:
                cluster = _cluster(options.hosts, len(options.hosts))
                measure(wanted, passages, coverage, cluster, None)
    runs = load_runs(options.out)
    print("\n".join(tables(runs)))
    if options.plot:
        plot(runs, options.plot)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--nodes", type=int, nargs="*", default=[], help="of each cluster to start")
    parser.add_argument("--hosts", nargs="+", help="the addresses of a cluster that runs")
    parser.add_argument("--heap", default="256m", help="of a node that is started (256m)")
    parser.add_argument("--searches", type=int, default=780, help="how many (780)")
    parser.add_argument("--asks", type=int, default=100, help="how many (100)")
    parser.add_argument("--in-flight", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--out", type=Path, required=True, help="folder for what was measured")
    parser.add_argument(
        "--work", type=Path, help="folder that keeps the articles for the next time"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.png")
    return parser.parse_args()


@contextmanager
def _corpus(given: Sequence[Path], passages: int, work: Path | None) -> Iterator[Path]:
    """The folder of articles of so many passages; kept in `work`, where there is one."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        made = Path(work or folder, f"articles-{passages}")
        if not made.exists():
            making = Path(folder, "making")
            making.mkdir()
            write(making, given, passages)
            making.rename(made)
        yield made


@contextmanager
def _engine(
    nodes: int, heap: str
) -> Iterator[tuple[SearchCluster | None, search_cluster.SearchCluster | None]]:
    """The embedded index (0 nodes), or a cluster of so many nodes that are started for it."""
    with ExitStack() as stack:
        if not nodes:
            yield None, None
            return
        started = stack.enter_context(search_cluster.running(nodes, heap))
        yield _cluster(started.hosts, nodes), started


def _cluster(hosts: Sequence[str], shards: int) -> SearchCluster:
    """A shard for each node, with a copy of each where there is more than one."""
    copies = 1 if shards > 1 else 0
    return SearchCluster(
        tuple(hosts), prefix=_PREFIX, shards=shards, replicas=copies, patience=_PATIENCE
    )


def measure(
    wanted: Wanted,
    passages: int,
    coverage: Path,
    cluster: SearchCluster | None,
    started: search_cluster.SearchCluster | None,
) -> None:
    """Measures one engine with one corpus and saves all of it."""
    nodes = len(cluster.hosts) if cluster else 0
    run: Run = {"nodes": nodes, "wanted": passages, "date": date.today().isoformat()}
    texts = [each.question for each in wanted.questions]
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(dir=coverage.parent))
        if started:
            run["heap"] = started.heap
        run["load"] = _load_average()
        opened = stack.enter_context(closing(_opened(run, coverage, Path(data), cluster)))
        if cluster:
            stack.callback(engine_of(cluster, "base", Path(data)).drop)
        if started:
            started.wait("green")
        run["found"], run["within"] = found_by(opened, wanted.questions)
        for kind, ask, number in (
            ("search", searches(opened), wanted.searches),
            ("ask", opened.ask, wanted.asks),
        ):
            run[kind] = {}
            for in_flight in wanted.in_flight:
                run[kind][in_flight] = latency(ask, texts[:number], in_flight)
                _say(run, f"{kind}, {in_flight} in flight: {run[kind][in_flight]}")
        run["reload"] = reload_seconds(opened, coverage / "extra.jsonl")
        run["bytes"] = disk_of(Path(data), cluster)
        _say(run, f"a new article in {run['reload']} s, on the disk {run['bytes']}")
        run["load"] += f" to {_load_average()}"
        _save(run, _path(wanted, passages, nodes))
        if cluster and started and nodes >= _LOSABLE:
            as_readers = replace(cluster, patience=PATIENCE)
            with Coverage.open([coverage], Path(data), cluster=as_readers) as waited_for:
                run["loss"] = node_loss(waited_for, started, texts)
            _say(run, f"a node killed: {run['loss']}")
            _save(run, _path(wanted, passages, nodes))


def _opened(run: Run, coverage: Path, data: Path, cluster: SearchCluster | None) -> Coverage:
    """The coverage, loaded; how long that took, and how long of it went into the cluster."""
    putting: list[float] = []

    def note(step: str, _done: int, _total: int | None) -> None:
        if step == "loading" and not putting:
            putting.append(time.perf_counter())

    started = time.perf_counter()
    opened = Coverage.open([coverage], data, cluster=cluster, progress=note)
    ended = time.perf_counter()
    run["articles"], run["passages"] = opened.opened.articles, opened.opened.passages
    run["made"] = round(ended - started, 3)
    if cluster and putting:
        run["put"] = round(ended - putting[0], 3)
    _say(run, f"made in {run['made']} s, of which {run.get('put', 0)} into the cluster")
    return opened


def _save(run: Run, path: Path) -> None:
    path.write_text(json.dumps(run), encoding="utf-8")


def _say(run: Run, what: str) -> None:
    print(f"{run['passages']} passages, {run['nodes']} nodes: {what}", file=sys.stderr, flush=True)


def _path(wanted: Wanted, passages: int, nodes: int) -> Path:
    return wanted.out / f"{passages}-{nodes}.json"


def _load_average() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
