"""Why nothing can be found: no article is of the source and days asked for."""

from __future__ import annotations

from datetime import date

from bot.app.days import day, days
from bot.app.naming import sources_instead
from bot.language import gettext
from knowledge import Coverage, Scope


def remark_on_scope(coverage: Coverage, scope: Scope) -> str | None:
    """Why nothing can be found, in words for a terminal; None where something may be."""
    counts = coverage.sources()
    if not counts:
        return "there are no articles yet; `coverage add` adds some, or --coverage names a folder"
    instead = sources_instead(counts, scope.source)
    if instead is not None:
        named = ", ".join(f'"{each}"' for each in instead) or "none is named"
        return f'no article is from "{scope.source}"; there are: {named}'
    nothing = nothing_in_scope(coverage, scope)
    return nothing[0].lower() + nothing[1:] if nothing else None


def nothing_in_scope(coverage: Coverage, scope: Scope) -> str | None:
    """A sentence on why no article can be meant, with the nearest day that has one; None where
    there may be some. An unknown source is not told here. No full stop at its end."""
    counts = [
        count
        for count in coverage.sources()
        if not scope.source or (count.source or "").casefold() == scope.source.casefold()
    ]
    latest = min(filter(None, (scope.until, scope.as_of)), default=None)
    if not counts or (scope.since is None and latest is None):
        return None
    first = min((count.first for count in counts if count.first), default=None)
    last = max((count.last for count in counts if count.last), default=None)
    if first is None or last is None:
        bounded = scope.since or scope.until
        text = gettext("No article states its day, so none can be found by it")
        return text if bounded else None
    when = _range(scope.since, latest)
    said = (
        gettext("No article of {source} is from {days}", source=scope.source, days=when)
        if scope.source
        else gettext("No article is from {days}", days=when)
    )
    if scope.since and last < scope.since:
        return gettext("{statement}; the newest is {day}", statement=said, day=day(last))
    if latest and first > latest:
        undated = scope.until is None and coverage.status().undated
        text = gettext("{statement}; the oldest is {day}", statement=said, day=day(first))
        return None if undated else text
    if scope.since and latest and not scope.source:
        before = coverage.index.newest_day(Scope(until=latest))
        if before is not None and before < scope.since:
            newest = day(before)
            return gettext(
                "{statement}; the newest before that is {day}", statement=said, day=newest
            )
    return None


def _range(since: date | None, until: date | None) -> str:
    if since and until:
        return days(since, until)
    if since:
        return gettext("{day} or later", day=day(since))
    return gettext("{day} or earlier", day=day(until))
