"""Summaries and timelines as cards."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime

from bot.app.days import days
from bot.discord.markdown import bold, excerpt
from bot.discord.rendering import budgets
from bot.discord.rendering.articles import group_by_article, reach, reference_line
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import EMPTY, NO_ARTICLES
from bot.language import gettext, ngettext
from knowledge import Citation, Status, Summary, Timeline, TimelineEvent

SENTENCE_CHARS = 420
EVENT_CHARS = 240  # so that sixteen events leave room for their articles
TOPIC_CHARS = 150
# Characters kept for the list of articles below.
REFERENCES_CHARS = 1300


def summary_card(
    summary: Summary, status: Status, *, remark: str = "", buttons: Sequence[Button] = ()
) -> Card:
    """The sentences as a list, each with the number of its article, then the articles; in small
    print a remark on what is summed up."""
    card = Card(Colour.NEUTRAL, [remark, reach(status)], buttons)
    topic = summary.topic
    title = gettext("Summary: {topic}", topic=topic) if topic else gettext("The coverage in short")
    card.text(bold(title, TOPIC_CHARS))
    if not summary.sentences:
        card.text(nothing(topic, status))
        return card
    lines = [
        f"- {excerpt(sentence.text, SENTENCE_CHARS)} [{sentence.n}]"
        for sentence in summary.sentences
    ]
    card.lines(lines, keep=REFERENCES_CHARS)
    card.divider()
    _references(card, summary.citations)
    return card


def looked_remark(looked: datetime | None) -> str:
    """Since when a summary of what is new to somebody tells: their last look, if there was one."""
    if looked is None:
        return gettext(
            "Your first look of this kind here, so it is of all days; the next begins now."
        )
    return gettext(
        "From the day of your last look on, which was {when}.",
        when=f"<t:{int(looked.timestamp())}:f>",
    )


def timeline_card(
    timeline: Timeline,
    status: Status,
    *,
    picture: bytes | None = None,
    remark: str = "",
    buttons: Sequence[Button] = (),
) -> Card:
    """The events in order of their dates, those still to come and changed plans marked, then the
    articles; above them the picture, a PNG file, where there is one, and in small print a remark
    on it."""
    card = Card(Colour.NEUTRAL, [reach(status), remark], buttons)
    card.text(bold(_headline(timeline), TOPIC_CHARS))
    if not timeline.events:
        card.text(nothing(timeline.topic, status))
        return card
    if picture:
        card.picture("timeline.png", picture, described(timeline))
    card.lines([_event_line(event) for event in timeline.events], keep=REFERENCES_CHARS)
    card.divider()
    replaced = [event.replaces for event in timeline.events if event.replaces]
    cited = [each for event in (*timeline.events, *replaced) for each in event.citations]
    _references(card, tuple(cited))
    return card


def _headline(timeline: Timeline) -> str:
    if timeline.topic:
        return gettext("Timeline: {topic}", topic=timeline.topic)
    return gettext("Timeline of the main story")


def described(timeline: Timeline) -> str:
    """A timeline's picture in words, for those who do not see it."""
    count = ngettext(
        "{count} event on an axis of time:",
        "{count} events on an axis of time:",
        len(timeline.events),
    )
    lines = [f"{_headline(timeline)}. {count}"]
    for event in timeline.events:
        when = days(event.date, event.end or event.date)
        planned = " " + gettext("(planned)") if event.status == "planned" else ""
        lines.append(
            f"{when}{planned}: {textwrap.shorten(event.text, budgets.EVENT, placeholder=' …')}"
        )
    return "\n".join(lines)


def _event_line(event: TimelineEvent) -> str:
    planned = " *" + gettext("(planned)") + "*" if event.status == "planned" else ""
    changed = ""
    if event.replaces:
        before = event.replaces
        mark = f"[{before.citations[0].n}]"
        then = days(before.date, before.end or before.date)
        changed = " *" + gettext("(changed; before: {days} {mark})", days=then, mark=mark) + "*"
    marks = "".join(f" [{n}]" for n in sorted(group_by_article(event.citations)))
    when = days(event.date, event.end or event.date)
    return f"**{when}**{planned}{changed} {excerpt(event.text, EVENT_CHARS)}{marks}"


def nothing(topic: str | None, status: Status) -> str:
    """Words for a topic that is not covered, or a coverage that is empty."""
    if not status.articles:
        return f"{gettext(EMPTY)} {gettext(NO_ARTICLES)}"
    if topic:
        return gettext("The coverage doesn't say anything about that.")
    return gettext("There is nothing to tell.")


def _references(card: Card, citations: tuple[Citation, ...]) -> None:
    groups = group_by_article(citations)
    card.lines(
        [reference_line(n, groups[n][0].article, budgets.LISTED_REFERENCE) for n in sorted(groups)]
    )
