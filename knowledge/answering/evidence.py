"""Evidence: the sentences of the passages found, and how much of the question each one holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from knowledge.analysis import Analyzer
from knowledge.answer import Hit
from knowledge.answering.copies import find_copies
from knowledge.answering.question import Question
from knowledge.answering.scorer import Matrix
from knowledge.answering.story import measure_story, measure_tightness
from knowledge.answering.value_test import value_test
from knowledge.index import Index

Slots = dict[str, list[tuple[int, float]]]

# What a question's term counts where the sentence itself lacks it, by where it stands instead.
SYNONYM, TITLE, NEIGHBOUR, PASSAGE = 0.7, 0.6, 0.5, 0.25
# The share of its meaning from which on a related term counts as the question's own.
ALIKE = 0.5


@dataclass(slots=True)
class Sentence:
    """A sentence of a passage that was found; `start` and `end` are offsets into the article.

    `own` is the share of the question's weight that the sentence holds itself; `coverage` adds
    what its title, heading, neighbours and passage hold, at a discount. `bigrams` and `names` are
    the shares of the question's adjacent pairs and of its names; `missing` is the weight of the
    heaviest term that neither the sentence nor its surroundings hold; `typed` tells whether it has
    a value of the type asked for, `echo` how much of what it says other articles found say too.
    The rest counts related words too: `meant` is the share of the question that the sentence holds
    itself, `facts` that of the terms that are no names, `told` its share when terms weigh more the
    fewer sentences of the article have them, `near_told` that of the better of its neighbours,
    `tight` the share of its neighbouring terms that stand together, and `story` the share that the
    article holds.
    `origin` is the id of the first published of the articles found with the same text.
    """

    hit: Hit
    rank: int
    start: int
    end: int
    terms: list[str]
    origin: str = ""
    own: float = 0.0
    coverage: float = 0.0
    bigrams: float = 0.0
    names: float = 0.0
    missing: float = 0.0
    title_share: float = 0.0
    copies_title: bool = False
    typed: float = 0.0
    quoted: float = 0.0
    echo: float = 0.0
    meant: float = 0.0
    story: float = 0.0
    told: float = 0.0
    near_told: float = 0.0
    facts: float = 0.0
    tight: float = 0.0
    score: float = 0.0

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.hit.passage.article.text[self.start : self.end]


def gather(
    question: Question, hits: Sequence[Hit], analyzer: Analyzer, index: Index
) -> list[Sentence]:
    """The sentences of all hits, measured against the question but not yet scored."""
    found: list[Sentence] = []
    sets: list[set[str]] = []
    headings: list[set[str]] = []
    has_value = value_test(question)
    origins = find_copies(index, (hit.passage.article for hit in hits))
    for rank, hit in enumerate(hits):
        article = hit.passage.article
        origin = origins[article.id]
        title = set(analyzer.terms(article.title or ""))
        headings.append(title | set(analyzer.terms(hit.passage.section or "")))
        title_share = _share_held(question, title)
        for start, end in hit.passage.sentences():
            text = article.text[start:end]
            terms = analyzer.terms(text)
            sentence = Sentence(hit, rank, start, end, terms, origin)
            own = set(terms)
            sentence.title_share = title_share
            sentence.typed = float(has_value(text))
            sentence.quoted = float("“" in text or "”" in text or '"' in text)
            sentence.copies_title = _is_nearly(own, title)
            found.append(sentence)
            sets.append(own)
    if found and question.terms:
        _measure(question, found, sets, headings)
        _measure_echo(question, found, sets)
    return found


def _is_nearly(terms: set[str], title: set[str]) -> bool:
    """Whether two sets of terms are four fifths the same."""
    if not title or 5 * len(terms) < 4 * len(title) or 5 * len(title) < 4 * len(terms):
        return False
    return len(terms & title) >= 0.8 * len(terms | title)


def _share_held(question: Question, terms: set[str]) -> float:
    held = sum(term.weight for term in question.terms if term.term in terms)
    return held / (question.total_weight or 1.0)


def _measure(
    question: Question,
    sentences: Sequence[Sentence],
    sets: Sequence[set[str]],
    headings: Sequence[set[str]],
) -> None:
    """Sets what the sentences hold of the question: a row a sentence, a column a term."""
    shares, heading = _shares(question, sentences, sets, headings)
    slots = _slots(question, related=True)
    related = _presence(sets, slots, len(question.terms))
    measure_story(question, sentences, related, heading)
    alike = {
        term: [column for column, share in counts if share >= ALIKE]
        for term, counts in slots.items()
    }
    measure_tightness(question, sentences, alike)
    weights = np.array([term.weight for term in question.terms])
    total = question.total_weight or 1.0
    named = np.array([term.is_name for term in question.terms]) * weights
    own = np.where(shares >= SYNONYM, shares, 0.0) @ weights / total
    coverage = shares @ weights / total
    names = (shares >= TITLE) @ named / named.sum() if named.any() else np.ones(len(sentences))
    missing = np.max((shares < NEIGHBOUR) * weights, axis=1)
    held = np.count_nonzero(shares == 1.0, axis=1)
    pairs = set(pairwise(term.term for term in question.terms))
    columns = (values.tolist() for values in (own, coverage, names, missing, held))
    for sentence, *values, count in zip(sentences, *columns, strict=True):
        sentence.own, sentence.coverage, sentence.names, sentence.missing = values
        if count > 1:  # else it can hold no pair
            sentence.bigrams = len(pairs.intersection(pairwise(sentence.terms))) / len(pairs)


def _shares(
    question: Question,
    sentences: Sequence[Sentence],
    sets: Sequence[set[str]],
    headings: Sequence[set[str]],
) -> tuple[Matrix, Matrix]:
    """How much of each term each sentence holds with its surroundings, and how much its heading."""
    slots = _slots(question, related=False)
    width = len(question.terms)
    own = _presence(sets, slots, width)
    ranks = np.array([sentence.rank for sentence in sentences])
    starts = np.flatnonzero(np.diff(ranks, prepend=-1))
    whole = np.maximum.reduceat(own, starts, axis=0)
    near = np.zeros_like(own)
    together = (ranks[1:] == ranks[:-1])[:, None]
    near[1:] = own[:-1] * together
    near[:-1] = np.maximum(near[:-1], own[1:] * together)
    heading = _presence(headings, slots, width)[ranks]
    in_passage = np.repeat(whole, np.diff(starts, append=len(ranks)), axis=0)
    around = np.maximum(TITLE * heading, np.maximum(NEIGHBOUR * near, PASSAGE * in_passage))
    return np.maximum(own, around), heading


def _slots(question: Question, *, related: bool) -> Slots:
    """For each term that counts as one of the question's: which, and how much."""
    slots: Slots = {}
    for column, term in enumerate(question.terms):
        shares = {term.term: 1.0, **dict.fromkeys(term.synonyms, SYNONYM)}
        for other, share in (*shares.items(), *(term.related.items() if related else ())):
            slots.setdefault(other, []).append((column, share))
    return slots


def _presence(sets: Sequence[set[str]], slots: Slots, width: int) -> Matrix:
    known = frozenset(slots)
    places = [
        (row, *slot)
        for row, terms in enumerate(sets)
        for term in known & terms
        for slot in slots[term]
    ]
    presence = np.zeros((len(sets), width))
    if places:
        rows, columns, shares = zip(*places, strict=True)
        np.maximum.at(presence, (rows, columns), shares)
    return presence


def _measure_echo(
    question: Question, sentences: Sequence[Sentence], sets: Sequence[set[str]]
) -> None:
    """Sets `echo`: over a sentence's other terms, the mean share of the articles that hold each."""
    articles: defaultdict[str, list[set[str]]] = defaultdict(list)
    for sentence, terms in zip(sentences, sets, strict=True):
        articles[sentence.hit.passage.article.id].append(terms)
    if len(articles) < 2:
        return
    counts = Counter(chain.from_iterable(set().union(*parts) for parts in articles.values()))
    for term in question.terms:
        counts[term.term] = 1  # what the question says itself is no news
    for sentence in sentences:
        if sentence.terms:
            held = sum(map(counts.__getitem__, sentence.terms)) / len(sentence.terms)
            sentence.echo = (held - 1.0) / (len(articles) - 1)
