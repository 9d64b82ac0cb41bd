"""How an article and a quote from it are named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.app.days import day
from bot.app.naming import papers_with_copies, title_of
from bot.discord.markdown import excerpt, link
from bot.discord.rendering import budgets
from bot.discord.rendering.counts import articles
from bot.language import gettext, listed, ngettext
from knowledge import Article, Citation, Listed, Status

TITLE_CHARS = 180
SOURCE_CHARS = 80
# Other papers with the same text that are named; the rest are counted.
MOST_ALSO = 3


def byline(article: Article, *, authors: bool = False) -> str:
    """Source, date and age, in one escaped line: "Reuters · 4 May 2025 (2 days ago), updated
    7 May 2025". The age is Discord's own mark, so that it stays true as the message grows old."""
    published = f"{day(article.published)} ({ago(article.published)})" if article.published else ""
    published = published or gettext("undated")
    if article.updated and article.published and article.updated.date() > article.published.date():
        updated = day(article.updated)
        published = gettext("{published}, updated {updated}", published=published, updated=updated)
    names = listed(article.authors) if authors else ""
    parts = [excerpt(article.source or "", SOURCE_CHARS), excerpt(names, SOURCE_CHARS), published]
    return " · ".join(part for part in parts if part)


def ago(published: datetime) -> str:
    """How long ago an article was published, as a mark that Discord keeps up to date.

    Publishers' times are without a zone and are read as UTC; none is told as yet to come.
    """
    moment = min(published.replace(tzinfo=UTC), datetime.now(UTC))
    return f"<t:{int(moment.timestamp())}:R>"


def also_in(citations: Sequence[Citation | Listed]) -> str:
    """Where else the text of an article stands: "also in The Post, Wire and 2 more"; escaped."""
    others = papers_with_copies(citations)
    named = [excerpt(name, SOURCE_CHARS) for name in others[:MOST_ALSO]]
    if not named:
        return ""
    papers, more = listed(named), len(others) - len(named)
    if not more:
        return gettext("also in {papers}", papers=papers)
    return ngettext(
        "also in {papers} and {count} more",
        "also in {papers} and {count} more",
        more,
        papers=papers,
    )


def reference_line(n: int, article: Article, limit: int = budgets.REFERENCE) -> str:
    """An article in a numbered list: number, linked title, byline; at most `limit` characters."""
    line = byline(article)
    room = limit - len(line) - budgets.LINK_MARKS
    return f"`{n}` {link(title_of(article), article.url, room)} · {line}"


def group_by_article(citations: tuple[Citation, ...]) -> dict[int, list[Citation]]:
    """The citations by their number, in order."""
    groups: dict[int, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.n, []).append(citation)
    return groups


def reach(status: Status) -> str:
    """How far the coverage goes, for small print."""
    count = articles(status.articles)
    if status.last is None:
        return gettext("Coverage: {articles}, undated", articles=count)
    return gettext("Coverage: {articles}, up to {day}", articles=count, day=day(status.last))
