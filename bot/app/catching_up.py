"""Catching up: the stories of some days, found the same in Discord and at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge import Coverage, Scope, Story

# Stories that are told at once, and articles that are looked at for them.
MOST_STORIES = 8
_MOST_ARTICLES = 1000


def new_stories(
    coverage: Coverage, articles: Sequence[str], told: Sequence[Sequence[str]] = ()
) -> list[Story]:
    """The stories of some articles, without those whose text was there before; of stories that
    were `told`, each by its articles, only what is new."""
    named = set(articles[-_MOST_ARTICLES:])
    new = [each for each in named if all(copy.id in named for copy in coverage.copies(each))]
    return coverage.tell_stories(sorted(new), len(new), told)


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The stories of a scope. Where it has more texts than are looked at, `newest` is how many of
    the newest are, and `back_to` the day of the oldest of these."""

    stories: list[Story]
    newest: int | None = None
    back_to: date | None = None


def catch_up(coverage: Coverage, topic: str | None, scope: Scope) -> CaughtUp:
    """The stories of a scope, all or those on a topic."""
    latest = coverage.latest(topic, scope=scope)
    listed = latest.articles
    found = [article.id for each in listed for article in (each.article, *each.also)]
    stories = new_stories(coverage, found)
    if latest.is_whole:
        return CaughtUp(stories)
    oldest = listed[-1].article.published
    return CaughtUp(stories, len(listed), oldest.date() if oldest else None)


def since_yesterday(scope: Scope, today: date) -> Scope:
    """A scope that begins yesterday, unless it says when."""
    if scope.since or scope.until:
        return scope
    return replace(scope, since=(scope.as_of or today) - timedelta(days=1))
