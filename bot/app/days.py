"""Days as people read them, the same in Discord and at a terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def day(value: date | datetime | None) -> str:
    """A day as people read it: "4 May 2025"; empty for None."""
    return f"{value.day} {value:%B} {value.year}" if value else ""


def age(published: date, today: date) -> str:
    """How old a day's article is: "today", "3 days ago", "5 weeks ago"; empty for a day to come.

    The largest unit of which there are two, so that an age is told to within half of it.
    """
    passed = (today - published).days
    if passed < 0:
        return ""
    if passed < 2:
        return ("today", "yesterday")[passed]
    for unit, size in (("year", 365.25), ("month", 30.44), ("week", 7)):
        if passed >= 2 * size:
            return f"{int(passed / size)} {unit}s ago"
    return f"{passed} days ago"


def days(first: date | None, last: date | None) -> str:
    """A range of days in as few words as tell it: "4–7 May 2025", "May 2025"; empty without one."""
    if first is None or last is None or first == last:
        return day(first) if first == last else ""
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if whole_months and (first.month, last.month) == (1, 12):
        return f"{first.year}"
    if first.month != last.month:
        return f"{first.day} {first:%B} – {day(last)}"
    return f"{first:%B} {first.year}" if whole_months else f"{first.day}–{day(last)}"
