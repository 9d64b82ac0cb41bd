"""Copies: the same agency text in several papers, as the index has told them, is one voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from knowledge.article import Article
from knowledge.index import Index
from knowledge.scope import Scope

# A text that more papers print is named with so many of them.
_MOST_NAMED = 20


def find_copies(index: Index, articles: Iterable[Article]) -> dict[str, str]:
    """For each article's id that of the first published among them with the same text, or its own.

    `articles` are of the index; each may come more than once.
    """
    firsts: dict[int, str] = {}
    by_id = {article.id: article for article in articles}
    ordered = sorted(by_id.values(), key=lambda each: (each.published or datetime.max, each.id))
    return {each.id: firsts.setdefault(index.origin(each.id), each.id) for each in ordered}


def name_copies(
    index: Index, articles: Iterable[Article], scope: Scope
) -> Mapping[str, tuple[Article, ...]]:
    """For each article's id the others of a scope with the same text, whether found or not."""
    return {each.id: tuple(index.copies(each.id, _MOST_NAMED, scope)) for each in articles}
