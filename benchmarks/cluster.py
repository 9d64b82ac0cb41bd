"""The index on OpenSearch beside the embedded one: ``python -m benchmarks.cluster``.

Both are made of the same articles and asked the same questions, in turns. Printed are what loading
took, on how many questions they find the same passages (those with equal scores in any order), and
how long a search takes, alone and with several in flight.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.questions import questions_of
from knowledge import Coverage, Hit, SearchCluster
from knowledge.index import engine_of

TOPS = (1, 5, 20)
_CLOSE = 1e-5  # scores that differ by less are equal: sums of single precision
_PREFIX = "benchmark"


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", nargs="+", required=True, help="the nodes' addresses")
    parser.add_argument("--coverage", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--in-flight", type=int, nargs="+", default=[1, 10])
    options = parser.parse_args()
    questions = [each for path in options.questions for each in questions_of(path)]
    cluster = SearchCluster(tuple(options.hosts), prefix=_PREFIX, replicas=options.replicas)
    coverages = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, where in (("embedded", None), ("OpenSearch", cluster)):
            started = time.perf_counter()
            data = Path(folder, name)
            coverages[name] = Coverage.open(options.coverage, data, cluster=where, reader_threads=0)
            seconds = time.perf_counter() - started
            opened = coverages[name].opened
            print(
                f"{name}: {opened.articles} articles, {opened.passages} passages in "
                f"{seconds:.1f} s, {opened.passages / seconds:.0f} passages a second"
            )
        try:
            compare(coverages, questions)
            for number in options.in_flight:
                for name, coverage in coverages.items():
                    print_latency(name, coverage, questions, number)
        finally:
            engine_of(cluster, "base").drop()
            for coverage in coverages.values():
                coverage.close()


def compare(coverages: dict[str, Coverage], questions: Sequence[str]) -> None:
    """Prints on how many questions the best passages are the same."""
    same = dict.fromkeys(TOPS, 0)
    for question in questions:
        found, expected = (each.search(question, max(TOPS) + 5) for each in coverages.values())
        for top in TOPS:
            same[top] += are_same(found, expected, top)
    for top, count in same.items():
        print(f"top {top:>2} the same: {count} of {len(questions)}, {count / len(questions):.2%}")


def are_same(found: Sequence[Hit], expected: Sequence[Hit], top: int) -> bool:
    """Whether the first so many are, apart from the order of equal scores."""
    first, second = ([hit.score for hit in hits[:top]] for hits in (found, expected))
    if len(first) != len(second) or not np.allclose(first, second, rtol=_CLOSE, atol=0):
        return False
    least = max(first[-1], second[-1]) * (1 + _CLOSE) if first else 0.0
    these, those = (
        {(hit.passage.article.id, hit.passage.number) for hit in hits[:top] if hit.score > least}
        for hits in (found, expected)
    )
    return these == those


def print_latency(name: str, coverage: Coverage, questions: Sequence[str], number: int) -> None:
    """Prints how long a search takes with so many in flight."""

    def seconds(question: str) -> float:
        started = time.perf_counter()
        coverage.search(question, 25)
        return time.perf_counter() - started

    with ThreadPoolExecutor(number) as pool:
        list(pool.map(seconds, questions[:50]))  # warms up
        took = np.array(list(pool.map(seconds, questions))) * 1e3
    median, slowest = np.percentile(took, (50, 99))
    print(f"{name}, {number} in flight: median {median:.1f} ms, 99th percentile {slowest:.1f} ms")


if __name__ == "__main__":
    main()
