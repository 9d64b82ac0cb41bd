"""The pipeline: question to hits to sentences to candidates to the answer shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.analysis import Analyzer
from knowledge.answer import Account, Answer, Hit, Kind
from knowledge.answering.accounts import find_accounts
from knowledge.answering.candidates import Candidate, Mention
from knowledge.answering.citing import Quote, cite
from knowledge.answering.classification import AnswerType
from knowledge.answering.copies import name_copies
from knowledge.answering.decision import Thresholds, lacks_value
from knowledge.answering.evidence import Sentence, gather
from knowledge.answering.lists import find_definition, find_list
from knowledge.answering.parts import merge, split_question
from knowledge.answering.question import Question, read_question
from knowledge.answering.ranking import (
    probabilities,
    rank_candidates,
    rank_leads,
    rank_sentences,
)
from knowledge.background import Background
from knowledge.index import Index, Recency
from knowledge.scope import Scope

# Passages looked at for an answer, and the most of one article where there are many articles.
CONSIDERED = 10
PER_ARTICLE = 3
# Recency: an old passage keeps this share of its score; half the rest goes in so many days.
RECENCY_FLOOR, RECENCY_HALF_LIFE = 0.6, 30.0
NEAREST_SHOWN = 3
# A further article's sentence is shown under the leading one when its score is this near.
SUPPORT_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Consideration:
    """All that was weighed for an answer, best first; what benchmarks look into.

    `strength` is the probability that the coverage says it, by which refusing goes.
    """

    question: Question
    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...]
    strength: float
    answer: Answer


def find_hits(index: Index, terms: Sequence[str], k: int, scope: Scope) -> list[Hit]:
    """The k best passages for some terms; newer ones are preferred mildly.

    Age counts back from the newest article in scope, so that a coverage which is no longer added to
    is read as it was on its last day.
    """
    newest = index.newest_day(scope)
    recency = Recency(newest, RECENCY_FLOOR, RECENCY_HALF_LIFE) if newest else None
    per_article = max(PER_ARTICLE, 2 * k // max(1, index.article_count))
    found = index.search(terms, k, scope, recency, per_article)
    return [Hit(index.passage(number), score) for number, score in found]


def ask(
    index: Index,
    analyzer: Analyzer,
    question: str,
    scope: Scope,
    *,
    passages: int | None = None,
    thresholds: Thresholds | None = None,
) -> Answer:
    """The answer to what is asked; with `passages`, the best passages come along in rank order."""
    answers = [
        consider(index, analyzer, part, scope, passages=passages, thresholds=thresholds).answer
        for part in split_question(question, analyzer)
    ]
    return answers[0] if len(answers) == 1 else merge(question, answers, passages)


def consider(
    index: Index,
    analyzer: Analyzer,
    question: str,
    scope: Scope,
    *,
    passages: int | None = None,
    thresholds: Thresholds | None = None,
) -> Consideration:
    """As `ask`, for one question, with everything that was weighed."""
    started = time.perf_counter()
    read = read_question(question, index, analyzer, Background.load())
    wanted = max(CONSIDERED, passages or 0)
    hits = find_hits(index, [term.term for term in read.terms], wanted, scope)
    day = index.newest_day(scope) or date.today()
    sentences = rank_sentences(read, gather(read, hits[:CONSIDERED], analyzer, index), day)
    candidates = rank_candidates(read, sentences, analyzer, index, day)
    sentences = rank_leads(read, sentences, candidates)
    # Rival accounts are no sign of doubt about what is asked, so they don't lower the chances.
    rivals = find_accounts(candidates[0], candidates) if candidates else []
    told = [candidate for candidate in candidates if candidate not in rivals]
    chances = probabilities(read, sentences, told, day)
    if candidates:
        candidates[0].probability = chances["span"]
    shown = _decide(
        read, sentences, candidates, rivals, chances, analyzer, thresholds or Thresholds()
    )
    copies = name_copies(index, (quote.article for quote in shown.quotes), scope)
    answer = Answer(
        question=question,
        answer=shown.text,
        kind=shown.kind,
        confidence=shown.confidence,
        citations=tuple(cite(read, shown.quotes, analyzer, copies)),
        accounts=shown.accounts,
        passages=tuple(hits[:passages]) if passages is not None else None,
        corrections=read.corrections,
        took_ms=(time.perf_counter() - started) * 1000,
    )
    return Consideration(
        read, tuple(hits), tuple(sentences), tuple(candidates), chances["evidence"], answer
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was decided on: the answer's text, None to abstain, and the quotes under it."""

    text: str | None
    kind: Kind | None
    confidence: float
    quotes: Sequence[Quote]
    accounts: tuple[Account, ...] = ()


def _decide(
    question: Question,
    sentences: Sequence[Sentence],
    candidates: Sequence[Candidate],
    rivals: Sequence[Candidate],
    chances: dict[str, float],
    analyzer: Analyzer,
    thresholds: Thresholds,
) -> _Shown:
    strength = chances["evidence"]
    special = _special(question, sentences, analyzer, strength)
    told = special is not None or (
        bool(sentences) and question.answer_type is not AnswerType.DEFINITION
    )
    if not told or strength < thresholds.evidence or lacks_value(question, sentences, candidates):
        nearest = [Quote.of(sentence) for sentence in _one_an_article(sentences)[:NEAREST_SHOWN]]
        return _Shown(None, None, min(strength, chances["shown"]), nearest)
    if special is not None:
        return special
    bar = thresholds.bare if question.is_open else thresholds.span
    if candidates and chances["span"] >= bar:
        return _state(candidates[0], rivals)
    leading = sentences[0]
    others = [s for s in _one_an_article(sentences) if s.score >= leading.score - SUPPORT_MARGIN]
    quotes = [Quote.of(sentence) for sentence in others[:NEAREST_SHOWN]]
    return _Shown(leading.text, "sentence", chances["shown"], quotes)


def _special(
    question: Question, sentences: Sequence[Sentence], analyzer: Analyzer, strength: float
) -> _Shown | None:
    """A list or a definition, where the question asks for one and the coverage gives it."""
    if question.answer_type is AnswerType.LIST:
        found = find_list(question, sentences, analyzer)
        if found is not None:
            quote = Quote(found.article, found.start, found.end)
            text = "; ".join(item.rstrip(".;") for item in found.items)
            return _Shown(text, "span", strength, [quote])
    if question.answer_type is AnswerType.DEFINITION or question.is_bare:
        spelt = find_definition(question, sentences)
        if spelt is not None:
            sentence, start, end = spelt
            text = sentence.text[start:end]
            return _Shown(text, "span", strength, [Quote.of(sentence, (start, end))])
    return None


def _state(first: Candidate, rivals: Sequence[Candidate]) -> _Shown:
    quotes = [
        Quote.of(mention.sentence, (mention.span.start, mention.span.end))
        for candidate in (first, *rivals)
        for mention in _one_mention_an_article(candidate)
    ]
    accounts = tuple(
        Account(candidate.text, tuple(candidate.articles)) for candidate in (first, *rivals)
    )
    return _Shown(first.text, "span", first.probability, quotes, accounts if rivals else ())


def _one_mention_an_article(candidate: Candidate) -> list[Mention]:
    best: dict[str, Mention] = {}
    for mention in candidate.mentions:
        best.setdefault(mention.sentence.origin, mention)
    return list(best.values())[:NEAREST_SHOWN]


def _one_an_article(sentences: Sequence[Sentence]) -> list[Sentence]:
    best: dict[str, Sentence] = {}
    for sentence in sentences:
        best.setdefault(sentence.origin, sentence)
    return list(best.values())
