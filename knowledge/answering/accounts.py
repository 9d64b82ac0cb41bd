"""Accounts: where articles give different values for the same question."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answering.candidates import Candidate
from knowledge.dates import DateMention, overlaps

# A rival value must be nearly as well supported as the answer, by an article that does not give
# the answer itself: its score may be so much lower. Names are held to more, since another name is
# rarely another account.
RIVAL_MARGIN = {"date": 2.0, "number": 1.0}
RIVAL_MARGIN_OTHERWISE = 0.3
RIVAL_COVERAGE = 0.85
# Dates that overlap the answer's are of the same event more often than not, so they need less.
OVERLAP_MARGIN, OVERLAP_COVERAGE = 6.0, 0.6
MOST_ACCOUNTS = 4


def find_accounts(answer: Candidate, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that other articles give instead of the answer, best first."""
    given = set(answer.articles)
    rivals: list[Candidate] = []
    for candidate in ranked:
        if candidate is answer or candidate.best.span.kind != answer.best.span.kind:
            continue
        others = set(candidate.articles) - given
        if others == set(candidate.articles) and _is_rival(answer, candidate):
            rivals.append(candidate)
            given |= others
    return rivals[: MOST_ACCOUNTS - 1]


def _is_rival(answer: Candidate, candidate: Candidate) -> bool:
    mine, other = answer.best, candidate.best
    margin = RIVAL_MARGIN.get(mine.span.kind, RIVAL_MARGIN_OTHERWISE)
    coverage = RIVAL_COVERAGE
    if mine.span.date and other.span.date and overlaps(mine.span.date, other.span.date):
        if _is_vaguer(other.span.date, mine.span.date):
            return False
        margin, coverage = OVERLAP_MARGIN, OVERLAP_COVERAGE
    return (
        other.span.fit >= 0.8 * mine.span.fit
        and other.sentence.coverage >= coverage * mine.sentence.coverage
        and candidate.score >= answer.score - margin
    )


def _is_vaguer(date: DateMention, than: DateMention) -> bool:
    """Whether a date only says less: "May 2025" beside "May 7, 2025"."""
    if date.first is None or date.last is None or than.first is None or than.last is None:
        return False
    return date.grain not in ("day", "time") and date.first <= than.first and than.last <= date.last
