"""Choosing sentences across articles: candidates for a topic, how central each is, which repeat."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.index import Index, Recency
from knowledge.questions.background import Background
from knowledge.questions.spelling import read_misspelt
from knowledge.questions.wording import read_words
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.prose import stands_alone, trim

Matrix = NDArray[np.float32]

# A topic's story is told by its own latest weeks first; half a score is left to the oldest.
_RECENCY_FLOOR = 0.5
# The share of the topic that a passage must hold with its article's title, and a sentence too,
# where what only the title holds counts half.
_TOPIC_SHARE = 0.6
# Unknown words of a topic that are looked up as misspelt ones.
_MOST_MISSPELT = 8
# Passages scoring less than this share of the best only brush against the topic.
_SCORE_SHARE = 0.35
# What a sentence deep in its article keeps, and how quickly the rest goes from one to the next.
_DEEP, _FALL = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence to choose from, at `article.text[start:end]`.

    `rank` counts the article's sentences from 0; `relevance`, 0 to 1, is how well its passage fits
    the topic; `terms` are its own.
    """

    article: Article
    start: int
    end: int
    rank: int
    relevance: float
    terms: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]

    @property
    def prominence(self) -> float:
        """How much its place in the article says for it, down from 1: news tells the most important
        first."""
        return _DEEP + (1 - _DEEP) / (1 + _FALL * self.rank)

    @property
    def day(self) -> date | None:
        """The day its article was published."""
        return self.article.published.date() if self.article.published else None


@dataclass(frozen=True, slots=True)
class Topic:
    """The terms of a topic with the share of its weight (inverse document frequency) of each.

    `same` has terms of its words in further languages, with the one that weighs in their place.
    """

    shares: Mapping[str, float]
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def terms(self) -> list[str]:
        """All terms, those of further languages last."""
        return [*self.shares, *self.same]

    def held(self, terms: Iterable[str]) -> float:
        """The share of the topic, 0 to 1, that some terms hold."""
        found = (self.same.get(term, term) for term in terms)
        return sum(self.shares.get(term, 0.0) for term in dict.fromkeys(found))


def read_topic(index: Index, analyzer: Analyzer, text: str, *, mend: bool = True) -> Topic:
    """A topic in words; to `mend` it, those that neither the coverage nor usual news has are read
    as the ones of the coverage that they were meant to be."""
    background = Background.load()
    terms: dict[str, None] = {}
    unknown = 0
    wording = read_words(text, index, analyzer)
    for word in wording.words:
        read = None
        term = word.terms[0] if word.terms else ""
        if mend and not index.document_frequency(term) and not background.knows(term):
            unknown += 1
            if term and unknown <= _MOST_MISSPELT:
                read = read_misspelt(text[word.start : word.end], index, wording.analyzer)
        terms |= dict.fromkeys([term] if read is None else [each for _, each in read])
    weights = {term: index.idf(term) for term in terms if term}
    total = sum(weights.values())
    shares = {term: weight / total for term, weight in weights.items()} if total else {}
    return Topic(shares, {term: main for term, main in wording.same.items() if main in shares})


def topic_passages(
    index: Index,
    analyzer: Analyzer,
    topic: Topic,
    scope: Scope,
    k: int,
    recency_floor: float = _RECENCY_FLOOR,
) -> list[tuple[int, float]]:
    """The passages on a topic with their relevance, best first; none where it is not covered.

    `recency_floor` is what the oldest keep of their score; with 1 all times are alike.
    """
    latest = newest_day(index, scope) if recency_floor < 1 else None
    recency = Recency(latest, floor=recency_floor) if latest else None
    hits = index.search(topic.terms, k, scope, recency)
    found = []
    for number, score in hits:
        if score < _SCORE_SHARE * hits[0][1]:
            break
        passage = index.passage(number)
        own = analyzer.of(passage.article.language)
        terms = [*own.terms(passage.text), *own.terms(passage.article.title or "")]
        if topic.held(terms) >= _TOPIC_SHARE:
            found.append((number, score / hits[0][1]))
    return found


def on_topic(pool: Iterable[Candidate], topic: Topic, analyzer: Analyzer) -> Iterator[Candidate]:
    """The candidates that are about a topic themselves: they hold most of it, what only their
    article's title says counting half."""
    for candidate in pool:
        own = analyzer.of(candidate.article.language)
        title = [*candidate.terms, *own.terms(candidate.article.title or "")]
        if topic.held(candidate.terms) + topic.held(title) >= 2 * _TOPIC_SHARE:
            yield candidate


def newest_articles(index: Index, scope: Scope, most: int) -> list[Article]:
    """The newest articles of a scope, at most `most`; the undated come last."""

    def age(number: int) -> int:
        published = index.passage(number).article.published
        return -published.toordinal() if published else 0

    # Passages are numbered from the newest article on, so what is too new is skipped at once.
    latest = min((day for day in (scope.until, scope.as_of) if day), default=None)
    numbers = range(index.passage_count)
    number = bisect_left(numbers, -latest.toordinal(), key=age) if latest else 0
    found: list[Article] = []
    while number < index.passage_count and len(found) < most:
        article = index.passage(number).article
        if scope.admits(article):
            found.append(article)
        elif scope.since and article.published and article.published.date() < scope.since:
            break
        number = index.passages_of(article.id)[-1] + 1
    return found


def lead_passages(index: Index, articles: Sequence[Article], most: int) -> list[tuple[int, float]]:
    """The first passage of every article, then the second of every one, …: at most `most`."""
    numbers = [
        (at, number) for each in articles for at, number in enumerate(index.passages_of(each.id))
    ]
    numbers.sort(key=lambda found: found[0])
    return [(number, 1.0) for _, number in numbers[:most]]


def newest_day(index: Index, scope: Scope) -> date | None:
    """The day of a scope's newest dated article."""
    newest = newest_articles(index, scope, 1)
    return newest[0].published.date() if newest and newest[0].published else None


def candidates(
    index: Index,
    analyzer: Analyzer,
    passages: Sequence[tuple[int, float]],
    is_wanted: Callable[[str], bool] = stands_alone,
) -> Iterator[Candidate]:
    """The sentences of some passages that are wanted, by default those that stand alone, in the
    order of the passages."""
    for number, relevance in passages:
        passage = index.passage(number)
        first = 8 * passage.number  # about eight sentences a passage; only the lead must be exact
        for rank, (start, end) in enumerate(passage.sentences(), start=first):
            start, end = trim(passage.article.text, start, end)
            text = passage.article.text[start:end]
            if is_wanted(text) and text != passage.article.title:
                terms = tuple(analyzer.of(passage.article.language).terms(text))
                yield Candidate(passage.article, start, end, rank, relevance, terms)


class Weighing(Protocol):
    """What knows how much a term weighs: an index does."""

    def idf(self, term: str, /) -> float:
        """The inverse document frequency of a term."""


class Likeness:
    """How alike texts are by the terms they share, weighted by inverse document frequency.

    `cosine[i, j]` and `containment[i, j]`, the share of the lighter text's weight that the other
    holds too, are 0 to 1.
    """

    def __init__(self, index: Weighing, texts: Sequence[Sequence[str]]) -> None:
        counts = Counter(term for terms in texts for term in dict.fromkeys(terms))
        idf = {term: index.idf(term) for term in counts}
        # Only terms of several texts can be shared; the many others would slow the product.
        common = {term: i for i, term in enumerate(t for t, count in counts.items() if count > 1)}
        holds = np.zeros((len(texts), len(common)), dtype=np.float32)
        for row, terms in enumerate(texts):
            holds[row, [common[term] for term in terms if term in common]] = 1
        weights = np.array([idf[term] for term in common], dtype=np.float32)
        own = np.array(
            [sum(idf[term] for term in dict.fromkeys(terms)) for terms in texts], dtype=np.float32
        )
        own = np.maximum(own, np.float32(1e-6))
        shared = (holds * weights) @ holds.T
        np.fill_diagonal(shared, own)
        self.cosine: Matrix = np.divide(shared, np.sqrt(np.outer(own, own)), dtype=np.float32)
        least = np.minimum.outer(own, own)
        self.containment: Matrix = np.divide(shared, least, dtype=np.float32)


def centrality(similar: Matrix, damping: float = 0.85, rounds: int = 30) -> Matrix:
    """How much each text is backed by the others, the most central having 1.

    Continuous LexRank (Erkan and Radev 2004): the stationary distribution of a walk that steps
    from text to text by similarity. A text's likeness to itself counts for nothing.
    """
    size = len(similar)
    if size == 0:
        return np.zeros(0, dtype=np.float32)
    links = similar.copy()
    np.fill_diagonal(links, 0)
    sums = links.sum(axis=1, keepdims=True)
    steps = np.where(sums > 0, links / np.where(sums == 0, 1, sums), 1 / size)
    rank = np.full(size, 1 / size, dtype=np.float32)
    for _ in range(rounds):
        rank = (1 - damping) / size + damping * (rank @ steps)
    result: Matrix = (rank / rank.max()).astype(np.float32)
    return result
