"""Telling what is new: the stories of some articles, each in two of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.answer import Citation
from knowledge.article import Article
from knowledge.digests.selection import Candidate, candidates, lead_passages
from knowledge.digests.summary import choose
from knowledge.index import Index
from knowledge.text.analysis import Analyzer
from knowledge.tracking.stories import assign_stories

_SENTENCES = 2
# Passages of a story from which its sentences are chosen.
_MOST_PASSAGES = 12
# What goes on with a story that was told is looked for where news tells it: in the first sentences.
_OPENING_SENTENCES = 5
# Passages of what was told that a sentence is compared with to see whether it is new.
_MOST_KNOWN = 40


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell of one event, the first published first, and up to two sentences of
    them, the more telling first.

    One that goes on from a story that was `told` before has the number of that, and one sentence.
    """

    articles: tuple[Article, ...]
    sentences: tuple[Citation, ...]
    told: int | None = None


def tell_stories(
    index: Index,
    analyzer: Analyzer,
    articles: Sequence[Article],
    most: int,
    told: Sequence[Sequence[Article]] = (),
) -> list[Story]:
    """The stories that some articles tell, at most so many: those that most sources tell first,
    then those of most articles, then the newest.

    Stories that were `told` before, each by its articles, come after all others, and only where an
    article that goes on with one begins with something that none of its articles says.
    """
    ordered = sorted(articles, key=_age)
    groups: dict[int, list[Article]] = {}
    numbers = assign_stories(index, analyzer, ordered, told)
    for article, number in zip(ordered, numbers, strict=True):
        groups.setdefault(number, []).append(article)
    new = [each for number, each in groups.items() if number >= len(told)]
    largest = sorted(new, key=_size, reverse=True)[:most]
    stories = [Story(tuple(each), _sentences(index, analyzer, each)) for each in largest]
    going_on = [(number, each) for number, each in groups.items() if number < len(told)]
    for number, each in sorted(going_on, key=lambda found: _size(found[1]), reverse=True):
        if len(stories) < most and (said := _going_on(index, analyzer, each, told[number])):
            stories.append(Story(tuple(each), said, number))
    return stories


def _size(story: Sequence[Article]) -> tuple[int, int, datetime]:
    return len({each.source for each in story}), len(story), max(_age(each) for each in story)


def _age(article: Article) -> datetime:
    return article.published or datetime.min


def _sentences(index: Index, analyzer: Analyzer, story: Sequence[Article]) -> tuple[Citation, ...]:
    passages = lead_passages(index, story, _MOST_PASSAGES)
    return _cited(choose(index, list(candidates(index, analyzer, passages)), None, _SENTENCES))


def _going_on(
    index: Index, analyzer: Analyzer, story: Sequence[Article], told: Sequence[Article]
) -> tuple[Citation, ...]:
    """What the newer articles of a story tell that those told before do not."""
    newest = sorted(story, key=_age, reverse=True)
    passages = lead_passages(index, newest, _MOST_PASSAGES)
    pool = [
        each for each in candidates(index, analyzer, passages) if each.rank < _OPENING_SENTENCES
    ]
    there = [each for each in told if each.text]
    known = list(candidates(index, analyzer, lead_passages(index, there, _MOST_KNOWN)))
    return _cited(choose(index, pool, None, 1, known))


def _cited(chosen: Sequence[Candidate]) -> tuple[Citation, ...]:
    return tuple(
        Citation(n, each.article, each.start, each.end) for n, each in enumerate(chosen, start=1)
    )
