"""Copies: the same agency text in several papers, told by the sentences that articles share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations

from knowledge.article import Article

Terms = tuple[str, ...]

# A sentence this short may stand in two articles by chance.
_TELLING_TERMS = 5
# Articles are copies when this share of the shorter one's sentences, and at least so many, stand in
# the other word for word. One long sentence will do where there is no other.
_SHARED, _LEAST, _LONG_TERMS = 0.6, 2, 10


def find_copies(
    articles: Mapping[str, Article], sentences: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, str]:
    """For each article id the id of the first published of its copies, itself where it has none.

    `sentences` are the terms of each article's sentences, as far as they were looked at.
    """
    telling = {
        article_id: {tuple(terms) for terms in of if len(terms) >= _TELLING_TERMS}
        for article_id, of in sentences.items()
    }
    order = sorted(articles, key=lambda each: (_age(articles[each]), each))
    origins = {article_id: article_id for article_id in order}
    for earlier, later in combinations(order, 2):
        if origins[later] == later and _are_copies(telling[earlier], telling[later]):
            origins[later] = origins[earlier]
    return origins


def _age(article: Article) -> datetime:
    return article.published or datetime.max


def _are_copies(one: set[Terms], other: set[Terms]) -> bool:
    shared = one & other
    fewest = min(len(one), len(other))
    if not shared or len(shared) < _SHARED * fewest:
        return False
    return len(shared) >= _LEAST or (fewest == 1 and len(next(iter(shared))) >= _LONG_TERMS)
