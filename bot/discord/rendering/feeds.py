"""Feeds, what they brought, and the log of changes, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.markdown import excerpt
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import NAME_CHARS, count_of, feed_line, unreadable_lines
from knowledge import Feed, FeedUpdate, LogEntry

_ACTOR_CHARS = 80
NO_FEED = "There is none yet; `/coverage feed add` adds one."


def title_or_address(feed: Feed) -> str:
    """How a feed is named; not escaped."""
    return f"{feed.title} ({feed.url})" if feed.title != feed.url else feed.url


def feeds_card(feeds: Sequence[Feed], heading: str = "Feeds", *, configured: bool = False) -> Card:
    """Every feed with its health, and what of its entries could not be read.

    `configured` says that the settings name it, so that taking it away will not last.
    """
    failing = any(feed.error for feed in feeds)
    footer = ["The settings (`coverage.feeds`) name it too, and will bring it back."]
    card = Card(Colour.LIKELY if failing else Colour.NEUTRAL, footer if configured else [])
    card.text(f"**{heading}**", "" if feeds else NO_FEED)
    card.lines([feed_line(feed) for feed in feeds], keep=1200)
    unreadable_lines(card, [item for feed in feeds for item in feed.problems])
    return card


def updates_card(heading: str, updates: Sequence[FeedUpdate]) -> Card:
    """What a look at feeds brought: their health, then the titles of new and changed articles."""
    failing = any(update.error for update in updates)
    card = Card(Colour.LIKELY if failing else Colour.SURE)
    card.text(f"**{heading}**", "" if updates else NO_FEED)
    card.lines([feed_line(update.feed) for update in updates], keep=2000)
    for kind in ("new", "changed"):
        articles = [item for update in updates for item in getattr(update, kind)]
        if articles:
            card.divider()
            card.text(f"**{count_of(len(articles), f'{kind} article')}**")
            lines = [f"- {excerpt(title or name, NAME_CHARS)}" for name, title in articles]
            card.lines(lines, keep=900 if kind == "new" else 500)
    unreadable_lines(card, [item for update in updates for item in update.feed.problems])
    return card


def log_card(entries: Sequence[LogEntry], page: int, *, buttons: Sequence[Button] = ()) -> Card:
    """Changes of the coverage, newest first: when, who, what."""
    card = Card(Colour.NEUTRAL, [f"Page {page + 1}"] if page or buttons else [], buttons)
    card.text("**Changes of the coverage**")
    if not entries:
        card.text("There is none." if not page else "There are no more.")
    card.lines([_log_line(entry) for entry in entries])
    return card


def _log_line(entry: LogEntry) -> str:
    who = excerpt(entry.by, _ACTOR_CHARS)
    what = excerpt(entry.what, NAME_CHARS)
    return (
        f"- <t:{int(entry.time.timestamp())}:f> · {entry.action} {what}{f' · {who}' if who else ''}"
    )
