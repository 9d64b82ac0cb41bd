"""What servers' collections cost beside a base: ``python -m benchmarks.servers``.

``--coverage`` is the base; each of ``--servers`` servers gets ``--articles`` articles of its own,
made of sentences of the base's, and ``--in-use`` of them are asked. Printed are the memory with
those in use against that of the base alone, what a search takes more, how long a collection takes
to open (when its files are read for the first time, and again) and to reload, and a look at which
feeds of all servers are due. Memory is what a bot takes that has answered: with the reader's model.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from operator import methodcaller
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.questions import questions_of
from knowledge import Collections, Coverage

_MOST_READ = 2000  # articles of the base whose sentences are used
_QUESTIONS = 200
_ASKED = 20  # of them, for the memory that answering takes


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, nargs="+", required=True, help="the base")
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="JSON Lines")
    parser.add_argument("--data-dir", type=Path, help="where the base's index is kept")
    parser.add_argument("--servers", type=int, default=2000)
    parser.add_argument("--in-use", type=int, default=100)
    parser.add_argument("--articles", type=int, default=50)
    options = parser.parse_args()
    questions = [each for path in options.questions for each in questions_of(path)]
    random.Random(5).shuffle(questions)
    with tempfile.TemporaryDirectory() as folder:
        measure(
            options.coverage,
            questions[:_QUESTIONS],
            options.data_dir or Path(folder),
            Path(folder) / "servers",
            servers=options.servers,
            in_use=options.in_use,
            articles=options.articles,
        )


def measure(
    paths: Sequence[Path],
    questions: Sequence[str],
    data_dir: Path,
    folder: Path,
    *,
    servers: int,
    in_use: int,
    articles: int,
) -> None:
    """Prints the figures."""
    with Coverage.open(paths, data_dir) as base:
        _write_all(base, folder, servers, articles)
        alone = [_milliseconds(partial(base.search, each)) for each in questions]
        for question in questions[:_ASKED]:
            base.ask(question)
        before = _memory()
        _print("base", f"{base.status().articles:,} articles, {before:,.0f} MB")
        collections = Collections(base, folder, most_open=in_use)

        def use(number: int, work: Callable[[Coverage], Any] = lambda _: None) -> None:
            with collections.use(number) as coverage:
                work(coverage)

        numbers = range(1, in_use + 1)
        first = [_milliseconds(partial(use, n)) for n in numbers]
        collections.close()
        again = [_milliseconds(partial(use, n)) for n in numbers]
        joining = [
            _milliseconds(partial(use, n, methodcaller("search", questions[0]))) for n in numbers
        ]
        beside = [
            _milliseconds(partial(use, 1 + n % in_use, methodcaller("search", question)))
            for n, question in enumerate(questions)
        ]
        for number, question in zip(numbers, cycle(questions)):
            use(number, methodcaller("ask", question))
            use(number, methodcaller("status"))
        after = _memory()
        _print("memory", f"{after:,.0f} MB with {in_use} in use: {after / before:.2f} x the base's")
        more = median(beside) - median(alone)
        _print("search", f"{median(alone):.2f} ms, {more:+.2f} ms in a server (medians)")
        _print("first read", f"{median(first):,.0f} ms to open {articles} new articles")
        _print("opening", f"{median(again):.1f} ms, then {median(joining):.1f} ms before the first")
        (folder / "more.jsonl").rename(folder / "1" / "articles" / "more.jsonl")
        took = _milliseconds(lambda: use(1, lambda each: each.reload()))
        _print("reload", f"{took:,.0f} ms of one server's")
        for number in numbers:  # an open one is looked at in any case
            collections.give_up(number, datetime.now(UTC).date())
        look = partial(collections.refresh_feeds, datetime.now(UTC), lambda *_: None)
        took, again_took = _milliseconds(look), _milliseconds(look)
        _print("feeds due", f"{took:,.0f} ms to look at {servers:,} servers, then {again_took:.0f}")
        collections.close()


def _write_all(base: Coverage, folder: Path, servers: int, articles: int) -> None:
    """Writes every server's articles, and one more for later."""
    texts = [article.text for article in base.articles()[:_MOST_READ]]
    for number in range(1, servers + 1):
        _write(folder / str(number) / "articles", texts, number, articles)
    _write(folder, texts, 0, 1, name="more.jsonl")


def _write(
    folder: Path, texts: Sequence[str], seed: int, count: int, name: str = "own.jsonl"
) -> None:
    """Writes articles of a server's own: sentences of several of the base's articles."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8") as stream:
        for number in range(count):
            parts = [chance.choice(texts).split(". ") for _ in range(6)]
            text = ". ".join(chance.choice(part) for part in parts for _ in range(5))
            record = {"id": f"{name}-{seed}-{number}", "source": f"Server {seed}", "text": text}
            stream.write(json.dumps(record) + "\n")


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _memory() -> float:
    """What this process takes of memory, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def _print(what: str, told: str) -> None:
    print(f"{what:12} {told}", flush=True)


if __name__ == "__main__":
    main()
