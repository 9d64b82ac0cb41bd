"""Stories: which articles tell of the same event."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge.article import Article
from knowledge.index import Index
from knowledge.questions.background import Background
from knowledge.text.analysis import Analyzer

# An article tells of a story from this likeness on with the two of its articles that are nearest:
# one alone may be a digest of the day's news, and the first of a story is soon out of date. Chosen
# on the first of the two weeks that `python -m benchmarks.stories` measures.
_LIKE = 0.14
_NEAREST = 2
# Words of an article that are compared: news tells first what it is about.
_OPENING_WORDS = 200
# What is published so long after the last article of a story is another one.
_GOES_ON = timedelta(days=3)

_Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Told:
    article: Article
    vector: _Vector


def assign_stories(
    index: Index,
    analyzer: Analyzer,
    articles: Sequence[Article],
    stories: Sequence[Sequence[Article]] = (),
) -> list[int]:
    """For each article the number of its story: one of those given, or a new one counted on.

    The articles are taken in their order, each joining the story that it is most like, as new event
    detection does it (single pass: Yang, Pierce and Carbonell, "A study on retrospective and
    on-line event detection", SIGIR 1998).
    """
    weigh = _Weighing(index, analyzer)
    known = [[_Told(each, weigh.vector(each)) for each in story] for story in stories]
    numbers: list[int] = []
    for article in articles:
        told = _Told(article, weigh.vector(article))
        near = [(_likeness(told, story), -number) for number, story in enumerate(known)]
        likeness, negative = max(near, default=(0.0, 0))
        if likeness >= _LIKE:
            number = -negative
            known[number].append(told)
        else:
            number = len(known)
            known.append([told])
        numbers.append(number)
    return numbers


@dataclass(frozen=True, slots=True)
class _Weighing:
    index: Index
    analyzer: Analyzer

    def vector(self, article: Article) -> _Vector:
        """The terms of the title and the opening, by frequency and rarity, of length 1."""
        background = Background.load()
        opening = " ".join(article.text[: 12 * _OPENING_WORDS].split()[:_OPENING_WORDS])
        analyzer = self.analyzer.of(article.language)
        counts = Counter(analyzer.terms(f"{article.title or ''}\n{opening}"))
        weights = {
            term: (1 + math.log(count)) * background.weight(term, self.index)
            for term, count in counts.items()
        }
        size = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {term: weight / size for term, weight in weights.items()}


def _likeness(told: _Told, story: Sequence[_Told]) -> float:
    near = sorted((_cosine(told, each) for each in story if _goes_on(told, each)), reverse=True)
    nearest = near[:_NEAREST]
    return sum(nearest) / len(nearest) if nearest else 0.0


def _cosine(one: _Told, other: _Told) -> float:
    small, large = sorted((one.vector, other.vector), key=len)
    return sum(weight * large.get(term, 0.0) for term, weight in small.items())


def _goes_on(one: _Told, other: _Told) -> bool:
    """Whether two articles lie so near in time that they may tell of one event; undated ones do."""
    first, second = one.article.published, other.article.published
    return first is None or second is None or abs(first - second) <= _GOES_ON
