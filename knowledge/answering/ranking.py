"""Ranking: sentences and candidates in the order of their learned scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from knowledge.analysis import Analyzer
from knowledge.answering.candidates import Candidate, collect, wants_span
from knowledge.answering.classification import VALUE_TYPES, AnswerType
from knowledge.answering.evidence import Sentence
from knowledge.answering.features import (
    candidate_features,
    decision_features,
    lead_features,
    sentence_features,
)
from knowledge.answering.question import Question
from knowledge.answering.scorer import Scorer, load_scorers
from knowledge.index import Index

# Sentences searched for candidate spans.
READ = 15
# As many for dates and numbers, of which a sentence has few: a second account may stand far down.
READ_VALUES = 30
# What doing what is asked adds to the score of somebody's name: quiz questions, from which the
# scorer learned, seldom ask "who confirmed it".
SUBJECT_BONUS = 4.0


def rank_sentences(
    question: Question, sentences: Sequence[Sentence], today: date, scorer: Scorer | None = None
) -> list[Sentence]:
    """Scores the sentences and returns them best first."""
    scorer = scorer or load_scorers()["sentence"]
    for sentence, score in zip(
        sentences, scorer(sentence_features(question, sentences, today)).tolist(), strict=True
    ):
        sentence.score = score
    return sorted(sentences, key=lambda sentence: -sentence.score)


def rank_candidates(
    question: Question,
    ranked: Sequence[Sentence],
    analyzer: Analyzer,
    index: Index,
    today: date,
    scorer: Scorer | None = None,
) -> list[Candidate]:
    """The candidates of the best sentences, best first; none where no span can answer."""
    if not wants_span(question):
        return []
    read = ranked[: READ_VALUES if question.answer_type in VALUE_TYPES else READ]
    candidates = collect(question, read, analyzer, index)
    scorer = scorer or load_scorers()["candidate"]
    rows = candidate_features(question, candidates, today)
    asks_who = question.answer_type is AnswerType.PERSON
    for candidate, score in zip(candidates, scorer(rows).tolist(), strict=True):
        acts = asks_who and any(mention.is_subject for mention in candidate.mentions)
        candidate.score = score + SUBJECT_BONUS * acts
    return sorted(candidates, key=lambda candidate: -candidate.score)


def rank_leads(
    question: Question,
    ranked: Sequence[Sentence],
    candidates: Sequence[Candidate],
    scorer: Scorer | None = None,
) -> list[Sentence]:
    """The best sentences put in order again, now that their candidates are known."""
    scorer = scorer or load_scorers()["lead"]
    leads = list(ranked[:READ])
    for lead, score in zip(
        leads, scorer(lead_features(question, leads, candidates)).tolist(), strict=True
    ):
        lead.score = score
    leads.sort(key=lambda lead: -lead.score)
    return [*leads, *ranked[READ:]]


def probabilities(
    question: Question,
    sentences: Sequence[Sentence],
    candidates: Sequence[Candidate],
    today: date,
    size: int,
) -> dict[str, float]:
    """The calibrated probabilities that the coverage says it ("evidence"), that the first
    candidate is right ("span") and that the first sentence holds the answer ("shown")."""
    row = decision_features(question, sentences, candidates, today, size)
    scorers = load_scorers()
    return {
        name: 1.0 / (1.0 + math.exp(-float(scorers[name]([row])[0])))
        for name in ("evidence", "span", "shown")
    }
