"""The date of what a sentence tells, among all the dates that it mentions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.text.dates import DateMention, find_dates, tense_at

# The longest span, in days, that still dates an event, by the unit it is given in.
_MOST_DAYS = {"week": 8, "month": 32, "season": 93, "quarter": 185, "year": 732}
# How surely a date is that of what is told: a day said as "on Friday", "today" (as often it means
# nowadays), a week or month, "in 2022".
_RELATIVE, _TODAY, _VAGUE, _YEAR = 0.85, 0.5, 0.6, 0.3
# What is left of it without a verb that places it in time (most are captions of photographs), and
# where somebody said on that day what is told.
_NO_VERB, _SAID = 0.5, 0.5
# "since 2014" and "every Friday" date no event; "said Tuesday" dates the saying, not what is said.
_SAYING = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|added|wrote|tweeted|statement|interview"
    r"|according\s+to)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\b(?:since|until|till|before|than|after|by|every|each)\s+(?:the\s+)?$", re.IGNORECASE
)
_DETERMINER = re.compile(r"(?:\b(?:the|its|their|his|her)|['’]s?)\s+$", re.IGNORECASE)
_LISTED = re.compile(r",?\s+(?:and|or)\s+(?:in\s+|on\s+)?|,\s+", re.IGNORECASE)
_NOUN = re.compile(r"\s+[A-Za-z]")
# What a sentence says that changes a plan; "to June 3" after it is the new date.
_CHANGE = re.compile(
    r"\b(?:postpone[sd]?|postponing|delay(?:s|ed|ing)?|put\s+off|pushed\s+back|reschedul(?:ed|ing)"
    r"|moved|shifted|brought\s+forward|cancel(?:s|l?ed|l?ing)|cancellation|called\s+off|scrapped"
    r"|no\s+longer|instead\s+of|originally|corrected|correction)\b",
    re.IGNORECASE,
)
_MOVED_TO = re.compile(r"\b(?:to|until|till|for)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|from|between|during|of|for)\s+(?:the\s+)?$", re.IGNORECASE)


def event_dates(sentence: str, day: datetime.date | None) -> list[tuple[DateMention, float]]:
    """The date of what a sentence tells, or the dates of a list, each with its value from 0 to 1.

    `day` is the day it was published. Exact dates go before vague ones; the date of a saying ("said
    Tuesday") counts less; dates in passing ("since 2014", "the January 6 committee") not at all.
    """
    return dates_told(sentence, find_dates(sentence, day))


def dates_told(sentence: str, mentions: Sequence[DateMention]) -> list[tuple[DateMention, float]]:
    """The same of the dates that were found in the sentence."""
    moved = _moved(sentence, mentions)
    if moved:
        return [(moved, 1.0)]
    valued = [(each, _date_value(sentence, each)) for each in mentions]
    best = max((value for _, value in valued), default=0.0)
    if best <= 0:
        return []
    first = next(i for i, (_, value) in enumerate(valued) if value == best)
    if _SAYING.search(sentence[: valued[first][0].start]) and any(
        _PASSING.search(sentence[: each.start]) for each, _ in valued
    ):
        return []  # "a landmark since 1962, the mayor said Friday"
    dates = [valued[first]]
    for each, value in valued[first + 1 :]:
        if value != best or not _LISTED.fullmatch(sentence, dates[-1][0].end, each.start):
            break
        dates.append((each, value))
    return dates


def changes_plan(sentence: str) -> bool:
    """Whether a sentence says that something is put off, moved, called off or corrected."""
    return _CHANGE.search(sentence) is not None


def _moved(sentence: str, mentions: Sequence[DateMention]) -> DateMention | None:
    """The new date of what a sentence says was moved: "postponed from May 2 to May 9"."""
    for each in mentions:
        before = sentence[: each.start]
        if each.first is None or each.last is None or not changes_plan(before):
            continue
        if each.range and _FROM.search(before):
            return replace(each, first=each.last, range=False)
        if _MOVED_TO.search(before):
            return each
    return None


def _date_value(sentence: str, mention: DateMention) -> float:
    before, after = sentence[: mention.start], sentence[mention.end :]
    if mention.first is None or mention.last is None or _PASSING.search(before):
        return 0
    if mention.grain in ("day", "time"):
        if mention.yearless and _DETERMINER.search(before) and _NOUN.match(after):
            return 0
        value = _RELATIVE if mention.relative else 1.0
        if sentence[mention.start : mention.end].lower() == "today":
            value = _TODAY
    elif (mention.last - mention.first).days >= _MOST_DAYS.get(mention.grain, 0):
        return 0
    elif mention.grain in ("month", "week"):
        value = _VAGUE
    else:
        # "the 2022 World Cup" names a thing; "in 2022" dates an event.
        value = _YEAR if _IN.search(before) and not mention.relative else 0
    if tense_at(sentence, mention.start, mention.end) is None:
        value *= _NO_VERB
    return value * (_SAID if _SAYING.search(before) else 1)
