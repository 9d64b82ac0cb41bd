"""Catching up: the stories of some days, found the same in Discord and at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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


def catch_up(coverage: Coverage, topic: str | None, scope: Scope) -> list[Story]:
    """The stories of a scope, all or those on a topic."""
    listed = coverage.latest(topic, scope=scope)
    found = [article.id for each in listed.articles for article in (each.article, *each.also)]
    return new_stories(coverage, found)


def since_yesterday(scope: Scope, today: date) -> Scope:
    """A scope that begins yesterday, unless it says when."""
    if scope.since or scope.until:
        return scope
    return replace(scope, since=(scope.as_of or today) - timedelta(days=1))
