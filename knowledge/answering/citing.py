"""Citations: verbatim quotes numbered by article, with the words that matter marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.answer import Citation
from knowledge.answering.evidence import Evidence
from knowledge.article import Article
from knowledge.questions.question import Question
from knowledge.text.analysis import Analyzer


@dataclass(frozen=True, slots=True)
class Quote:
    """A part of an article to quote; `value` are the offsets of the answer within the quote."""

    article: Article
    start: int
    end: int
    value: tuple[int, int] | None = None

    @classmethod
    def of(cls, evidence: Evidence, value: tuple[int, int] | None = None) -> Quote:
        """The quote of a whole sentence."""
        return cls(evidence.article, evidence.start, evidence.end, value)


def cite(
    question: Question,
    quotes: Iterable[Quote],
    analyzer: Analyzer,
    copies: Mapping[str, tuple[Article, ...]],
) -> Iterator[Citation]:
    """Numbers the quotes by article in order of appearance, each quote once.

    `copies` are the other articles with the text of each.
    """
    numbers: dict[str, int] = {}
    seen: set[tuple[str, int, int]] = set()
    asked = frozenset(question.terms)
    for quote in quotes:
        key = (quote.article.id, quote.start, quote.end)
        if key in seen:
            continue
        seen.add(key)
        n = numbers.setdefault(quote.article.id, len(numbers) + 1)
        text = quote.article.text[quote.start : quote.end]
        tokens = analyzer.of(quote.article.language).tokens(text)
        marks = [(token.start, token.end) for token in tokens if token.term in asked]
        if quote.value is not None:
            marks.append(quote.value)
        merged = tuple(_merged(marks, text))
        also = copies.get(quote.article.id, ())
        yield Citation(n, quote.article, quote.start, quote.end, merged, also)


def _merged(marks: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """The marks in order, those that touch or have only white space between them joined."""
    current: tuple[int, int] | None = None
    for start, end in sorted(marks):
        if current is not None and not text[current[1] : start].strip():
            current = (current[0], max(current[1], end))
        else:
            if current is not None:
                yield current
            current = (start, end)
    if current is not None:
        yield current
