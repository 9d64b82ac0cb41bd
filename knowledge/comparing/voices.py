"""Voices: for which source each article speaks, so that nobody is counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.answering.copies import find_copies
from knowledge.article import Article
from knowledge.index import Index

Voices = Mapping[str, str]


def hear(index: Index, articles: Iterable[Article]) -> Voices:
    """For each article's id the source that it speaks for; `articles` are of the index.

    An outlet is one source however many articles it has. An article with the text of an earlier one
    speaks for the source of that one, an article that names no source for itself alone.
    """
    by_id = {article.id: article for article in articles}
    first = find_copies(index, by_id.values())
    return {each: (by_id[first[each]].source or first[each]).casefold() for each in by_id}
