"""What the coverage holds and what became of it, as text for a terminal: status, sources, feeds,
changes, reloads and the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from bot import VERSION
from bot.app.days import days
from bot.app.naming import where
from bot.app.problems import display_path
from bot.app.remarks import remarks, too_old
from bot.console.terminal import address, clean, counted, indented
from knowledge import (
    Change,
    Feed,
    FeedUpdate,
    LogEntry,
    ReloadReport,
    SourceCount,
    Status,
    Unreadable,
)

_SHOWN_UNREADABLE = 20
_SHOWN_SOURCES = 12


def render_sources(sources: Sequence[SourceCount]) -> RenderableType:
    """Each source with how many articles it has and from when to when."""
    if not sources:
        return Text("The coverage holds no article.")
    return Group(*(_source(count) for count in sources))


def _source(count: SourceCount) -> Text:
    line = Text(clean(count.source or "source unknown"), "bold")
    line.append(f" {counted(count.articles, 'article')}", "not bold")
    return line.append(f", {days(count.first, count.last) or 'undated'}", "not bold")


def render_change(change: Change) -> RenderableType:
    """What a change to the coverage's folder did, what of it could not be read, how to undo it."""
    what = ", ".join(f"“{clean(title or article)}”" for article, title in change.articles)
    lines: list[RenderableType] = [Text(f"{change.action}: {what} ({display_path(change.path)})")]
    if change.id:
        lines.append(indented(Text(f"/coverage undo {change.id} takes this back", "dim")))
    return Group(*lines, *_unreadable(change.unreadable))


def render_status(status: Status) -> RenderableType:
    """What the coverage holds and from where, how its feeds do, and what could not be read."""
    size = f"{status.index_bytes / 1e6:,.1f} MB"
    loaded = f"loaded {_moment(status.loaded_at)}, index {size}, Dateline {VERSION}"
    lines: list[RenderableType] = [Text(reach(status), "bold"), Text(loaded, "dim")]
    if cluster := status.cluster:
        state = f"{cluster.colour}, {counted(cluster.nodes, 'node')}"
        lines.append(Text(f"search cluster: {clean(cluster.error or state)}", "dim"))
    lines += [Text(sentence) for sentence in remarks(status)]
    if status.sources:
        lines.append(Text(counted(len(status.sources), "source"), "bold"))
        lines += [indented(_source(count)) for count in status.sources[:_SHOWN_SOURCES]]
        if (more := len(status.sources) - _SHOWN_SOURCES) > 0:
            lines.append(indented(Text(f"and {more:,} more", "dim")))
    if status.feeds:
        lines += [Text(counted(len(status.feeds), "feed"), "bold"), render_feeds(status.feeds)]
    if status.unreadable:
        lines.append(Text(f"{len(status.unreadable):,} could not be read", "bold"))
    return Group(*lines, *_unreadable(status.unreadable))


def render_feeds(feeds: Sequence[Feed]) -> RenderableType:
    """Each feed with how much it brought and whether it works."""
    if not feeds:
        return Text("There is no feed.")
    return Group(*(indented(each) for feed in feeds for each in _feed(feed)))


def _feed(feed: Feed) -> list[Text]:
    line = Text(clean(feed.title), "bold")
    line.append(f" {counted(feed.articles, 'article')}, every {feed.minutes} min", "not bold")
    if feed.elsewhere and not feed.articles:
        which = counted(feed.elsewhere, "item")
        line.append(f" (its {which}: here from elsewhere, or removed)", "not bold")
    line.append(
        f", checked {_moment(feed.checked)}" if feed.checked else ", not checked yet", "not bold"
    )
    lines = [line, address(feed.url, before="  ")] if feed.title != feed.url else [line]
    if feed.error:
        reason = clean(feed.error.removeprefix(f"{feed.url}: "))
        tries = f" ({feed.failures:,} times in a row)" if feed.failures > 1 else ""
        lines.append(Text(f"  {reason}{tries}; next try {_moment(feed.due)}", "yellow"))
    return lines + [
        Text(f"  could not read {clean(item.path)}: {clean(item.reason)}", "yellow")
        for item in feed.problems[:_SHOWN_UNREADABLE]
    ]


def render_updates(updates: Sequence[FeedUpdate]) -> RenderableType:
    """What a look at feeds brought, feed by feed."""
    lines: list[RenderableType] = [] if updates else [Text("There is no feed.")]
    for update in updates:
        lines += _feed(update.feed)
        for kind, articles in (("new", update.new), ("changed", update.changed)):
            titles = [f"{kind}: {clean(title or name)}" for name, title in articles]
            lines += [indented(Text(title)) for title in titles[:_SHOWN_UNREADABLE]]
            if len(titles) > _SHOWN_UNREADABLE:
                rest = len(titles) - _SHOWN_UNREADABLE
                lines.append(indented(Text(f"and {rest:,} more {kind}", "dim")))
    return Group(*lines)


def render_log(entries: Sequence[LogEntry]) -> RenderableType:
    """Changes of the coverage, newest first: when, who, what."""
    if not entries:
        return Text("The coverage has not been changed yet.")
    lines = []
    for entry in entries:
        line = Text(f"{_moment(entry.time)}  ", "dim")
        line.append(f"{clean(entry.action)} {clean(entry.what)}", "not dim")
        lines.append(line.append(f"  {clean(entry.by)}" if entry.by else "", "cyan"))
    return Group(*lines)


def _moment(when: datetime) -> str:
    """A time as a log has it, in this machine's zone."""
    return f"{when.astimezone():%Y-%m-%d %H:%M}"


def reach(status: Status) -> str:
    """How much there is and from when to when, in one line."""
    amount = f"{counted(status.articles, 'article')}, {counted(status.passages, 'passage')}"
    published = days(status.first, status.last)
    return f"{amount}, published {published}" if published else amount


def render_report(report: ReloadReport) -> RenderableType:
    """What a reload did."""
    line = (
        f"{counted(report.articles, 'article')}, {counted(report.passages, 'passage')}: "
        f"{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed, "
        f"{len(report.unreadable):,} unreadable, in {report.seconds:.1f} s"
    )
    left = [Text(too_old(report.too_old))] if report.too_old else []
    return Group(Text(line), *left, *_unreadable(report.unreadable))


def _unreadable(items: Sequence[Unreadable]) -> list[RenderableType]:
    lines: list[RenderableType] = [
        indented(Text(f"could not read {clean(where(item))}: {clean(item.reason)}", "yellow"))
        for item in items[:_SHOWN_UNREADABLE]
    ]
    if len(items) > _SHOWN_UNREADABLE:
        rest = len(items) - _SHOWN_UNREADABLE
        lines.append(indented(Text(f"and {rest} more; `check` lists them all", "yellow")))
    return lines
