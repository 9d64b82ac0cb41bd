"""An answer, its passages and its sources as cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import PurePath

from bot.app.days import day
from bot.app.naming import title_of
from bot.app.settings import AnswerLength
from bot.discord.limits import length
from bot.discord.markdown import bold, escape, excerpt
from bot.discord.rendering.articles import (
    SOURCE_CHARS,
    TITLE_CHARS,
    also_in,
    byline,
    group_by_article,
    reach,
)
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.lines import EMPTY, NO_ARTICLES
from bot.state.values import Asked
from knowledge import Account, Answer, Article, Citation, Hit, Passage, Status, Superseded

LEAD_CHARS = 900
VALUE_CHARS = 160
QUESTION_CHARS = 200
WHICH_STORY = "**Which story do you mean?**"
MOST_QUOTES = 30
# The most quotes, and the most characters of one, which gets an equal share of the room otherwise.
QUOTED: dict[AnswerLength, tuple[int, int]] = {
    "short": (1, 240),
    "normal": (MOST_QUOTES, 700),
    "long": (MOST_QUOTES, 1500),
}
LEAST_QUOTE_CHARS = 120
PASSAGE_CHARS = 650
# Accounts and misspelt words that are named; a correction is cut after so many characters.
MOST_ACCOUNTS = MOST_CORRECTIONS = 6
CORRECTION_CHARS = 40
# From which confidence the stripe is green, and from which it is not grey.
SURE, LIKELY = 0.75, 0.4

_ASKS_FOR_NEWS = re.compile(
    r"\b(today|tonight|now|latest|newest|current|currently|recent|recently|this week)\b", re.I
)
_STALE = timedelta(days=2)


def answer_card(
    answer: Answer,
    status: Status,
    asked: Asked,
    *,
    show_question: bool = False,
    buttons: Sequence[Button] = (),
    choices: Sequence[Button] = (),
    size: AnswerLength = "normal",
    today: date | None = None,
) -> Card:
    """The answer in bold, then where articles differ, then a block of quotes for each article.

    `choices` are the stories that the question may mean; they come first where nothing is stated.

    An abstention says so and shows the nearest passages as just that. `show_question` adds the
    question to the small print, where the message does not stand below it.
    """
    footer = [
        f"Asked: {excerpt(answer.question, QUESTION_CHARS)}" if show_question else "",
        scope_line(asked),
        reach(status),
    ]
    card = Card(_colour(answer), footer, buttons)
    corrections = _corrections(answer)
    asks_first = bool(choices) and (answer.abstained or answer.closest)
    if asks_first:
        card.text(WHICH_STORY)
        card.row(choices)
    if answer.answer is None:
        said = "The coverage doesn't say." if status.articles else EMPTY
        card.text(f"**{said}**", _nothing_near(answer, status), corrections, _understood(answer))
        if answer.citations:
            card.divider()
            card.text("Nearest passages:")
    else:
        card.text(
            _lead(answer),
            _staleness(answer, today or date.today()),
            "-# The closest I found; it may not answer this." if answer.closest else "",
            _more_news(answer),
            _unsaid(answer),
            corrections,
            _understood(answer),
            accounts_line(answer.accounts, answer.citations),
            _superseded(answer.superseded),
        )
        if choices and not asks_first:
            card.text("-# It may be another story that you mean:")
            card.row(choices)
        card.divider()
        _article_blocks(card, answer.citations, size, said=_said(answer))
        return card
    _article_blocks(card, answer.citations, size)
    return card


def passages_card(
    hits: Sequence[Hit], first: int, asked: Asked, *, buttons: Sequence[Button] = ()
) -> Card:
    """Passages in rank order, numbered from `first`."""
    footer = [f"Passages nearest to: {excerpt(asked.question, QUESTION_CHARS)}", scope_line(asked)]
    card = Card(Colour.NEUTRAL, footer, buttons)
    if not hits:
        card.text("There are no more passages near this question.")
    for number, hit in enumerate(hits, first):
        article = hit.passage.article
        card.section(
            _heading(number, article),
            _small(byline(article), excerpt(hit.passage.section or "", TITLE_CHARS)),
            "> " + excerpt(_body(hit.passage), PASSAGE_CHARS),
            url=article.url,
        )
    return card


def sources_card(answer: Answer, asked: Asked) -> Card:
    """The articles an answer rests on, with all that is known of each and what it says."""
    footer = [f"Sources for: {excerpt(asked.question, QUESTION_CHARS)}", scope_line(asked)]
    card = Card(Colour.NEUTRAL, footer)
    if not answer.citations:
        card.text("No article comes near this question.")
    for n, citations in group_by_article(answer.citations).items():
        article = citations[0].article
        card.section(
            _heading(n, article),
            _small(byline(article, authors=True)),
            _small(
                f"File: {excerpt(PurePath(article.path).name, TITLE_CHARS)}" if article.path else ""
            ),
            _matched(citations),
            _stated(article, answer.accounts),
            url=article.url,
        )
    return card


def _body(passage: Passage) -> str:
    """The passage without the heading it may begin with, which is shown above it."""
    text = passage.text.removeprefix(passage.section or "")
    return text.lstrip() or passage.text


def _colour(answer: Answer) -> Colour:
    if answer.abstained:
        return Colour.UNKNOWN
    if answer.confidence >= SURE and not answer.accounts:
        return Colour.SURE
    return Colour.LIKELY if answer.confidence >= LIKELY else Colour.UNKNOWN


def _nothing_near(answer: Answer, status: Status) -> str:
    if not status.articles:
        return NO_ARTICLES
    if answer.citations:
        return ""
    return "No article comes near this. /summary tells what they are about, /help how to ask."


def _unsaid(answer: Answer) -> str:
    """The questions of a line that asks several which the coverage does not answer."""
    asked = "; ".join(excerpt(question, QUESTION_CHARS) for question in answer.unsaid)
    return f"The coverage doesn't say: {asked}" if asked else ""


def _corrections(answer: Answer) -> str:
    if not answer.corrections:
        return ""
    read = [
        f"“{excerpt(a, CORRECTION_CHARS)}” as “{excerpt(b, CORRECTION_CHARS)}”"
        for a, b in answer.corrections[:MOST_CORRECTIONS]
    ]
    return f"-# Read {', '.join(read)}."


def _understood(answer: Answer) -> str:
    """The question as it was completed from the turns before it."""
    if not answer.understood:
        return ""
    return f"-# Understood as: {excerpt(answer.understood, QUESTION_CHARS)}"


def _staleness(answer: Answer, today: date) -> str:
    """A warning where the question asks for news and no article cited is new."""
    dates = [
        cited.article.published.date() for cited in answer.citations if cited.article.published
    ]
    if not dates or today - max(dates) < _STALE or not _ASKS_FOR_NEWS.search(answer.question):
        return ""
    return f"-# ⚠️ As of {day(max(dates))}, the date of the newest article on this."


def _superseded(superseded: Superseded | None) -> str:
    """What a newer article gives instead, since when, and its sentence."""
    if superseded is None:
        return ""
    cited = superseded.citation
    since = day(cited.article.published) or "later"
    source = excerpt(cited.article.source or title_of(cited.article), SOURCE_CHARS)
    quote = excerpt(cited.quote, LEAST_QUOTE_CHARS * 3, cited.highlights)
    return (
        f"⚠️ Superseded since {since}: {bold(superseded.value, VALUE_CHARS)} ({source})\n> {quote}"
    )


def accounts_line(accounts: Sequence[Account], citations: Sequence[Citation]) -> str:
    """Where articles give different values: each value in bold with the numbers of its articles
    and the day of the newest of them."""
    if len(accounts) < 2:
        return ""
    numbers = {citation.article.id: citation.n for citation in citations}
    days = {cited.article.id: cited.article.published for cited in citations}
    values = []
    for account in accounts[:MOST_ACCOUNTS]:
        cited = sorted({numbers[each] for each in account.articles if each in numbers})
        marks = "".join(f" [{n}]" for n in cited)
        newest = max(filter(None, map(days.get, account.articles)), default=None)
        said = f" ({day(newest)})" if newest else ""
        values.append(f"{bold(account.value, VALUE_CHARS)}{marks}{said}")
    rest = len(accounts) - MOST_ACCOUNTS
    more = f"; and {rest} more" if rest > 0 else ""
    return f"Articles differ: {'; '.join(values)}{more}"


def _lead(answer: Answer) -> str:
    """The answer: in bold, or for news a list of sentences."""
    lines = (answer.answer or "").splitlines()
    if answer.kind == "summary":
        return "\n".join(f"- {excerpt(line, LEAD_CHARS // len(lines))}" for line in lines)
    return "\n".join(bold(line, LEAD_CHARS // len(lines)) for line in lines)


def _more_news(answer: Answer) -> str:
    """Where there is more than the newest sentences."""
    if answer.kind != "summary":
        return ""
    return f"-# The newest on this; more with /summary {excerpt(answer.topic, 60)}".rstrip()


def _said(answer: Answer) -> frozenset[str]:
    """What the lead says already and no block need say again: whole sentences."""
    if answer.kind == "span":
        return frozenset()
    return frozenset(" ".join(line.split()) for line in (answer.answer or "").splitlines())


def _article_blocks(
    card: Card,
    citations: tuple[Citation, ...],
    wanted: AnswerLength,
    said: frozenset[str] = frozenset(),
) -> None:
    most_quotes, most_chars = QUOTED[wanted]
    shown, articles = 0, len(group_by_article(citations))
    citations = citations[:most_quotes]
    room = (card.left - 40) // max(len(citations), 1) - TITLE_CHARS
    limit = max(LEAST_QUOTE_CHARS, min(most_chars, room))
    for n, group in group_by_article(citations).items():
        article = group[0].article
        quotes = [
            "> " + excerpt(cited.quote, limit, cited.highlights)
            for cited in group
            if " ".join(cited.quote.split()) not in said
        ]
        block = [_heading(n, article), _small(byline(article), also_in(group)), *quotes]
        if sum(map(length, block)) + 60 > card.left or not card.section(*block, url=article.url):
            break
        shown += 1
    if shown < articles:
        card.text(f"-# … and {articles - shown} more")


def _heading(n: int, article: Article) -> str:
    return f"**{n} · {excerpt(title_of(article), TITLE_CHARS)}**"


def _small(*parts: str | None) -> str:
    line = " · ".join(part for part in parts if part)
    return f"-# {line}" if line else ""


def _matched(citations: Sequence[Citation]) -> str:
    """The words of the quotes that match the question or state the answer."""
    words: dict[str, str] = {}
    for cited in citations:
        for start, end in cited.highlights:
            word = escape(cited.quote[start:end])
            words.setdefault(word.casefold(), word)
    return f"Matched: {', '.join(list(words.values())[:12])}" if words else ""


def _stated(article: Article, accounts: Sequence[Account]) -> str:
    values = [excerpt(each.value, VALUE_CHARS) for each in accounts if article.id in each.articles]
    return f"Says: {'; '.join(values[:4])}" if values else ""


def scope_line(asked: Asked) -> str:
    """Which articles alone were looked at, for small print; empty for all."""
    parts = [
        f"{word} {excerpt(value, 60)}"
        for word, value in (
            ("from", asked.scope.source),
            ("since", day(asked.scope.since)),
            ("until", day(asked.scope.until)),
        )
        if value
    ]
    return f"Only articles {', '.join(parts)}" if parts else ""
