"""Days as people read them, in the language spoken, the same in Discord and at a terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.language import ENGLISH, spoken


def day(value: date | datetime | None) -> str:
    """A day as people read it: "4 May 2025"; empty for None."""
    if value is None:
        return ""
    if (language := spoken()) == ENGLISH:
        return f"{value.day} {value:%B} {value.year}"
    from babel.dates import format_date  # takes a while, and a terminal does without

    return format_date(value, "long", locale=language)


def age(published: date, today: date) -> str:
    """How old a day's article is: "today", "3 days ago", "5 weeks ago"; empty for a day to come.

    The largest unit of which there are two, so that an age is told to within half of it. Discord
    has marks of its own for that; this is in English, for terminals.
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
        return _part("y", first)
    if whole_months and first.month == last.month:
        return _part("yMMMM", first)
    return _within_a_year(first, last)


def _part(skeleton: str, value: date) -> str:
    """A year, or a month with its year."""
    if (language := spoken()) == ENGLISH:
        return f"{value:%B} {value.year}" if "M" in skeleton else str(value.year)
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, value, locale=language)


def _within_a_year(first: date, last: date) -> str:
    if (language := spoken()) == ENGLISH:
        begin = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
        return f"{begin}{'–' if first.month == last.month else ' – '}{day(last)}"
    from babel.dates import format_interval

    return format_interval(first, last, "yMMMMd", locale=language).replace("\u2009", " ")
