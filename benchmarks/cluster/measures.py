"""What one engine does with a corpus: how quick it is, what it finds, and a node of it killed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from search_cluster import SearchCluster as Nodes

from benchmarks.evaluation import day_of
from benchmarks.metrics import first_rank, holds
from benchmarks.questions import SetQuestion
from knowledge import ClusterError, Coverage, KnowledgeError, SearchCluster
from knowledge.index.opensearch.cluster import connection

TOPS = (1, 5, 20)
_SEARCHED = 25  # passages, as many as an answer takes
_WARM_UP = 50
_CLOSE = 1e-5  # scores that differ by less are equal: sums of single precision
_RELOADS = 3
_LOST_IN_FLIGHT, _BEFORE_LOSS, _GREEN_SECONDS = 4, 5.0, 600.0

Found = Sequence[tuple[str, int, float]]  # article, passage in it, score


def latency(ask: Callable[[str], object], questions: Sequence[str], number: int) -> dict[str, Any]:
    """What questions take with so many in flight, in milliseconds, and how many fail."""

    def took(question: str) -> float:
        started = time.perf_counter()
        try:
            ask(question)
        except KnowledgeError:
            return float("nan")
        return (time.perf_counter() - started) * 1e3

    with ThreadPoolExecutor(number) as pool:
        list(pool.map(took, questions[:_WARM_UP]))
        started = time.perf_counter()
        each = np.array(list(pool.map(took, questions)))
        seconds = time.perf_counter() - started
    failed = int(np.isnan(each).sum())
    median, slowest = np.nanpercentile(each, (50, 99)) if failed < len(each) else (None, None)
    return {
        "questions": len(each),
        "median": median and round(float(median), 2),
        "99th": slowest and round(float(slowest), 2),
        "a second": round(len(each) / seconds, 1),
        "failed": failed,
    }


def searches(coverage: Coverage) -> Callable[[str], object]:
    """A search for as many passages as an answer takes."""
    return lambda question: coverage.search(question, _SEARCHED)


def found_by(
    coverage: Coverage, questions: Sequence[SetQuestion]
) -> tuple[list[Found], dict[str, float]]:
    """What is found for each question as of its day, and on which share of them one of the best
    passages holds an answer."""
    found: list[Found] = []
    ranks: list[int | None] = []
    for question in questions:
        hits = coverage.search(question.question, _SEARCHED, as_of=day_of(question))
        found.append([(hit.passage.article.id, hit.passage.number, hit.score) for hit in hits])
        texts = (f"{hit.passage.article.title or ''}\n{hit.passage.text}" for hit in hits)
        ranks.append(first_rank([holds(text, question.answers) for text in texts]))
    within = {
        str(top): sum(rank is not None and rank <= top for rank in ranks) / len(ranks)
        for top in TOPS
    }
    return found, within


def are_same(found: Found, expected: Found, top: int) -> bool:
    """Whether the first so many are, apart from the order of equal scores."""
    first, second = ([score for _, _, score in each[:top]] for each in (found, expected))
    if len(first) != len(second) or not np.allclose(first, second, rtol=_CLOSE, atol=0):
        return False
    least = max(first[-1], second[-1]) * (1 + _CLOSE) if first else 0.0
    these, those = (
        {(article, number) for article, number, score in each[:top] if score > least}
        for each in (found, expected)
    )
    return these == those


def reload_seconds(coverage: Coverage, path: Path) -> float:
    """How long it takes until one new article can be found, the median of three."""
    seconds = []
    for number in range(_RELOADS):
        article = {"id": f"extra {number}", "text": f"One article more: number {number}."}
        path.write_text(json.dumps(article) + "\n", encoding="utf-8")
        seconds.append(coverage.reload().seconds)
    path.unlink()
    return round(float(np.median(seconds)), 2)


def disk_of(data: Path, cluster: SearchCluster | None) -> dict[str, int]:
    """The bytes of the articles' texts, of the rest of the index here, and of the passages in the
    cluster, without copies."""
    files = [path for path in data.rglob("*") if path.is_file()]
    texts = sum(path.stat().st_size for path in files if path.suffix == ".texts")
    sizes = {"texts": texts, "index": sum(path.stat().st_size for path in files) - texts}
    if cluster:
        name = f"{cluster.prefix}-base"
        found = connection(cluster).do(lambda client: client.indices.stats(index=name))
        sizes["cluster"] = found["_all"]["primaries"]["store"]["size_in_bytes"]
    return sizes


def node_loss(coverage: Coverage, nodes: Nodes, questions: Sequence[str]) -> dict[str, Any]:
    """A node killed while questions are searched, until those that are left are green again."""
    ended = threading.Event()
    took: list[float] = []
    failed: list[str] = []

    def ask(rest: Iterator[str]) -> None:
        for question in rest:
            if ended.is_set():
                return
            started = time.perf_counter()
            try:
                coverage.search(question, _SEARCHED)
            except ClusterError as error:
                failed.append(str(error))
            took.append(time.perf_counter() - started)

    asking = [
        threading.Thread(target=ask, args=(cycle([*questions[number:], *questions[:number]]),))
        for number in range(_LOST_IN_FLIGHT)
    ]
    for each in asking:
        each.start()
    try:
        time.sleep(_BEFORE_LOSS)
        before = len(took)
        nodes.kill(nodes.nodes[0])
        yellow = nodes.wait("yellow")
        green = yellow + nodes.wait("green", _GREEN_SECONDS)
    finally:
        ended.set()
        for each in asking:
            each.join()
    return {
        "in flight": _LOST_IN_FLIGHT,
        "questions": len(took) - before,
        "failed": len(failed),
        "errors": sorted(set(failed)),
        "longest": round(max(took) * 1e3),
        "yellow": round(yellow, 1),
        "green": round(green, 1),
    }
