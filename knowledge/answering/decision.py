"""The decision what to show: a short answer, the sentence, the closest found, or no answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answer import Account, Kind
from knowledge.answering.accounts import find_accounts, tell_accounts
from knowledge.answering.blend import Features
from knowledge.answering.candidates import Candidate
from knowledge.answering.citing import Quote
from knowledge.answering.evidence import Evidence
from knowledge.questions import AnswerType, Question, dated

# Sentences shown under an answer, each of another article where a short one is stated.
MOST_SHOWN = 3
# Shares and probabilities are taken for no less than this, so that their logarithms stay finite.
_LEAST = 1e-4
# A span's share of its sentence's part of the answer, as a logarithm, is taken for no less.
_LEAST_CERTAIN = -8.0
# Words of a short answer beyond which it is simply long.
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the decision falls, as probabilities.

    Below `refuse` that the first sentence tells the answer, the coverage does not say; below
    `state` it is shown as no more than the closest found; from `sure` on it stands alone, else the
    next ones are shown below it. From `span` on that the short answer is right it is stated. Chosen
    on the articles kept out of training: `docs/quality.md` has the curves.
    """

    refuse: float = 0.05
    state: float = 0.6
    span: float = 0.6
    sure: float = 0.8


@dataclass(frozen=True, slots=True)
class Shown:
    """What was decided on: the answer's text, None to abstain, and the quotes under it; `closest`
    where it is likely no answer and only the closest found."""

    text: str | None
    kind: Kind | None
    confidence: float
    quotes: Sequence[Quote]
    accounts: tuple[Account, ...] = ()
    closest: bool = False


def candidate_features(
    question: Question, candidates: Sequence[Candidate], tells: float
) -> Features:
    """What tells whether the first candidate is right; `tells` is the probability that the first
    sentence tells the answer.

    Articles that differ are no sign of doubt about what is asked: the shares of what they give
    instead count as those of the first.
    """
    first = candidates[0]
    span, kind = first.best.span, question.answer_type
    share = sum(each.share for each in (first, *find_accounts(first, candidates)))
    whole = sum(each.share for each in candidates)
    bounded = min(max(tells, _LEAST), 1 - _LEAST)
    return {
        "constant": 1.0,
        "tells": math.log(bounded / (1 - bounded)),
        "share": math.log(max(share, _LEAST)),
        "lead": math.log(max(share, _LEAST)) - math.log(max(whole, _LEAST)),
        "certain": max(span.share - first.best.mass, _LEAST_CERTAIN) if span else _LEAST_CERTAIN,
        "value": float(first.value is not None),
        "agree": math.log(len({mention.origin for mention in first.mentions})),
        "words": min(len(first.text.split()), _MOST_WORDS) / 10.0,
        "asks_person": float(kind is AnswerType.PERSON),
        "asks_thing": float(kind is AnswerType.THING),
        "asks_clause": float(
            kind in (AnswerType.REASON, AnswerType.MANNER, AnswerType.YES_NO, AnswerType.LIST)
        ),
    }


def decide(
    question: Question,
    evidence: Sequence[Evidence],
    candidates: Sequence[Candidate],
    tells: float,
    span: float,
    thresholds: Thresholds,
) -> Shown:
    """What to show, by the probabilities that the first sentence tells it (`tells`) and that the
    first candidate is right (`span`)."""
    shown = [Quote.of(each) for each in evidence[:MOST_SHOWN]]
    if not evidence or tells < thresholds.refuse or evidence[0].is_heading:
        return Shown(None, None, tells, shown)
    if candidates and span >= thresholds.span:
        stated = _state(candidates, span)
        # A few words of a sentence say neither yes nor no; what is denied is told in whole ones.
        is_whole = stated.text in {each.text for each in evidence}
        if is_whole or question.answer_type is not AnswerType.YES_NO:
            return stated
    first = evidence[0]
    closest = tells < thresholds.state or not first.can_answer
    alone = tells >= thresholds.sure
    return Shown(first.text, "sentence", tells, shown[:1] if alone else shown, closest=closest)


def _state(candidates: Sequence[Candidate], span: float) -> Shown:
    told = tell_accounts(candidates)
    quotes = [
        Quote.of(mention, (mention.span.start - mention.start, mention.span.end - mention.start))
        for candidate in told
        for mention in _one_an_article(candidate.mentions)
        if mention.span
    ]
    accounts = tuple(Account(_text(each), each.articles) for each in told)
    return Shown(_text(told[0]), "span", span, quotes, accounts if len(told) > 1 else ())


def _text(candidate: Candidate) -> str:
    """A candidate as it is written; a relative day with the date that it means."""
    return dated(candidate.text, candidate.value)


def _one_an_article(mentions: Sequence[Evidence]) -> list[Evidence]:
    best: dict[str, Evidence] = {}
    for mention in mentions:
        best.setdefault(mention.origin, mention)
    return list(best.values())[:MOST_SHOWN]
