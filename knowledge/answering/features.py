"""Features: what the scorers see of a passage, a sentence and a candidate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from statistics import fmean

from knowledge.answer import Hit
from knowledge.answering.candidates import Candidate
from knowledge.answering.evidence import Sentence
from knowledge.answering.question import AnswerType, Question

PASSAGE_FEATURES = (
    "score_share", "score_per_weight", "rank", "coverage", "own", "bigrams", "names", "missing",
    "title", "age", "undated", "lead", "depth", "same_article", "typed", "agreement",
)  # fmt: skip
SENTENCE_FEATURES = (
    "own", "coverage", "bigrams", "names", "missing", "copies_title", "length", "first", "lead",
    "typed", "quoted", "score_share", "score_per_weight", "rank", "age", "passage", "passage_lead",
    "best_in_passage", "wants_number", "wants_date",
)  # fmt: skip


def passage_features(
    question: Question,
    hits: Sequence[Hit],
    sentences: Sequence[Sentence],
    today: date,
) -> list[list[float]]:
    """A row a hit; `sentences` are those of all hits in order, `today` the day asked on."""
    of: list[list[Sentence]] = [[] for _ in hits]
    for sentence in sentences:
        of[sentence.rank].append(sentence)
    best = max((hit.score for hit in hits), default=1.0) or 1.0
    total = question.total_weight or 1.0
    articles: dict[str, int] = {}
    for hit in hits:
        key = hit.passage.article.id
        articles[key] = articles.get(key, 0) + 1
    rows = []
    for rank, hit in enumerate(hits):
        own = of[rank]
        article = hit.passage.article
        rows.append(
            [
                hit.score / best,
                hit.score / total,
                1.0 / (1.0 + rank),
                max((s.coverage for s in own), default=0.0),
                max((s.own for s in own), default=0.0),
                max((s.bigrams for s in own), default=0.0),
                max((s.names for s in own), default=0.0),
                min((s.missing for s in own), default=total) / total,
                own[0].title_share if own else 0.0,
                age_feature(hit, today),
                float(article.published is None),
                float(hit.passage.number == 0),
                math.log1p(hit.passage.number),
                math.log1p(articles[article.id]),
                max((s.typed for s in own), default=0.0),
                fmean(s.coverage for s in own) if own else 0.0,
            ]
        )
    return rows


def age_feature(hit: Hit, today: date) -> float:
    """log(1 + days since the article was published), 5 where that is unknown."""
    published = hit.passage.article.published
    return 5.0 if published is None else math.log1p(max(0, (today - published.date()).days))


def sentence_features(
    question: Question, sentences: Sequence[Sentence], passage_scores: Sequence[float], today: date
) -> list[list[float]]:
    """A row a sentence; `passage_scores` are the scores of the hits the sentences belong to."""
    best = max((sentence.hit.score for sentence in sentences), default=1.0) or 1.0
    total = question.total_weight or 1.0
    top: dict[int, float] = {}
    for sentence in sentences:
        top[sentence.rank] = max(top.get(sentence.rank, 0.0), sentence.coverage)
    highest = max(passage_scores, default=0.0)
    number = float(question.answer_type is AnswerType.NUMBER)
    dated = float(question.answer_type is AnswerType.DATE)
    return [
        [
            s.own,
            s.coverage,
            s.bigrams,
            s.names,
            s.missing / total,
            float(s.copies_title),
            math.log1p(len(s.terms)),
            float(s.start == 0),
            float(s.hit.passage.number == 0),
            s.typed,
            s.quoted,
            s.hit.score / best,
            s.hit.score / total,
            1.0 / (1.0 + s.rank),
            age_feature(s.hit, today),
            passage_scores[s.rank] - highest,
            float(s.start == s.hit.passage.start),
            s.coverage - top[s.rank],
            number,
            dated,
        ]
        for s in sentences
    ]


CANDIDATE_FEATURES = (
    "sentence", "coverage", "own", "fit", "proximity", "votes", "weighted_votes", "articles",
    "name", "number", "date", "quoted", "words", "overlap", "focus", "titled", "near_before",
    "near_after", "position", "age", "mean_fit", "sentences_over", "first_sentence", "best_mention",
    "wants_person", "wants_place", "wants_organization", "wants_number", "wants_date",
    "capitals", "rarity", "subject",
)  # fmt: skip


def candidate_features(
    question: Question, candidates: Sequence[Candidate], today: date
) -> list[list[float]]:
    """A row a candidate, of its best mention and of all of them together."""
    if not candidates:
        return []
    highest = max(c.best.sentence.score for c in candidates)
    votes = max(len(c.mentions) for c in candidates)
    top = max(c.score for c in candidates) or 1.0
    wants = [
        float(question.answer_type is kind)
        for kind in (
            AnswerType.PERSON,
            AnswerType.PLACE,
            AnswerType.ORGANIZATION,
            AnswerType.NUMBER,
            AnswerType.DATE,
        )
    ]
    rows = []
    for c in candidates:
        best, span = c.best, c.best.span
        words = span.text.split()
        rows.append(
            [
                best.sentence.score - highest,
                best.sentence.coverage,
                best.sentence.own,
                span.fit,
                best.proximity,
                math.log1p(len(c.mentions)),
                len(c.mentions) / votes,
                math.log1p(len(c.articles)),
                *(float(span.kind == kind) for kind in ("name", "number", "date", "quoted")),
                math.log1p(len(words)),
                c.overlap,
                float(c.beside_focus),
                float(c.in_title),
                best.before,
                best.after,
                span.start / max(1, len(best.sentence.text)),
                age_feature(best.sentence.hit, today),
                fmean(m.span.fit for m in c.mentions),
                math.log1p(min(m.order for m in c.mentions)),
                float(best.sentence.start == 0),
                c.score / top,
                *wants,
                sum(w[:1].isupper() for w in words) / max(1, len(words)),
                c.rarity,
                float(best.is_subject),
            ]
        )
    return rows
