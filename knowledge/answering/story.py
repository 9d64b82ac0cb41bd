"""The story: how much of a question an article holds, and what is left for its sentence to tell.

Once a story is named ("Rihanna at the Super Bowl"), every sentence of it is about that; what asks
is the word that few of its sentences have ("performing"). So a term weighs more the fewer sentences
of the article hold it: inverse sentence frequency in place of inverse document frequency.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from knowledge.answering.question import Question
from knowledge.answering.scorer import Matrix

if TYPE_CHECKING:
    from knowledge.answering.evidence import Sentence


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
    fact_shares = own @ facts / (facts.sum() or 1.0)
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
