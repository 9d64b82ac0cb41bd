"""Questions as people type them in a chat: ``python -m benchmarks.chat --articles FILE``.

A set is over the sample coverage and some articles of larger collections, which it names by their
ids; only those are put into the coverage. The first set is in two halves, split by article: one to
work on and one to keep aside until the end. The second, ``--half fresh``, is over articles that the
first does not name and only confirms. Prints, for each half, how many of the answerable questions
were answered right and how many of the others refused, and on request every failure.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.judging import Verdict, judge, tally
from benchmarks.questions import SetQuestion, load
from knowledge import Coverage, KnowledgeError

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests/questions"
HALVES = ("work", "aside")
FRESH = "fresh"


def main() -> None:
    """Runs the command line."""
    options = _options()
    halves = HALVES if options.half == "both" else (options.half,)
    name = "chat_new.jsonl" if options.half == FRESH else "chat.jsonl"
    questions = load(options.questions or QUESTIONS / name)
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "articles.jsonl"
        chosen.write_text("".join(named_articles(options.articles, questions)), encoding="utf-8")
        try:
            verdicts = list(put(questions, halves, [chosen, options.sample]))
        except KnowledgeError as error:
            raise SystemExit(str(error)) from error
    for half in halves:
        print("\n".join(report(half, [v for v in verdicts if v.question.half == half])))
    if options.failures:
        print("\n" + "\n".join(str(verdict) for verdict in verdicts if not verdict.right))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles",
        type=Path,
        action="append",
        required=True,
        help="a collection, JSON Lines; repeatable",
    )
    parser.add_argument("--questions", type=Path, help="default: the set that has the half")
    parser.add_argument("--sample", type=Path, default=ROOT / "config/sample-coverage")
    parser.add_argument("--half", choices=(*HALVES, "both", FRESH), default="work")
    parser.add_argument("--failures", action="store_true", help="print every wrong answer")
    return parser.parse_args()


def named_articles(collections: Sequence[Path], questions: Iterable[SetQuestion]) -> Iterator[str]:
    """The lines of collections (JSON Lines, also gzipped) that hold the articles of a set."""
    wanted = {question.article for question in questions if question.article}
    for collection in collections:
        opener = gzip.open if collection.suffix == ".gz" else open
        with opener(collection, "rt", encoding="utf-8") as lines:
            for line in lines:
                article_id = json.loads(line).get("id")
                if article_id in wanted:
                    wanted.remove(article_id)
                    yield line
    if wanted:
        named = ", ".join(map(str, collections))
        raise SystemExit(f"{named}: has no article {', '.join(sorted(wanted))}")


def put(
    questions: Iterable[SetQuestion], halves: Iterable[str], paths: list[Path]
) -> Iterator[Verdict]:
    """The verdicts on the questions of some halves, asked over the files of articles."""
    wanted = set(halves)
    with Coverage.open(paths) as coverage:
        for question in questions:
            if question.half in wanted:
                yield judge(question, coverage.ask(question.question))


def report(half: str, verdicts: list[Verdict]) -> Iterator[str]:
    """The rates of a half, and of each way of writing in it."""
    yield f"{half}: {tally(verdicts)}"
    for note in sorted({verdict.question.note for verdict in verdicts}):
        group = [verdict for verdict in verdicts if verdict.question.note == note]
        yield f"  {note}: {tally(group)}"


if __name__ == "__main__":
    main()
