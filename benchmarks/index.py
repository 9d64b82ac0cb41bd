"""The index against its peers: ``python -m benchmarks.index``.

Dateline, rank-bm25, bm25s (numpy and numba) and tantivy search the same passages, cut into the same
terms, with the same questions, in turns in one process. With ``--coverage`` and ``--questions`` the
passages are those of articles, and building, opening, reloading, asking, memory and disk are
measured as well; without, they are made up, ``--passages`` of them. ``--plot`` draws the cost of a
question against the number of made-up passages.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard

import bm25s
import numpy as np
from matplotlib.figure import Figure

from benchmarks.index_corpora import MadeUp, passages_of, questions_of, terms_of
from benchmarks.index_engines import (
    Search,
    bm25s_engine,
    bm25s_search,
    dateline,
    interleaved,
    rank_bm25,
    tantivy_engine,
    timed,
)
from knowledge import Article, Coverage, Unreadable
from knowledge.analysis import Analyzer
from knowledge.passages import split_passages
from knowledge.readers import read, scan

TOP = 10
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SLOW = frozenset({"rank-bm25"})  # gets every 40th question
MOST_FOR_PEERS = 100_000  # passages; a million as Python lists take more memory than most have


def main() -> None:
    """Runs the command line."""
    options = _options()
    if options.memory:
        print(memory(options))
    elif options.plot:
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
    parser.add_argument("--memory", choices=["dateline", "bm25s"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.coverage and not options.questions:
        parser.error("--coverage needs --questions")
    return options


def build_peers(
    passages: Sequence[Sequence[str]], folder: Path
) -> tuple[dict[str, Search], dict[str, float]]:
    """The other engines, and the seconds each took to build."""
    times: dict[str, float] = {}
    engines: dict[str, Search] = {}
    with timed(times, "rank-bm25"):
        engines["rank-bm25"] = rank_bm25(passages)
    for backend in ("numpy", "numba"):
        with timed(times, f"bm25s {backend}"):
            engines[f"bm25s {backend}"] = bm25s_engine(passages, backend)
    (folder / "tantivy").mkdir()
    with timed(times, "tantivy"):
        engines["tantivy"] = tantivy_engine(passages, folder / "tantivy")
    return engines, times


def compare(
    engines: dict[str, Search], questions: Sequence[Sequence[str]], build: dict[str, float]
) -> None:
    """Prints how long a question takes each engine."""
    gc.collect()
    gc.freeze()  # the peers' millions of objects are not to be looked through meanwhile
    seconds = interleaved(engines, questions, TOP, SLOW, 40)
    own = float(np.median(seconds["Dateline"]))
    print(f"| {'top ' + str(TOP):<12} | median ms | 99th pct ms | x Dateline | build s |")
    print("|---|---|---|---|---|")
    for name, each in seconds.items():
        median, worst = np.median(each), np.percentile(each, 99)
        print(
            f"| {name:<12} | {median * 1e3:9.3f} | {worst * 1e3:11.3f} | {median / own:10.2f} |"
            f" {build[name]:7.1f} |"
        )


def measure_coverage(paths: Sequence[Path], question_files: Sequence[Path], folder: Path) -> None:
    """Prints everything about a coverage of articles."""
    analyzer = Analyzer()
    questions = [terms for path in question_files for terms in questions_of(path, analyzer)]
    extra = folder / "extra.jsonl"
    extra.write_text(json.dumps({"id": "extra", "text": "One article that is to change."}))
    times: dict[str, float] = {}
    with timed(times, "Dateline"):
        coverage = Coverage.open([*paths, extra], folder / "data")
    with timed(times, "read and split"):
        articles = [
            item for file in scan([*paths, extra]).files for item in read(file) if is_article(item)
        ]
        cut = [passage for article in articles for passage in split_passages(article)]
    text = sum(len(article.text.encode()) for article in articles)
    del articles, cut
    with timed(times, "terms"):
        passages = list(passages_of(coverage.index, Analyzer()))
    print(
        f"{coverage.index.article_count} articles, {len(passages)} passages, "
        f"{len(questions)} questions\n"
    )
    engines, built = build_peers(passages, folder)
    built = {
        name: seconds + times["read and split"] + times["terms"] for name, seconds in built.items()
    }
    built["Dateline"] = times["Dateline"]
    compare({"Dateline": dateline(coverage.index), **engines}, questions, built)
    save_bm25s(passages, coverage, folder / "bm25s")
    del engines, passages
    print()
    for name, value in (
        ("search", timings(lambda terms: coverage.index.search(terms, TOP), questions)),
        ("ask", timings(coverage.ask, raw_questions(question_files)[::10])),
        ("disk", f"{coverage.status().index_bytes / text:.2f} x the articles' text"),
        ("reload, one article changed", reload_one(coverage, extra, times["Dateline"])),
        ("search during a build", during_build(coverage, paths, questions, folder / "other")),
    ):
        print(f"{name}: {value}", flush=True)
    coverage.close()
    with timed(times, "open"):
        Coverage.open([*paths, extra], folder / "data").close()
    print(f"open: {times['open'] * 1e3:.0f} ms")
    for engine in ("dateline", "bm25s"):
        print(
            f"memory of {engine}: {memory_aside(engine, folder, [*paths, extra], question_files)}"
        )


def is_article(item: Article | Unreadable) -> TypeGuard[Article]:
    """Whether a reader gave an article."""
    return isinstance(item, Article)


def timings(ask: Any, questions: Sequence[Any]) -> str:
    """Median and 99th percentile of asking each question, after a warm-up."""
    seconds = []
    for question in [*questions[:200], *questions]:
        started = time.perf_counter()
        ask(question)
        seconds.append(time.perf_counter() - started)
    median, worst = np.median(seconds[200:]) * 1e3, np.percentile(seconds[200:], 99) * 1e3
    return f"median {median:.3f} ms, 99th percentile {worst:.3f} ms"


def raw_questions(paths: Sequence[Path]) -> list[str]:
    """The questions as they were written."""

    class AsWritten(Analyzer):
        def terms(self, text: str) -> list[str]:
            return [text]

    return [terms[0] for path in paths for terms in questions_of(path, AsWritten())]


def reload_one(coverage: Coverage, extra: Path, build: float) -> str:
    """What a reload costs when one file with one article has changed."""
    extra.write_text(json.dumps({"id": "extra", "text": "One article that has changed."}))
    report = coverage.reload()
    assert report.changed == 1
    return f"{report.seconds:.2f} s, {100 * report.seconds / build:.1f} % of the build"


def during_build(coverage: Coverage, paths: Sequence[Path], questions: Any, folder: Path) -> str:
    """What searches take while all articles are indexed anew by the same process."""
    done = threading.Event()

    def build() -> None:
        Coverage.open(paths, folder).close()
        done.set()

    thread = threading.Thread(target=build)
    thread.start()
    seconds: list[float] = []
    while not done.is_set():
        started = time.perf_counter()
        coverage.index.search(questions[len(seconds) % len(questions)], TOP)
        seconds.append(time.perf_counter() - started)
        time.sleep(0.002)
    thread.join()
    median, worst = np.median(seconds) * 1e3, np.percentile(seconds, 99) * 1e3
    return f"{len(seconds)} asked, median {median:.3f} ms, 99th percentile {worst:.3f} ms"


def save_bm25s(passages: Sequence[Sequence[str]], coverage: Coverage, folder: Path) -> None:
    """An index of bm25s with its passages, for `memory`."""
    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    engine.index(list(passages), show_progress=False)
    index = coverage.index
    texts = [{"text": index.passage(number).text} for number in range(index.passage_count)]
    engine.save(str(folder), corpus=texts)


def memory_aside(
    engine: str, folder: Path, paths: Sequence[Path], questions: Sequence[Path]
) -> str:
    """Resident memory of a process that opens an index and answers 1,000 questions."""
    command = [sys.executable, "-m", "benchmarks.index", "--memory", engine]
    command += ["--folder", str(folder), "--coverage", *map(str, paths)]
    command += ["--questions", *map(str, questions)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def memory(options: argparse.Namespace) -> str:
    """Megabytes of this process after 1,000 questions, with the passages that were found read."""
    questions = raw_questions(options.questions)[:1000]
    analyzer = Analyzer()
    if options.memory == "dateline":
        coverage = Coverage.open(options.coverage, options.folder / "data")
        for question in questions:
            coverage.ask(question)
    else:
        engine = bm25s.BM25.load(str(options.folder / "bm25s"), load_corpus=True)
        search = bm25s_search(engine)
        for question in questions:
            search(analyzer.terms(question), TOP)
    rows = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    sizes = {row[0]: int(row[1]) // 1024 for row in rows if row[0] in ("RssAnon:", "VmRSS:")}
    return f"{sizes['RssAnon:']} MB anonymous, {sizes['VmRSS:']} MB resident"


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
