"""Answers drawn at random from a question set, as a reader sees them: Markdown for the docs.

``python -m benchmarks.examples --coverage … --questions …`` asks every question and draws ten that
were answered right, ten that were answered wrong and ten that were refused; the seed makes the draw
repeatable. `docs/answers.md` is made so of the sample coverage.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.evaluation import day_of
from benchmarks.judging import Verdict, judge
from benchmarks.questions import load
from knowledge import Answer, Coverage, KnowledgeError

KINDS: dict[str, Callable[[Verdict], bool]] = {
    "Right": lambda verdict: verdict.right,
    "Wrong": lambda verdict: (
        not verdict.right
        and (verdict.stated or verdict.question.answerable)
        and not verdict.answer.abstained
    ),
    "Refused, or shown as the closest where nothing says it": lambda verdict: (
        verdict.answer.abstained or not (verdict.stated or verdict.question.answerable)
    ),
}


def main() -> None:
    """Runs the command line."""
    options = _options()
    questions = load(options.questions)
    try:
        with Coverage.open([options.coverage], data_dir=options.data_dir) as coverage:
            verdicts = [
                judge(each, coverage.ask(each.question, as_of=day_of(each))) for each in questions
            ]
    except KnowledgeError as error:
        raise SystemExit(str(error)) from error
    print("\n".join(report(verdicts, options.count, options.seed)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, required=True, help="file or folder of articles")
    parser.add_argument("--questions", type=Path, required=True, help="JSON Lines, also .gz")
    parser.add_argument("--data-dir", type=Path, help="where the index is kept between runs")
    parser.add_argument("--count", type=int, default=10, help="of each kind (default 10)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def report(verdicts: list[Verdict], count: int, seed: int) -> Iterator[str]:
    """The examples, a section a kind."""
    draw = random.Random(seed)
    for name, belongs in KINDS.items():
        group = [verdict for verdict in verdicts if belongs(verdict)]
        yield f"## {name}: {len(group)} of {len(verdicts)}"
        for verdict in draw.sample(group, min(count, len(group))):
            yield ""
            yield from _example(verdict)
        yield ""


def _example(verdict: Verdict) -> Iterator[str]:
    question = verdict.question
    wanted = " / ".join(question.answers or question.needs)
    yield f"**{question.question}** ({f'expected: {wanted}' if wanted else 'nothing says it'})"
    yield ""
    yield from _lines(verdict.answer)


def _lines(answer: Answer) -> Iterator[str]:
    if answer.abstained:
        near = "The nearest passages:" if answer.citations else "Nothing comes near."
        yield f"> The coverage doesn't say. {near}"
    elif answer.kind == "span":
        yield f"> **{answer.answer}** ({answer.confidence:.0%} sure)"
    else:
        sure = "the closest found" if answer.closest else f"{answer.confidence:.0%} sure"
        yield f"> {' / '.join((answer.answer or '').splitlines())} ({sure})"
    for citation in answer.citations[:2]:
        article = citation.article
        day = article.published.date().isoformat() if article.published else "undated"
        told = ", ".join(part for part in (article.title, article.source, day) if part)
        yield ">"
        yield f"> [{citation.n}] “{' '.join(citation.quote.split())}” — {told}"


if __name__ == "__main__":
    main()
