"""An answer, its passages and its sources as cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from bot.app.naming import title_of
from bot.app.setting_types import AnswerLength
from bot.discord.limits import length
from bot.discord.markdown import bold, escape, excerpt
from bot.discord.rendering import budgets
from bot.discord.rendering.articles import (
    TITLE_CHARS,
    also_in,
    byline,
    group_by_article,
    reach,
)
from bot.discord.rendering.asides import (
    QUESTION_CHARS,
    VALUE_CHARS,
    accounts_line,
    corrections_line,
    hurried_line,
    scope_line,
    staleness_line,
    superseded_lines,
    understood_line,
    unsaid_line,
    values_listed,
)
from bot.discord.rendering.card import Button, Card, Colour
from bot.discord.rendering.counts import and_more
from bot.discord.rendering.lines import EMPTY, NO_ARTICLES, small
from bot.language import gettext, gettext_noop, listed
from bot.state.values import Asked
from knowledge import Account, Answer, Article, Citation, Hit, Passage, Status

LEAD_CHARS = 900
WHICH_STORY = gettext_noop("**Which story do you mean?**")
MOST_QUOTES = 30
# The most quotes, and the most characters of one, which gets an equal share of the room otherwise.
QUOTED: dict[AnswerLength, tuple[int, int]] = {
    "short": (1, 240),
    "normal": (MOST_QUOTES, 700),
    "long": (MOST_QUOTES, 1500),
}
LEAST_QUOTE_CHARS = 120
PASSAGE_CHARS = 650
# From which confidence the stripe is green, and from which it is not grey.
SURE, LIKELY = 0.75, 0.4


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
        gettext("Asked: {question}", question=excerpt(answer.question, QUESTION_CHARS))
        if show_question
        else "",
        scope_line(asked),
        " · ".join(filter(None, (_confidence(answer), reach(status)))),
    ]
    card = Card(_colour(answer), footer, buttons)
    corrections = corrections_line(answer)
    asks_first = bool(choices) and (answer.abstained or answer.closest)
    if asks_first:
        card.text(gettext(WHICH_STORY))
        card.row(choices)
    if answer.answer is None:
        said = gettext("The coverage doesn't say.") if status.articles else gettext(EMPTY)
        near, hurried = _nothing_near(answer, status), hurried_line(answer)
        card.text(f"**{said}**", near, hurried, corrections, understood_line(answer))
        if answer.citations:
            card.divider()
            card.text(gettext("Nearest passages:"))
    else:
        card.text(
            _lead(answer),
            staleness_line(answer, today or date.today()),
            small(gettext("The closest I found; it may not answer this."))
            if answer.closest
            else "",
            hurried_line(answer),
            _more_news(answer),
            unsaid_line(answer),
            corrections,
            understood_line(answer),
            accounts_line(answer.accounts, answer.citations),
            superseded_lines(answer.superseded),
        )
        if choices and not asks_first:
            card.text(small(gettext("It may be another story that you mean:")))
            card.row(choices)
        card.divider()
        _article_blocks(card, answer.citations, size, said=_said(answer))
        return card
    _article_blocks(card, answer.citations, size)
    return card


def passages_card(
    hits: Sequence[Hit],
    first: int,
    asked: Asked,
    page_of: tuple[int, int] = (0, 1),
    *,
    buttons: Sequence[Button] = (),
) -> Card:
    """Passages in rank order, numbered from `first`; `page_of` is the page, counted from 0, and how
    many there are."""
    question = excerpt(asked.question, QUESTION_CHARS)
    page, pages = page_of
    footer = [
        gettext("Passages nearest to: {question}", question=question),
        scope_line(asked),
        gettext("Page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else "",
    ]
    card = Card(Colour.NEUTRAL, footer, buttons)
    if not hits:
        card.text(gettext("There are no more passages near this question."))
    for number, hit in enumerate(hits, first):
        article = hit.passage.article
        card.section(
            _heading(number, article),
            small(byline(article), excerpt(hit.passage.section or "", TITLE_CHARS)),
            "> " + excerpt(_body(hit.passage), PASSAGE_CHARS),
            url=article.url,
        )
    return card


def sources_card(answer: Answer, asked: Asked) -> Card:
    """The articles an answer rests on, with all that is known of each and what it says."""
    question = excerpt(asked.question, QUESTION_CHARS)
    footer = [gettext("Sources for: {question}", question=question), scope_line(asked)]
    card = Card(Colour.NEUTRAL, footer)
    if not answer.citations:
        card.text(gettext("No article comes near this question."))
    for n, citations in group_by_article(answer.citations).items():
        article = citations[0].article
        card.section(
            _heading(n, article),
            small(byline(article, authors=True)),
            small(_file(article)),
            _matched(citations),
            _stated(article, answer.accounts),
            url=article.url,
        )
    return card


def _file(article: Article) -> str:
    if not article.path:
        return ""
    return gettext("File: {name}", name=excerpt(PurePath(article.path).name, TITLE_CHARS))


def _body(passage: Passage) -> str:
    """The passage without the heading it may begin with, which is shown above it."""
    text = passage.text.removeprefix(passage.section or "")
    return text.lstrip() or passage.text


def _confidence(answer: Answer) -> str:
    """How likely the answer is right, as the stripe shows; news is no one answer."""
    if answer.abstained or answer.kind == "summary":
        return ""
    return gettext("Confidence: {percent}%", percent=round(100 * answer.confidence))


def _colour(answer: Answer) -> Colour:
    if answer.abstained:
        return Colour.UNKNOWN
    if answer.confidence >= SURE and not answer.accounts:
        return Colour.SURE
    return Colour.LIKELY if answer.confidence >= LIKELY else Colour.UNKNOWN


def _nothing_near(answer: Answer, status: Status) -> str:
    if not status.articles:
        return gettext(NO_ARTICLES)
    if answer.citations:
        return ""
    return gettext(
        "No article comes near this. /summary tells what they are about, /help how to ask."
    )


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
    topic = excerpt(answer.topic, budgets.TOPIC)
    return small(gettext("The newest on this; more with /summary {topic}", topic=topic).rstrip())


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
    room = (card.left - budgets.MARKS) // max(len(citations), 1) - TITLE_CHARS
    limit = max(LEAST_QUOTE_CHARS, min(most_chars, room))
    for n, group in group_by_article(citations).items():
        article = group[0].article
        quotes = [
            "> " + excerpt(cited.quote, limit, cited.highlights)
            for cited in group
            if " ".join(cited.quote.split()) not in said
        ]
        block = [_heading(n, article), small(byline(article), also_in(group)), *quotes]
        if sum(map(length, block)) + budgets.BLOCK_MARKS > card.left or not card.section(
            *block, url=article.url
        ):
            break
        shown += 1
    if shown < articles:
        card.text(and_more(articles - shown))


def _heading(n: int, article: Article) -> str:
    return f"**{n} · {excerpt(title_of(article), TITLE_CHARS)}**"


def _matched(citations: Sequence[Citation]) -> str:
    """The words of the quotes that match the question or state the answer."""
    words: dict[str, str] = {}
    for cited in citations:
        for start, end in cited.highlights:
            word = escape(cited.quote[start:end])
            words.setdefault(word.casefold(), word)
    return (
        gettext("Matched: {words}", words=listed(list(words.values())[: budgets.MOST_MATCHED]))
        if words
        else ""
    )


def _stated(article: Article, accounts: Sequence[Account]) -> str:
    values = [excerpt(each.value, VALUE_CHARS) for each in accounts if article.id in each.articles]
    return gettext("Says: {values}", values=values_listed(values[:4])) if values else ""
