"""A date as a text mentions it, and what can be said of two of them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Grain = Literal["time", "day", "week", "month", "season", "quarter", "year", "decade", "century"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateMention:
    """A mention at `text[start:end]` of the days `first` to `last`, both included.

    Both are None where the text does not say enough ("May 9" without an anchor, "05/06/2025").
    `grain` is the unit it is given in; "time" is a day with a time of day, or a time alone.
    `relative` is set for words that only mean something on the day of writing ("Sunday", "last
    week"); `range` where two ends are named, which make one mention. `yearless` keeps (month, day,
    month, day) of the ends where no year was written.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    grain: Grain
    relative: bool = False
    range: bool = False
    yearless: tuple[int, int, int, int] | None = None

    @property
    def resolved(self) -> bool:
        """Whether the days are known."""
        return self.first is not None


def same_dates(one: DateMention, other: DateMention) -> bool:
    """Whether both mean the same days.

    A mention whose year is unknown agrees with any year of the other: "7–10 May" and "May 7 to
    May 10, 2025".
    """
    if one.resolved and other.resolved:
        return (one.first, one.last) == (other.first, other.last)
    mine, theirs = _month_days(one), _month_days(other)
    return mine is not None and mine == theirs


def overlaps(one: DateMention, other: DateMention) -> bool:
    """Whether a day belongs to both; False where either's days are unknown."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.first <= other.last and other.first <= one.last


def covers(one: DateMention, other: DateMention) -> bool:
    """Whether every day of the other belongs to one; False where either's days are unknown."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.first <= other.first and other.last <= one.last


def format_range(first: date, last: date) -> str:
    """Days as a person writes them: "May 7, 2025", "May 7 to 10, 2025", "May 2025", "2025"."""
    start, end = _month_day(first), _month_day(last)
    if first == last:
        return f"{start}, {first.year}"
    if first.year != last.year:
        return f"{start}, {first.year} to {end}, {last.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    if first.month != last.month:
        return f"{start} to {end}, {last.year}"
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return f"{MONTHS[first.month - 1]} {first.year}"
    return f"{start} to {last.day}, {last.year}"


def _month_day(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def _month_days(mention: DateMention) -> tuple[int, int, int, int] | None:
    if mention.first is None or mention.last is None:
        return mention.yearless
    return mention.first.month, mention.first.day, mention.last.month, mention.last.day
