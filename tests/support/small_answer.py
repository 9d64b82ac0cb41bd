"""An answer of two articles, and what is needed to show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from discord_text import assert_sendable, text_of

from bot.discord.rendering import (
    Card,
)
from bot.state.values import Asked
from knowledge import (
    Answer,
    Article,
    Citation,
    SourceCount,
    Status,
)

KREMLIN = Article(
    "a1",
    "The visit is on. Xi will visit Moscow from May 7 to May 10, 2025, the Kremlin said.",
    title="Xi visits Moscow",
    source="The Daily",
    url="https://daily.example/xi",
    published=datetime(2025, 5, 4),
)
OTHER = Article("a2", "Xi meets Putin on May 7, 2025.", path="/srv/news/notes.txt")
STATUS = Status(
    articles=2,
    passages=3,
    first=date(2025, 5, 4),
    last=date(2025, 5, 4),
    sources=(SourceCount("The Daily", 1, date(2025, 5, 4), date(2025, 5, 4)),),
    unreadable=(),
    index_bytes=2_500_000,
    loaded_at=datetime(2025, 5, 5),
)
ASKED = Asked("when does Xi visit Moscow?")


def cite(n: int, article: Article, quote: str, *words: str) -> Citation:
    start = article.text.index(quote)
    found = tuple((quote.index(word), quote.index(word) + len(word)) for word in words)
    return Citation(n, article, start, start + len(quote), found)


ANSWER = Answer(
    question=ASKED.question,
    answer="May 7 to May 10, 2025",
    kind="span",
    confidence=0.9,
    citations=(
        cite(1, KREMLIN, KREMLIN.text[17:], "Xi", "Moscow", "May 7 to May 10, 2025"),
        cite(2, OTHER, OTHER.text, "Xi", "May 7, 2025"),
    ),
)
ABSTAINED = replace(ANSWER, answer=None, kind=None, citations=ANSWER.citations[1:])


def lines(card: Card) -> list[str]:
    assert_sendable(card)
    return text_of(card).splitlines()
