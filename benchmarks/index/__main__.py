"""The index against its peers: ``python -m benchmarks.index``.

Dateline, rank-bm25, bm25s (numpy and numba) and tantivy search the same passages, cut into the same
terms, with the same questions, in turns in one process. With ``--coverage`` and ``--questions`` the
passages are those of articles, and building, opening, reloading, asking, memory and disk are
measured as well (`benchmarks.index.coverage`); without, they are made up, ``--passages`` of them.
``--plot`` draws the cost of a question against the number of made-up passages.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks.index.corpora import MadeUp, terms_of
from benchmarks.index.coverage import measure_coverage
from benchmarks.index.engines import (
    SLOW,
    TOP,
    build_peers,
    compare,
    dateline,
    interleaved,
    timed,
)

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MOST_FOR_PEERS = 100_000  # passages; a million as Python lists take more memory than most have


def main() -> None:
    """Runs the command line."""
    options = _options()
    if options.plot:
        plot(options.plot)
    elif options.coverage:
        with tempfile.TemporaryDirectory() as folder:
            measure_coverage(options.coverage, options.questions, Path(folder))
    else:
        made_up = MadeUp(options.passages)
        passages = [
            terms for chunk in MadeUp(options.passages).tokens() for terms in terms_of(*chunk)
        ]
        with tempfile.TemporaryDirectory() as folder:
            engines, times = build_peers(passages, Path(folder))
            with timed(times, "Dateline"):
                engines = {"Dateline": dateline(made_up.index()), **engines}
            compare(engines, made_up.questions(500), times)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, nargs="+", help="files or folders of articles")
    parser.add_argument("--questions", type=Path, nargs="+", help="JSON Lines, also .gz")
    parser.add_argument("--passages", type=int, default=20_000, help="made-up ones (20000)")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="cost against size")
    options = parser.parse_args()
    if options.coverage and not options.questions:
        parser.error("--coverage needs --questions")
    return options


def plot(path: Path) -> None:
    """Draws the median time of a question with each engine against the number of passages."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for size in SIZES:
        corpus = MadeUp(size)
        questions = corpus.questions(200)
        engines = {"Dateline": dateline(MadeUp(size).index())}
        with tempfile.TemporaryDirectory() as folder:
            if size <= MOST_FOR_PEERS:
                passages = [terms for chunk in corpus.tokens() for terms in terms_of(*chunk)]
                engines |= build_peers(passages, Path(folder))[0]
                del passages
            gc.freeze()
            seconds = interleaved(engines, questions, TOP, SLOW, 40)
        gc.unfreeze()
        for name, each in seconds.items():
            lines.setdefault(name, []).append((size, float(np.median(each)) * 1e3))
            print(f"{size:>9} {name:<12} {np.median(each) * 1e3:9.3f} ms", flush=True)
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    for name, points in lines.items():
        axes.loglog(*zip(*points, strict=True), marker="o", label=name)
    axes.set(xlabel="passages", ylabel=f"milliseconds a question (median, top {TOP})")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
