"""Why nothing can be found: no article is of the source and days asked for."""

from __future__ import annotations

from datetime import date

from bot.app.day_options import ScopeDays
from bot.app.days import day, days
from bot.app.naming import sources_instead
from knowledge import Coverage, Scope


def remark_on_scope(coverage: Coverage, source: str | None, asked: ScopeDays) -> str | None:
    """Why nothing can be found, in words for a terminal; None where something may be."""
    counts = coverage.sources()
    if not counts:
        return "there are no articles yet; `coverage add` adds some, or --coverage names a folder"
    instead = sources_instead(counts, source)
    if instead is not None:
        named = ", ".join(f'"{each}"' for each in instead) or "none is named"
        return f'no article is from "{source}"; there are: {named}'
    nothing = nothing_in_scope(coverage, source, asked)
    return nothing[0].lower() + nothing[1:] if nothing else None


def nothing_in_scope(coverage: Coverage, source: str | None, asked: ScopeDays) -> str | None:
    """A sentence on why no article can be meant, with the nearest day that has one; None where
    there may be some. An unknown source is not told here. No full stop at its end."""
    counts = [
        count
        for count in coverage.sources()
        if not source or (count.source or "").casefold() == source.casefold()
    ]
    latest = min(filter(None, (asked.until, asked.as_of)), default=None)
    if not counts or (asked.since is None and latest is None):
        return None
    first = min((count.first for count in counts if count.first), default=None)
    last = max((count.last for count in counts if count.last), default=None)
    if first is None or last is None:
        bounded = asked.since or asked.until
        return "No article states its day, so none can be found by it" if bounded else None
    whose = f" of {source}" if source else ""
    said = f"No article{whose} is from {_range(asked.since, latest)}"
    if asked.since and last < asked.since:
        return f"{said}; the newest is {day(last)}"
    if latest and first > latest:
        undated = asked.until is None and coverage.status().undated
        return None if undated else f"{said}; the oldest is {day(first)}"
    if asked.since and latest and not source:
        before = coverage.index.newest_day(Scope(until=latest))
        if before is not None and before < asked.since:
            return f"{said}; the newest before that is {day(before)}"
    return None


def _range(since: date | None, until: date | None) -> str:
    if since and until:
        return days(since, until)
    return f"{day(since)} or later" if since else f"{day(until)} or earlier"
