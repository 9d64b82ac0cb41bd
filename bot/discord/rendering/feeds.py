"""Feeds, what they brought, and the log of changes, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.markdown import excerpt
from bot.discord.rendering import budgets
from bot.discord.rendering.actions import in_log
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import NAME_CHARS, feed_line, unreadable_lines
from bot.language import gettext, gettext_noop, ngettext, retold
from knowledge import Feed, FeedUpdate, LogEntry

_ACTOR_CHARS = 80
_Named = tuple[str, str | None]  # an article by its id and title
NO_FEED = gettext_noop("There is none yet; `/coverage feed add` adds one.")


def title_or_address(feed: Feed) -> str:
    """How a feed is named; not escaped."""
    return f"{feed.title} ({feed.url})" if feed.title != feed.url else feed.url


def feeds_card(feeds: Sequence[Feed], heading: str, *, configured: bool = False) -> Card:
    """Every feed with its health, and what of its entries could not be read.

    `configured` says that the settings name it, so that taking it away will not last.
    """
    failing = any(feed.error for feed in feeds)
    footer = [gettext("The settings (`coverage.feeds`) name it too, and will bring it back.")]
    card = Card(Colour.LIKELY if failing else Colour.NEUTRAL, footer if configured else [])
    card.text(f"**{heading}**", "" if feeds else gettext(NO_FEED))
    card.lines([feed_line(feed) for feed in feeds], keep=budgets.AFTER_FEEDS)
    unreadable_lines(card, [item for feed in feeds for item in feed.problems])
    return card


def updates_card(heading: str, updates: Sequence[FeedUpdate]) -> Card:
    """What a look at feeds brought: their health, then the titles of new and changed articles."""
    failing = any(update.error for update in updates)
    card = Card(Colour.LIKELY if failing else Colour.SURE)
    card.text(f"**{heading}**", "" if updates else gettext(NO_FEED))
    card.lines([feed_line(update.feed) for update in updates], keep=budgets.AFTER_UPDATES)
    new = [item for update in updates for item in update.new]
    changed = [item for update in updates for item in update.changed]
    if new:
        count = ngettext("**{count} new article**", "**{count} new articles**", len(new))
        _titles(card, count, new, keep=budgets.AFTER_NEW)
    if changed:
        count = ngettext(
            "**{count} changed article**", "**{count} changed articles**", len(changed)
        )
        _titles(card, count, changed, keep=budgets.AFTER_CHANGED)
    unreadable_lines(card, [item for update in updates for item in update.feed.problems])
    return card


def _titles(
    card: Card, heading: str, articles: Sequence[tuple[str, str | None]], keep: int
) -> None:
    card.divider()
    card.text(heading)
    card.lines([f"- {excerpt(title or name, NAME_CHARS)}" for name, title in articles], keep=keep)


def log_card(entries: Sequence[LogEntry], page: int, *, buttons: Sequence[Button] = ()) -> Card:
    """Changes of the coverage, newest first: when, who, what."""
    footer = [gettext("Page {page}", page=page + 1)] if page or buttons else []
    card = Card(Colour.NEUTRAL, footer, buttons)
    card.text(gettext("**Changes of the coverage**"))
    if not entries:
        card.text(gettext("There are no more.") if page else gettext("There is none."))
    card.lines([_log_line(entry) for entry in entries])
    return card


def _log_line(entry: LogEntry) -> str:
    who = excerpt(entry.by, _ACTOR_CHARS)
    what = excerpt(retold(entry.what), NAME_CHARS)
    done = f"{in_log(entry.action)} {what}"
    return " · ".join(filter(None, [f"- <t:{int(entry.time.timestamp())}:f>", done, who]))
