"""Alerts as their owners and admins see them, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.naming import title_of
from bot.discord.markdown import bold, excerpt, link
from bot.discord.rendering.articles import byline
from bot.discord.rendering.card import Card, Colour
from bot.language import gettext, listed
from bot.state.news.values import Alert, Arrival
from knowledge import Article

_ABOUT_CHARS = 120
_WORD_CHARS = 40
_TITLE_CHARS = 200


def alerts_card(heading: str, alerts: Sequence[Alert], footer: Sequence[str] = ()) -> Card:
    """Alerts in a list: number, what is followed, where it is told, and what narrows it."""
    card = Card(Colour.NEUTRAL, footer)
    card.text(f"**{heading}**")
    if not alerts:
        card.text(gettext("There is none; `/alert add` makes one."))
    card.lines([_line(alert) for alert in alerts])
    return card


def _line(alert: Alert) -> str:
    about = bold(alert.about, _ABOUT_CHARS)
    parts = [f"- `{alert.id}` {about}", _target(alert)]
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


def _target(alert: Alert) -> str:
    if alert.target.channel is not None:
        return f"<#{alert.target.channel}>"
    return gettext("to {person} directly", person=f"<@{alert.target.user}>")


def _words(words: Sequence[str]) -> str:
    return listed(f"“{excerpt(word, _WORD_CHARS)}”" for word in words)


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
