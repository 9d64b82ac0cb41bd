"""What reading more or less costs and brings: ``python -m benchmarks.cost --articles FILE``.

Prints, for several numbers of windows read, how many of the questions written on articles kept out
of training are answered right, and the median time of an answer with one processor core and with
two; then the time from start to a first answer and the memory of a process with the model in use.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.chat import ROOT, written
from benchmarks.judging import Verdict, judge, tally
from benchmarks.metrics import median
from benchmarks.questions import SetQuestion
from knowledge import Coverage, Scope, load_reader
from knowledge.answering import Answering, ask

WINDOWS = (0, 8, 12, 16, 20, 24)


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="as for benchmarks.chat")
    parser.add_argument("--data-dir", type=Path, help="where its index is kept")
    parser.add_argument("--every", type=int, default=4, help="of the questions, one in so many")
    options = parser.parse_args()
    questions = written(options.articles)[:: options.every]
    print("| windows read | right | in three | refused or closest | ms, 1 core | ms, 2 cores |")
    print("|---|---|---|---|---|---|")
    with Coverage.open([options.articles], options.data_dir) as coverage:
        for windows in WINDOWS:
            verdicts = list(_asked(coverage, questions, windows, threads=1))
            again = list(_asked(coverage, questions[::4], windows, threads=2))
            counts = tally(verdicts)
            in_three = counts.in_three / counts.answerable
            cells = (
                f"{windows or 'none: words alone'}",
                *(f"{share:.3f}" for share in (counts.right_rate, in_three, counts.guarded_rate)),
                *(f"{median(v.answer.took_ms for v in some):.0f}" for some in (verdicts, again)),
            )
            print(f"| {' | '.join(cells)} |", flush=True)
    print(f"\nresident memory {_resident():.0f} MB")
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "run_bot.py"), "ask", "When does Xi visit Moscow?"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(f"first answer after {time.perf_counter() - started:.1f} s")


def _asked(
    coverage: Coverage, questions: Sequence[SetQuestion], windows: int, threads: int
) -> list[Verdict]:
    reader = load_reader(threads=threads) if windows else None
    answering = replace(Answering(coverage.answering.analyzer, reader), windows=windows or 20)
    return [
        judge(each, ask(coverage.index, answering, each.question, Scope())) for each in questions
    ]


def _resident() -> float:
    """The resident memory of this process in megabytes; Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
