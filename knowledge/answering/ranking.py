"""Ranking: sentences and candidates in the order of their learned scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from knowledge.analysis import Analyzer
from knowledge.answering.candidates import Candidate, Mention, collect, wants_span
from knowledge.answering.classification import VALUE_TYPES, AnswerType
from knowledge.answering.evidence import CAUSE, Sentence
from knowledge.answering.features import (
    candidate_features,
    decision_features,
    lead_features,
    sentence_features,
)
from knowledge.answering.question import Question
from knowledge.answering.scorer import Scorer, load_scorers
from knowledge.answering.spans import FITTING
from knowledge.index import Index

# Sentences searched for candidate spans.
READ = 15
# As many for dates and numbers, of which a sentence has few: a second account may stand far down.
READ_VALUES = 30
# A sentence that holds this much less of the question than another does not lead.
OWN_MARGIN = 0.25
# What doing what is asked adds to the score of somebody's name: quiz questions, from which the
# scorer learned, seldom ask "who confirmed it".
SUBJECT_BONUS = 4.0
# What holding the best candidate adds: always leading with its sentence found the answer more often
# on quiz questions, less often on short ones.
CANDIDATE_BONUS = 2.0
# What a sentence loses that gives no date of the tense asked in: "when did" is not answered by
# "will", nor by no date at all.
TENSE_PENALTY = 3.0
# What naming a cause adds to a sentence's score where why is asked.
CAUSE_BONUS = 1.0


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
    learned: list[float] = scorer(lead_features(question, leads, candidates)).tolist()
    best = candidates[0].best if candidates else None
    fits = _best_fits(candidates)
    scores = [
        score + _adjustment(question, lead, best, fits.get(id(lead), 0.0))
        for score, lead in zip(learned, leads, strict=True)
    ]
    enough = max((lead.own for lead in leads), default=0.0) - OWN_MARGIN
    done = best.sentence if best and best.is_subject and question.act else None

    def place(n: int) -> tuple[bool, float]:
        return leads[n].own < enough and leads[n] is not done, -scores[n]

    order = sorted(range(len(leads)), key=place)
    return [*(leads[n] for n in order), *ranked[READ:]]


def _adjustment(question: Question, lead: Sentence, best: Mention | None, fit: float) -> float:
    """What the rules add to the learned score of a sentence, whose best suited value fits `fit`."""
    added = 0.0
    if question.answer_type is AnswerType.REASON and CAUSE.search(lead.text):
        added += CAUSE_BONUS
    if best is not None and lead is best.sentence:
        added += CANDIDATE_BONUS
    asks_when = question.answer_type is AnswerType.DATE and question.tense is not None
    return added - TENSE_PENALTY if asks_when and fit < FITTING else added


def _best_fits(candidates: Sequence[Candidate]) -> dict[int, float]:
    """How well the best suited value in each sentence fits, by the sentence's identity."""
    fits: dict[int, float] = {}
    for candidate in candidates:
        for mention in candidate.mentions:
            key = id(mention.sentence)
            fits[key] = max(fits.get(key, 0.0), mention.span.fit)
    return fits


def probabilities(
    question: Question,
    sentences: Sequence[Sentence],
    candidates: Sequence[Candidate],
    today: date,
) -> dict[str, float]:
    """The calibrated probabilities that the coverage says it ("evidence"), that the first
    candidate is right ("span") and that the first sentence holds the answer ("shown")."""
    row = decision_features(question, sentences, candidates, today)
    scorers = load_scorers()
    return {
        name: 1.0 / (1.0 + math.exp(-float(scorers[name]([row])[0])))
        for name in ("evidence", "span", "shown")
    }
