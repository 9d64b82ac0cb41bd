"""Telling what is new: the stories of some articles, each in two of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.answer import Citation
from knowledge.article import Article
from knowledge.digests.selection import candidates, lead_passages
from knowledge.digests.summary import choose
from knowledge.index import Index
from knowledge.text.analysis import Analyzer
from knowledge.tracking.stories import assign_stories

_SENTENCES = 2
# Passages of a story from which its sentences are chosen.
_MOST_PASSAGES = 12


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell of one event, the first published first, and up to two sentences of
    them, the more telling first."""

    articles: tuple[Article, ...]
    sentences: tuple[Citation, ...]


def tell_stories(
    index: Index, analyzer: Analyzer, articles: Sequence[Article], most: int
) -> list[Story]:
    """The stories that some articles tell, at most so many: those that most sources tell first,
    then those of most articles, then the newest."""
    ordered = sorted(articles, key=_age)
    groups: dict[int, list[Article]] = {}
    for article, number in zip(ordered, assign_stories(index, analyzer, ordered), strict=True):
        groups.setdefault(number, []).append(article)
    largest = sorted(groups.values(), key=_size, reverse=True)[:most]
    return [Story(tuple(each), _sentences(index, analyzer, each)) for each in largest]


def _size(story: Sequence[Article]) -> tuple[int, int, datetime]:
    return len({each.source for each in story}), len(story), max(_age(each) for each in story)


def _age(article: Article) -> datetime:
    return article.published or datetime.min


def _sentences(index: Index, analyzer: Analyzer, story: Sequence[Article]) -> tuple[Citation, ...]:
    passages = lead_passages(index, story, _MOST_PASSAGES)
    chosen = choose(index, list(candidates(index, analyzer, passages)), None, _SENTENCES)
    return tuple(
        Citation(n, each.article, each.start, each.end) for n, each in enumerate(chosen, start=1)
    )
