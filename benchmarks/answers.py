"""Answer quality on dated news questions: ``python -m benchmarks.answers``.

Each question is asked as of its day + 2, so that no later article can leak its answer. Prints
Markdown tables; `docs/quality.md` says what the measures mean and what was tried.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from benchmarks.comparison import compare
from benchmarks.evaluation import Outcome, day_of, evaluate
from benchmarks.freshness import fresh_covered
from benchmarks.questions import SetQuestion, load
from benchmarks.report import report
from knowledge import Coverage, KnowledgeError

Task = tuple[SetQuestion, date, bool]
# What the worker processes inherit by fork: the coverage is too large to be sent to each.
_shared: dict[str, Coverage] = {}


def main() -> None:
    """Runs the command line."""
    options = _options()
    before = load_run(options.compare) if options.compare else None
    started = time.perf_counter()
    try:
        # One core for each worker: they are as many as there are cores.
        coverage = Coverage.open([options.coverage], options.data_dir, reader_threads=1)
    except KnowledgeError as error:
        raise SystemExit(str(error)) from error
    questions = load(options.questions)[: options.limit]
    with coverage:
        outcomes = list(run(coverage, questions, options.workers))
    if options.save:
        save_run(options.save, outcomes)
    print(f"{options.questions}, {options.coverage}: {time.perf_counter() - started:.0f} s\n")
    print("\n".join(report(outcomes)))
    if before is not None:
        print("\n" + "\n".join(compare(before, outcomes)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, required=True, help="file or folder of articles")
    parser.add_argument("--questions", type=Path, required=True, help="JSON Lines, also .gz")
    parser.add_argument("--data-dir", type=Path, help="where the index is kept between runs")
    parser.add_argument("--compare", type=Path, help="a saved run to compare with")
    parser.add_argument("--save", type=Path, help="write the run here, as JSON Lines")
    parser.add_argument("--limit", type=int, help="only the first N questions")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    return parser.parse_args()


def run(coverage: Coverage, questions: Sequence[SetQuestion], workers: int) -> Iterator[Outcome]:
    """The outcomes in the order of the questions, each asked as of its day."""
    days = [(question, day_of(question)) for question in questions]
    fresh = fresh_covered(coverage.articles(), days)
    tasks: list[Task] = [(question, day, question.id in fresh) for question, day in days]
    _shared["coverage"] = coverage
    if workers == 1:
        yield from _shown_progress(map(_evaluate, tasks), len(tasks))
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from _shown_progress(pool.imap(_evaluate, tasks, chunksize=8), len(tasks))


def _evaluate(task: Task) -> Outcome:
    return evaluate(_shared["coverage"], *task)


def _shown_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    for done, outcome in enumerate(outcomes, 1):
        if sys.stderr.isatty() or done % 100 == 0:
            print(f"\r{done}/{total} questions", end="", file=sys.stderr, flush=True)
        yield outcome
    print(file=sys.stderr)


def save_run(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Writes a run as JSON Lines, one outcome a line."""
    path.write_text("".join(json.dumps(o.to_json()) + "\n" for o in outcomes), encoding="utf-8")


def load_run(path: Path) -> list[Outcome]:
    """Reads a run that `save_run` wrote; SystemExit says why it cannot be read."""
    try:
        with path.open(encoding="utf-8") as lines:
            return [Outcome.from_json(json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SystemExit(f"{path}: not a saved run of this version: {error}") from error


if __name__ == "__main__":
    main()
