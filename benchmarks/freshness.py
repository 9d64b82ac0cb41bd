"""Which questions are fresh-covered: recent coverage tells their story and holds the answer.

The data does not link articles to questions. An article counts as being about a question when its
title and text hold at least two thirds of the question's words by weight (inverse document
frequency over the articles; words in over 30 % of them count nothing). Two thirds was chosen
because the subsets then have about the sizes counted with the true links: 396 questions of 780 in
2022 (395 by links) and 388 of 1,429 in 2023 (372). It is a rule of words, so it leans to stories
that search can find.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from benchmarks.metrics import as_needle, tokens
from benchmarks.questions import SetQuestion
from knowledge import Article

MAX_AGE = timedelta(days=14)
MIN_SHARE = 2 / 3
COMMON_SHARE = 0.3


class FreshCoverage:
    """The articles of a coverage, asked which questions are fresh-covered."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles: list[tuple[date, str, frozenset[str]]] = []
        frequencies: Counter[str] = Counter()
        for article in articles:
            text = f"{article.title or ''}\n{article.text}"
            words = frozenset(tokens(text))
            frequencies.update(words)
            if article.published:
                self._articles.append((article.published.date(), as_needle(text), words))
        count = max(1, len(self._articles))
        self._weights = {
            word: math.log(1 + (count - n + 0.5) / (n + 0.5)) if n <= COMMON_SHARE * count else 0.0
            for word, n in frequencies.items()
        }
        self._unseen = math.log(2 * count + 2)

    def covers(self, question: SetQuestion, as_of: date) -> bool:
        """Whether an article of the last 14 days is about the question and holds its answer."""
        words = set(tokens(question.question))
        needles = [as_needle(answer) for answer in question.answers]
        return any(
            as_of - MAX_AGE <= day <= as_of
            and any(needle in text for needle in needles)
            and self._share(words, held) >= MIN_SHARE
            for day, text, held in self._articles
        )

    def _share(self, words: set[str], held: frozenset[str]) -> float:
        total = self._weight(words)
        return self._weight(words & held) / total if total else 0.0

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, self._unseen) for word in words)


def fresh_covered(
    articles: Sequence[Article], questions: Iterable[tuple[SetQuestion, date]]
) -> set[str]:
    """The ids of the fresh-covered ones among questions with the day they are answered as of."""
    coverage = FreshCoverage(articles)
    return {question.id for question, as_of in questions if coverage.covers(question, as_of)}
