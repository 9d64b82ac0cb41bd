"""Accounts: where articles give different values for the same question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from knowledge.answering.candidates import Candidate
from knowledge.text.dates import DateMention, overlaps

# A rival is read in an article that does not give the answer itself, in a sentence whose score is
# at most so much lower and which holds at least this share of what the answer's holds.
MARGIN, NEAR = 2.5, 0.75
# Dates that overlap the answer's are of the same event more often than not, so they need less.
OVERLAP_MARGIN, OVERLAP_NEAR = 5.0, 0.6
# A newer date or number leads where its score is at most so much lower than the likeliest's.
LEADS = 2.5
# Words that differ are seldom another account, so they need more than dates and numbers.
WORDS_MARGIN = 0.3
MOST_ACCOUNTS = 4


def tell_accounts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The first candidate and what other articles give instead of it, the one that leads first.

    Dates and numbers change as a story goes on: of those that are about as likely the newest leads.
    """
    first = candidates[0]
    told = [first, *find_accounts(first, candidates)]
    if first.value is None:
        return told
    likely = [each for each in told if each.best.score >= first.best.score - LEADS]
    newest = max(likely, key=published)
    lead = newest if published(newest) > published(first) else first
    return [lead, *(each for each in told if each is not lead)]


def find_accounts(answer: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that other articles give instead of the answer, the newest first."""
    given = {mention.origin for mention in answer.mentions}
    rivals: list[Candidate] = []
    for candidate in candidates:
        origins = {mention.origin for mention in candidate.mentions}
        if candidate is not answer and not given & origins and _is_rival(answer, candidate):
            rivals.append(candidate)
            given |= origins
    return sorted(rivals[: MOST_ACCOUNTS - 1], key=published, reverse=True)


def published(candidate: Candidate) -> datetime:
    """When the newest article that gives a value was published; long ago where none says."""
    return max(mention.article.published or datetime.min for mention in candidate.mentions)


def _is_rival(answer: Candidate, candidate: Candidate) -> bool:
    mine, other = answer.value, candidate.value
    if (mine is None) != (other is None):
        return False
    margin, share = (MARGIN if mine else WORDS_MARGIN), NEAR
    if mine and other and mine.date and other.date and overlaps(mine.date, other.date):
        margin, share = OVERLAP_MARGIN, OVERLAP_NEAR
    return (
        not (mine and other and says_less(mine.date, other.date))
        and candidate.best.score >= answer.best.score - margin
        and candidate.best.measured.near >= share * answer.best.measured.near
    )


def says_less(one: DateMention | None, other: DateMention | None) -> bool:
    """Whether one of two dates only says less than the other: "May 2025" and "May 7, 2025"."""
    return bool(one and other and (_is_vaguer(one, other) or _is_vaguer(other, one)))


def _is_vaguer(date: DateMention, than: DateMention) -> bool:
    if date.first is None or date.last is None or than.first is None or than.last is None:
        return False
    return date.grain not in ("day", "time") and date.first <= than.first and than.last <= date.last
