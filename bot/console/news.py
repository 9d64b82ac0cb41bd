"""Digests and what is followed as text, and what `digest` and `alert` do on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from bot.app.catching_up import MOST_STORIES, catch_up, since_yesterday
from bot.app.days import day
from bot.app.following import newest_sighting, read_words, stage_text
from bot.app.naming import article_id, title_of
from bot.console.coverage_actions import Outcome
from bot.console.terminal import clean, heading, indented, quoted
from knowledge import Article, Coverage, Following, KnowledgeError, Scope, Sighting, Stage, Story

NOTHING_NEW = "Nothing new came in that time."


def digest_action(
    coverage: Coverage, topic: str | None, scope: Scope, today: date | None
) -> Outcome:
    """The stories since yesterday, or of the days that are asked for."""
    scope = since_yesterday(scope, date.today())
    caught_up = catch_up(coverage, topic, scope)
    stories = caught_up.stories[:MOST_STORIES]
    values = {
        "topic": topic,
        "since": scope.since.isoformat() if scope.since else None,
        "until": scope.until.isoformat() if scope.until else None,
        "back_to": caught_up.back_to.isoformat() if caught_up.back_to else None,
        "stories": [_story_shape(story) for story in stories],
    }
    rendered = render_digest(stories, scope, today)
    if caught_up.newest:
        back_to = f", back to {day(caught_up.back_to)}" if caught_up.back_to else ""
        looked_at = f"Only the newest {caught_up.newest} articles are looked at{back_to}."
        rendered = Group(rendered, Text(), Text(looked_at, "dim"))
    return values, rendered, True


def _story_shape(story: Story) -> dict[str, Any]:
    return {
        "sentences": [{"text": each.quote, "n": n} for each, n in _numbered(story)],
        "articles": [article.to_json() for article in story.articles],
    }


def _numbered(story: Story) -> list[tuple[Any, int]]:
    """The sentences with the number of their article among the story's."""
    places = {article.id: place for place, article in enumerate(story.articles, start=1)}
    return [(each, places[each.article.id]) for each in story.sentences]


def render_digest(stories: Sequence[Story], scope: Scope, today: date | None) -> RenderableType:
    """The stories of some days: title, two sentences, their articles, and who else has it."""
    span = " ".join(
        f"{name} {day(value)}" for name, value in (("since", scope.since), ("until", scope.until))
        if value
    )  # fmt: skip
    parts: list[RenderableType] = [Text(f"What is new {span}".rstrip(), "bold")]
    if not stories:
        return Group(*parts, Text(NOTHING_NEW))
    for story in stories:
        parts += [Text(), Text(clean(title_of(story.articles[0])), "bold")]
        parts += [Text(f"{clean(each.quote)} [{n}]") for each, n in _numbered(story)]
        for n in dict.fromkeys(n for _, n in _numbered(story)):
            parts += heading(n, story.articles[n - 1], today)
        if papers := _others(story):
            parts.append(indented(Text(f"also in {', '.join(map(clean, papers))}", "dim")))
    return Group(*parts)


def _others(story: Story) -> list[str]:
    """The papers that have it too and are not cited."""
    cited = {each.article.id for each in story.sentences}
    named = {article.source for article in story.articles if article.id in cited}
    rest = [each.source for each in story.articles if each.source not in named]
    return list(dict.fromkeys(source for source in rest if source))


def render_sighting(told: Sighting, today: date | None) -> RenderableType:
    """What an article tells of what is followed: the answer to a question, and its sentence."""
    lines = quoted(told.citation, today)
    return Group(Text(clean(told.answer), "bold"), *lines) if told.answer else Group(*lines)


def alert_action(coverage: Coverage, arguments: argparse.Namespace, today: date | None) -> Outcome:
    """Does one `alert` command; raises KnowledgeError with words for the user."""
    followed = follow(coverage, " ".join(arguments.about), arguments.words, arguments.source)
    acts: dict[str, Callable[[], Outcome]] = {
        "test": lambda: try_out(coverage, followed, today),
        "why": lambda: explain_article(coverage, followed, arguments.article),
    }
    return acts[arguments.act]()


def follow(coverage: Coverage, about: str, words: str, source: str | None) -> Following:
    """What somebody wants to follow; raises KnowledgeError where it has no word to follow."""
    about = " ".join(about.split())
    if not coverage.can_follow(about):
        raise KnowledgeError(f"“{about}” has no word to follow")
    return Following(about, *read_words(words), source)


def try_out(coverage: Coverage, followed: Following, today: date | None) -> Outcome:
    """What would be told of the newest article that is about it."""
    told = newest_sighting(coverage, followed)
    values: dict[str, Any] = {"about": followed.about, "citation": None, "answer": None}
    if told is None:
        return values, Text(f"No article is about “{clean(followed.about)}” yet."), True
    values |= {"citation": told.citation.to_json(), "answer": told.answer}
    return values, render_sighting(told, today), True


def explain_article(coverage: Coverage, followed: Following, named: str) -> Outcome:
    """Whether an article is about what is followed, and where it stops on the way to that."""
    article = find(coverage, named)
    found: Sequence[Sighting | Stage] = coverage.look_for(article.id, [followed]) or ["source"]
    stage = found[0]
    if isinstance(stage, Sighting):
        name, reason = "told", "On topic: it is told."
    else:
        name, reason = stage, stage_text(stage, followed)
    values = {"article": article.to_json(), "stage": name, "reason": reason}
    return values, Text(f"{clean(title_of(article))}: {reason}"), True


def find(coverage: Coverage, named: str) -> Article:
    """The article of an address, title, file or id; raises KnowledgeError where there is none."""
    if "://" in named:
        article = coverage.article_at(named)
    else:
        article = coverage.article(article_id(coverage, named, with_base=True))
    if article is None:
        raise KnowledgeError(f"no article is from {named}; look at how its address is written")
    return article
