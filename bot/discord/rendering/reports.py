"""What the coverage holds, what a reload did, and what can be asked, as cards."""

from __future__ import annotations

from collections.abc import Sequence

from bot import VERSION
from bot.app.conditions import Condition
from bot.app.days import days
from bot.app.naming import title_of, without_folders
from bot.app.remarks import remarks, too_old
from bot.discord.markdown import excerpt
from bot.discord.rendering import budgets
from bot.discord.rendering.actions import done
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.counts import articles, feeds, passages, sources
from bot.discord.rendering.lines import (
    EMPTY,
    NAME_CHARS,
    NO_ARTICLES,
    age_mark,
    feed_line,
    reason_line,
    unreadable_lines,
)
from bot.language import gettext, listed, ngettext, number, retold
from bot.state.values import Votes
from knowledge import Article, Change, ClusterState, ReloadReport, SourceCount, Status

SOURCES_PER_PAGE = 20
LARGEST_SOURCES = 5
CONDITION_CHARS = 500


def coverage_sources_card(status: Status, page: int = 0, *, buttons: Sequence[Button] = ()) -> Card:
    """A page of the sources, with their numbers of articles and the days they span."""
    shown = status.sources[page * SOURCES_PER_PAGE : (page + 1) * SOURCES_PER_PAGE]
    pages = max(1, -(-len(status.sources) // SOURCES_PER_PAGE))
    totals = _totals(status)
    if pages > 1:
        totals += " · " + gettext("page {page} of {pages}", page=page + 1, pages=pages)
    card = Card(Colour.NEUTRAL, [totals], buttons)
    count = len(status.sources)
    card.text(
        ngettext("**{count} source of the coverage**", "**{count} sources of the coverage**", count)
    )
    if not status.sources:
        card.text(gettext(EMPTY), gettext(NO_ARTICLES))
    card.lines([_source_line(source) for source in shown])
    return card


def status_card(status: Status, votes: Votes | None) -> Card:
    """What is loaded and from where, how the feeds do, and what could not be read; `votes` are left
    out where they are not the reader's business."""
    card = Card(Colour.LIKELY if any(feed.error for feed in status.feeds) else Colour.NEUTRAL)
    span = days(status.first, status.last)
    card.text(
        gettext("**Coverage**"),
        listed(filter(None, [_totals(status), span])),
        "" if status.own is None else gettext("{own} of them this server's own", own=status.own),
        _largest(status.sources),
        *remarks(status),
        gettext(
            "Loaded {ago} · index {megabytes} MB · Dateline {version}",
            ago=age_mark(status.loaded_at),
            megabytes=round(status.index_bytes / 1e6, 1),
            version=VERSION,
        ),
        search_cluster(status.cluster) if status.cluster else "",
        gettext("Votes on answers: 👍 {good} · 👎 {bad}", good=votes.good, bad=votes.bad)
        if votes
        else "",
    )
    if status.feeds:
        card.divider()
        failing = sum(1 for feed in status.feeds if feed.error)
        heading = f"**{feeds(len(status.feeds))}**"
        if failing:
            broken = ngettext("{count} failing", "{count} failing", failing)
            heading = listed([heading, broken])
        card.text(heading)
        worst_first = sorted(status.feeds, key=lambda feed: feed.error is None)
        card.lines([feed_line(feed) for feed in worst_first], keep=budgets.AFTER_FEEDS)
    unreadable_lines(card, status.unreadable)
    return card


def search_cluster(cluster: ClusterState) -> str:
    """How the search cluster does; its colours are OpenSearch's own."""
    mark = {"green": "🟢", "yellow": "🟡"}.get(cluster.colour or "", "🔴")
    if cluster.error:
        return gettext("Search cluster {mark}: {reason}", mark=mark, reason=retold(cluster.error))
    return ngettext(
        "Search cluster {mark}, {count} node",
        "Search cluster {mark}, {count} nodes",
        cluster.nodes,
        mark=mark,
    )


def reload_card(report: ReloadReport) -> Card:
    """What a reload changed and what could not be read, and why."""
    card = Card(Colour.LIKELY if report.unreadable else Colour.SURE)
    card.text(
        gettext("**Coverage reloaded** in {seconds} s", seconds=round(report.seconds, 1)),
        gettext(
            "{added} added · {changed} changed · {removed} removed",
            added=report.added,
            changed=report.changed,
            removed=report.removed,
        ),
        gettext(
            "Now {articles}, {passages}",
            articles=articles(report.articles),
            passages=passages(report.passages),
        ),
        too_old(report.too_old) if report.too_old else "",
    )
    unreadable_lines(card, report.unreadable)
    return card


def help_card(bot_name: str, ask_channels: Sequence[int], example: str) -> Card:
    """What can be asked, and where."""
    card = Card(Colour.NEUTRAL, [gettext("Answers are quotes from the articles, never made up.")])
    channels = " ".join(f"<#{channel}>" for channel in ask_channels[: budgets.MOST_CHANNELS])
    mention = excerpt(bot_name, budgets.BOT)
    card.text(
        gettext("**Ask me about the coverage**"),
        gettext(
            "I answer from the articles I was given, with quotes, sources and dates, and I say so "
            "when they don't tell."
        ),
    )
    card.text(
        gettext(
            "- `/ask` a question; `source`, `since` and `until` narrow it, `private` shows the "
            "answer to you alone"
        ),
        gettext(
            "- mention me: “@{bot} {example}”, reply to me, or send me a direct message",
            bot=mention,
            example=excerpt(example, budgets.EXAMPLE),
        ),
        gettext("- write in {channels}", channels=channels) if channels else "",
        gettext("- a reply to an answer may lean on it: “and before that?”, “who invited him?”"),
        gettext("- right-click a message → Apps → **Ask the coverage**"),
        gettext("- `/summary` of everything or of a topic"),
        gettext("- `/timeline` of a topic, in order of dates"),
        gettext("- `/compare` what the sources say of a topic, `/latest` for the newest articles"),
        gettext("- `/alert add` has you told of a topic or an answer, `/digest now` what is new"),
        gettext("- `/sources` lists what I know"),
        gettext(
            "- the stripe beside an answer is green where it is likely right and the articles "
            "agree, amber where it may be right, grey where I am not sure; the small print has the "
            "figure"
        ),
        gettext("- `/privacy` tells what I keep of you, `/forget` deletes it"),
    )
    return card


def welcome_card(bot_name: str, server: str, example: str) -> Card:
    """Three steps to the first cited answer, for who has added the bot to a server."""
    card = Card(Colour.NEUTRAL, [gettext("/help tells members how to ask. I write this once.")])
    card.text(
        gettext("**Thank you for adding me to {server}**", server=excerpt(server, budgets.SERVER)),
        gettext(
            "I answer questions from news articles, with quotes, sources and dates. Three steps, "
            "in the server:"
        ),
        gettext(
            "1. `/sources` shows what I can read so far. Add articles with `/coverage add` (pages "
            "and files) or `/coverage feed add` (RSS, Atom)."
        ),
        gettext(
            "2. Ask: `/ask {example}`, or “@{bot}” and a question.",
            example=excerpt(example, budgets.EXAMPLE),
            bot=excerpt(bot_name, budgets.BOT),
        ),
        gettext("3. `/settings` chooses who may use what, how long answers are, and more."),
    )
    return card


def changes_card(
    changes: Sequence[Change], refused: Sequence[tuple[str, str]], buttons: Sequence[Button]
) -> Card:
    """Changes of the folder in order; `refused` is what was not taken, each with its reason."""
    footer = [gettext("Undo takes that back.")] if buttons else []
    card = Card(Colour.LIKELY if refused else Colour.SURE, footer, buttons)
    for place, change in enumerate(changes, start=1):
        file = excerpt(change.path.name, NAME_CHARS)
        mark = f"{place}. " if len(changes) > 1 else ""
        card.text(mark + done(change.action, len(change.articles), file))
        titles = [title or article_id for article_id, title in change.articles]
        card.lines(
            [f"- {excerpt(title, NAME_CHARS)}" for title in titles], keep=budgets.AFTER_TITLES
        )
    if refused:
        card.text(gettext("**Not added**"))
        card.lines(
            [
                reason_line(excerpt(name, budgets.FILE), excerpt(retold(why), budgets.REASON))
                for name, why in refused
            ]
        )
    unreadable_lines(card, [item for change in changes for item in change.unreadable])
    return card


def gone_card(article: Article, reason: str, buttons: Sequence[Button]) -> Card:
    """An article whose page is gone, and the question whether it should go too."""
    footer = ["" if buttons else gettext("`/coverage remove` removes it.")]
    card = Card(Colour.LIKELY, footer, buttons)
    card.text(
        gettext("**That page is gone:** {reason}", reason=excerpt(retold(reason), budgets.REASON)),
        gettext(
            "The coverage still holds **{title}** from there; should it be removed?",
            title=excerpt(title_of(article), NAME_CHARS),
        ),
    )
    return card


def _totals(status: Status) -> str:
    return listed([articles(status.articles), passages(status.passages)])


def _largest(counts: Sequence[SourceCount]) -> str:
    """The sources with most articles, and how many more there are."""
    unknown = gettext("source unknown")
    named = [
        f"{excerpt(each.source or unknown, budgets.SOURCE)} ({number(each.articles)})"
        for each in counts[:LARGEST_SOURCES]
    ]
    if not named:
        return ""
    if (more := len(counts) - len(named)) > 0:
        named.append(
            ngettext(
                "and {count} more, which /sources lists",
                "and {count} more, which /sources lists",
                more,
            )
        )
    return gettext("{sources}: {names}", sources=sources(len(counts)), names=" · ".join(named))


def _source_line(source: SourceCount) -> str:
    name = excerpt(source.source or gettext("Source unknown"), NAME_CHARS)
    span = days(source.first, source.last) or gettext("undated")
    return f"- **{name}** · {articles(source.articles)} · {span}"


def conditions_card(begun: Sequence[Condition], over: Sequence[str]) -> Card:
    """What is not well, each with what to do, and what is well again."""
    card = Card(Colour.LIKELY if begun else Colour.SURE, [gettext("I tell each of these once.")])
    if begun:
        card.text(gettext("**Not well**"))
        card.lines([_condition_lines(each) for each in begun], keep=budgets.AFTER_CONDITIONS)
    if over:
        card.text(gettext("**Well again**"))
        card.lines([f"- {excerpt(text, CONDITION_CHARS)}" for text in over])
    return card


def _condition_lines(condition: Condition) -> str:
    text = excerpt(without_folders(condition.text), CONDITION_CHARS)
    return f"- {text}\n  -# {excerpt(condition.hint, CONDITION_CHARS)}"
