"""What the coverage holds, what a reload did, and what can be asked, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot import VERSION
from bot.app.conditions import Condition
from bot.app.days import days
from bot.app.naming import title_of, without_folders
from bot.app.remarks import remarks, too_old
from bot.discord.markdown import excerpt
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import (
    EMPTY,
    NAME_CHARS,
    NO_ARTICLES,
    count_of,
    feed_line,
    unreadable_lines,
)
from bot.state.values import Votes
from knowledge import Article, Change, ReloadReport, SourceCount, Status

SOURCES_PER_PAGE = 20
LARGEST_SOURCES = 5
CONDITION_CHARS = 500


def coverage_sources_card(status: Status, page: int = 0, *, buttons: Sequence[Button] = ()) -> Card:
    """A page of the sources, with their numbers of articles and the days they span."""
    shown = status.sources[page * SOURCES_PER_PAGE : (page + 1) * SOURCES_PER_PAGE]
    pages = max(1, -(-len(status.sources) // SOURCES_PER_PAGE))
    place = f" · page {page + 1} of {pages}" if pages > 1 else ""
    card = Card(Colour.NEUTRAL, [_totals(status) + place], buttons)
    card.text(f"**{count_of(len(status.sources), 'source')} of the coverage**")
    if not status.sources:
        card.text(EMPTY, NO_ARTICLES)
    card.lines([_source_line(source) for source in shown])
    return card


def status_card(status: Status, votes: Votes | None) -> Card:
    """What is loaded and from where, how the feeds do, and what could not be read; `votes` are left
    out where they are not the reader's business."""
    card = Card(Colour.LIKELY if any(feed.error for feed in status.feeds) else Colour.NEUTRAL)
    span = days(status.first, status.last)
    card.text(
        "**Coverage**",
        f"{_totals(status)}{f', {span}' if span else ''}",
        "" if status.own is None else f"{status.own:,} of them this server's own",
        _largest(status.sources),
        *remarks(status),
        f"Loaded <t:{int(status.loaded_at.timestamp())}:R> · index "
        f"{status.index_bytes / 1e6:,.1f} MB · Dateline {VERSION}",
        f"Votes on answers: 👍 {votes.good:,} · 👎 {votes.bad:,}" if votes else "",
    )
    if status.feeds:
        card.divider()
        failing = sum(1 for feed in status.feeds if feed.error)
        card.text(
            f"**{count_of(len(status.feeds), 'feed')}**"
            + (f", {failing} failing" if failing else "")
        )
        worst_first = sorted(status.feeds, key=lambda feed: feed.error is None)
        card.lines([feed_line(feed) for feed in worst_first], keep=1200)
    unreadable_lines(card, status.unreadable)
    return card


def reload_card(report: ReloadReport) -> Card:
    """What a reload changed and what could not be read, and why."""
    card = Card(Colour.LIKELY if report.unreadable else Colour.SURE)
    card.text(
        f"**Coverage reloaded** in {report.seconds:.1f} s",
        f"{report.added:,} added · {report.changed:,} changed · {report.removed:,} removed",
        f"Now {count_of(report.articles, 'article')}, {count_of(report.passages, 'passage')}",
        too_old(report.too_old) if report.too_old else "",
    )
    unreadable_lines(card, report.unreadable)
    return card


def help_card(bot_name: str, ask_channels: Sequence[int], example: str) -> Card:
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
        f"- mention me: “@{excerpt(bot_name, 40)} {excerpt(example, 250)}”, "
        "reply to me, or send me a direct message",
        f"- write in {channels}" if channels else "",
        "- a reply to an answer may lean on it: “and before that?”, “who invited him?”",
        "- right-click a message → Apps → **Ask the coverage**",
        "- `/summary` of everything or of a topic",
        "- `/timeline` of a topic, in order of dates",
        "- `/compare` what the sources say of a topic, `/latest` for the newest articles",
        "- `/sources` lists what I know",
        "- `/privacy` tells what I keep of you, `/forget` deletes it",
    )
    return card


def welcome_card(bot_name: str, server: str, example: str) -> Card:
    """Three steps to the first cited answer, for who has added the bot to a server."""
    card = Card(Colour.NEUTRAL, ["/help tells members how to ask. I write this once."])
    card.text(
        f"**Thank you for adding me to {excerpt(server, 100)}**",
        "I answer questions from news articles, with quotes, sources and dates. Three steps, in "
        "the server:",
        "1. `/sources` shows what I can read so far. Add articles with `/coverage add` (pages and "
        "files) or `/coverage feed add` (RSS, Atom).",
        f"2. Ask: `/ask {excerpt(example, 250)}`, or “@{excerpt(bot_name, 40)}” and a question.",
        "3. `/settings` chooses who may use what, how long answers are, and more.",
    )
    return card


def changes_card(
    changes: Sequence[Change], refused: Sequence[tuple[str, str]], buttons: Sequence[Button]
) -> Card:
    """Changes of the folder in order; `refused` is what was not taken, each with its reason."""
    footer = ["Undo takes that back."] if buttons else []
    card = Card(Colour.LIKELY if refused else Colour.SURE, footer, buttons)
    for number, change in enumerate(changes, start=1):
        place = "from" if change.action == "removed" else "in"
        file = excerpt(change.path.name, NAME_CHARS)
        what = f"{change.action.capitalize()} {count_of(len(change.articles), 'article')}"
        mark = f"{number}. " if len(changes) > 1 else ""
        card.text(f"{mark}**{what}** {place} {file}")
        titles = [title or article_id for article_id, title in change.articles]
        card.lines([f"- {excerpt(title, NAME_CHARS)}" for title in titles], keep=1500)
    if refused:
        card.text("**Not added**")
        card.lines([f"- {excerpt(name, 200)}: {excerpt(why, 500)}" for name, why in refused])
    unreadable_lines(card, [item for change in changes for item in change.unreadable])
    return card


def gone_card(article: Article, reason: str, buttons: Sequence[Button]) -> Card:
    """An article whose page is gone, and the question whether it should go too."""
    footer = ["" if buttons else "`/coverage remove` removes it."]
    card = Card(Colour.LIKELY, footer, buttons)
    card.text(
        f"**That page is gone:** {excerpt(reason, 500)}",
        f"The coverage still holds **{excerpt(title_of(article), NAME_CHARS)}** from there; "
        "should it be removed?",
    )
    return card


def _totals(status: Status) -> str:
    return f"{count_of(status.articles, 'article')}, {count_of(status.passages, 'passage')}"


def _largest(sources: Sequence[SourceCount]) -> str:
    """The sources with most articles, and how many more there are."""
    named = [
        f"{excerpt(each.source or 'source unknown', 60)} ({each.articles:,})"
        for each in sources[:LARGEST_SOURCES]
    ]
    more = len(sources) - len(named)
    rest = f" · and {more:,} more, which /sources lists" if more else ""
    return f"{count_of(len(sources), 'source')}: {' · '.join(named)}{rest}" if named else ""


def _source_line(source: SourceCount) -> str:
    name = excerpt(source.source or "Source unknown", NAME_CHARS)
    span = days(source.first, source.last) or "undated"
    return f"- **{name}** · {count_of(source.articles, 'article')} · {span}"


def conditions_card(begun: Sequence[Condition], over: Sequence[str]) -> Card:
    """What is not well, each with what to do, and what is well again."""
    card = Card(Colour.LIKELY if begun else Colour.SURE, ["I tell each of these once."])
    if begun:
        card.text("**Not well**")
        card.lines([_condition_lines(each) for each in begun], keep=1200)
    if over:
        card.text("**Well again**")
        card.lines([f"- {excerpt(text, CONDITION_CHARS)}" for text in over])
    return card


def _condition_lines(condition: Condition) -> str:
    text = excerpt(without_folders(condition.text), CONDITION_CHARS)
    return f"- {text}\n  -# {excerpt(condition.hint, CONDITION_CHARS)}"
