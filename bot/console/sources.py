"""Comparisons of sources and lists of articles as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from bot.app.naming import papers_with_copies
from bot.console.terminal import (
    ABSTENTION,
    accounts_lines,
    address,
    byline,
    clean,
    counted,
    indented,
    quoted,
)
from knowledge import Citation, Comparison, KnowledgeError, Latest, Statement


def render_comparison(comparison: Comparison, today: date | None = None) -> RenderableType:
    """Where the sources differ, then what several tell, then what one alone has."""
    if not comparison.citations:
        return Text(ABSTENTION, "bold")
    sources = counted(comparison.sources, "source")
    articles = counted(comparison.articles, "article")
    parts: list[RenderableType] = [
        Text(clean(comparison.topic), "bold").append(f" ({sources}, {articles})", "not bold")
    ]
    for difference in comparison.differ:
        parts += [Text(), *accounts_lines(difference.accounts, difference.citations)]
        parts += _each_once(difference.citations, today)
    if comparison.agree:
        parts += [Text(), Text("Told by several sources:", "bold")]
        parts += _statements(comparison.agree, today)
    if comparison.alone:
        title = "Told by one source alone:" if comparison.sources > 1 else "Only one source tells:"
        parts += [Text(), Text(title, "bold")]
        parts += _statements(comparison.alone, today)
    return Group(*parts)


def _statements(statements: Sequence[Statement], today: date | None) -> list[RenderableType]:
    return [line for each in statements for line in _each_once(each.citations, today)]


def _each_once(citations: Sequence[Citation], today: date | None) -> list[RenderableType]:
    return [line for cited in citations for line in quoted(cited, today)]


def page_of(latest: Latest, page: int, size: int) -> Latest:
    """A page of a list, counted from 1. Raises KnowledgeError where there are not so many."""
    if page > (pages := pages_of(latest, size)):
        raise KnowledgeError(f"there {'is' if pages == 1 else 'are'} {counted(pages, 'page')}")
    return replace(latest, articles=latest.articles[(page - 1) * size : page * size])


def pages_of(latest: Latest, size: int) -> int:
    """How many pages of a size a list fills, at least one."""
    return max(1, -(-len(latest.articles) // size))


def render_latest(latest: Latest, today: date | None = None) -> RenderableType:
    """The articles, a line each, with their addresses and the other papers that print them."""
    if not latest.articles:
        return Text("No article is about that." if latest.topic else "There is no article.", "bold")
    lines: list[RenderableType] = []
    for listed in latest.articles:
        lines.append(Text(byline(listed.article, today)))
        if listed.article.url:
            lines.append(indented(address(listed.article.url)))
        if papers := papers_with_copies([listed]):
            lines.append(indented(Text(f"also in {', '.join(map(clean, papers))}", "dim")))
    return Group(*lines)
