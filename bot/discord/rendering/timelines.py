"""Timelines as cards, and the words of their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.app.days import days
from bot.discord.limits import ALT_CHARS, length
from bot.discord.markdown import bold, excerpt, label
from bot.discord.rendering import budgets, headings
from bot.discord.rendering.articles import group_by_article, reach
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.digests import REFERENCES_CHARS, TOPIC_CHARS, nothing, references
from bot.language import ENGLISH, gettext, ngettext, spoken
from knowledge import PlotWords, Status, Tick, Timeline, TimelineEvent

EVENT_CHARS = 240  # so that sixteen events leave room for their articles
# What of an event's sentence is worth to be read aloud.
_LEAST_EVENT = 12


class PictureWords(PlotWords):
    """The words of a timeline's picture in the language spoken."""

    def headline(self, timeline: Timeline) -> str:
        """As above the message."""
        return _headline(timeline)

    def event(self, event: TimelineEvent) -> str:
        """As in the message."""
        planned = "  " + gettext("(planned)") if event.status == "planned" else ""
        changed = ""
        if event.replaces:
            changed = "  " + gettext("(changed; before: {days})", days=_days(event.replaces))
        return f"{_days(event)}{planned}{changed}"

    def volume(self, articles: int, days: int) -> str:
        """What the highest bar stands for."""
        count = ngettext("{count} article", "{count} articles", articles)
        if days == 1:
            return gettext("at most {articles} a day", articles=count)
        return gettext("at most {articles} in {days} days", articles=count, days=days)

    def legend(self) -> str:
        """The marks with their words."""
        return gettext("● past   ○ planned   bars: articles published")

    def tick(self, day: date, unit: Tick) -> str:
        """As the language writes it where there is little room."""
        if (language := spoken()) == ENGLISH:
            return super().tick(day, unit)
        from babel.dates import format_skeleton

        skeleton = {"year": "y", "month": "yMMM", "day": "MMMd"}[unit]
        return format_skeleton(skeleton, day, locale=language)


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
    told = (*timeline.events, *replaced)
    cited = [each for event in told for each in (*event.citations, *event.more)]
    references(card, tuple(cited))
    return card


def _headline(timeline: Timeline) -> str:
    if timeline.topic:
        return gettext(headings.TIMELINE, topic=timeline.topic)
    return gettext("Timeline of the main story")


def described(timeline: Timeline) -> str:
    """A timeline's picture in words, for those who do not see it: the days of each event, and of
    its sentence as much as there is room for when all are to have some."""
    count = ngettext(
        "{count} event on an axis of time:",
        "{count} events on an axis of time:",
        len(timeline.events),
    )
    title = f"{label(_headline(timeline), TOPIC_CHARS)}. {count}"
    words, room = PictureWords(), ALT_CHARS - length(title)
    heads = [" ".join(words.event(event).split()) for event in timeline.events]
    if _of_lines(heads) > room:
        heads = [_days(event) for event in timeline.events]
    while _of_lines(heads) > room:
        heads.pop()
    texts = [event.text for event in timeline.events[: len(heads)]]
    lines = [title]
    for head, text, share in zip(
        heads, texts, _shares(texts, room - _of_lines(heads)), strict=True
    ):
        is_enough = share >= min(length(text), _LEAST_EVENT)
        lines.append(f"{head}: {label(text, share)}" if is_enough else head)
    return "\n".join(lines)


def _of_lines(lines: Sequence[str]) -> int:
    """The length of lines below another."""
    return sum(length(line) + 1 for line in lines)


def _shares(texts: Sequence[str], room: int) -> list[int]:
    """How much of each text is shown, with a colon before it: all have the same, and what the
    short ones leave goes to the others."""
    wanted = [min(length(text), budgets.EVENT) for text in texts]
    room -= 2 * len(texts)
    shares = [0] * len(texts)
    for done, at in enumerate(sorted(range(len(texts)), key=wanted.__getitem__)):
        shares[at] = min(wanted[at], max(room, 0) // (len(texts) - done))
        room -= shares[at]
    return shares


def _event_line(event: TimelineEvent) -> str:
    planned = " *" + gettext("(planned)") + "*" if event.status == "planned" else ""
    changed = ""
    if event.replaces:
        before = event.replaces
        mark = f"[{before.citations[0].n}]"
        then = _days(before)
        changed = " *" + gettext("(changed; before: {days} {mark})", days=then, mark=mark) + "*"
    marks = "".join(f" [{n}]" for n in sorted(group_by_article(event.citations)))
    when = _days(event)
    more = "".join(f" {excerpt(each.quote, EVENT_CHARS)} [{each.n}]" for each in event.more)
    return f"**{when}**{planned}{changed} {excerpt(event.text, EVENT_CHARS)}{marks}{more}"


def _days(event: TimelineEvent) -> str:
    return days(event.date, event.end or event.date)
