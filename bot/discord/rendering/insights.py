"""What admins learn of their server's questions: what was asked in vain, what was found bad."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.markdown import excerpt
from bot.discord.rendering.card import Card, Colour
from bot.language import gettext, ngettext
from bot.state.gaps import GAP_DAYS
from bot.state.values import Gap, Judged

_TOPIC_CHARS, _QUESTION_CHARS = 60, 200


def gaps_card(gaps: Sequence[Gap]) -> Card:
    """The topics that were asked for and not answered, most often first."""
    kept = ngettext("Of the last {count} day", "Of the last {count} days", GAP_DAYS)
    card = Card(Colour.NEUTRAL, [kept])
    card.text(
        gettext("**Asked for and not answered**"),
        ""
        if gaps
        else gettext(
            "Nothing yet. A topic stands here once a question on it was not answered; what was "
            "asked privately is left out."
        ),
    )
    lines = [
        ngettext("- {topic} · once", "- {topic} · {count} times", gap.asked, topic=_topic(gap))
        for gap in gaps
    ]
    card.lines(lines)
    return card


def _topic(gap: Gap) -> str:
    return excerpt(gap.topic, _TOPIC_CHARS)


def feedback_card(judged: Sequence[Judged]) -> Card:
    """The questions whose answers were found bad, the worst first."""
    card = Card(Colour.NEUTRAL, [gettext("Each person's last vote on an answer counts, once.")])
    card.text(
        gettext("**Answers that people found bad**"),
        ""
        if judged
        else gettext("Nobody has found an answer bad, as far as questions are still kept."),
    )
    card.lines([f"- 👎 {each.bad} · 👍 {each.good} · {_question(each)}" for each in judged])
    return card


def _question(judged: Judged) -> str:
    return excerpt(judged.question, _QUESTION_CHARS)
