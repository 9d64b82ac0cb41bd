"""Accounts: where articles give different values for the same question."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answering.candidates import Candidate

# A rival value must be nearly as well supported as the answer, by an article that does not give
# the answer itself: its score may be so much lower. Names are held to more, since another name is
# rarely another account.
RIVAL_MARGIN = {"date": 2.0, "number": 1.0}
RIVAL_MARGIN_OTHERWISE = 0.3
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
    margin = RIVAL_MARGIN.get(answer.best.span.kind, RIVAL_MARGIN_OTHERWISE)
    same_fit = candidate.best.span.fit >= 0.8 * answer.best.span.fit
    covered = candidate.best.sentence.coverage >= 0.85 * answer.best.sentence.coverage
    return same_fit and covered and candidate.score >= answer.score - margin
