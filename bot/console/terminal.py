"""Answers, summaries, timelines and reports as text for a terminal; pure functions to rich's types.

Text of articles goes into `Text` objects and never through rich's markup, with everything left out
that could move a cursor or hide a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot import VERSION
from bot.app.days import age, day, days
from bot.app.naming import papers_with_copies, sources_instead, title_of, where
from bot.app.problems import display_path
from bot.app.remarks import remarks, too_old
from knowledge import (
    Account,
    Answer,
    Article,
    Change,
    Citation,
    Feed,
    FeedUpdate,
    Hit,
    LogEntry,
    ReloadReport,
    SourceCount,
    Status,
    Summary,
    Superseded,
    Timeline,
    Unreadable,
)

ABSTENTION = "The coverage doesn't say."
CLOSEST = "the closest found"
NOTHING_LOADED = "No coverage is loaded yet: put articles into its folder, or add a feed."
NOTHING_NEAR = "No article comes near this; a summary tells what they are about."

# Terminal escape sequences (ECMA-48): CSI, then OSC and the other strings up to their end, then
# two-byte ones. Taken out whole, so that no "[31m" is left standing.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
_SPACE = re.compile(r"\s+")
# Unwrapped when piped, so that one quote is one line for grep.
_PIPED_WIDTH = 1_000_000
_SHOWN_UNREADABLE = 20
_SHOWN_SOURCES = 12


def make_console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """A console that takes text as it is; colour and wrapping on a terminal only (or NO_COLOR)."""
    console = Console(file=file, stderr=stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    return console


def clean(text: str) -> str:
    """One line that is safe to print: white space collapsed, escapes and control characters out.

    The controls of writing direction go too, since they can show a quote in another order.
    """
    text = _SPACE.sub(" ", _ESCAPES.sub("", text))
    return "".join(char for char in text if not _is_control(char))


def _is_control(char: str) -> bool:
    category = unicodedata.category(char)
    return category in ("Cc", "Cs") or unicodedata.bidirectional(char) in _DIRECTION_CONTROLS


_DIRECTION_CONTROLS = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})


def render_answer(
    answer: Answer, today: date | None = None, *, is_empty: bool = False
) -> RenderableType:
    """The answer first, then who says what where articles differ, then the numbered quotes.

    With `today` every article says how old it is. `is_empty` is whether the coverage holds no
    article at all.
    """
    parts: list[RenderableType] = [_corrections(answer)] if answer.corrections else []
    if answer.answer is None:
        parts.append(Text(ABSTENTION, "bold"))
        nothing = NOTHING_LOADED if is_empty else NOTHING_NEAR
        parts.append(Text("The nearest passages are:" if answer.citations else nothing))
    else:
        parts += [Text(clean(line), "bold") for line in answer.answer.splitlines()]
        parts.append(Text(_standing(answer), "dim"))
    parts += [Text(f"{ABSTENTION} ({clean(question)})") for question in answer.unsaid]
    if answer.accounts:
        parts += [Text(), *accounts_lines(answer.accounts, answer.citations)]
    if answer.superseded:
        parts += [Text(), *_superseded(answer.superseded, today)]
    for citation in answer.citations:
        parts += [Text(), *quoted(citation, today)]
    if answer.passages is not None:
        parts += [Text(), *_passages(answer.passages, today)]
    return Group(*parts)


def _standing(answer: Answer) -> str:
    """How sure an answer is; for news, where there is more of it."""
    if answer.kind == "summary":
        return f"the newest on this; more: summary {clean(answer.topic)}".rstrip()
    closest = f", {CLOSEST}" if answer.closest else ""
    return f"confidence {answer.confidence:.0%}{closest}"


def answer_line(answer: Answer) -> str:
    """The answer on one line, for many questions at once: the value and the first article."""
    if answer.answer is None:
        return ABSTENTION
    first = "; ".join(clean(line) for line in answer.answer.splitlines())
    if answer.closest:
        first += f" ({CLOSEST})"
    cited = byline(answer.citations[0].article) if answer.citations else ""
    others = [clean(account.value) for account in answer.accounts[1:]]
    differing = f"; other articles: {', '.join(others)}" if others else ""
    unsaid = "".join(f"; {ABSTENTION} ({clean(question)})" for question in answer.unsaid)
    return f"{first}{f' [{cited}]' if cited else ''}{differing}{unsaid}"


def _superseded(superseded: Superseded, today: date | None) -> list[RenderableType]:
    """What a newer article gives instead, since when, and its sentence."""
    since = day(superseded.citation.article.published) or "later"
    line = Text(f"Superseded since {since}: ", "yellow")
    return [line.append(clean(superseded.value), "bold"), *quoted(superseded.citation, today)]


def _corrections(answer: Answer) -> Text:
    read = ", ".join(f"“{clean(read)}” for “{clean(typed)}”" for typed, read in answer.corrections)
    return Text(f"Reading {read}.", "dim")


def accounts_lines(
    accounts: Sequence[Account], citations: Sequence[Citation]
) -> list[RenderableType]:
    """Each value with the articles that give it, by the numbers of their citations."""
    cited = {citation.article.id: citation for citation in reversed(citations)}
    lines: list[RenderableType] = [Text("The articles differ:")]
    for account in accounts:
        line = Text(clean(account.value), "bold")
        says = [
            f"[{cited[article].n}] {byline(cited[article].article)}"
            for article in account.articles
            if article in cited
        ]
        uncited = len(account.articles) - len(says)
        if uncited:
            says.append(f"{uncited} more" if says else count_of(uncited, "article"))
        lines.append(indented(line.append(f" — {'; '.join(says)}", "not bold")))
    return lines


def quoted(citation: Citation, today: date | None = None) -> list[RenderableType]:
    """An article's number and byline, and the quote with its highlights in bold."""
    text = Text("“")
    position = 0
    quote = citation.quote
    for start, end in citation.highlights:
        text.append(clean(quote[position:start]))
        text.append(clean(quote[start:end]), "bold")
        position = end
    text.append(clean(quote[position:])).append("”")
    lines = [*heading(citation.n, citation.article, today), indented(text)]
    if papers := papers_with_copies([citation]):
        lines.append(indented(Text(f"also in {', '.join(map(clean, papers))}", "dim")))
    return lines


def heading(number: int, article: Article, today: date | None = None) -> list[RenderableType]:
    """An article's number, byline and address."""
    lines: list[RenderableType] = [Text(f"[{number}] ").append(byline(article, today), "cyan")]
    if article.url:
        lines.append(indented(Text(clean(article.url), "dim")))
    return lines


def byline(article: Article, today: date | None = None) -> str:
    """Title (or file), source and date, as far as they are known; with `today` also the age."""
    when = day(article.published) or "undated"
    if today and article.published and (old := age(article.published.date(), today)):
        when += f" ({old})"
    parts = [title_of(article), article.source, when]
    return ", ".join(clean(part) for part in parts if part)


def _passages(hits: Iterable[Hit], today: date | None) -> list[RenderableType]:
    lines: list[RenderableType] = [Text("Passages, best first:")]
    for rank, hit in enumerate(hits, start=1):
        article = hit.passage.article
        lines.append(Text(f"{rank}. {byline(article, today)} (score {hit.score:.2f})"))
        lines.append(indented(Text(clean(hit.passage.text), "dim")))
    return lines


def render_summary(summary: Summary, today: date | None = None) -> RenderableType:
    """The sentences with the numbers of their articles, then the articles."""
    if not summary.sentences:
        return Text(ABSTENTION, "bold")
    parts: list[RenderableType] = []
    if summary.topic:
        parts += [Text(clean(summary.topic), "bold"), Text()]
    parts += [
        Text(f"{clean(sentence.text)} ").append(f"[{sentence.n}]", "cyan")
        for sentence in summary.sentences
    ]
    parts.append(Text())
    for citation in summary.citations:
        parts += heading(citation.n, citation.article, today)
    return Group(*parts)


def render_timeline(timeline: Timeline, today: date | None = None) -> RenderableType:
    """A headline, then each event: its days, what was or will be, the articles that say so."""
    if not timeline.events:
        return Text(ABSTENTION, "bold")
    parts: list[RenderableType] = [Text(clean(timeline.headline), "bold"), Text()]
    for event in timeline.events:
        line = Text(days(event.date, event.end or event.date), "bold")
        if event.status == "planned":
            line.append(" (planned)", "not bold yellow")
        parts.append(line)
        bylines = "; ".join(byline(citation.article, today) for citation in event.citations)
        parts.append(indented(Text(clean(event.text))))
        parts.append(indented(Text(bylines, "cyan")))
    return Group(*parts)


def render_sources(sources: Sequence[SourceCount]) -> RenderableType:
    """Each source with how many articles it has and from when to when."""
    if not sources:
        return Text("The coverage holds no article.")
    return Group(*(_source(count) for count in sources))


def unknown_source(counts: Sequence[SourceCount], wanted: str | None) -> str | None:
    """Words for a source that no article has, naming those there are; None where it is known."""
    instead = sources_instead(counts, wanted)
    if instead is None:
        return None
    named = ", ".join(f'"{clean(source)}"' for source in instead) or "none is named"
    return f'no article is from "{clean(wanted or "")}"; there are: {named}'


def _source(count: SourceCount) -> Text:
    line = Text(clean(count.source or "source unknown"), "bold")
    line.append(f" {count_of(count.articles, 'article')}", "not bold")
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
    lines += [Text(sentence) for sentence in remarks(status)]
    if status.sources:
        lines.append(Text(count_of(len(status.sources), "source"), "bold"))
        lines += [indented(_source(count)) for count in status.sources[:_SHOWN_SOURCES]]
        if (more := len(status.sources) - _SHOWN_SOURCES) > 0:
            lines.append(indented(Text(f"and {more:,} more", "dim")))
    if status.feeds:
        lines += [Text(count_of(len(status.feeds), "feed"), "bold"), render_feeds(status.feeds)]
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
    line.append(f" {count_of(feed.articles, 'article')}, every {feed.minutes} min", "not bold")
    line.append(
        f", checked {_moment(feed.checked)}" if feed.checked else ", not checked yet", "not bold"
    )
    lines = [line, Text(f"  {clean(feed.url)}", "dim")] if feed.title != feed.url else [line]
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
    amount = f"{count_of(status.articles, 'article')}, {count_of(status.passages, 'passage')}"
    published = days(status.first, status.last)
    return f"{amount}, published {published}" if published else amount


def render_report(report: ReloadReport) -> RenderableType:
    """What a reload did."""
    line = (
        f"{count_of(report.articles, 'article')}, {count_of(report.passages, 'passage')}: "
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


def count_of(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "4,884 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def indented(text: Text) -> RenderableType:
    """A text below what it belongs to."""
    return Padding(text, (0, 0, 0, 4), expand=False)
