"""What is said beside an answer: how the question was read, which articles were looked at, where
they differ and what is newer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.app.days import day
from bot.app.naming import title_of
from bot.discord.markdown import bold, excerpt
from bot.discord.rendering import budgets
from bot.discord.rendering.articles import byline
from bot.discord.rendering.lines import small
from bot.language import gettext, listed, ngettext, pgettext
from bot.state.values import Asked
from knowledge import Account, Answer, Citation, Superseded

QUESTION_CHARS = 200
VALUE_CHARS = 160
# Accounts and misspelt words that are named; a correction is cut after so many characters.
MOST_ACCOUNTS = MOST_CORRECTIONS = 6
CORRECTION_CHARS = 40
_NEWER_QUOTE_CHARS = 360

_ASKS_FOR_NEWS = re.compile(
    r"\b(today|tonight|now|latest|newest|current|currently|recent|recently|this week)\b", re.I
)
_STALE = timedelta(days=2)


def scope_line(asked: Asked) -> str:
    """Which articles alone were looked at, for small print; empty for all."""
    scope = asked.scope
    parts = [
        gettext("from {source}", source=excerpt(scope.source, budgets.SOURCE))
        if scope.source
        else "",
        gettext("since {day}", day=day(scope.since)) if scope.since else "",
        gettext("until {day}", day=day(scope.until)) if scope.until else "",
    ]
    only = listed(part for part in parts if part)
    return gettext("Only articles {restrictions}", restrictions=only) if only else ""


def hurried_line(answer: Answer) -> str:
    """What tells an answer in haste from another."""
    if not answer.hurried:
        return ""
    return small(
        gettext(
            "⏱️ Many are asking at once, so I read less than usual for this. Ask again later to be "
            "sure."
        )
    )


def unsaid_line(answer: Answer) -> str:
    """The questions of a line that asks several which the coverage does not answer."""
    asked = values_listed(excerpt(question, QUESTION_CHARS) for question in answer.unsaid)
    return gettext("The coverage doesn't say: {questions}", questions=asked) if asked else ""


def corrections_line(answer: Answer) -> str:
    """Misspelt words of the question, each with what it was read as."""
    if not answer.corrections:
        return ""
    read = [
        gettext(
            "“{word}” as “{correction}”",
            word=excerpt(word, CORRECTION_CHARS),
            correction=excerpt(correction, CORRECTION_CHARS),
        )
        for word, correction in answer.corrections[:MOST_CORRECTIONS]
    ]
    return small(gettext("Read {corrections}.", corrections=listed(read)))


def understood_line(answer: Answer) -> str:
    """The question as it was completed from the turns before it."""
    if not answer.understood:
        return ""
    question = excerpt(answer.understood, QUESTION_CHARS)
    return small(gettext("Understood as: {question}", question=question))


def staleness_line(answer: Answer, today: date) -> str:
    """A warning where the question asks for news and no article cited is new."""
    dates = [
        cited.article.published.date() for cited in answer.citations if cited.article.published
    ]
    if not dates or today - max(dates) < _STALE or not _ASKS_FOR_NEWS.search(answer.question):
        return ""
    newest = day(max(dates))
    return small(gettext("⚠️ As of {day}, the date of the newest article on this.", day=newest))


def superseded_lines(superseded: Superseded | None) -> str:
    """What a newer article gives instead, since when, its sentence, and where that stands."""
    if superseded is None:
        return ""
    cited = superseded.citation
    value = bold(superseded.value, VALUE_CHARS)
    if since := day(cited.article.published):
        text = gettext("⚠️ Superseded since {day}: {value}", day=since, value=value)
    else:
        text = gettext("⚠️ Superseded since later: {value}", value=value)
    title = excerpt(title_of(cited.article), budgets.TOPIC)
    quote = excerpt(cited.quote, _NEWER_QUOTE_CHARS, cited.highlights)
    return f"{text}\n> {quote}\n{small(title, byline(cited.article))}"


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
    if (rest := len(accounts) - MOST_ACCOUNTS) > 0:
        values.append(ngettext("and {count} more", "and {count} more", rest))
    return gettext("Articles differ: {values}", values=values_listed(values))


def values_listed(values: Iterable[str]) -> str:
    """Values, which may have commas, one after the other."""
    return pgettext("between values and questions, which may have commas", "; ").join(values)
