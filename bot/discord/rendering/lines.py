"""Lines that more than one card shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.app.naming import file_name, without_folders
from bot.discord.markdown import excerpt, link
from bot.discord.rendering.card import Card
from knowledge import Feed, Unreadable

# Where there is nothing that could be asked of, what is said and what can be done.
EMPTY = "No coverage is loaded yet."
NO_ARTICLES = (
    "There are no articles to answer from. Who manages this server can add some with "
    "/coverage add, or with /coverage feed add a feed that brings them."
)
NAME_CHARS = 120
REASON_CHARS = 200
_LINK_CHARS = 400


def count_of(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "4,884 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def unreadable_lines(card: Card, unreadable: Sequence[Unreadable]) -> None:
    """Adds what could not be read, each with its reason, as far as there is room."""
    if not unreadable:
        return
    card.divider()
    card.text(f"**{len(unreadable):,} could not be read**")
    lines = []
    for item in unreadable:
        line = f", line {item.line}" if item.line else ""
        name = excerpt(file_name(item.path), NAME_CHARS)
        lines.append(f"- {name}{line}: {excerpt(without_folders(item.reason), REASON_CHARS)}")
    card.lines(lines)


def feed_line(feed: Feed) -> str:
    """A feed in a list: its name, how much it brought, and whether it works."""
    title = feed.title if feed.title != feed.url else feed.url.partition("://")[2]
    name = link(title, feed.url, _LINK_CHARS)
    parts = [name, count_of(feed.articles, "article")]
    if feed.error:
        tries = f" ({feed.failures:,} times in a row)" if feed.failures > 1 else ""
        reason = without_folders(feed.error.removeprefix(f"{feed.url}: "))
        parts.append(f"⚠️ {excerpt(reason, REASON_CHARS)}{tries}")
        parts.append(f"last worked {_ago(feed.succeeded)}" if feed.succeeded else "never worked")
        parts.append(f"next try {_ago(feed.due)}")
    else:
        parts.append(f"every {feed.minutes} min")
        parts.append(f"checked {_ago(feed.checked)}" if feed.checked else "not checked yet")
    return "- " + " · ".join(parts)


def _ago(when: datetime) -> str:
    return f"<t:{int(when.timestamp())}:R>"
