"""Questions as people type them: ``python -m benchmarks.chat --articles FILE``.

Puts every judged set to its coverage and prints, for each, the shares right, right among the first
three, refused, and right of what is stated; then the same by kind of question over all sets.

Sets: the questions written on articles kept out of training, over the whole collection; two sets
on a few dozen articles named by their ids beside the sample coverage (the first in two halves, one
to work on and one kept aside); two on the sample coverage; one on the two seed articles; and sixty
casual ways to put one question, on seeds and sample.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.judging import Verdict, judge, tally
from benchmarks.metrics import median
from benchmarks.questions import SetQuestion, load
from knowledge import Coverage, KnowledgeError

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests/questions"
SAMPLE = ROOT / "config/sample-coverage"
HALVES = ("work", "aside")


def main() -> None:
    """Runs the command line."""
    options = _options()
    verdicts: list[Verdict] = []
    try:
        for name, found in _sets(options):
            verdicts += found
            print(f"{name}: {tally(found)}", flush=True)
            if options.failures:
                print("".join(f"    {verdict}\n" for verdict in found if _failed(verdict)), end="")
    except KnowledgeError as error:
        raise SystemExit(str(error)) from error
    print()
    for kind in sorted({verdict.question.type for verdict in verdicts}):
        print(f"{kind}: {tally(v for v in verdicts if v.question.type == kind)}")
    print("\n" + "\n".join(curve(verdicts)))
    print(f"\nmedian of an answer {median(v.answer.took_ms for v in verdicts):.0f} ms")


def curve(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """What it costs and brings to state sentences only from a probability on, over all sets.

    What is shown as the closest counts as right where it is, as refused where nothing is said.
    """
    yield "| sentences stated from | right | refused or closest | right of what is stated |"
    yield "|---|---|---|---|"
    for state in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        counts = tally(
            replace(
                verdict,
                answer=replace(
                    verdict.answer,
                    closest=verdict.answer.kind == "sentence" and verdict.answer.confidence < state,
                ),
            )
            for verdict in verdicts
        )
        stated = counts.stated_right / (counts.stated or 1)
        yield f"| {state} | {counts.right_rate:.3f} | {counts.guarded_rate:.3f} | {stated:.3f} |"


def _failed(verdict: Verdict) -> bool:
    return verdict.stated and not verdict.right if not verdict.question.answerable else (
        not verdict.right
    )  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles",
        type=Path,
        action="append",
        default=[],
        help="a collection, JSON Lines; repeatable: the first is that of the written questions",
    )
    parser.add_argument("--seeds", type=Path, help="the folder of the two seed articles")
    parser.add_argument("--data-dir", type=Path, help="where the first collection's index is kept")
    parser.add_argument("--sets", default="", help="only the sets whose names hold this")
    parser.add_argument("--failures", action="store_true", help="print every wrong answer")
    parser.add_argument("--threads", type=int, default=2, help="of the reader; 0 does without it")
    return parser.parse_args()


def _sets(options: argparse.Namespace) -> Iterator[tuple[str, list[Verdict]]]:
    """The sets that can be asked with what is given, by name, with the verdicts on each."""
    asked = _asked(options)
    for name, (questions, paths, data_dir) in asked.items():
        if options.sets in name:
            yield name, list(put(questions, paths, data_dir, options.threads))


def _asked(
    options: argparse.Namespace,
) -> dict[str, tuple[list[SetQuestion], list[Path], Path | None]]:
    found: dict[str, tuple[list[SetQuestion], list[Path], Path | None]] = {}
    if options.articles:
        first = options.articles[0]
        found["written, kept out"] = (written(first), [first], options.data_dir)
        chat = load(QUESTIONS / "chat.jsonl")
        folder = Path(tempfile.mkdtemp(prefix="dateline-"))
        paths = [named_articles(folder, options.articles, chat), SAMPLE]
        for half in HALVES:
            found[f"chat, {half}"] = ([each for each in chat if each.half == half], paths, None)
        new = load(QUESTIONS / "chat_new.jsonl")
        found["chat_new"] = (new, [named_articles(folder, options.articles, new), SAMPLE], None)
    for name in ("sample", "sample_fresh", "casual"):
        found[f"{name}, on the sample"] = (load(QUESTIONS / f"{name}.jsonl"), [SAMPLE], None)
    if options.seeds:
        for name in ("seeds", "casual"):
            questions = load(QUESTIONS / f"{name}.jsonl")
            found[f"{name}, on the seeds"] = (questions, [options.seeds], None)
    return found


def written(collection: Path) -> list[SetQuestion]:
    """The questions written on the articles of a collection that training was kept from."""
    from training.written import kept_out, load_written

    questions = [each for each in load_written() if kept_out(each.article)]
    wanted = {each.article for each in questions}
    texts = {row["id"]: row["text"] for row in _rows(collection) if row["id"] in wanted}
    found = []
    for number, each in enumerate(questions):
        answers = tuple(texts[each.article][start:end] for start, end in each.spans)
        found.append(
            SetQuestion(
                id=str(number),
                question=each.question,
                answers=() if each.whole else answers,
                needs=answers if each.whole else (),
                answerable=bool(answers),
                type=each.kind.replace("-", " "),
                note=each.note,
                article=each.article,
            )
        )
    return found


def _rows(collection: Path) -> Iterator[dict[str, str]]:
    opener = gzip.open if collection.suffix == ".gz" else open
    with opener(collection, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def named_articles(
    folder: Path, collections: Sequence[Path], questions: Iterable[SetQuestion]
) -> Path:
    """A file in a folder with the articles of collections that some questions name."""
    wanted = {question.article for question in questions if question.article}
    path = folder / f"{min(wanted)}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for collection in collections:
            for row in _rows(collection):
                if row["id"] in wanted:
                    wanted.remove(row["id"])
                    file.write(json.dumps(row) + "\n")
    if wanted:
        named = ", ".join(map(str, collections))
        raise SystemExit(f"{named}: has no article {', '.join(sorted(wanted))}")
    return path


def put(
    questions: Iterable[SetQuestion],
    paths: Sequence[Path],
    data_dir: Path | None = None,
    threads: int = 2,
) -> Iterator[Verdict]:
    """The verdicts on questions asked over files of articles."""
    with Coverage.open(paths, data_dir, reader_threads=threads) as coverage:
        for question in questions:
            yield judge(question, coverage.ask(question.question, as_of=question.asked))


if __name__ == "__main__":
    main()
