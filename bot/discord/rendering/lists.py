"""What sources say side by side, and lists of articles, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.naming import title_of
from bot.discord.limits import length
from bot.discord.markdown import bold, excerpt, link
from bot.discord.rendering import budgets, headings
from bot.discord.rendering.articles import (
    also_in,
    byline,
    group_by_article,
    reach,
    reference_line,
)
from bot.discord.rendering.asides import accounts_line, scope_line
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.counts import articles, sources
from bot.discord.rendering.digests import nothing
from bot.language import gettext, listed
from bot.state.values import Asked
from knowledge import Citation, Comparison, Difference, Latest, Listed, Statement, Status

LATEST_PER_PAGE = 8
TOPIC_CHARS = 150
QUOTE_CHARS = 220
STATEMENT_CHARS = 300
_LINE_CHARS = 420
# Characters kept for the list of articles below a comparison.
_REFERENCES_CHARS = 1200


def comparison_card(
    comparison: Comparison, status: Status, *, buttons: Sequence[Button] = ()
) -> Card:
    """The values that differ with both sides' sentences, then what several sources tell, then what
    one alone has, then the articles."""
    card = Card(Colour.NEUTRAL, [reach(status)], buttons)
    citations = comparison.citations
    counts = listed([sources(comparison.sources), articles(comparison.articles)])
    card.text(
        bold(gettext(headings.COMPARISON, topic=comparison.topic), TOPIC_CHARS),
        f"-# {counts}" if citations else "",
    )
    if not citations:
        card.text(nothing(comparison.topic, status))
        return card
    shown: list[Citation] = []
    for difference in comparison.differ:
        shown += _difference(card, difference)
    alone = (
        gettext("Told by one source alone")
        if comparison.sources > 1
        else gettext("Only one source tells")
    )
    for title, statements in (
        (gettext("Told by several sources"), comparison.agree),
        (alone, comparison.alone),
    ):
        shown += _statements(card, title, statements)
    card.divider()
    groups = group_by_article(tuple(shown))
    card.lines(
        [reference_line(n, groups[n][0].article, budgets.LISTED_REFERENCE) for n in sorted(groups)]
    )
    return card


def _difference(card: Card, difference: Difference) -> Sequence[Citation]:
    """Adds one difference if there is room for all of it; gives what it cites."""
    quotes = [
        f"> [{cited.n}] {excerpt(cited.quote, QUOTE_CHARS, cited.highlights)}"
        for cited in difference.citations
    ]
    lines = [accounts_line(difference.accounts, difference.citations), *quotes]
    if sum(map(length, lines)) + len(lines) > card.left - _REFERENCES_CHARS:
        return ()
    return difference.citations if card.text(*lines) else ()


def _statements(card: Card, title: str, statements: Sequence[Statement]) -> list[Citation]:
    """Adds as many statements as there is room for; gives what they cite."""
    lines: list[str] = [f"**{title}**"]
    cited: list[Citation] = []
    room = card.left - _REFERENCES_CHARS - length(title) - 5
    for statement in statements:
        marks = "".join(f" [{n}]" for n in sorted(group_by_article(statement.citations)))
        line = f"- {excerpt(statement.text, STATEMENT_CHARS)}{marks}"
        room -= length(line) + 1
        if room < 0:
            break
        lines.append(line)
        cited += statement.citations
    return cited if cited and card.text(*lines) else []


def latest_card(
    latest: Latest,
    status: Status,
    asked: Asked,
    page: int = 0,
    *,
    buttons: Sequence[Button] = (),
) -> Card:
    """A page of the newest articles, each with its source, day and age."""
    count = len(latest.articles)
    pages = max(1, -(-count // LATEST_PER_PAGE))
    place = gettext("Page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else ""
    card = Card(Colour.NEUTRAL, [scope_line(asked), place, reach(status)], buttons)
    topic = latest.topic
    title = gettext(headings.LATEST, topic=topic) if topic else gettext("Latest articles")
    card.text(bold(title, TOPIC_CHARS))
    shown = latest.articles[page * LATEST_PER_PAGE : (page + 1) * LATEST_PER_PAGE]
    if not shown:
        card.text(nothing(topic, status))
    for each in shown:
        card.text(_article(each))
    return card


def _article(each: Listed) -> str:
    """An article's title with its link, and below it source, day and where else it stands."""
    article = each.article
    about = " · ".join(part for part in (byline(article), also_in([each])) if part)
    return f"{link(title_of(article), article.url, _LINE_CHARS)}\n-# {about}"
