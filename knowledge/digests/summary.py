"""Extractive summaries: the sentences that say most of a topic, verbatim and cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from knowledge.answer import Citation
from knowledge.article import Article
from knowledge.digests.selection import (
    Candidate,
    Likeness,
    Topic,
    candidates,
    centrality,
    lead_passages,
    newest_articles,
    on_topic,
    read_topic,
    topic_passages,
)
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.prose import specifics

# Bounds on the sentences compared, so that a summary of any coverage takes a fraction of a second.
_MOST_PASSAGES = 80
_MOST_CANDIDATES = 400
# Articles that are looked at where only some are to be summed up, and passages of them.
_MOST_AMONG = 1000
_MOST_AMONG_PASSAGES = 400
# Two sentences say the same at this cosine, or where one holds this share of the other; below it
# likeness still counts against a sentence.
_SAME = 0.5
_CONTAINED = 0.6
_LIKENESS_COST = 0.6
# A sentence worth less than this share of the best is left out.
_WORTH = 0.1
# What a sentence that no other is like keeps, so that a story told once can still be told.
_LONER = 0.15
# What each further sentence of an article already quoted is worth, so that articles take turns.
_SAME_ARTICLE = 0.7
# What a sentence keeps that holds nothing of the topic itself, and one without names and numbers;
# with so many of these it loses nothing.
_UNFIT, _BARE, _MANY_FACTS = 0.4, 0.6, 4
# A sentence of so many words is neither short nor long.
_SHORT, _LONG = 14, 40
# What a quotation keeps, a sentence that has one, and one that goes on from another.
_QUOTATION, _QUOTING, _CONTINUING = 0.6, 0.85, 0.75
_QUOTES = ("“", '"')

# Words by which a sentence goes on from the one before, which the reader will not see.
_CONTINUES = re.compile(r"\b(?:also|therefore|this|these|those|such)\b")


Length = Literal["short", "medium", "long"]
LENGTHS: tuple[Length, ...] = get_args(Length)
# The most sentences of a summary by its length.
_SENTENCES: dict[Length, int] = {"short": 3, "medium": 6, "long": 12}


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence, verbatim from an article, and the number of the citation of that article."""

    text: str
    n: int

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"text": self.text, "n": self.n}


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences in reading order and the articles they are from; no sentences: nothing is covered.

    A citation's quote is the first sentence taken from its article.
    """

    topic: str | None
    sentences: tuple[SummarySentence, ...]
    citations: tuple[Citation, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `summary --json`."""
        return {
            "topic": self.topic,
            "sentences": [sentence.to_json() for sentence in self.sentences],
            "citations": [citation.to_json() for citation in self.citations],
        }


def summarise(
    index: Index,
    analyzer: Analyzer,
    topic: str | None = None,
    scope: Scope = Scope(),  # noqa: B008 - frozen
    length: Length = "medium",
    among: Sequence[str] | None = None,
) -> Summary:
    """Says in three, six or twelve sentences, by `length`, what the coverage has on a topic.

    Without a topic the newest articles' main stories are told; with `among` only those articles are
    looked at, by their ids, of very many the last. Sentences are chosen by how central
    they are (LexRank: Erkan and Radev, "LexRank: graph-based lexical centrality as salience in text
    summarization", JAIR 22, 2004) and how little they repeat of those chosen before (maximal
    marginal relevance: Carbonell and Goldstein, SIGIR 1998), so that no two say the same. They are
    ordered in time, the newest article first, so that where articles disagree the newest is read
    first; the sentences of one article keep their own order.
    """
    topic = topic.strip() or None if topic else None
    about = read_topic(index, analyzer, topic) if topic else None
    if among is not None:
        chosen = _found(index, among[-_MOST_AMONG:], scope)
        passages = lead_passages(index, chosen, _MOST_AMONG_PASSAGES)
    elif about:
        passages = topic_passages(index, analyzer, about, scope, _MOST_PASSAGES)
    else:
        newest = newest_articles(index, scope, _MOST_PASSAGES)
        passages = lead_passages(index, newest, _MOST_PASSAGES)
    found = candidates(index, analyzer, passages)
    pool = list(islice(on_topic(found, about, analyzer) if about else found, _MOST_CANDIDATES))
    return _cited(topic, _in_reading_order(choose(index, pool, about, _SENTENCES[length])))


def _found(index: Index, ids: Sequence[str], scope: Scope) -> list[Article]:
    """The articles of some ids that are there and within a scope, the newest first."""
    found = []
    for each in ids:
        with suppress(KeyError):
            found.append(index.article(each))
    found = [article for article in found if scope.admits(article)]
    return sorted(found, key=lambda each: each.published or datetime.min, reverse=True)


def choose(
    index: Index,
    pool: Sequence[Candidate],
    topic: Topic | None,
    most: int,
    known: Sequence[Candidate] = (),
) -> list[Candidate]:
    """The best candidates, each unlike those before it (maximal marginal relevance) and unlike
    those that readers have known before."""
    likeness = Likeness(index, [candidate.terms for candidate in (*pool, *known)])
    alike = np.maximum(likeness.cosine, likeness.containment * (_SAME / _CONTAINED))
    size = len(pool)
    similar, before = alike[:size, :size], alike[:size, size:].max(axis=1, initial=0)
    central = _LONER + (1 - _LONER) * centrality(likeness.cosine[:size, :size])
    scores = central * _merit(pool, topic)
    chosen: list[int] = []
    taken: Counter[str] = Counter()
    while len(chosen) < most and len(chosen) < len(pool):
        turn = np.array([_SAME_ARTICLE ** taken[each.article.id] for each in pool])
        told = np.maximum(similar[:, chosen].max(axis=1, initial=0), before)
        value = np.where(told < _SAME, scores * turn * (1 - _LIKENESS_COST * told), 0)
        best = int(value.argmax())
        if value[best] <= _WORTH * scores.max():
            break
        chosen.append(best)
        taken[pool[best].article.id] += 1
    return [pool[i] for i in chosen]


def _merit(pool: Sequence[Candidate], topic: Topic | None) -> NDArray[np.float32]:
    """What a candidate is worth apart from the others: its place, its fit, its form."""
    return np.array([each.prominence * _fit(each, topic) * _form(each) for each in pool])


def _fit(candidate: Candidate, topic: Topic | None) -> float:
    if topic is None:
        return 1.0
    held = topic.held(candidate.terms)
    return candidate.relevance * (_UNFIT + (1 - _UNFIT) * held)


def _form(candidate: Candidate) -> float:
    """Plain statements with names and numbers before quotations, comment and run-on sentences."""
    text = candidate.text
    facts = _BARE + (1 - _BARE) * min(1.0, specifics(text) / _MANY_FACTS)
    words = len(text.split())
    length = min(1.0, words / _SHORT, _LONG / words)
    quotation = 1.0
    if text.startswith(_QUOTES):
        quotation = _QUOTATION
    elif any(mark in text for mark in _QUOTES):
        quotation = _QUOTING
    return facts * length * quotation * (_CONTINUING if _CONTINUES.search(text) else 1.0)


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Newest article first, of one day the better; the sentences of an article as they stand."""
    best: dict[str, int] = {}
    for position, candidate in enumerate(chosen):
        best.setdefault(candidate.article.id, position)

    def key(candidate: Candidate) -> tuple[int, int, int]:
        day = candidate.day or date.min
        return -day.toordinal(), best[candidate.article.id], candidate.start

    return sorted(chosen, key=key)


def _cited(topic: str | None, chosen: Sequence[Candidate]) -> Summary:
    numbers: dict[str, int] = {}
    citations: list[Citation] = []
    told: list[SummarySentence] = []
    for each in chosen:
        n = numbers.setdefault(each.article.id, len(numbers) + 1)
        if n > len(citations):
            citations.append(Citation(n, each.article, each.start, each.end))
        told.append(SummarySentence(each.text, n))
    return Summary(topic, tuple(told), tuple(citations))
