"""Fits what completes follow-ups: ``python -m training.conversation --measure FOLDER``.

Two logistic models on few features (`knowledge/conversation/weights.json`): whether a question
leans on the turns before it, and which of their phrases it means. Fitted on TREC CAsT: the typed
turns of 2020 with their resolved form, and those of 2019, of which only the resolved form is known:
they are examples of questions that stand alone, and, with what earlier turns named taken out or a
pronoun put in its place, of such as do not. The clear questions of tests/questions stand alone too.
Of 2020 the earlier turns are as these models understood them, so it is fitted twice. CAsT 2021 is
left to confirm with ``python -m benchmarks.conversation``.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.chat import QUESTIONS
from benchmarks.conversation import Resolved, load_cast
from benchmarks.questions import load
from knowledge import Turn
from knowledge.conversation import completing
from knowledge.conversation.candidates import find_candidates
from knowledge.conversation.leaning import Asked
from knowledge.conversation.phrases import find_phrases
from knowledge.text.analysis import Analyzer

CLEAR = ("chat", "sample", "seeds", "casual")
# What one example of each kind counts, and how strongly weights are held to 0.
LEANING_COUNTS, CLEAR_COUNTS, MADE_COUNTS, RIDGE = 2.0, 0.7, 0.5, 1.0
# How often what was named before becomes a pronoun, or else is left out.
PRONOUN, LEFT_OUT = 0.6, 0.8
_SMALL_BEFORE = re.compile(r"(?:\b(?:of|in|for|to|about|the|a|an|with|on)\s+)*$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|a|an)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Example:
    """What was seen, what should come out (0 to 1), and how much the example counts."""

    features: Mapping[str, float]
    wanted: float
    counts: float


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=Path, required=True, help="the folder of the CAsT files")
    folder = parser.parse_args().measure
    analyzer = Analyzer()
    typed = load_cast(folder / "cast2020.json")
    alone = load_cast(folder / "cast2019-resolved.tsv")
    made = [_shortened(conversation, analyzer, random.Random(1)) for conversation in alone]
    leans = fit(list(_leaning(typed, alone, analyzer)))
    for _ in range(2):
        rows = [*_adding(typed, analyzer, 1.0), *_adding(made, analyzer, MADE_COUNTS)]
        weights = {"leans": leans, "adds": fit(rows)}
        completing.WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        completing.load_weights.cache_clear()


def _leaning(
    typed: Sequence[Sequence[Resolved]], alone: Sequence[Sequence[Resolved]], analyzer: Analyzer
) -> Iterator[Example]:
    def example(text: str, leans: bool, counts: float = 1.0) -> Example:
        return Example(Asked.of(text, analyzer).features(), float(leans), counts)

    for conversation in typed:
        for number, each in enumerate(conversation):
            missing = set(analyzer.terms(each.resolved)) - set(analyzer.terms(each.typed))
            leans = bool(missing) and number > 0
            yield example(each.typed, leans, LEANING_COUNTS if leans else 1.0)
            if each.typed != each.resolved:
                yield example(each.resolved, False)
    for conversation in alone:
        for each in conversation:
            yield example(each.resolved, False)
    for name in CLEAR:
        for question in load(QUESTIONS / f"{name}.jsonl"):
            yield example(question.question, False, CLEAR_COUNTS)


def _adding(
    conversations: Sequence[Sequence[Resolved]], analyzer: Analyzer, counts: float
) -> Iterator[Example]:
    """The phrases of earlier turns, each wanted as far as the resolved question has its terms."""
    for conversation in conversations:
        turns: list[Turn] = []
        for each in conversation:
            own = set(analyzer.terms(each.typed))
            missing = set(analyzer.terms(each.resolved)) - own
            asked = Asked.of(each.typed, analyzer)
            for candidate in find_candidates(asked, turns, analyzer) if turns and missing else ():
                new = [term for term in candidate.phrase.terms if term not in own]
                wanted = sum(term in missing for term in new) / len(new)
                yield Example(candidate.features, wanted, counts * len(new))
            turns.append(Turn(completing.complete(each.typed, turns, analyzer).question))


def _shortened(
    conversation: Sequence[Resolved], analyzer: Analyzer, shuffle: random.Random
) -> list[Resolved]:
    """A conversation of resolved questions as it may have been typed."""
    named: set[str] = set()
    found = []
    for each in conversation:
        found.append(
            Resolved(_left_out(each.resolved, named, analyzer, shuffle), each.resolved, "")
        )
        named.update(analyzer.terms(each.resolved))
    return found


def _left_out(text: str, named: set[str], analyzer: Analyzer, shuffle: random.Random) -> str:
    known = [each for each in find_phrases(text, analyzer) if named.issuperset(each.terms)]
    heaviest = max(known, key=lambda each: each.weight, default=None)
    for phrase in reversed(known):
        before, after = text[: phrase.start], text[phrase.end :]
        if phrase is heaviest and shuffle.random() < PRONOUN:
            pronoun = "they" if phrase.is_plural else "it"
            text = f"{_ARTICLE_BEFORE.sub('', before)}{pronoun}{after}"
        elif phrase is heaviest or shuffle.random() < LEFT_OUT:
            text = _SMALL_BEFORE.sub("", before) + after
    return " ".join(text.split())


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weights of a logistic model, by Newton's method."""
    names = sorted({name for each in examples for name in each.features})
    seen = np.array([[each.features.get(name, 0.0) for name in names] for each in examples])
    wanted = np.array([each.wanted for each in examples])
    counts = np.array([each.counts for each in examples])
    weights = np.zeros(len(names))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (counts * (chance - wanted)) + RIDGE * weights
        bend = (seen.T * (counts * chance * (1 - chance))) @ seen + RIDGE * np.eye(len(names))
        weights -= np.linalg.solve(bend, slope)
    return dict(zip(names, map(float, weights.round(3)), strict=True))


if __name__ == "__main__":
    main()
