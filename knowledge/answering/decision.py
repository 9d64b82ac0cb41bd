"""The decision what to show: a short answer, the sentence, the closest found, or no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answer import Account, Kind
from knowledge.answering.accounts import tell_accounts
from knowledge.answering.candidates import Candidate
from knowledge.answering.citing import Quote
from knowledge.answering.evidence import Evidence
from knowledge.questions.values import dated

# Sentences shown under an answer, each of another article where a short one is stated.
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the decision falls, as probabilities.

    Below `refuse` that the first sentence tells the answer, the coverage does not say; below
    `state` it is shown as no more than the closest found; from `sure` on it stands alone, else the
    next ones are shown below it. From `span` on that the short answer is right it is stated. Chosen
    on the articles kept out of training: `docs/quality.md` has the curves.
    """

    refuse: float = 0.08
    state: float = 0.4
    span: float = 0.5
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


def decide(
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
        return _state(candidates, span)
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
