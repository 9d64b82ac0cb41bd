"""What the index of a coverage costs, beside its peers and beside what it is to cost.

``python -m benchmarks.index --coverage … --questions …``
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import NamedTuple, TypeGuard

import bm25s
import numpy as np

from benchmarks.index.corpora import MadeUp, passages_of, terms_of
from benchmarks.index.engines import (
    TOP,
    Seconds,
    bm25s_engine,
    bm25s_search,
    build_peers,
    compare,
    dateline,
    interleaved,
    timed,
)
from benchmarks.questions import questions_of
from knowledge import Article, Coverage, KnowledgeError, Unreadable
from knowledge.passages import split_passages
from knowledge.sources.readers import read, scan
from knowledge.text.analysis import Analyzer

WARM_UP, IN_MEMORY, BETWEEN = 200, 1_000, 0.002
CHANGED = 1_000  # articles that are new in the reload during which questions are asked


class Row(NamedTuple):
    """A line of the table: what was measured, what it is to be, and what it is."""

    what: str
    aim: str
    measured: str


def measure_coverage(paths: Sequence[Path], question_files: Sequence[Path], folder: Path) -> None:
    """Prints everything about a coverage of articles."""
    questions = [question for path in question_files for question in questions_of(path)]
    extra = folder / "extra.jsonl"
    write_articles(extra, [Article("extra", "One article that is to change.")])
    times: dict[str, float] = {}
    with timed(times, "build"):
        coverage = Coverage.open([*paths, extra], folder / "data", reader_threads=0)
    print(
        f"{coverage.index.article_count} articles, {coverage.index.passage_count} passages, "
        f"{len(questions)} questions\n"
    )
    rows = list(search_rows(coverage, [*paths, extra], questions, times, folder))
    rows.append(door_row(coverage, questions))
    rows.append(ask_row(coverage, questions))
    rows.append(disk_row(coverage))
    coverage.close()
    with timed(times, "open"):
        coverage = Coverage.open([*paths, extra], folder / "data", reader_threads=0)
    share = times["open"] / times["build"]
    rows.append(Row("open", "≤ 3 % of the build, ≤ 0.5 s", f"{share:.1%}, {times['open']:.3f} s"))
    rows.append(reload_row(coverage, extra, times["build"]))
    rows.append(during_reload(coverage, extra, questions))
    rows.append(line_row(coverage.articles(), folder))
    coverage.close()
    rows.append(memory_row(folder, [*paths, extra], question_files))
    rows.append(size_row())
    print("\n| what | to reach | measured |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def write_articles(path: Path, articles: Sequence[Article]) -> None:
    """A file of JSON Lines with some articles."""
    lines = (json.dumps({"id": each.id, "text": each.text}) for each in articles)
    path.write_text("\n".join(lines), encoding="utf-8")


def search_rows(
    coverage: Coverage,
    paths: Sequence[Path],
    questions: Sequence[str],
    times: dict[str, float],
    folder: Path,
) -> Iterator[Row]:
    """Prints what each engine takes for the questions; the rows on searching and building."""
    with timed(times, "read and split"):
        articles = [item for file in scan(paths).files for item in read(file) if is_article(item)]
        cut = [passage for article in articles for passage in split_passages(article)]
    del articles, cut
    analyzer = Analyzer()
    with timed(times, "terms"):
        passages = list(passages_of(coverage.index, analyzer))
    engines, built = build_peers(passages, folder)
    before = times["read and split"] + times["terms"]
    built = {name: seconds + before for name, seconds in built.items()} | {
        "Dateline": times["build"]
    }
    terms = [analyzer.terms(question) for question in questions]
    seconds = compare({"Dateline": dateline(coverage.index), **engines}, terms, built)
    save_bm25s(passages, coverage, folder / "bm25s")
    own = seconds["Dateline"]
    for name, aim in (("rank-bm25", "≥ 300"), ("bm25s numba", "≥ 1, better 2"), ("tantivy", "≥ 2")):
        ratio = np.median(seconds[name]) / np.median(own)
        yield Row(f"{name} ÷ Dateline, median", aim, f"{ratio:.2f}")
    yield Row("99th percentile ÷ median", "≤ 4", f"{np.percentile(own, 99) / np.median(own):.2f}")
    share = built["Dateline"] / built["bm25s numpy"]
    yield Row("build ÷ that with bm25s", "≤ 1", f"{share:.2f} ({built['Dateline']:.0f} s)")


def is_article(item: Article | Unreadable) -> TypeGuard[Article]:
    """Whether a reader gave an article."""
    return isinstance(item, Article)


def door_row(coverage: Coverage, questions: Sequence[str]) -> Row:
    """What a search takes whose hits nobody has looked at yet, its question's words included."""
    seconds = [seconds_of(coverage.search, each) for each in [*questions[:WARM_UP], *questions]]
    median = float(np.median(seconds[WARM_UP:])) * 1e3
    return Row("search through the door, median", "≤ 0.25 ms", f"{median:.2f} ms")


def ask_row(coverage: Coverage, questions: Sequence[str]) -> Row:
    """What an answer takes beside a search for the same question, one after the other."""
    searches, asks = [], []
    for question in [*questions[:WARM_UP], *questions]:
        searches.append(seconds_of(coverage.search, question))
        asks.append(seconds_of(coverage.ask, question))
    search, ask = (np.median(each[WARM_UP:]) * 1e3 for each in (searches, asks))
    measured = f"{ask:.2f} ms against {search:.2f}: {ask / search:.1f} x"
    return Row("ask, median", "≤ 10 x search + 2 ms", f"{measured}, aim {10 * search + 2:.1f} ms")


def seconds_of(ask: Callable[[str], object], question: str) -> float:
    """How long one question takes."""
    started = time.perf_counter()
    ask(question)
    return time.perf_counter() - started


def disk_row(coverage: Coverage) -> Row:
    """What the index takes of the disk, the texts in it included."""
    text = sum(len(article.text.encode()) for article in coverage.articles())
    return Row("disk ÷ the articles' text", "≤ 2", f"{coverage.status().index_bytes / text:.2f}")


def reload_row(coverage: Coverage, extra: Path, build: float) -> Row:
    """What a reload takes when a file's one article has changed, the median of five."""
    seconds = []
    for number in range(5):
        write_articles(extra, [Article("extra", f"One article that has changed {number}.")])
        seconds.append(coverage.reload().seconds)
    median = float(np.median(seconds))
    measured = f"{median / build:.1%}, {median:.2f} s"
    return Row("reload, one article changed", "≤ 5 % of the build", measured)


def line_row(articles: Sequence[Article], folder: Path) -> Row:
    """What a reload takes when one line of a file of all articles has changed, median of five."""
    path = folder / "all.jsonl"
    write_articles(path, articles)
    lines = path.read_text(encoding="utf-8").splitlines()
    seconds = []
    with Coverage.open([path], folder / "one file", reader_threads=0) as coverage:
        for number in range(5):
            place = len(lines) * number // 5
            lines[place] = json.dumps({"id": f"changed {number}", "text": f"A new line {number}."})
            path.write_text("\n".join(lines), encoding="utf-8")
            seconds.append(coverage.reload().seconds)
        build = coverage.opened.seconds
    median = float(np.median(seconds))
    measured = f"{median:.2f} s, {median / build:.1%} ({path.stat().st_size / 1e6:.0f} MB)"
    return Row(f"one changed line in one file of all {len(lines)}", "≤ 1 s, ≤ 6 %", measured)


def during_reload(coverage: Coverage, extra: Path, questions: Sequence[str]) -> Row:
    """What answers take while another thread reloads, against what they take without."""
    alone = asked_until(coverage, questions, time.perf_counter() + 10)
    some = [replace(each, id=f"new {n}") for n, each in enumerate(coverage.articles()[:CHANGED])]
    write_articles(extra, some)
    thread = threading.Thread(target=coverage.reload)
    thread.start()
    beside = asked_until(coverage, questions, thread)
    thread.join()
    quiet, busy = (np.nanpercentile(each, 99) * 1e3 for each in (alone, beside))
    failed = int(np.isnan(beside).sum())
    return Row(
        f"answers during a reload of {len(some):,} new articles",
        "none fails; 99th percentile ≤ 5 x that without",
        f"{failed} of {len(beside)} failed; {busy / quiet:.1f} x ({busy:.0f} ms, {quiet:.0f} ms)",
    )


def asked_until(
    coverage: Coverage, questions: Sequence[str], end: float | threading.Thread
) -> Seconds:
    """The seconds of questions asked until a time or a thread's end, nan for one that failed."""
    seconds = []
    for question in cycle(questions):
        going = end.is_alive() if isinstance(end, threading.Thread) else time.perf_counter() < end
        if not going:
            break
        try:
            seconds.append(seconds_of(coverage.ask, question))
        except KnowledgeError:
            seconds.append(float("nan"))
        time.sleep(BETWEEN)
    return np.array(seconds)


def save_bm25s(passages: Sequence[Sequence[str]], coverage: Coverage, folder: Path) -> None:
    """An index of bm25s with its passages, for `memory`."""
    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    engine.index(list(passages), show_progress=False)
    index = coverage.index
    texts = [{"text": index.passage(number).text} for number in range(index.passage_count)]
    engine.save(str(folder), corpus=texts)


def memory_row(folder: Path, paths: Sequence[Path], questions: Sequence[Path]) -> Row:
    """What a process takes of memory after 1,000 questions, Dateline's and one with bm25s."""
    own, peer = (memory_aside(engine, folder, paths, questions) for engine in ("dateline", "bm25s"))
    measured = f"{own['RssAnon']}, {own['VmRSS']} MB; {own['RssAnon'] / peer['RssAnon']:.2f} of it"
    aim = "anonymous ≤ 150 MB, resident ≤ 350 MB; ≤ ½ of bm25s's anonymous"
    return Row(f"memory after {IN_MEMORY:,} questions", aim, measured)


def memory_aside(
    engine: str, folder: Path, paths: Sequence[Path], questions: Sequence[Path]
) -> dict[str, int]:
    """Megabytes of a process of its own that opens an index and answers questions."""
    command = [sys.executable, "-m", "benchmarks.index.coverage", engine, "--folder", str(folder)]
    command += ["--coverage", *map(str, paths), "--questions", *map(str, questions)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    sizes: dict[str, int] = json.loads(done.stdout)
    return sizes


def memory(engine: str, folder: Path, paths: Sequence[Path], files: Sequence[Path]) -> None:
    """Prints the megabytes of this process after some questions, what was found having been read.

    Linux alone tells them.
    """
    questions = [question for path in files for question in questions_of(path)][:IN_MEMORY]
    if engine == "dateline":
        coverage = Coverage.open(paths, folder / "data", reader_threads=0)
        for question in questions:
            coverage.ask(question)
    else:
        analyzer = Analyzer()
        search = bm25s_search(bm25s.BM25.load(str(folder / "bm25s"), load_corpus=True))
        for question in questions:
            search(analyzer.terms(question), TOP)
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split(":", 1) for line in lines)
    sizes = {name: int(value.split()[0]) // 1024 for name, value in pairs if name in _SIZES}
    print(json.dumps(sizes))


_SIZES = ("RssAnon", "VmRSS")


def size_row() -> Row:
    """What a question takes with ten times the passages, of made-up text.

    As in the other rows the engines take turns with peers, of the fewer passages, so that the
    smaller index is not the only one that finds the processor's cache as it has left it. Without
    peers the ratio is higher; both are told.
    """
    few, many = 100_000, 1_000_000
    own = {str(size): dateline(MadeUp(size).index()) for size in (few, many)}
    passages = [terms for chunk in MadeUp(few).tokens() for terms in terms_of(*chunk)]
    peers = {backend: bm25s_engine(passages, backend) for backend in ("numpy", "numba")}
    del passages
    told = []
    for engines in (own | peers, own):
        seconds = interleaved(engines, MadeUp(few).questions(WARM_UP), TOP, frozenset(), 1)
        small, large = (np.median(seconds[str(size)]) * 1e3 for size in (few, many))
        told.append(f"{large / small:.1f} x ({small:.2f} → {large:.2f} ms)")
    measured = f"{told[0]} in turns with bm25s; {told[1]} without"
    return Row("100,000 → 1,000,000 passages", "≤ 6 x the time", measured)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Prints what an engine takes of memory.")
    parser.add_argument("engine", choices=["dateline", "bm25s"])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--coverage", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    memory(given.engine, given.folder, given.coverage, given.questions)
