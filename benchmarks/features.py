"""All measures of what the bot does beyond answers, by one command.

    python -m benchmarks.features --measure FOLDER --articles FILE

Runs the benchmark of each as it is run alone, one after the other, each in a process of its own:
follow-ups, asking back and dialogues; timelines; dates; stories; other languages; comparisons; how
soon each command responds, 20 at once. FOLDER holds the public sets under their names, FILE is the
collection that the dialogues, the weeks of stories and the commands are over, with its questions
(questions.jsonl.gz) beside it. What needs a file that is not there is left out and named.
`--sample` takes every so-many-th question of the comparisons, which take longest by far.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """A benchmark: what it measures, its module, its arguments, and the files that it needs."""

    what: str
    module: str
    arguments: tuple[str | Path, ...]
    needs: tuple[Path, ...] = ()

    @property
    def missing(self) -> tuple[Path, ...]:
        """The files that it needs and that are not there."""
        return tuple(path for path in self.needs if not path.exists())


def measures(folder: Path, articles: Path, sample: int) -> Iterator[Measured]:
    """Every benchmark, in the order in which they are run."""
    cast = ("cast2019-resolved.tsv", "cast2020.json", "cast2021.json", "mtrag-un.jsonl.gz")
    yield Measured(
        "Follow-ups, asking back, dialogues",
        "conversation",
        ("--measure", folder, "--articles", articles),
        (*(folder / name for name in cast), articles),
    )
    timelines = folder / "timelines"
    yield Measured("Timelines", "timelines", (timelines,), (timelines / "timelines.jsonl",))
    dates = folder / "dates-english.json.gz"
    yield Measured("Dates", "dates", (dates,), (dates,))
    yield Measured("Stories", "stories", (articles,), (articles,))
    languages = [folder / f"xquad-{code}.json.gz" for code in ("de", "es", "zh", "en")]
    yield Measured("Other languages", "languages", (*languages,), (*languages,))
    yield Measured(
        "Comparisons: pairs, RAMDocs, ConflictingQA",
        "compare",
        ("--data", folder, "--sample", str(sample)),
        (folder / "ramdocs.jsonl.gz", folder / "conflictqa.json.gz"),
    )
    questions = articles.with_name("questions.jsonl.gz")
    yield Measured(
        "First response to each command, 20 at once",
        "load",
        ("commandsx20", "--coverage", articles, "--questions", questions),
        (articles, questions),
    )


def main() -> None:
    """Runs the command line; ends with 1 where a benchmark failed or was left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--articles", type=Path, required=True, help="the collection of articles")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th comparison")
    parser.add_argument("--only", default="", help="only the benchmarks whose module has this name")
    options = parser.parse_args()
    chosen = measures(options.measure, options.articles, options.sample)
    whole = [run(each) for each in chosen if options.only in ("", each.module)]
    raise SystemExit(0 if whole and all(whole) else 1)


def run(measured: Measured) -> bool:
    """Prints what a benchmark prints, under its heading; whether it ran to its end."""
    print(f"\n## {measured.what}\n", flush=True)
    if measured.missing:
        names = ", ".join(path.name for path in measured.missing)
        print(f"left out: {names} is not there", flush=True)
        return False
    command = [sys.executable, "-m", f"benchmarks.{measured.module}", *map(str, measured.arguments)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    main()
