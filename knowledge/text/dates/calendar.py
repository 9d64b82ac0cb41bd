"""Arithmetic from a day of writing to the days a phrase means; a week starts on Monday."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from knowledge.text.dates.tense import Tense

# First and last day of what a phrase means, both included.
Span = tuple[date, date]

_DAY = timedelta(days=1)


def month_span(year: int, month: int, months: int, part: str | None = None) -> Span:
    """`months` months from a month on, or their first, middle or last third by `part`."""
    first = date(year, month, 1)
    last = first + relativedelta(months=months) - _DAY
    if part is None:
        return first, last
    third = {"early": 0, "mid": 1, "late": 2}[part]
    if months < 3:
        starts = [first, first.replace(day=11), first.replace(day=21), last + _DAY]
    else:
        starts = [first + relativedelta(months=round(months * i / 3)) for i in range(4)]
    return starts[third], starts[third + 1] - _DAY


def day_shift(anchor: date, days: int) -> Span:
    """The one day that lies `days` after the anchor."""
    day = anchor + days * _DAY
    return day, day


def turned_weekday(anchor: date, weekday: int, turn: str | None, tense: Tense | None) -> Span:
    """The day a weekday's name means: the last one, today included, unless said otherwise."""
    ahead = (weekday - anchor.weekday()) % 7
    if turn == "this":
        return day_shift(anchor, weekday - anchor.weekday())
    if turn == "next":
        return day_shift(anchor, ahead or 7)
    if turn in ("last", "past"):
        return day_shift(anchor, ahead - 7)
    if tense == "future":
        return day_shift(anchor, ahead)
    return day_shift(anchor, ahead - 7 if ahead else 0)


def turned_unit(anchor: date, unit: str, turn: str, half: str | None) -> Span:
    """ "last week", "next year", "the past month" (up to today), "earlier this year"."""
    if turn == "past" and unit != "weekend":
        return anchor - _length(unit, 1), anchor
    count = {"last": -1, "next": 1}.get(turn, 0)
    if unit == "weekend":
        saturday = anchor + (5 - anchor.weekday()) * _DAY
        if turn == "past" or (turn == "last" and anchor.weekday() == 6):
            count = -1
        saturday += 7 * count * _DAY
        return saturday, saturday + _DAY
    first, last = units_away(anchor, unit, count)
    if half == "earlier":
        return first, min(anchor, last)
    return (max(anchor, first), last) if half == "later" else (first, last)


def units_away(anchor: date, unit: str, count: int) -> Span:
    """The day, calendar week, month, quarter, year, … that lies `count` units from the anchor's."""
    day = anchor + _length(unit, count)
    if unit == "day":
        return day, day
    if unit == "week":
        first = day - day.weekday() * _DAY
        return first, first + 6 * _DAY
    if unit == "month":
        return month_span(day.year, day.month, 1)
    if unit == "quarter":
        return month_span(day.year, 3 * ((day.month - 1) // 3) + 1, 3)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    return month_span(day.year - day.year % years, 1, 12 * years)


def _length(unit: str, count: int) -> relativedelta:
    if unit == "day":
        return relativedelta(days=count)
    if unit == "week":
        return relativedelta(weeks=count)
    return relativedelta(
        months=count * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    )
