"""Alerts and digests as their owners and admins see them, as cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.app.naming import title_of
from bot.app.schedule import EVERY_LABELS
from bot.discord.markdown import bold, excerpt, link
from bot.discord.news.digesting import WantedDigest
from bot.discord.rendering.articles import byline
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import in_pages
from bot.language import gettext, listed
from bot.state.news.values import Alert, Arrival, Target
from knowledge import Article

# The buttons under a page, by its number, counted from 0, and how many pages there are.
Turning = Callable[[int, int], Sequence[Button]]

_ABOUT_CHARS = 120
_WORD_CHARS = 40
_TITLE_CHARS = 200


def alerts_card(
    heading: str,
    alerts: Sequence[Alert],
    footer: Sequence[str] = (),
    *,
    barred: Collection[int] = (),
    page: int = 0,
    turning: Turning | None = None,
) -> Card:
    """A page of alerts: number, what is followed, where it is told, and what narrows it; with a
    warning where the bot may not post in one of the channels that are `barred`."""
    lines = [_line(alert) + _warning(alert.target, barred) for alert in alerts]
    none = gettext("There is none; `/alert add` makes one.")
    return _page(heading, lines or [none], footer, page, turning)


def _page(
    heading: str, lines: Sequence[str], footer: Sequence[str], page: int, turning: Turning | None
) -> Card:
    """A page of a list, the last one where it has become shorter; pages are as long as fits."""
    pages = list(in_pages(lines))
    page, count = min(page, len(pages) - 1), len(pages)
    place = gettext("Page {page} of {pages}", page=page + 1, pages=count) if count > 1 else ""
    buttons = turning(page, count) if turning else ()
    card = Card(Colour.NEUTRAL, [*footer, place], buttons)
    card.text(f"**{heading}**")
    card.lines(pages[page])
    return card


def _line(alert: Alert) -> str:
    about = bold(alert.about, _ABOUT_CHARS)
    parts = [f"- `{alert.id}` {about}", _told_at(alert.target)]
    if alert.wanted:
        parts.append(gettext("with {words}", words=_words(alert.wanted)))
    if alert.unwanted:
        parts.append(gettext("without {words}", words=_words(alert.unwanted)))
    if alert.source:
        parts.append(gettext("from {source}", source=excerpt(alert.source, _WORD_CHARS)))
    if alert.role:
        parts.append(gettext("pings {role}", role=f"<@&{alert.role}>"))
    parts.append(gettext("up to {count} a day", count=alert.most_a_day))
    return " · ".join(parts)


def _told_at(target: Target) -> str:
    if target.channel is not None:
        return f"<#{target.channel}>"
    return gettext("to {person} directly", person=f"<@{target.user}>")


def _warning(target: Target, barred: Collection[int]) -> str:
    """What keeps the bot from telling anything there; empty where nothing does."""
    if target.channel not in barred:
        return ""
    needed = gettext(
        "I may not post there: I need View Channel, Send Messages and Read Message History."
    )
    return f"\n  ⚠️ {needed}"


def _words(words: Sequence[str]) -> str:
    return listed(f"“{excerpt(word, _WORD_CHARS)}”" for word in words)


def digests_card(
    heading: str,
    digests: Sequence[WantedDigest],
    now: datetime,
    footer: Sequence[str] = (),
    *,
    barred: Collection[int] = (),
    page: int = 0,
    turning: Turning | None = None,
) -> Card:
    """A page of digests: how often each comes, where it is told, and when the next one is due; with
    a warning as alerts have it."""
    lines = [_digest_line(each, now) + _warning(each.target, barred) for each in digests]
    return _page(heading, lines or [""], footer, page, turning)


def _digest_line(digest: WantedDigest, now: datetime) -> str:
    when = gettext(
        "{every} at {time} ({zone})",
        every=gettext(EVERY_LABELS[digest.times.every]),
        time=digest.times.at.isoformat("minutes"),
        zone=excerpt(str(digest.zone), _WORD_CHARS),
    )
    due = digest.times.next_due(now, digest.zone)
    comes = gettext("the next one {when}", when=f"<t:{int(due.timestamp())}:f>")
    return " · ".join([f"- {when}", _told_at(digest.target), comes])


def why_card(
    article: Article | None, arrival: Arrival | None, told: Sequence[tuple[Alert, str]]
) -> Card:
    """What became of an article for each alert."""
    card = Card(Colour.NEUTRAL)
    if article is None:
        card.text(
            gettext(
                "I have not seen that article. Look whether its feed is in `/coverage feed list`, "
                "or whether the address is written as in the article."
            )
        )
        return card
    seen = gettext("Seen <t:{at}:f>.", at=str(int(arrival.at))) if arrival and arrival.at else ""
    card.text(
        f"**{link(title_of(article), article.url, _TITLE_CHARS)}**",
        f"-# {byline(article)}",
        seen or gettext("It was there before anybody watched."),
    )
    if not told:
        card.text(gettext("You have no alert here."))
    card.lines(
        [f"- `{alert.id}` {bold(alert.about, _ABOUT_CHARS)}: {reason}" for alert, reason in told]
    )
    return card
