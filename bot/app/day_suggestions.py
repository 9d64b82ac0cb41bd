"""Days to choose from while one is typed into an option."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.app.day_options import Span, readings
from bot.app.day_words import PHRASES, months
from bot.app.days import days
from bot.language import gettext

# Months of the coverage that are suggested, from its newest on.
_MOST_MONTHS = 36


def suggest_days(
    typed: str, first: date | None, last: date | None, today: date
) -> list[tuple[str, Span]]:
    """What is typed as it may be read, then phrases and the coverage's months and years that
    contain it, each with its days; `first` and `last` are the coverage's."""
    text = " ".join(typed.split())
    read = [(days(*span), span) for span in readings(text, today)] if text else []
    found = dict(read)
    phrases = map(gettext, PHRASES)
    for phrase in (*_completed(text), *phrases, *_periods(first, last)):
        if text.casefold() in phrase.casefold():
            for span in readings(phrase, today):
                name = days(*span)
                found.setdefault(name if name == phrase else f"{phrase}: {name}", span)
    return list(found.items())


def _completed(text: str) -> Iterator[str]:
    """A day with the month's name that is begun: "3 May" for "3 ma"."""
    head, _, begun = text.rpartition(" ")
    if head and begun.isalpha():
        for month in months():
            if month.casefold().startswith(begun.casefold()):
                yield f"{head} {month}"


def _periods(first: date | None, last: date | None) -> Iterator[str]:
    """The months and years from `last` back to `first`."""
    if first is None or last is None:
        return
    for back in range(_MOST_MONTHS):
        month = last.replace(day=1) - relativedelta(months=back)
        if month >= first.replace(day=1):
            yield days(month, month + relativedelta(day=31))
    for year in range(last.year, first.year - 1, -1):
        yield days(date(year, 1, 1), date(year, 12, 31))
