"""Examples: questions with the windows that answer them and windows that only look like it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.answer import Hit
from knowledge.answering.blend import Blend
from knowledge.article import Article
from knowledge.passages import split_passages
from knowledge.questions import Question
from knowledge.reading.windows import Window, choose_windows, measure, window_around
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()
# Windows kept of a question, by where they come from.
MOST_OWN, MOST_OTHER, MOST_FAR = 10, 12, 4


@dataclass(frozen=True, slots=True)
class Snippet:
    """A window's text under its article's title; `spans` are where in the text the answer is."""

    title: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Example:
    """A question with snippets that answer it (none where the coverage does not say) and, hardest
    first, snippets that do not: of the same article, of others found for it, and of any articles.
    """

    question: str
    kind: str
    positives: list[Snippet] = field(default_factory=list)
    own: list[Snippet] = field(default_factory=list)
    other: list[Snippet] = field(default_factory=list)
    far: list[Snippet] = field(default_factory=list)


def hits_of(articles: Iterable[Article]) -> list[Hit]:
    """The passages of articles as hits of one score."""
    return [Hit(passage, 1.0) for article in articles for passage in split_passages(article)]


def windows_of(question: Question, hits: Sequence[Hit], most: int) -> list[Window]:
    """The most promising windows of some hits, as they are chosen when a question is answered."""
    return choose_windows(measure(question, hits, ANALYZER), Blend.load("plain").window, most)


def snippet(window: Window, spans: Sequence[tuple[int, int]] = ()) -> Snippet:
    """The text of a window, with the places of the answers in its article's text."""
    text = window.article.text[window.start : window.end]
    inside = tuple((start - window.start, end - window.start) for start, end in spans)
    return Snippet(window.article.title or "", text, inside)


def telling(
    article: Article, told: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]
) -> Iterator[Snippet]:
    """The windows about the sentences of an article that tell the answer.

    `told` are the sentences and `spans` the answers in them, as offsets into the article's text.
    Every sentence is given in windows of three sizes.
    """
    for hit in hits_of([article]):
        places = hit.passage.sentences()
        lengths = [len(article.text[start:end].split()) for start, end in places]
        for place, (start, end) in enumerate(places):
            if not any(start < last and first < end for first, last in told):
                continue
            for words in (20, 50, 80):
                first, last = window_around(lengths, place, words)
                begin, stop = places[first][0], places[last - 1][1]
                inside = [(a - begin, b - begin) for a, b in spans if begin <= a and b <= stop]
                if inside:
                    text = article.text[begin:stop]
                    yield Snippet(article.title or "", text, tuple(inside))


def far_snippets(
    question: Question, articles: Sequence[Article], shuffle: random.Random
) -> list[Snippet]:
    """Windows of a handful of any articles: what a small coverage has to offer."""
    few = shuffle.sample(articles, min(len(articles), 4))
    return [snippet(window) for window in windows_of(question, hits_of(few), MOST_FAR)]
