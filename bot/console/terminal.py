"""Answers, summaries and timelines as text for a terminal; pure functions to rich's types.

Text of articles goes into `Text` objects and never through rich's markup, with everything left out
that could move a cursor or hide a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.app.days import age, day, days
from bot.app.marks import without_piles
from bot.app.naming import papers_with_copies, title_of
from bot.app.proving import PARAGRAPH_CHARS, paragraph, shown_from
from knowledge import (
    Account,
    Answer,
    Article,
    Citation,
    Hit,
    Summary,
    Superseded,
    Timeline,
)

ABSTENTION = "The coverage doesn't say."
CLOSEST = "the closest found"
WHICH_STORY = "Which story do you mean?"
NOTHING_LOADED = "No coverage is loaded yet: put articles into its folder, or add a feed."
# What is said to who asks nothing: "thanks", "what can you do?".
NUDGE = "Ask me something, for example: {example} {help} tells more."
NOTHING_NEAR = "No article comes near this; a summary tells what they are about."

# Terminal escape sequences (ECMA-48): CSI, then OSC and the other strings up to their end, then
# two-byte ones. Taken out whole, so that no "[31m" is left standing.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
_SPACE = re.compile(r"\s+")
_INDENT = "    "
# Unwrapped when piped, so that one quote is one line for grep.
_PIPED_WIDTH = 1_000_000


def make_console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """A console that takes text as it is; colour and wrapping on a terminal only (or NO_COLOR)."""
    console = Console(file=file, stderr=stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    return console


def show(what: RenderableType, console: Console | None = None) -> None:
    """Prints on standard output, or on another console, what the functions of this module make;
    lines that are not to be broken stay whole."""
    (console or make_console()).print(what, crop=False)


def clean(text: str) -> str:
    """One line that is safe to print: white space collapsed, escapes and control characters out.

    The controls of writing direction go too, since they can show a quote in another order, and
    marks piled up on a letter, which overdraw other lines.
    """
    text = _SPACE.sub(" ", _ESCAPES.sub("", text))
    return without_piles("".join(char for char in text if not _is_control(char)))


def _is_control(char: str) -> bool:
    category = unicodedata.category(char)
    return category in ("Cc", "Cs") or unicodedata.bidirectional(char) in _DIRECTION_CONTROLS


_DIRECTION_CONTROLS = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})


def render_answer(
    answer: Answer, today: date | None = None, *, is_empty: bool = False, proof: bool = False
) -> RenderableType:
    """The answer first, then who says what where articles differ, then the numbered quotes, as
    `proof` in their paragraphs.

    With `today` every article says how old it is. `is_empty` is whether the coverage holds no
    article at all.
    """
    parts: list[RenderableType] = []
    if answer.understood:
        parts.append(Text(f"Understood as: {clean(answer.understood)}", "dim"))
    if answer.corrections:
        parts.append(_corrections(answer))
    if answer.choices:
        parts.append(Text(WHICH_STORY))
        parts += [Text(f"{n}. {clean(each.name)}") for n, each in enumerate(answer.choices, 1)]
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
        parts += [Text(), *(proved if proof else quoted)(citation, today)]
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
            says.append(f"{uncited} more" if says else counted(uncited, "article"))
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


def proved(citation: Citation, today: date | None = None) -> list[RenderableType]:
    """An article's number and byline, and the paragraph that the quote stands in, with the quote in
    bold between marks that stay where there is no bold."""
    article, start, end = citation.article, citation.start, citation.end
    first, last = paragraph(article.text, start, end)
    cut = shown_from(article.text, first, start)
    stop = min(last, max(end, cut + PARAGRAPH_CHARS))
    text = Text("… " if cut > first else "").append(_part(article.text[cut:start]))
    text.append(f">>{clean(article.text[start:end])}<<", "bold")
    text.append(_part(article.text[end:stop])).append(" …" if stop < last else "")
    return [*heading(citation.n, article, today), indented(text)]


def _part(text: str) -> str:
    """A part of a text, cleaned, with a space where it has white space at an end."""
    return f"{' ' * text[:1].isspace()}{clean(text).strip()}{' ' * text[-1:].isspace()}"


def heading(number: int, article: Article, today: date | None = None) -> list[RenderableType]:
    """An article's number, byline and address."""
    lines: list[RenderableType] = [Text(f"[{number}] ").append(byline(article, today), "cyan")]
    if article.url:
        lines.append(indented(address(article.url)))
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
        if before := event.replaces:
            was = days(before.date, before.end or before.date)
            line.append(f" (changed; before: {was})", "not bold yellow")
        parts.append(line)
        bylines = "; ".join(byline(citation.article, today) for citation in event.citations)
        parts.append(indented(Text(clean(event.text))))
        parts.append(indented(Text(bylines, "cyan")))
        for each in event.more:
            parts.append(indented(Text(clean(each.quote))))
            parts.append(indented(Text(byline(each.article, today), "cyan")))
    return Group(*parts)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "2,000 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def indented(text: Text) -> RenderableType:
    """A text that belongs to the line above it."""
    if text.no_wrap:  # what is padded would be cut at the edge
        return Text.assemble(_INDENT, text, no_wrap=True, overflow="ignore")
    return Padding(text, (0, 0, 0, len(_INDENT)), expand=False)


def address(url: str, before: str = "") -> Text:
    """An address, left to the terminal to break, which then still knows it as one."""
    return Text(f"{before}{clean(url)}", "dim", no_wrap=True, overflow="ignore")
