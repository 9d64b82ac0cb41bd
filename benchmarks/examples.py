"""Answers drawn at random from a saved run, as a reader sees them: Markdown for the docs.

``python -m benchmarks.examples --coverage … --questions … --run RUN.json`` draws ten right, ten
wrong and ten refused ones; the seed makes the draw repeatable.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.answers import load_run
from benchmarks.evaluation import Outcome, day_of
from benchmarks.questions import SetQuestion, load
from knowledge import Answer, Coverage, KnowledgeError

KINDS: dict[str, Callable[[Outcome], bool]] = {
    "Right": lambda outcome: outcome.right,
    "Wrong": lambda outcome: not outcome.right and not outcome.abstained,
    "Refused": lambda outcome: outcome.abstained,
}


def main() -> None:
    """Runs the command line."""
    options = _options()
    questions = {question.id: question for question in load(options.questions)}
    outcomes = load_run(options.run)
    draw = random.Random(options.seed)
    try:
        coverage = Coverage.open([options.coverage], data_dir=options.data_dir)
    except KnowledgeError as error:
        raise SystemExit(str(error)) from error
    with coverage:
        for name, belongs in KINDS.items():
            group = [outcome for outcome in outcomes if belongs(outcome)]
            print(f"## {name}: {len(group)} of {len(outcomes)}\n")
            for outcome in draw.sample(group, min(options.count, len(group))):
                print("\n".join(_example(coverage, questions[outcome.id], outcome)) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, required=True, help="file or folder of articles")
    parser.add_argument("--questions", type=Path, required=True, help="JSON Lines, also .gz")
    parser.add_argument("--data-dir", type=Path, help="where the index is kept between runs")
    parser.add_argument("--run", type=Path, required=True, help="a file that --save wrote")
    parser.add_argument("--count", type=int, default=10, help="of each kind (default 10)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _example(coverage: Coverage, question: SetQuestion, outcome: Outcome) -> Iterator[str]:
    answer = coverage.ask(question.question, as_of=day_of(question))
    yield f"**{question.question}** (expected: {' / '.join(question.answers)})"
    yield ""
    yield from _lines(answer, outcome.passage_rank)


def _lines(answer: Answer, passage_rank: int | None) -> Iterator[str]:
    if answer.abstained:
        rank = f"at rank {passage_rank}" if passage_rank else "in none of the 20 best passages"
        yield f"> The coverage doesn't say. Closest I found (the answer stands {rank}):"
    elif answer.kind == "span":
        yield f"> **{answer.answer}** ({answer.confidence:.0%} sure)"
    else:
        yield f"> {answer.answer} ({answer.confidence:.0%} sure)"
    for citation in answer.citations[:2]:
        article = citation.article
        day = article.published.date().isoformat() if article.published else "undated"
        quote = " ".join(citation.quote.split())
        yield ">"
        yield f"> [{citation.n}] “{quote}” — {article.title}, {article.source}, {day}"


if __name__ == "__main__":
    main()
