"""Which part of the coverage a question is about: a source, days, a point of view in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from knowledge.article import Article
from knowledge.errors import BadDateError
from knowledge.text.completions import completions

Day = date | str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Restricts the articles seen. `since` and `until` include their days and leave out undated
    articles; `as_of` hides what was published on a later day and keeps undated articles. `source`
    is compared without regard to case."""

    source: str | None = None
    since: date | None = None
    until: date | None = None
    as_of: date | None = None

    def admits(self, article: Article) -> bool:
        """Whether the article may be used; the reference the index's own filter must equal."""
        if self.source and (article.source or "").casefold() != self.source.casefold():
            return False
        if article.published is None:
            return self.since is None and self.until is None
        day = article.published.date()
        if self.since and day < self.since:
            return False
        latest = min((d for d in (self.until, self.as_of) if d), default=None)
        return latest is None or day <= latest


def parse_day(value: date | str | None, option: str) -> date | None:
    """A day from an option's value: a date, "2025-05-07", "7 May 2025", "today" is not accepted.

    Raises BadDateError naming `option` when the text is not one whole date.
    """
    if value is None or isinstance(value, datetime):
        return value.date() if isinstance(value, datetime) else None
    if isinstance(value, date):
        return value
    text = value.strip()
    try:
        days = {each.date() for each in completions(text)}
    except ValueError:
        days = set()
    if len(days) != 1:
        raise BadDateError(f"{option}: {text[:40]!r} is not a date; write it as 2025-05-07")
    return days.pop()


class ScopeOptions(TypedDict, total=False):
    """A scope as callers give it: whole, or by its parts, of which days may be text."""

    scope: Scope | None
    source: str | None
    since: Day
    until: Day
    as_of: Day


def make_scope(
    source: str | None = None,
    since: Day = None,
    until: Day = None,
    as_of: Day = None,
    *,
    scope: Scope | None = None,
) -> Scope:
    """A scope from a caller's options, or the one that is given whole, with which there are no
    others. Raises BadDateError naming the option, and TypeError where both ways are mixed."""
    if scope is not None:
        if any(each is not None for each in (source, since, until, as_of)):
            raise TypeError("give a scope, or source, since, until and as_of")
        return scope
    first, last = parse_day(since, "since"), parse_day(until, "until")
    if first and last and first > last:
        raise BadDateError(f"since {first} is after until {last}; swap them")
    return Scope(source or None, first, last, parse_day(as_of, "as_of"))
