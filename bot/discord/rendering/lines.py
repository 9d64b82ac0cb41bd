"""Lines that more than one card shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.app.naming import file_name, without_folders
from bot.discord.limits import length
from bot.discord.markdown import excerpt, link
from bot.discord.rendering.card import Card
from bot.discord.rendering.counts import articles
from bot.language import gettext, gettext_noop, ngettext, retold
from knowledge import Feed, Unreadable

# Where there is nothing that could be asked of, what is said and what can be done.
EMPTY = gettext_noop("No coverage is loaded yet.")
NO_ARTICLES = gettext_noop(
    "There are no articles to answer from. Who manages this server can add some with "
    "/coverage add, or with /coverage feed add a feed that brings them."
)
NUDGE = gettext_noop("Ask me something, for example: {example} `/help` tells more.")
# An example question has at most 100 characters, each of which may need an escape.
_EXAMPLE_CHARS = 250
# The most lines on a page of a list, and the most characters, which leave room for all beside it.
_PAGE_LINES, _PAGE_CHARS = 10, 3000
NAME_CHARS = 120
REASON_CHARS = 200
_LINK_CHARS = 400


def nudge(example: str) -> str:
    """What is said to who asks nothing: "thanks", "what can you do?"."""
    return gettext(NUDGE, example=excerpt(example, _EXAMPLE_CHARS))


def small(*parts: str | None) -> str:
    """A line in small print of the parts that there are."""
    line = " · ".join(part for part in parts if part)
    return f"-# {line}" if line else ""


def in_pages(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines of a list, page by page: as many as fit, and no more than are read at once."""
    first = 0
    for at in range(1, len(lines) + 1):
        page = lines[first:at]
        if len(page) > _PAGE_LINES or sum(length(each) + 1 for each in page) > _PAGE_CHARS:
            yield page[:-1] or page
            first = at - 1 if page[:-1] else at
    if first < len(lines):
        yield lines[first:]


def unreadable_lines(card: Card, unreadable: Sequence[Unreadable]) -> None:
    """Adds what could not be read, each with its reason, as far as there is room."""
    if not unreadable:
        return
    card.divider()
    count = len(unreadable)
    card.text(ngettext("**{count} could not be read**", "**{count} could not be read**", count))
    lines = []
    for item in unreadable:
        name = excerpt(file_name(item.path), NAME_CHARS)
        place = gettext("{file}, line {line}", file=name, line=item.line) if item.line else name
        lines.append(
            reason_line(place, excerpt(retold(without_folders(item.reason)), REASON_CHARS))
        )
    card.lines(lines)


def reason_line(name: str, reason: str) -> str:
    """Something in a list, and what is wrong with it."""
    return gettext("- {name}: {reason}", name=name, reason=reason)


def feed_line(feed: Feed) -> str:
    """A feed in a list: its name, how much it brought, and whether it works."""
    title = feed.title if feed.title != feed.url else feed.url.partition("://")[2]
    name = link(title, feed.url, _LINK_CHARS)
    parts = [name, articles(feed.articles)]
    if feed.elsewhere and not feed.articles:
        parts.append(
            ngettext(
                "its {count} item is here from elsewhere, or was removed",
                "all {count} of its items are here from elsewhere, or were removed",
                feed.elsewhere,
            )
        )
    if feed.error:
        reason = without_folders(feed.error.removeprefix(f"{feed.url}: "))
        parts.append(f"⚠️ {excerpt(retold(reason), REASON_CHARS)}{_tries(feed.failures)}")
        parts.append(
            gettext("last worked {ago}", ago=age_mark(feed.succeeded))
            if feed.succeeded
            else gettext("never worked")
        )
        parts.append(gettext("next try {ago}", ago=age_mark(feed.due)))
    else:
        parts.append(ngettext("every {count} min", "every {count} min", feed.minutes))
        parts.append(
            gettext("checked {ago}", ago=age_mark(feed.checked))
            if feed.checked
            else gettext("not checked yet")
        )
    return "- " + " · ".join(parts)


def _tries(failures: int) -> str:
    if failures < 2:
        return ""
    return " " + ngettext("({count} time in a row)", "({count} times in a row)", failures)


def age_mark(when: datetime) -> str:
    """How long ago something was, or when it will be, as a mark that Discord keeps up to date."""
    return f"<t:{int(when.timestamp())}:R>"
