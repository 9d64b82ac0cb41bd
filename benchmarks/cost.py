"""What reading more or less costs and brings: ``python -m benchmarks.cost --articles FILE``.

Prints, for several numbers of windows read, how many of the questions written on articles kept out
of training are answered right, and the median time of an answer with one processor core and with
two; then the time from start to a first answer, and the memory of a process that answers from all
articles. Linux alone tells the last two columns and the memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from benchmarks.chat import ROOT, written
from benchmarks.judging import Verdict, judge, tally
from benchmarks.metrics import median
from benchmarks.questions import SetQuestion
from knowledge import Coverage, Scope, load_reader
from knowledge.answering import Answering, ask

WINDOWS = (0, 8, 12, 16, 20, 24)
ASKED = 60  # questions that the memory is of
_CORES = os.sched_getaffinity(0)


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles",
        type=Path,
        nargs="+",
        required=True,
        help="those of the written questions, then others that only take memory",
    )
    parser.add_argument("--data-dir", type=Path, help="where its index is kept")
    parser.add_argument("--every", type=int, default=4, help="of the questions, one in so many")
    options = parser.parse_args()
    questions = written(options.articles[0])[:: options.every]
    print("| windows read | right | in three | refused or closest | ms, 1 core | ms, 2 cores |")
    print("|---|---|---|---|---|---|")
    with Coverage.open(options.articles[:1], options.data_dir) as coverage:
        for windows in WINDOWS:
            verdicts = list(_asked(coverage, questions, windows, cores=1))
            again = list(_asked(coverage, questions[::4], windows, cores=2))
            counts = tally(verdicts)
            in_three = counts.in_three / counts.answerable
            cells = (
                f"{windows or 'none: words alone'}",
                *(f"{share:.3f}" for share in (counts.right_rate, in_three, counts.guarded_rate)),
                *(f"{median(v.answer.took_ms for v in some):.0f}" for some in (verdicts, again)),
            )
            print(f"| {' | '.join(cells)} |", flush=True)
    print(f"\nfirst answer after {_first_answer():.1f} s")
    texts = [each.question for each in questions[:ASKED]]
    print(f"{_peak_memory(options.articles, texts):.0f} MB of memory for {len(texts)} questions")


def _first_answer() -> float:
    """Seconds from the start of a process to its answer, on the sample coverage."""
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "run_bot.py"), "ask", "When does Xi visit Moscow?"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _peak_memory(articles: Sequence[Path], questions: Sequence[str]) -> float:
    """The most that a process ever had in memory that answers questions, in megabytes: its own and
    what it maps of the index. Another one has made the index before."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "data_dir": f"{folder}/data",
            "coverage": {"paths": [str(path.resolve()) for path in articles]},
        }
        config = Path(folder, "bot.yaml")
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = [sys.executable, str(ROOT / "run_bot.py"), "--config", str(config)]
        subprocess.run([*command, "index"], check=True, stdout=subprocess.DEVNULL)
        answering = subprocess.Popen(
            [*command, "ask", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert answering.stdin
        answering.stdin.write("".join(f"{each}\n" for each in questions).encode())
        answering.stdin.close()
        _, _, used = os.wait4(answering.pid, 0)
    return used.ru_maxrss / 1024


def _asked(
    coverage: Coverage, questions: Sequence[SetQuestion], windows: int, cores: int
) -> list[Verdict]:
    """What comes of questions where the process may use so many cores."""
    os.sched_setaffinity(0, sorted(_CORES)[:cores])  # threads that begin from now on inherit it
    reader = load_reader(threads=cores) if windows else None
    answering = replace(Answering(coverage.answering.analyzer, reader), windows=windows or 20)
    return [
        judge(each, ask(coverage.index, answering, each.question, Scope())) for each in questions
    ]


if __name__ == "__main__":
    main()
