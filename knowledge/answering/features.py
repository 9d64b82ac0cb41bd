"""Features: what the scorers see of a passage, a sentence and a candidate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from knowledge.answer import Hit
from knowledge.answering.candidates import Candidate, Mention
from knowledge.answering.classification import AnswerType
from knowledge.answering.evidence import Sentence
from knowledge.answering.question import Question

SENTENCE_FEATURES = (
    "own", "coverage", "bigrams", "names", "missing", "title_share", "copies_title", "length",
    "first", "lead", "typed", "quoted", "echo", "score_share", "score_per_weight", "rank", "age",
    "passage_lead", "best_in_passage", "wants_person", "wants_place", "wants_organization",
    "wants_number", "wants_date", "wants_reason", "story", "story_gap", "told", "told_gap",
    "near_told", "facts", "facts_gap", "meant", "tight", "tight_gap",
)  # fmt: skip
_WANTED = (
    AnswerType.PERSON,
    AnswerType.PLACE,
    AnswerType.ORGANIZATION,
    AnswerType.NUMBER,
    AnswerType.DATE,
)


def age_feature(hit: Hit, today: date) -> float:
    """log(1 + days since the article was published), 5 where that is unknown."""
    published = hit.passage.article.published
    return 5.0 if published is None else math.log1p(max(0, (today - published.date()).days))


def sentence_features(
    question: Question, sentences: Sequence[Sentence], today: date
) -> list[list[float]]:
    """A row a sentence; `today` is the day asked on."""
    best = max((sentence.hit.score for sentence in sentences), default=1.0) or 1.0
    total = question.total_weight or 1.0
    most_story = max((s.story for s in sentences), default=0.0)
    most_told = max((s.told for s in sentences), default=0.0)
    most_tight = max((s.tight for s in sentences), default=0.0)
    most_facts = max((s.facts for s in sentences), default=0.0)
    top: dict[int, float] = {}
    ages: dict[int, float] = {}
    for s in sentences:
        top[s.rank] = max(top.get(s.rank, 0.0), s.coverage)
        if s.rank not in ages:
            ages[s.rank] = age_feature(s.hit, today)
    reason = question.answer_type in (AnswerType.REASON, AnswerType.MANNER)
    wants = [float(question.answer_type is kind) for kind in _WANTED] + [float(reason)]
    return [
        [
            s.own,
            s.coverage,
            s.bigrams,
            s.names,
            s.missing / total,
            s.title_share,
            float(s.copies_title),
            math.log1p(len(s.terms)),
            float(s.start == 0),
            float(s.hit.passage.number == 0),
            s.typed,
            s.quoted,
            s.echo,
            s.hit.score / best,
            s.hit.score / question.possible_score,
            1.0 / (1.0 + s.rank),
            ages[s.rank],
            float(s.start == s.hit.passage.start),
            s.coverage - top[s.rank],
            *wants,
            s.story,
            s.story - most_story,
            s.told,
            s.told - most_told,
            s.near_told,
            s.facts,
            s.facts - most_facts,
            s.meant,
            s.tight,
            s.tight - most_tight,
        ]
        for s in sentences
    ]


CANDIDATE_FEATURES = (
    "sentence", "coverage", "own", "fit", "proximity", "votes", "weighted_votes", "articles",
    "name", "number", "date", "quoted", "phrase", "words", "overlap", "focus", "titled",
    "near_before", "near_after", "position", "age", "mean_fit", "sentences_over", "first_sentence", "best_mention",
    "wants_person", "wants_place", "wants_organization", "wants_number", "wants_date",
    "capitals", "rarity", "subject", "story", "told", "near_told", "facts", "meant", "tight",
)  # fmt: skip


_KINDS = ("name", "number", "date", "quoted", "phrase")


def candidate_features(
    question: Question, candidates: Sequence[Candidate], today: date
) -> list[list[float]]:
    """A row a candidate, of its best mention and of all of them together."""
    if not candidates:
        return []
    highest = max(c.best.sentence.score for c in candidates)
    votes = max(len(c.mentions) for c in candidates)
    top = max(c.score for c in candidates) or 1.0
    hits = {c.best.sentence.rank: c.best.sentence.hit for c in candidates}
    ages = {rank: age_feature(hit, today) for rank, hit in hits.items()}
    wants = [float(question.answer_type is kind) for kind in _WANTED]
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
                math.log1p(len(c.origins)),
                *(float(span.kind == kind) for kind in _KINDS),
                math.log1p(len(words)),
                c.overlap,
                float(c.beside_focus),
                float(c.in_title),
                best.before,
                best.after,
                span.start / max(1, best.sentence.end - best.sentence.start),
                ages[best.sentence.rank],
                sum([m.span.fit for m in c.mentions]) / len(c.mentions),
                math.log1p(min([m.order for m in c.mentions])),
                float(best.sentence.start == 0),
                c.score / top,
                *wants,
                sum([w[:1].isupper() for w in words]) / max(1, len(words)),
                c.rarity,
                float(best.is_subject),
                best.sentence.story,
                best.sentence.told,
                best.sentence.near_told,
                best.sentence.facts,
                best.sentence.meant,
                best.sentence.tight,
            ]
        )
    return rows


LEAD_FEATURES = (
    "score", "order", "span_score", "has_span", "fit", "proximity", "coverage", "own", "bigrams",
    "missing", "typed", "length", "copies_title", "subject", "wants_person", "wants_place",
    "wants_organization", "wants_number", "wants_date", "wants_reason", "story", "told",
    "near_told", "facts", "meant", "tight",
)  # fmt: skip


_COMPARED = ("coverage", "own", "bigrams", "story", "told", "near_told", "facts", "meant", "tight")


def lead_features(
    question: Question, ranked: Sequence[Sentence], candidates: Sequence[Candidate]
) -> list[list[float]]:
    """A row for each of the best sentences, with what the best candidate in it is worth."""
    if not ranked:
        return []
    spans: dict[int, tuple[Candidate, Mention]] = {}
    for candidate in candidates:  # the best first
        for mention in candidate.mentions:
            spans.setdefault(id(mention.sentence), (candidate, mention))
    best_span = candidates[0].score if candidates else 0.0
    most = {name: max(getattr(s, name) for s in ranked) for name in _COMPARED}
    least = min(s.missing for s in ranked)
    reason = question.answer_type in (AnswerType.REASON, AnswerType.MANNER)
    wants = [float(question.answer_type is kind) for kind in _WANTED] + [float(reason)]
    rows = []
    for order, s in enumerate(ranked):
        span = spans.get(id(s))
        best, place = span if span else (None, None)
        rows.append(
            [
                s.score - ranked[0].score,
                1.0 / (1.0 + order),
                max(-8.0, best.score - best_span) if best else -8.0,
                float(best is not None),
                place.span.fit if place else 0.0,
                place.proximity if place else 0.0,
                s.coverage - most["coverage"],
                s.own - most["own"],
                s.bigrams - most["bigrams"],
                (least - s.missing) / (question.total_weight or 1.0),
                s.typed,
                math.log1p(len(s.terms)),
                float(s.copies_title),
                float(place.is_subject) if place else 0.0,
                *wants,
                s.story - most["story"],
                s.told - most["told"],
                s.near_told - most["near_told"],
                s.facts - most["facts"],
                s.meant - most["meant"],
                s.tight - most["tight"],
            ]
        )
    return rows


DECISION_FEATURES = (
    "best_coverage", "coverage", "own", "missing", "names", "bigrams", "typed", "echo",
    "score_per_weight", "lead", "share", "span_score", "span_share", "fit", "proximity",
    "articles", "span_coverage", "age", "terms", "no_candidate", "wants_person", "wants_place",
    "wants_organization", "wants_number", "wants_date", "wants_reason", "story", "stories", "told",
    "most_told", "facts", "most_facts", "span_told", "span_facts", "span_margin", "burst",
    "size", "next_score", "in_first", "meant", "most_meant", "names_told", "tight", "most_tight",
    "span_tight",
)  # fmt: skip


# Ages beyond two weeks are one to the decision: they would tell how far back the coverage goes.
_OLD = math.log1p(14)
_BURST_ARTICLES, _BURST_DAYS = 6, 3


def decision_features(
    question: Question,
    sentences: Sequence[Sentence],
    candidates: Sequence[Candidate],
    today: date,
    size: int,
) -> list[float]:
    """One row for a question: its best sentences and candidates, both ranked best first.

    `size` is the number of passages in the coverage.
    """
    if not sentences:
        return [0.0] * len(DECISION_FEATURES)
    first, total = sentences[0], question.total_weight or 1.0
    five = sentences[:5]
    best = candidates[0] if candidates else None
    mention = best.best if best else None
    most_story = max(s.story for s in sentences)
    reason = question.answer_type in (AnswerType.REASON, AnswerType.MANNER)
    return [
        max(s.coverage for s in five),
        first.coverage,
        max(s.own for s in five),
        min(s.missing for s in five) / total,
        max(s.names for s in five),
        max(s.bigrams for s in five),
        max(s.typed for s in five),
        first.echo,
        max(s.hit.score for s in sentences) / question.possible_score,
        first.score - sentences[-1].score,
        _share([s.score for s in sentences]),
        best.score if best else 0.0,
        _share([c.score for c in candidates]) if best else 0.0,
        mention.span.fit if mention else 0.0,
        mention.proximity if mention else 0.0,
        math.log1p(len(best.origins)) if best else 0.0,
        mention.sentence.coverage if mention else 0.0,
        min(age_feature(first.hit, today), _OLD),
        math.log1p(len(question.terms)),
        float(best is None),
        *(float(question.answer_type is kind) for kind in _WANTED),
        float(reason),
        first.story,
        math.log1p(len({s.origin for s in sentences if s.story >= 0.9 * most_story})),
        first.told,
        max(s.told for s in five),
        first.facts,
        max(s.facts for s in five),
        mention.sentence.told if mention else 0.0,
        mention.sentence.facts if mention else 0.0,
        best.score - candidates[1].score if best and len(candidates) > 1 else 0.0,
        _burst(sentences),
        math.log(size),
        sentences[0].score - sentences[1].score if len(sentences) > 1 else 0.0,
        float(mention is not None and mention.sentence is first),
        first.meant,
        max(s.meant for s in five),
        first.names,
        first.tight,
        max(s.tight for s in five),
        mention.sentence.tight if mention else 0.0,
    ]


def _burst(sentences: Sequence[Sentence]) -> float:
    """The share of the best articles that appeared about when the best one did: a story's do."""
    days: dict[str, date] = {}
    for sentence in sorted(sentences, key=lambda s: s.rank):
        article = sentence.hit.passage.article
        if article.published is not None and len(days) < _BURST_ARTICLES:
            days.setdefault(article.id, article.published.date())
    first, *others = days.values() or [date.min]
    near = sum(abs((day - first).days) <= _BURST_DAYS for day in others)
    return near / (_BURST_ARTICLES - 1)


def _share(scores: Sequence[float]) -> float:
    """The softmax of the first score among all."""
    return 1.0 / sum(math.exp(min(50.0, score - scores[0])) for score in scores)
