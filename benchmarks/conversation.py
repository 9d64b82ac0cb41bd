"""Follow-ups and asking back: ``python -m benchmarks.conversation --measure FOLDER …``.

Prints, for each set of conversations with a resolved form of every turn (TREC CAsT), which share of
the words that the resolved question has and its own turn lacks the completed one has, which share
of the added words the resolved one does not have, and what completing takes. The turns before are
as the library itself understood them. Of `cast2019-resolved.tsv` only the resolved questions are
known: all stand alone, so whatever is added to them is needless.

Then which share of clear and of underspecified questions is asked back (`benchmarks.asking_back`),
and how many of the dialogues in tests/questions/dialogues.jsonl go right: those over the sample
coverage and, with the collection they name articles of (`--articles`), the others, each asked with
the turns before it and once more without.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import asking_back
from benchmarks.chat import QUESTIONS, SAMPLE, named_articles
from benchmarks.judging import Verdict, judge
from benchmarks.metrics import median
from benchmarks.questions import SetQuestion, question_type
from knowledge import Coverage, KnowledgeError, Turn
from knowledge.conversation import complete
from knowledge.text.analysis import Analyzer

SETS = ("cast2019-resolved.tsv", "cast2020.json", "cast2021.json")
DIALOGUES = QUESTIONS / "dialogues.jsonl"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as it was typed, as people resolved it, and the answer that was given."""

    typed: str
    resolved: str
    answer: str


@dataclass(frozen=True, slots=True)
class Completion:
    """The terms that a typed question lacks (`missing`), those of them that were added (`gained`),
    those that were added in vain (`needless`), and how long it took."""

    missing: int
    gained: int
    needless: int
    ms: float
    understood: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Questions of which all but the first lean on those before, on an article or the sample."""

    turns: tuple[SetQuestion, ...]
    article: str


def main() -> None:
    """Runs the command line."""
    options = _options()
    try:
        for line in _lines(options):
            print(line, flush=True)
    except KnowledgeError as error:
        raise SystemExit(str(error)) from error


def _lines(options: argparse.Namespace) -> Iterator[str]:
    """What is printed, a set at a time."""

    def wanted(name: str) -> bool:
        return options.sets in name

    for name, conversations in _sets(options.measure):
        if wanted(name):
            yield report(name, list(completions(conversations, Analyzer())))
    for name, paths, questions in asking_back.sets(options.measure, options.articles):
        if wanted(name):
            back = asking_back.asked_back(paths, questions)
            share = f"{len(back)}/{len(questions)} = {len(back) / len(questions):.3f}"
            yield f"{name}, asked back: {share}"
            yield from (f"    {question!r}" for question in back if options.failures)
    for name, dialogues, paths in _dialogues(options.articles):
        if wanted(name):
            with Coverage.open(paths) as coverage:
                yield from _dialogue_lines(name, coverage, dialogues, options.failures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=Path, help="the folder of the CAsT files")
    parser.add_argument("--articles", type=Path, help="the collection the dialogues name")
    parser.add_argument("--sets", default="", help="only the sets whose names hold this")
    parser.add_argument("--failures", action="store_true", help="print every wrong answer")
    return parser.parse_args()


def _sets(folder: Path | None) -> Iterator[tuple[str, list[list[Resolved]]]]:
    for name in SETS if folder else ():
        assert folder is not None
        yield name, load_cast(folder / name)


def load_cast(path: Path) -> list[list[Resolved]]:
    """The conversations of a CAsT file: JSON, or lines of a turn's number and resolved question."""
    if path.suffix == ".json":
        topics = json.loads(path.read_text(encoding="utf-8"))
        return [[_resolved(turn) for turn in topic["turn"]] for topic in topics]
    found: dict[str, list[Resolved]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        turn, text = line.split("\t")
        found.setdefault(turn.split("_")[0], []).append(Resolved(text, text, ""))
    return list(found.values())


def _resolved(turn: dict[str, str]) -> Resolved:
    said = turn.get("passage", "")
    return Resolved(turn["raw_utterance"], turn["manual_rewritten_utterance"], said)


def completions(
    conversations: Sequence[Sequence[Resolved]], analyzer: Analyzer
) -> Iterator[Completion]:
    """Every turn after the first of its conversation, completed from those before it."""
    for conversation in conversations:
        turns: list[Turn] = []
        for number, each in enumerate(conversation):
            started = time.process_time()
            understood = complete(each.typed, turns, analyzer).question
            ms = (time.process_time() - started) * 1000
            turns.append(Turn(understood, each.answer))
            if number:
                own, wanted = set(analyzer.terms(each.typed)), set(analyzer.terms(each.resolved))
                added = set(analyzer.terms(understood)) - own
                gained = len(added & wanted)
                missing = len(wanted - own)
                yield Completion(missing, gained, len(added) - gained, ms, understood)


def report(name: str, found: Sequence[Completion]) -> str:
    """One line on a set."""
    missing = sum(each.missing for each in found)
    gained = sum(each.gained for each in found)
    needless = sum(each.needless for each in found)
    changed = sum(bool(each.gained or each.needless) for each in found)
    recall = f"{gained}/{missing} = {gained / missing:.3f}" if missing else "–"
    wasted = f"{needless}/{gained + needless} = {needless / max(gained + needless, 1):.3f}"
    times = sorted(each.ms for each in found)
    return (
        f"{name}: {len(found)} turns, {changed} completed; missing words gained {recall}; "
        f"needless of the added {wasted}; median {median(times):.2f} ms, "
        f"99 of 100 under {times[int(0.99 * len(times))]:.2f} ms"
    )


def _dialogues(collection: Path | None) -> Iterator[tuple[str, list[Dialogue], list[Path]]]:
    dialogues = load_dialogues(DIALOGUES)
    yield "dialogues on the sample", [each for each in dialogues if not each.article], [SAMPLE]
    if collection is not None:
        named = [each for each in dialogues if each.article]
        folder = Path(tempfile.mkdtemp(prefix="dateline-"))
        articles = named_articles(folder, [collection], [each.turns[0] for each in named])
        yield "dialogues on named articles", named, [articles, SAMPLE]


def load_dialogues(path: Path) -> list[Dialogue]:
    """The dialogues of a file, one a line."""
    found: list[Dialogue] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = row.get("article", "")
        turns = tuple(
            SetQuestion(
                id=f"{len(found)}.{number}",
                question=turn["question"],
                answers=tuple(turn["answers"]),
                type=question_type(turn["question"]),
                article=article,
            )
            for number, turn in enumerate(row["turns"])
        )
        found.append(Dialogue(turns, article))
    return found


def converse(coverage: Coverage, dialogue: Dialogue, *, lean: bool = True) -> Iterator[Verdict]:
    """The verdicts on a dialogue's turns; with `lean` each is asked with those before it."""
    turns: list[Turn] = []
    for question in dialogue.turns:
        answer = coverage.ask(question.question, turns=turns if lean else ())
        turns.append(Turn.of(answer))
        yield judge(question, answer)


def _dialogue_lines(
    name: str, coverage: Coverage, dialogues: Sequence[Dialogue], failures: bool
) -> Iterator[str]:
    for lean in (True, False):
        verdicts = [list(converse(coverage, each, lean=lean)) for each in dialogues]
        later = [verdict for each in verdicts for verdict in each[1:]]
        right = sum(verdict.right for verdict in later)
        first = sum(each[0].right for each in verdicts)
        whole = sum(all(verdict.right for verdict in each) for each in verdicts)
        how = "completed" if lean else "as typed"
        yield (
            f"{name}, {how}: first turns right {first}/{len(verdicts)}, later turns "
            f"{right}/{len(later)} = {right / len(later):.3f}, whole dialogues "
            f"{whole}/{len(verdicts)} = {whole / len(verdicts):.3f}"
        )
        if failures and lean:
            wrong = (each for turns in verdicts for each in turns if not each.right)
            yield from (f"    [{each.answer.understood}] {each}" for each in wrong)


if __name__ == "__main__":
    main()
