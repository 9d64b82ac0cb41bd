"""What the coverage holds, what a reload did, and what can be asked, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.markdown import days, excerpt
from bot.rendering.articles import file_name
from bot.rendering.card import Button, Card, Colour
from bot.state import Votes
from knowledge import Change, ReloadReport, SourceCount, Status, Unreadable

NAME_CHARS = 120
REASON_CHARS = 200


def coverage_sources_card(status: Status) -> Card:
    """The sources with their numbers of articles and the days they span."""
    card = Card(Colour.NEUTRAL, [_totals(status)])
    card.text("**Sources of the coverage**")
    if not status.sources:
        card.text("No coverage is loaded yet.")
    card.lines([_source_line(source) for source in status.sources])
    return card


def status_card(status: Status, votes: Votes) -> Card:
    """What is loaded, when it was loaded, what could not be read, and how answers were voted."""
    card = Card(Colour.NEUTRAL)
    span = days(status.first, status.last)
    size = f"{status.index_bytes / 1e6:,.1f} MB"
    card.text(
        "**Coverage**",
        f"{_totals(status)}{f', {span}' if span else ''}",
        f"Loaded <t:{int(status.loaded_at.timestamp())}:R>, {size} on disk",
        f"Votes on answers: 👍 {votes.good:,} · 👎 {votes.bad:,}",
    )
    _unreadable(card, status.unreadable)
    return card


def reload_card(report: ReloadReport) -> Card:
    """What a reload changed and what could not be read, and why."""
    card = Card(Colour.LIKELY if report.unreadable else Colour.SURE)
    card.text(
        f"**Coverage reloaded** in {report.seconds:.1f} s",
        f"{report.added:,} added · {report.changed:,} changed · {report.removed:,} removed",
        f"Now {_count(report.articles, 'article')}, {_count(report.passages, 'passage')}",
    )
    _unreadable(card, report.unreadable)
    return card


def help_card(bot_name: str, ask_channels: Sequence[int]) -> Card:
    """What can be asked, and where."""
    card = Card(Colour.NEUTRAL, ["Answers are quotes from the articles, never made up."])
    channels = " ".join(f"<#{channel}>" for channel in ask_channels[:10])
    card.text(
        "**Ask me about the coverage**",
        "I answer from the articles I was given, with quotes, sources and dates, and I say so "
        "when they don't tell.",
    )
    card.text(
        "- `/ask` a question; `source`, `since` and `until` narrow it, `private` shows the answer "
        "to you alone",
        f"- mention me: “@{excerpt(bot_name, 40)} when is the summit?”, reply to me, or send me "
        "a direct message",
        f"- write in {channels}" if channels else "",
        "- right-click a message → Apps → **Ask the coverage**",
        "- `/summary` of everything or of a topic",
        "- `/timeline` of a topic, in order of dates",
        "- `/sources` lists what I know",
    )
    return card


def change_card(change: Change, buttons: Sequence[Button]) -> Card:
    """A change of the folder: what came or went, and how to take it back."""
    card = Card(Colour.SURE, ["Undo takes that back."] if buttons else [], buttons)
    place = {"added": "in", "removed": "from", "restored": "in"}[change.action]
    file = excerpt(change.path.name, NAME_CHARS)
    count = _count(len(change.articles), "article")
    card.text(f"**{change.action.capitalize()} {count}** {place} {file}")
    titles = [title or article_id for article_id, title in change.articles]
    card.lines([f"- {excerpt(title, NAME_CHARS)}" for title in titles], keep=1500)
    _unreadable(card, change.unreadable)
    return card


def _totals(status: Status) -> str:
    return f"{_count(status.articles, 'article')}, {_count(status.passages, 'passage')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _source_line(source: SourceCount) -> str:
    name = excerpt(source.source or "Source unknown", NAME_CHARS)
    span = days(source.first, source.last) or "undated"
    return f"- **{name}** · {_count(source.articles, 'article')} · {span}"


def _unreadable(card: Card, unreadable: Sequence[Unreadable]) -> None:
    if not unreadable:
        return
    card.divider()
    card.text(f"**{len(unreadable):,} could not be read**")
    lines = []
    for item in unreadable:
        line = f", line {item.line}" if item.line else ""
        name = excerpt(file_name(item.path), NAME_CHARS)
        lines.append(f"- {name}{line}: {excerpt(item.reason, REASON_CHARS)}")
    card.lines(lines)
