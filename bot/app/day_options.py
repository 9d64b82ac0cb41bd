"""The days that people write into options: "yesterday", "last week", "May 2025", "3 May"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product

from dateutil.relativedelta import relativedelta

from bot.app.day_words import in_english
from bot.app.days import day
from bot.language import gettext, option_name
from knowledge import BadDateError, Scope, completions, find_dates

# First and last day of what is written, both included.
Span = tuple[date, date]

_YEAR_FIRST = re.compile(r"\D*\d{4}")
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
    found: dict[str, date | None] = dict.fromkeys(("as_of", "since", "until"))
    anchor = today or date.today()
    for option, end in (("as_of", 1), ("since", 0), ("until", 1)):
        written = options.get(option)
        if written is not None:
            found[option] = read_days(written, _named(option, prefix), anchor)[end]
        if option == "as_of":
            anchor = found[option] or anchor
    since, until = found["since"], found["until"]
    if since and until and since > until:
        raise BadDateError(
            gettext(
                "{since} ({first}) is after {until} ({last}); swap them",
                since=_named("since", prefix),
                first=day(since),
                until=_named("until", prefix),
                last=day(until),
            )
        )
    return Scope(options.get("source") or None, since, until, found["as_of"])


def _named(option: str, prefix: str) -> str:
    """An option as it is typed at a terminal, or as clients of Discord show it."""
    return prefix + option.replace("_", "-") if prefix else option_name(option)


def read_days(written: str, option: str, today: date) -> Span:
    """The days that an option's value means, seen from `today`; raises BadDateError."""
    text = " ".join(written.split())
    found = readings(text, today)
    if len(found) == 1:
        return found[0]
    if found:
        days = [first for first, _ in found]
        one, other = days
        raise BadDateError(
            gettext(
                "{option}: {text} is {one} or {other}; write {first} or {second}",
                option=option,
                text=text,
                one=day(one),
                other=day(other),
                first=one.isoformat(),
                second=other.isoformat(),
            )
        )
    raise BadDateError(
        gettext(
            "{option}: {text} is not a date; write it as 2025-05-07, 7 May 2025, May 2025, 2025, "
            "yesterday or last week",
            option=option,
            text=repr(text[:_MOST_CHARS]),
        )
    )


def readings(text: str, today: date) -> list[Span]:
    """What a text may mean: nothing, days, or two readings where day and month may be swapped."""
    text = in_english(text)
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
            first, other = (each.date() for each in completions(text, dayfirst=day_first))
        except ValueError:
            continue
        if first == other:
            found[first, first] = None
        elif _MONTH_OF_YEAR.fullmatch(text) and first.month == other.month:
            found[first, first + relativedelta(day=31)] = None
    return list(found)
