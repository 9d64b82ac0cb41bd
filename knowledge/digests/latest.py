"""The latest articles: the newest of a scope, or of a topic in it, each text once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from knowledge.article import Article
from knowledge.digests.selection import newest_articles, read_topic, topic_passages
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer

# Articles that a list may have, and passages on a topic that are looked at for them.
MOST_LISTED = 200
_MOST_PASSAGES = 600
# Other articles of the same text that are named.
MOST_COPIES = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of a list, and the others of the scope that print the same text."""

    article: Article
    also: tuple[Article, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The article's shape, with `also` where others print the same text."""
        shape = self.article.to_json()
        if self.also:
            shape["also"] = [article.to_json() for article in self.also]
        return shape


@dataclass(frozen=True, slots=True)
class Latest:
    """Articles, the newest first; none where nothing is in scope or on the topic. `is_whole` tells
    that no older ones are left out."""

    topic: str | None
    articles: tuple[Listed, ...]
    is_whole: bool = True

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `latest --json`."""
        return {"topic": self.topic, "articles": [each.to_json() for each in self.articles]}


def latest(
    index: Index, analyzer: Analyzer, topic: str | None, scope: Scope, most: int = MOST_LISTED
) -> Latest:
    """The newest articles of a scope, at most so many; with a topic those that are about it.

    Of several that print the same text the first published stands for all, on its own day: that it
    is printed again is no news.
    """
    topic = topic.strip() or None if topic else None
    most = min(most, MOST_LISTED)
    at_most = 2 * most  # half of them may be copies
    found = (
        _on_topic(index, analyzer, topic, scope)
        if topic
        else newest_articles(index, scope, at_most)
    )
    texts = tuple(islice(_each_text_once(index, found, scope), most + 1))
    is_whole = len(texts) <= most and (topic is not None or len(found) < at_most)
    return Latest(topic, texts[:most], is_whole)


def _on_topic(index: Index, analyzer: Analyzer, topic: str, scope: Scope) -> list[Article]:
    """The articles with a passage on a topic, the newest first."""
    about = read_topic(index, analyzer, topic)
    passages = topic_passages(index, analyzer, about, scope, _MOST_PASSAGES)
    articles = {
        passage.article.id: passage.article
        for passage in (index.passage(number) for number, _ in sorted(passages))
    }
    return list(articles.values())  # passages are numbered from the newest article on


def _each_text_once(index: Index, articles: list[Article], scope: Scope) -> Iterator[Listed]:
    for article in articles:
        also = tuple(index.copies(article.id, MOST_COPIES, scope))
        if all(_comes_before(article, other) for other in also):
            yield Listed(article, also)


def _comes_before(article: Article, other: Article) -> bool:
    """Whether an article was published before another of the same text; undated ones come last."""
    mine, theirs = article.published, other.published
    if mine == theirs:
        return article.id < other.id
    return theirs is None or (mine is not None and mine < theirs)
