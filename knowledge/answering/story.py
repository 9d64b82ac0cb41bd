"""The story: how much of a question an article holds, and what is left for its sentence to tell.

Once a story is named ("Rihanna at the Super Bowl"), every sentence of it is about that; what asks
is the word that few of its sentences have ("performing"). So a term weighs more the fewer sentences
of the article hold it: inverse sentence frequency in place of inverse document frequency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from knowledge.answering.question import Question
from knowledge.answering.scorer import Matrix

if TYPE_CHECKING:
    from knowledge.answering.evidence import Sentence


# How far apart two neighbouring terms of the question may stand to count as together, in terms, and
# to count half.
_TOGETHER, _NEAR = 2, 5


def measure_tightness(
    question: Question, sentences: Sequence[Sentence], columns: Mapping[str, Sequence[int]]
) -> None:
    """Sets `tight`: the share of the question's neighbouring terms that stand together, by weight.

    "Russian President" has what "president of Russia" asks for together, "the President will visit
    Kazan and then return to Russia" has not. `columns` tells which of the question's terms each
    term counts as.
    """
    weights = [term.weight for term in question.terms]
    pairs = [min(pair) for pair in pairwise(weights)]
    total = sum(pairs)
    if not total:
        return
    for sentence in sentences:
        places: dict[int, list[int]] = {}
        for place, term in enumerate(sentence.terms):
            for column in columns.get(term, ()):
                places.setdefault(column, []).append(place)
        if len(places) > 1:
            held = sum(
                weight * _closeness(places[column], places[column + 1])
                for column, weight in enumerate(pairs)
                if column in places and column + 1 in places
            )
            sentence.tight = held / total


def _closeness(places: Sequence[int], others: Sequence[int]) -> float:
    distance = min(abs(place - other) for place in places for other in others)
    return 1.0 if distance <= _TOGETHER else 0.5 if distance <= _NEAR else 0.0


def measure_story(
    question: Question, sentences: Sequence[Sentence], own: Matrix, heading: Matrix
) -> None:
    """Sets `meant`, `story`, `told`, `near_told` and `facts` of the sentences.

    `own` tells how much of each term each sentence holds itself, in related words too, and
    `heading` how much its headings do: a row a sentence, a column a term.
    """
    weights = np.array([term.weight for term in question.terms])
    facts = weights * np.array([not term.is_name for term in question.terms])
    meant = own @ weights / (question.total_weight or 1.0)
    fact_shares = own @ facts / facts.sum() if facts.any() else np.ones(len(sentences))
    articles: dict[str, list[int]] = {}
    for row, sentence in enumerate(sentences):
        sentence.meant, sentence.facts = float(meant[row]), float(fact_shares[row])
        articles.setdefault(sentence.hit.passage.article.id, []).append(row)
    for rows in articles.values():
        rows.sort(key=lambda row: sentences[row].start)
        held = own[rows]
        inside = np.maximum(held, heading[rows]).max(axis=0)
        story = float(inside @ weights) / (question.total_weight or 1.0)
        local = weights * np.log1p(len(rows) / (0.5 + held.sum(axis=0)))
        told = held @ local / (local.sum() or 1.0)
        padded = np.concatenate([[0.0], told, [0.0]])
        near = np.maximum(padded[:-2], padded[2:])
        for row, mine, beside in zip(rows, told.tolist(), near.tolist(), strict=True):
            sentence = sentences[row]
            sentence.story, sentence.told, sentence.near_told = story, mine, beside
