"""The bot under load: ``python -m benchmarks.load --coverage FILE … --questions FILE … [RUN …]``.

The bot runs as a process against the stand-in for Discord, in twenty servers with Discord's rate
limits, each with a collection of its own. A run such as ``500x100`` has 500 questions asked, 100 at
once: four in ten by slash command, three by mention, two as replies, and one press of a button.
``500x10+reload`` reloads 1,000 changed articles over and over meanwhile, and ``commandsx20`` uses
each command a hundred times, 20 at once. Every run has a process of its own, which is asked once in
each server before. ``300x20+kill`` has two processes of two shards each on a PostgreSQL that is
started for it, of which the one that leads is killed (see `load_cluster`).

Printed are how long people waited, to the first response and to the answer, how many got none
(whatever refuses an answer counts), how many answers were in haste or from memory, by how much the
event loop was late, the process's memory, and the load averages of the machine. Linux alone tells
the memory. A long run, such as ``20000x100``, asks about each article once the questions are used
up, and tells after every 2,000, a quarter of a minute after the last answer, by how much the memory
has grown since the first 2,000.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))  # for the stand-in

from benchmarks import load_cluster
from benchmarks.background import articles
from benchmarks.load_bot import Memory, figure, longest_lag, running
from benchmarks.load_crowd import Act, Crowd, Wait, by_surface, together
from benchmarks.questions import questions_of

RUNS = ("500x100", "500x10", "500x10+reload")
CHANGED = 1_000  # articles that each reload finds changed
EACH = 100  # uses of each command
# Questions after which a long run tells how it stands, and lets go of what is over. The first so
# many fill what is kept of questions and articles, so that growth is counted from there.
_LEG = 2_000
# Seconds of rest before what it takes is looked at, in which what lies idle is given back.
_REST = 15.0

# What a crowd may do again and again, by the options that it gives: a question, or how often the
# command was used so far, which is the number of an alert.
QUESTION, NUMBER = "a question", "a number"
COMMANDS: dict[str, dict[str, str]] = {
    "ask": {"question": QUESTION},
    "summary": {"topic": QUESTION},
    "timeline": {"topic": QUESTION},
    "compare": {"topic": QUESTION},
    "latest": {"topic": QUESTION},
    "sources": {},
    "alert add": {"about": QUESTION},
    "alert list": {},
    "alert test": {"alert": NUMBER},
    "alert why": {"url": QUESTION},
    "alert remove": {"alert": NUMBER},
    "digest now": {},
    "digest subscribe": {},
    "digest when": {},
    "digest unsubscribe": {},
    "help": {},
    "privacy": {},
    "forget": {},
    "settings": {},
    "coverage status": {},
    "coverage log": {},
    "coverage gaps": {},
    "coverage feedback": {},
    "coverage export": {},
    "coverage feed list": {},
}


@dataclass(frozen=True, slots=True)
class Run:
    """So many questions, so many of them at once; or each command."""

    name: str
    questions: int  # 0 for commands
    at_once: int
    is_reloaded: bool
    is_killed: bool

    @classmethod
    def of(cls, name: str) -> Run:
        """The run that a name on the command line means."""
        found = re.fullmatch(r"(\d+|commands)x(\d+)(\+reload|\+kill)?", name)
        if found is None:
            known = "500x100, 500x10+reload, 300x20+kill or commandsx20"
            raise argparse.ArgumentTypeError(f"{name}: write {known}")
        questions = 0 if found[1] == "commands" else int(found[1])
        more = found[3]
        return cls(name, questions, int(found[2]), more == "+reload", more == "+kill")


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Run.of, nargs="*", metavar="RUN", help=", ".join(RUNS))
    parser.add_argument("--coverage", type=Path, nargs="+", required=True, help="the articles")
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="JSON Lines")
    parser.add_argument("--data-dir", type=Path, help="where the index is kept")
    options = parser.parse_args()
    questions = [each for path in options.questions for each in questions_of(path)]
    random.Random(5).shuffle(questions)
    runs = options.runs or [Run.of(name) for name in RUNS]
    with tempfile.TemporaryDirectory() as folder:
        data_dir = (options.data_dir or Path(folder) / "data").resolve()
        for run in runs:
            given = (options.coverage, questions, data_dir, Path(folder))
            if run.is_killed:
                acts = [act for leg in _legs(run, questions) for act in leg]
                print(f"\n**{run.name}**, load average {_loads()} before\n")
                killed = load_cluster.measure(acts, run.at_once, *given)
                print("\n".join(asyncio.run(killed).table()))
            else:
                asyncio.run(measure(run, *given))


async def measure(
    run: Run, coverage: Sequence[Path], questions: Sequence[str], data_dir: Path, folder: Path
) -> list[Wait]:
    """Prints the figures of one run and returns how long each waited."""
    extra = folder / "changing.jsonl"
    _change(extra, questions, 0)
    asked = _different(run, questions, coverage)
    waits: list[Wait] = []
    warm: Memory | None = None
    loads = [_loads()]
    async with Crowd() as discord, running(discord, [*coverage, extra], data_dir, folder) as bot:
        await discord.open_servers()
        before, begun = await bot.figures(), bot.memory
        reloads = _Reloads(discord, extra, questions)
        reloading = asyncio.create_task(reloads.go_on()) if run.is_reloaded else None
        for leg in _legs(run, asked):
            waits += await together(discord, leg, run.at_once)
            discord.forget_past()
            if run.questions > _LEG:
                busy = bot.memory
                await asyncio.sleep(_REST)
                now = bot.memory
                warm = warm or now
                told = f"{now}, {now.growth_since(warm)}; before the rest {busy.anonymous:.0f} MB"
                print(f"{len(waits):,} asked, {told}", flush=True)
        if reloading is not None:
            reloading.cancel()
        after, ended = await bot.figures(), bot.memory
        problems = Counter(each.rule for each in discord.violations)
    loads.append(_loads())
    print(f"\n**{run.name}**, load average {loads[0]} before, {loads[1]} after\n")
    for line in _table(waits):
        print(line)
    hurried, remembered, answers, windows, without = (
        figure(after, name) - figure(before, name)
        for name in (
            "dateline_answers_hurried_total",
            "dateline_answers_remembered_total",
            "dateline_windows_count",
            "dateline_windows_sum",
            'dateline_windows_bucket{le="0.0"}',
        )
    )
    lag = longest_lag(before, after) * 1000
    print(
        f"\n{hurried:.0f} in haste, {remembered:.0f} from memory, {reloads.done} reloads. "
        f"{windows / (answers or 1):.1f} windows read on average, none for {without:.0f} answers."
    )
    print(f"Event loop late by at most {lag:.0f} ms. Memory {begun} → {ended}.")
    problems += Counter(each.error for each in waits if each.error)
    problems += bot.warnings
    for what, count in problems.items():
        print(f"- {count} x {what}")
    return waits


def _different(run: Run, questions: Sequence[str], coverage: Sequence[Path]) -> Sequence[str]:
    """The questions, with one about each article where the run asks more than there are."""
    if run.questions <= len(questions):
        return questions
    titles = {each.title: None for each in articles(map(str, coverage)) if each.title}
    return [*questions, *(f"What is known of “{title}”?" for title in titles)]


def _legs(run: Run, questions: Sequence[str]) -> Iterator[Sequence[Act]]:
    """What is to be done, in parts of which each begins when the one before is over."""
    asked = cycle(questions)
    for first in range(0, run.questions, _LEG):
        count = min(_LEG, run.questions - first)
        yield [partial(Crowd.ask, question=next(asked)) for _ in range(count)]
    for name, options in COMMANDS.items() if not run.questions else ():
        yield [
            partial(Crowd.command, name=name, options=_filled(options, next(asked), number))
            for number in range(1, EACH + 1)
        ]


def _filled(options: Mapping[str, str], question: str, number: int) -> dict[str, str]:
    """The options of a command with what stands for them."""
    given = {QUESTION: question, NUMBER: str(number)}
    return {name: given[meant] for name, meant in options.items()}


class _Reloads:
    """Reloads one after the other, each with articles that have changed; `done` so far."""

    def __init__(self, discord: Crowd, path: Path, questions: Sequence[str]) -> None:
        self._discord = discord
        self._path = path
        self._questions = questions
        self.done = 0

    async def go_on(self) -> None:
        """Reloads until it is cancelled."""
        while True:
            _change(self._path, self._questions, self.done + 1)
            await self._once()
            self.done += 1

    async def _once(self) -> None:
        admin = self._discord.world.admin
        told = await self._discord.slash("coverage reload", by=admin, base=True)
        await self._discord.until(lambda: "changed" in told.plain, "report of the reload")


def _change(path: Path, questions: Sequence[str], number: int) -> None:
    """Writes articles that are others with each number."""
    texts = (" ".join(questions[n : n + 20]) for n in range(CHANGED))
    lines = (
        json.dumps({"id": f"changing {n}", "title": f"Version {number}", "text": text})
        for n, text in enumerate(texts)
    )
    path.write_text("\n".join(lines), encoding="utf-8")


def _table(waits: Sequence[Wait]) -> Iterator[str]:
    """How long people waited, by how they asked."""
    yield "| | n | without an answer | first response, ms: median, 99th, longest | answer, s |"
    yield "|---|---|---|---|---|"
    for surface, some in by_surface(waits).items():
        first = _told([each.first * 1000 for each in some], 0)
        final = _told([each.final for each in some], 2)
        failed = sum(bool(each.error) for each in some)
        yield f"| {surface} | {len(some)} | {failed} | {first} | {final} |"


def _told(values: Sequence[float], digits: int) -> str:
    """The median, the 99th percentile and the longest."""
    found = (*np.percentile(values, [50, 99]), max(values))
    return ", ".join(f"{value:,.{digits}f}" for value in found)


def _loads() -> str:
    return "/".join(f"{load:.1f}" for load in os.getloadavg())


if __name__ == "__main__":
    main()
