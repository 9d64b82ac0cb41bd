"""Summaries as cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.discord.markdown import bold, excerpt
from bot.discord.rendering import budgets, headings
from bot.discord.rendering.articles import group_by_article, reach, reference_line
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import EMPTY, NO_ARTICLES
from bot.language import gettext
from knowledge import Citation, Status, Summary

SENTENCE_CHARS = 420
TOPIC_CHARS = 150
# Characters kept for the list of articles below.
REFERENCES_CHARS = 1300


def summary_card(
    summary: Summary,
    status: Status,
    *,
    remark: str = "",
    is_new: bool = False,
    buttons: Sequence[Button] = (),
) -> Card:
    """The sentences as a list, each with the number of its article, then the articles; in small
    print a remark on what is summed up. `is_new` tells that only what came of late is."""
    card = Card(Colour.NEUTRAL, [remark, reach(status)], buttons)
    topic = summary.topic
    title = gettext(headings.SUMMARY, topic=topic) if topic else gettext("The coverage in short")
    card.text(bold(title, TOPIC_CHARS))
    if not summary.sentences:
        none = gettext("Nothing new came in that time.")
        card.text(none if is_new and status.articles else nothing(topic, status))
        return card
    lines = [
        f"- {excerpt(sentence.text, SENTENCE_CHARS)} [{sentence.n}]"
        for sentence in summary.sentences
    ]
    card.lines(lines, keep=REFERENCES_CHARS)
    card.divider()
    references(card, summary.citations)
    return card


def looked_remark(looked: datetime | None) -> str:
    """Since when a summary of what is new to somebody tells: their last look, if there was one."""
    if looked is None:
        return gettext(
            "Your first look of this kind here, so it is of all days; the next begins now."
        )
    when = f"<t:{int(looked.timestamp())}:f>"
    return gettext("Of what came since your last look, {when}.", when=when)


def nothing(topic: str | None, status: Status) -> str:
    """Words for a topic that is not covered, or a coverage that is empty."""
    if not status.articles:
        return f"{gettext(EMPTY)} {gettext(NO_ARTICLES)}"
    if topic:
        return gettext("The coverage doesn't say anything about that.")
    return gettext("There is nothing to tell.")


def references(card: Card, citations: tuple[Citation, ...]) -> None:
    """The articles of some citations, each with its number."""
    groups = group_by_article(citations)
    card.lines(
        [reference_line(n, groups[n][0].article, budgets.LISTED_REFERENCE) for n in sorted(groups)]
    )
