"""Arithmetic from a day of writing to the days a phrase means; a week starts on Monday."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import TH, relativedelta

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
        starts = [first, first.replace(day=10), first.replace(day=21), last + _DAY]
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
    if turn in ("next", "last"):  # of the calendar week after or before
        return day_shift(anchor, weekday - anchor.weekday() + (7 if turn == "next" else -7))
    if turn == "past":
        return day_shift(anchor, ahead - 7)
    if tense == "future":
        return day_shift(anchor, ahead)
    return day_shift(anchor, ahead - 7 if ahead else 0)


def weekday_and_day(anchor: date, weekday: int, day: int, tense: Tense | None) -> Span:
    """The nearest such day of a month that is such a weekday: "Friday the 13th"."""
    found = []
    for months in range(-14, 15):
        first = anchor + relativedelta(months=months, day=1)
        if day <= (first + relativedelta(day=31)).day:
            each = first.replace(day=day)
            if each.weekday() == weekday:
                found.append(each)
    if tense == "past":
        found = [each for each in found if each <= anchor] or found
    if tense == "future":
        found = [each for each in found if each >= anchor] or found
    nearest = min(found, key=lambda each: abs(each - anchor))
    return nearest, nearest


def week_of(day: date) -> Span:
    """The calendar week of a day."""
    first = day - day.weekday() * _DAY
    return first, first + 6 * _DAY


def middle(span: Span) -> date:
    """The day in the middle of some days, of two the later."""
    return span[0] + ((span[1] - span[0]).days + 1) // 2 * _DAY


def with_weekend(day: date) -> Span:
    """A day and the weekend nearest to it: Labor Day's, Thanksgiving's."""
    saturday = day + ((5 - day.weekday() + 3) % 7 - 3) * _DAY
    return min(day, saturday), max(day, saturday + _DAY)


def count_from(day: date, unit: str, count: int) -> Span:
    """The day so many days, weeks, months or years after another."""
    found = day + _length(unit, count)
    return found, found


def week_of_month(year: int, month: int, nth: int) -> Span:
    """The nth week of a month, the last for -1; a week is its Thursday's month's."""
    start = date(year, month, 1) + relativedelta(day=1 if nth > 0 else 31, weekday=TH(nth))
    return week_of(start)


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
