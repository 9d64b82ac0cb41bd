"""Passages: runs of whole sentences short enough to rank and to show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.article import Article
from knowledge.text.languages import count_words
from knowledge.text.sentences import sentence_spans

# Words in a passage. 200 found the answer more often than 120 on two years of news questions
# (docs/quality.md); larger ones gain little more and are long to read.
TARGET_WORDS = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences of one article; `start` and `end` are offsets into the article's text.

    `number` counts the article's passages from 0; `section` is the heading it stands under.
    """

    article: Article
    number: int
    start: int
    end: int
    section: str | None = None

    @property
    def text(self) -> str:
        """The passage as it stands in the article."""
        return self.article.text[self.start : self.end]

    def sentences(self) -> list[tuple[int, int]]:
        """The passage's sentences as offsets into the article's text, list marks left out."""
        text = self.article.text
        spans = sentence_spans(text, self.start, self.end, self.article.language)
        return [(_after_mark(text, start, end), end) for start, end in spans]


_LIST_MARK = re.compile(r"[•‣◦▪●·*–—-]\s+(?=\S)")


def _after_mark(text: str, start: int, end: int) -> int:
    mark = _LIST_MARK.match(text, start, end)
    return mark.end() if mark else start


def split_passages(article: Article, target_words: int = TARGET_WORDS) -> Iterator[Passage]:
    """Cuts an article into passages of about `target_words` words, never within a sentence.

    A section starts a new passage. A sentence longer than two passages' worth is cut at white
    space, since nothing that long is a sentence. Every non-blank character is in one passage.
    """
    number = 0
    for title, start, end in _section_ranges(article):
        for first, last in _runs(article, start, end, target_words):
            yield Passage(article, number, first, last, title)
            number += 1


def _section_ranges(article: Article) -> Iterator[tuple[str | None, int, int]]:
    """The whole text in order as (section title, start, end), gaps between sections included."""
    position = 0
    for section in article.sections:
        if position < section.start:
            yield None, position, section.start
        yield section.title, section.start, section.end
        position = max(position, section.end)
    if position < len(article.text):
        yield None, position, len(article.text)


def _runs(article: Article, start: int, end: int, target_words: int) -> Iterator[tuple[int, int]]:
    """Groups sentences greedily; a short tail joins the run before it."""
    text = article.text
    sentences = [
        piece
        for span in sentence_spans(text, start, end, article.language)
        for piece in _cut_long(text, *span, 2 * target_words)
    ]
    counts = [count_words(text[first:last], article.language) for first, last in sentences]
    remaining = sum(counts)
    run_start: int | None = None
    words = 0
    for (first, last), count in zip(sentences, counts, strict=True):
        run_start = first if run_start is None else run_start
        words += count
        remaining -= count
        if remaining == 0 or (words >= target_words and remaining >= target_words // 3):
            yield run_start, last
            run_start, words = None, 0


def _cut_long(text: str, start: int, end: int, most_words: int) -> Iterator[tuple[int, int]]:
    """The range itself, or pieces of it at white space that have no more than so many words."""
    found = text[start:end].split()
    if 0 < len(found) <= most_words:
        yield start, end
        return
    words = 0
    position = start
    piece_start = start
    for word in found:
        position = text.index(word, position) + len(word)
        words += 1
        if words == most_words:
            yield piece_start, position
            piece_start, words = position, 0
            while piece_start < end and text[piece_start].isspace():
                piece_start += 1
    if words:
        yield piece_start, end
