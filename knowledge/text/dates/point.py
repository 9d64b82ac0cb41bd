"""A single point in time as a text names it, and how the words of a match are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from knowledge.text.dates.calendar import Span
from knowledge.text.dates.grammar import DAY_WORDS, WEEKDAYS
from knowledge.text.dates.mention import Grain
from knowledge.text.dates.tense import Tense

# Characters looked at before a bare month or year.
_CONTEXT = 24


@dataclass(frozen=True, slots=True)
class Point:
    """What was written at `text[start:end]`.

    Either `shift` gives the days from the day of writing, or the calendar fields do: `months`
    months from `month` on (1 where it is None), or the days `day` to `to_day` of it; a `year` of
    None is to be found. `part` is "early", "mid" or "late"; `turn` is "last", "this", "next" or
    "past"; `clock` is set for a time of day alone; `in_year` gives the days in a year where the
    fields cannot, such as a holiday's; `offset` is a number of units to count from the next point.
    """

    start: int
    end: int
    form: str
    grain: Grain
    year: int | None = None
    month: int | None = None
    day: int | None = None
    to_day: int | None = None
    months: int = 1
    part: str | None = None
    turn: str | None = None
    weekday: int | None = None
    shift: Callable[[date, Tense | None], Span] | None = None
    clock: bool = False
    in_year: Callable[[int], Span] | None = None
    offset: tuple[str, int] | None = None


def number_of(day: str) -> int:
    """The number of a day of a month, in digits or in words."""
    word = " ".join(re.split(r"[-\s]+", day.lower()))
    return DAY_WORDS.get(word) or int(day.rstrip("stndrhSTNDRH"))


def weekday_of(name: str) -> int:
    """The number of a weekday from Monday, 0, on, by its name or the first letters of it."""
    return next(i for i, full in enumerate(WEEKDAYS) if full[:3] == name.lower()[:3])


def turn_of(match: re.Match[str]) -> str | None:
    """The direction a word points in: "last", "this", "next" or "past"."""
    turn = match.groupdict().get("turn")
    if not turn:
        return None
    word = turn.lower().split()[-1]
    return {"previous": "last", "coming": "next", "following": "next"}.get(word, word)


def part_of(match: re.Match[str]) -> str | None:
    """ "early", "mid" or "late", where one of them was written."""
    if not match["part"]:
        return None
    word = match["part"].lower().split()[0]
    return {"end": "late", "close": "late", "beginning": "early", "start": "early"}.get(
        word, "mid" if word == "middle" else word
    )


def follows(pattern: re.Pattern[str], match: re.Match[str], group: str = "month") -> bool:
    """Whether what stands before a group of the match fits a pattern."""
    start = match.start(group)
    return pattern.search(match.string[max(0, start - _CONTEXT) : start]) is not None
