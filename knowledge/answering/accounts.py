"""Accounts: where articles give different values for the same question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from knowledge.answering.candidates import Candidate
from knowledge.text.dates import DateMention, covers, overlaps

# A rival is read in an article that does not give the answer itself, in a sentence whose score is
# at most so much lower and which holds at least this share of what the answer's holds.
MARGIN, NEAR = 2.5, 0.75
# Dates that overlap the answer's are of the same event more often than not, so they need less.
OVERLAP_MARGIN, OVERLAP_NEAR = 5.0, 0.6
# A newer date or number leads where its score is at most so much lower than the likeliest's.
LEADS = 2.5
# Words that differ are seldom another account, so they need more than dates and numbers.
WORDS_MARGIN = 0.3
# A sentence that says that something has changed gives another value though the reader, which
# looks for the plainest sentence, finds it far less likely.
CHANGE_MARGIN = 5.0
MOST_ACCOUNTS = 4
# The same date or number in an article that holds less than this share of what the answer's
# sentence holds is that of another event.
SUPPORT_NEAR = 0.6
# What says of an earlier report that it was not so.
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|retract\w*|correct(?:ed|ion)|withdr[ae]w\w*|untrue"
    r"|(?:not|never|no longer) true|false(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?|in error)\b",
    re.IGNORECASE,
)

# What says that a value is no longer what it was.
_CHANGE = re.compile(
    r"\b(?:(?:has|have|had|was|were|been|now)\s+(?:since\s+|now\s+|been\s+)?(?:risen|grown|climbed"
    r"|increased|jumped|doubled|fallen|dropped|lowered|raised|revised|reduced|cut|updated"
    r"|corrected|postponed|delayed|rescheduled|moved|brought forward|put off)"
    r"|(?:rose|grew|climbed|jumped|fell|dropped) (?:again )?(?:to|from)"
    r"|(?:up|down) from|no longer|counted twice|earlier (?:figure|number|count|toll)s?)\b",
    re.IGNORECASE,
)


def tell_accounts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The first candidate and what other articles give instead of it, the one that leads first and
    the others from the newest on.

    Dates and numbers change as a story goes on: of those that are about as likely the newest leads.
    What is denied and its denial are told in whole sentences. An article that is not about what is
    asked supports nothing, whatever number it has.
    """
    likeliest = _likeliest(candidates)
    first = _about(likeliest, likeliest)
    asked = [first, *(_about(each, first) for each in candidates if each is not likeliest)]
    told = [first, *find_accounts(first, asked)]
    if first.value is None:
        # Of each article the sentence that tells most of it, not the one with the likeliest words.
        asked.sort(key=lambda each: -each.best.score)
        sentences = [first, *find_accounts(first, asked)]
        is_denied = len(sentences) > 1 and any(map(_denies, sentences))
        return [replace(each, text=each.best.text) for each in sentences] if is_denied else told
    likely = [each for each in told if _may_lead(first, each)]
    newest = max(likely, key=published)
    lead = newest if published(newest) > published(first) else first
    rest = [each for each in told if each is not lead]
    return [lead, *sorted(rest, key=published, reverse=True)]


def _likeliest(candidates: Sequence[Candidate]) -> Candidate:
    """The first candidate; where its sentence says little of what is asked, the date or number of
    one that ranks before it and says more."""
    first = candidates[0]
    better = [
        each
        for each in candidates[1:]
        if first.value
        and each.value
        and each.best.score >= first.best.score
        and first.best.measured.near < SUPPORT_NEAR * each.best.measured.near
    ]
    return max(better, key=lambda each: each.best.score, default=first)


def _about(candidate: Candidate, first: Candidate) -> Candidate:
    """A candidate with the sentences alone that hold enough of what the answer's holds."""
    least = SUPPORT_NEAR * first.best.measured.near
    mentions = [each for each in candidate.mentions[1:] if each.measured.near >= least]
    return replace(candidate, mentions=(candidate.best, *mentions))


def _denies(candidate: Candidate) -> bool:
    return _DENIAL.search(candidate.best.text) is not None


def _changes(candidate: Candidate) -> bool:
    return _CHANGE.search(candidate.best.text) is not None


def _may_lead(first: Candidate, candidate: Candidate) -> bool:
    """Whether a date or number is likely enough to lead, were it the newest. A day within the days
    of the likeliest is no change of them."""
    margin = CHANGE_MARGIN if _changes(candidate) else LEADS
    if first.value and candidate.value and _is_one_of(candidate.value.date, first.value.date):
        return False
    return candidate.best.score >= first.best.score - margin


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
    is_telling = mine or _denies(answer) or _denies(candidate)
    margin, share = (MARGIN if is_telling else WORDS_MARGIN), NEAR
    if mine and other and mine.date and other.date and overlaps(mine.date, other.date):
        margin, share = OVERLAP_MARGIN, OVERLAP_NEAR
    elif mine and other and _changes(candidate):
        margin = CHANGE_MARGIN
    return (
        not (mine and other and says_less(mine.date, other.date))
        and candidate.best.score >= answer.best.score - margin
        and candidate.best.measured.near >= share * answer.best.measured.near
    )


def says_less(one: DateMention | None, other: DateMention | None) -> bool:
    """Whether one of two dates only says less than the other: "May 2025" and "May 7, 2025"."""
    return bool(one and other and (_is_vaguer(one, other) or _is_vaguer(other, one)))


def _is_vaguer(date: DateMention, than: DateMention) -> bool:
    return date.grain not in ("day", "time") and covers(date, than)


def _is_one_of(day: DateMention | None, days: DateMention | None) -> bool:
    """Whether a date is a part of the days of another that has more of them."""
    return bool(day and days and covers(days, day) and not covers(day, days))
