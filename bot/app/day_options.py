"""The days that people write into options: "yesterday", "last week", "May 2025", "3 May"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import product

from dateutil import parser as dateutil_parser
from dateutil.relativedelta import relativedelta

from bot.app.days import day
from knowledge import BadDateError, Scope, find_dates

# First and last day of what is written, both included.
Span = tuple[date, date]

# Two defaults that differ in every field: a part that was not written would differ too.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2))
_YEAR_FIRST = re.compile(r"\d{4}")
_MONTH_OF_YEAR = re.compile(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}")
_MOST_CHARS = 40


def read_scope(
    options: Mapping[str, str | None], today: date | None = None, prefix: str = ""
) -> Scope:
    """The scope of the options `source`, `since`, `until` and `as_of`, as far as they are given.

    What counts from a day ("yesterday") counts from `as_of` where that is given, else from today.
    `since` begins with what is written, `until` and `as_of` end with it. Raises BadDateError,
    naming the option with the prefix before it, for what is no day or may be two.
    """
    found: dict[str, date | None] = {}
    anchor = today or date.today()
    for option, end in (("as_of", 1), ("since", 0), ("until", 1)):
        written = options.get(option)
        named = prefix + (option.replace("_", "-") if prefix else option)
        found[option] = read_days(written, named, anchor)[end] if written is not None else None
        if option == "as_of":
            anchor = found[option] or anchor
    since, until = found["since"], found["until"]
    if since and until and since > until:
        raise BadDateError(
            f"{prefix}since ({day(since)}) is after {prefix}until ({day(until)}); swap them"
        )
    return Scope(options.get("source") or None, since, until, found["as_of"])


def read_days(written: str, option: str, today: date) -> Span:
    """The days that an option's value means, seen from `today`; raises BadDateError."""
    text = " ".join(written.split())
    found = readings(text, today)
    if len(found) == 1:
        return found[0]
    if found:
        days = [first for first, _ in found]
        raise BadDateError(
            f"{option}: {text} is {' or '.join(map(day, days))}; write "
            f"{' or '.join(map(str, days))}"
        )
    raise BadDateError(
        f"{option}: {text[:_MOST_CHARS]!r} is not a date; write it as 2025-05-07, 7 May 2025, "
        "May 2025, 2025, yesterday or last week"
    )


def readings(text: str, today: date) -> list[Span]:
    """What a text may mean: nothing, days, or two readings where day and month may be swapped."""
    return _phrase(text, today) or _numbers(text)


def _phrase(text: str, today: date) -> list[Span]:
    """What English news would mean by the text, where all of it is one date; else nothing."""
    # "in" makes a month of "may" and "march". Where the nearest 3 January is still to come, the one
    # nearest to a year ago is meant.
    for before, anchor in product(("", "in "), (today, today - timedelta(days=365))):
        for mention in find_dates(before + text, anchor, "past"):
            whole = mention.start <= len(before) and mention.end == len(before + text)
            if not whole or mention.first is None or mention.last is None:
                continue
            if mention.yearless is None or mention.first <= today:
                return [(mention.first, mention.last)]
    return []


def _numbers(text: str) -> list[Span]:
    """The days that a text without a month's name may be."""
    orders = (False,) if _YEAR_FIRST.match(text) else (True, False)
    found: dict[Span, None] = {}
    for day_first in orders:
        try:
            first, other = (
                dateutil_parser.parse(text, default=default, dayfirst=day_first).date()
                for default in _DEFAULTS
            )
        except (ValueError, ArithmeticError):  # also decimal's, for numbers of thirty digits
            continue
        if first == other:
            found[first, first] = None
        elif _MONTH_OF_YEAR.fullmatch(text) and first.month == other.month:
            found[first, first + relativedelta(day=31)] = None
    return list(found)
