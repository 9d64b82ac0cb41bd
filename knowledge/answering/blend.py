"""The blend: the reader's scores and a few plain ones as one ranking and calibrated probabilities.

Four linear models on few features each, fitted by ``python -m training.fit`` on questions whose
articles the reader was not trained on: which windows are read, which sentence comes first, whether
the first one tells the answer (logistic), and whether the short answer is right (logistic). Without
the reader the same models have other weights, for the features that do without it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.questions import AnswerType, Question
from knowledge.reading.reader import MODEL

if TYPE_CHECKING:
    from knowledge.answering.evidence import Evidence

PATH = MODEL / "blend.json"

Features = Mapping[str, float]

# A logarithm of a share below this says no more than that there is next to nothing.
_LEAST_MASS = -12.0
# Logits are bounded so, since beyond it a probability is 0 or 1 for all that is done with it.
_MOST_LOGIT = 30.0


def sentence_features(evidence: Evidence) -> Features:
    """What orders the sentences of one question."""
    measured = evidence.measured
    return {
        "relevance": evidence.relevance,
        "mass": max(evidence.mass, _LEAST_MASS),
        **measured.features(),
        "heading": float(evidence.is_heading),
        "copies_title": float(measured.own == measured.title == measured.near),
    }


def answer_features(question: Question, evidence: Sequence[Evidence], passages: int) -> Features:
    """What tells whether the first sentence answers; `passages` is how many the coverage has."""
    first, measured = evidence[0], evidence[0].measured
    best = measured.sentence.hit.score
    rest = [each.score for each in evidence if each.origin != first.origin or each is first]
    return {
        "constant": 1.0,
        "lead": math.log(softmax(rest)[0]) if rest else 0.0,
        "relevance": first.relevance,
        "mass": max(first.mass, _LEAST_MASS),
        "most_relevant": max(each.relevance for each in evidence),
        "own": measured.own,
        "near": max(measured.near, measured.title),
        "lacks": measured.lacks,
        "meant": measured.meant.titled,
        "strength": min(1.0, best / question.possible_score),
        "fits": float(measured.fits),
        "size": math.log1p(passages) / 10.0,
        "asks_value": float(question.answer_type in (AnswerType.DATE, AnswerType.NUMBER)),
        "asks_clause": float(
            question.answer_type in (AnswerType.REASON, AnswerType.MANNER, AnswerType.YES_NO)
        ),
    }


def softmax(scores: Sequence[float]) -> list[float]:
    """The shares of some scores: positive, of the sum 1."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


@dataclass(frozen=True, slots=True)
class Blend:
    """The weights of the features in each model, with the reader (`read`) or without it."""

    window: Features
    sentence: Features
    tells: Features
    span: Features

    @classmethod
    @lru_cache(maxsize=2)
    def load(cls, name: str) -> Blend:
        """The weights in use, "read" or "plain"."""
        rows = json.loads(PATH.read_text(encoding="utf-8"))[name]
        return cls(rows["window"], rows["sentence"], rows["tells"], rows["span"])

    def ranked(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The sentences scored, the likeliest first, headings last."""
        scored = [
            replace(each, score=_product(self.sentence, sentence_features(each)))
            for each in evidence
        ]
        return sorted(
            scored, key=lambda each: (each.is_heading, -each.score, each.article.id, each.start)
        )

    def tells_chance(self, features: Features) -> float:
        """The probability that the first sentence tells the answer."""
        return chance(self.tells, features)

    def span_chance(self, features: Features) -> float:
        """The probability that the short answer is right."""
        return chance(self.span, features)


def _product(weights: Features, features: Features) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def chance(weights: Features, features: Features) -> float:
    """The probability, 0 to 1, that a logistic model with these weights gives for the features."""
    logit = _product(weights, features)
    return 1.0 / (1.0 + math.exp(-max(-_MOST_LOGIT, min(_MOST_LOGIT, logit))))
