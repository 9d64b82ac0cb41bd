"""The main story of the newest coverage, for those who ask for none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from knowledge.article import Article
from knowledge.digests.selection import Likeness, Topic, newest_articles
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer

# Articles among which the main story is looked for.
_NEWEST_ARTICLES = 60
# Two articles tell one story when they are this many times as alike as two are on average, or this
# alike (a small coverage is all one story); more than the cap makes an article no more central.
_STORY_FLOOR = 2.5
_STORY_LEAST = 0.12
_STORY_CAP = 0.4
# Terms by which older articles of the story are found.
_STORY_TERMS = 5


def main_story(index: Index, analyzer: Analyzer, scope: Scope) -> list[Article]:
    """The articles of the newest coverage's main story, the most central first."""
    newest = newest_articles(index, scope, _NEWEST_ARTICLES)
    if not newest:
        return []
    likeness = Likeness(index, [_opening(index, analyzer, each) for each in newest]).cosine
    np.fill_diagonal(likeness, 0)
    # Only what is clearly more alike than two articles are on average counts, and no pair for much:
    # a digest is a little like everything, a copy very like one.
    floor = min(_STORY_LEAST, _STORY_FLOOR * float(likeness.mean()))
    centre = int(np.where(likeness >= floor, likeness, 0).clip(max=_STORY_CAP).sum(axis=1).argmax())
    like = likeness[centre]
    least = min(floor, float(like.max()))
    order: list[int] = np.argsort(-like, kind="stable").tolist()
    return [newest[centre], *(newest[i] for i in order if 0 < like[i] >= least)]


def story_topic(index: Index, analyzer: Analyzer, story: Sequence[Article]) -> Topic:
    """What a story is about: the terms that most of its titles have and few other articles do; of
    articles without a title, the terms of their first passage."""
    texts = [analyzer.of(each.language).terms(each.title) for each in story if each.title]
    texts = texts or [_opening(index, analyzer, each) for each in story]
    counts = Counter(term for terms in texts for term in set(terms))
    weights = {term: count * index.idf(term) for term, count in counts.items()}
    best = sorted(weights, key=lambda term: (-weights[term], term))[:_STORY_TERMS]
    total = sum(weights[term] for term in best)
    return Topic({term: weights[term] / total for term in best} if total else {})


def _opening(index: Index, analyzer: Analyzer, article: Article) -> list[str]:
    """The terms of an article's title and first passage."""
    lead = index.passage(index.passages_of(article.id)[0]).text
    return analyzer.of(article.language).terms(f"{article.title or ''} {lead}")
