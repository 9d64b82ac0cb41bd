"""Statements: the sentences of several sources on a topic, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from knowledge.answer import Account, Citation
from knowledge.comparing.comparison import Comparison, Difference, Statement
from knowledge.comparing.facts import Fact, agree, nearness, outside, read_facts
from knowledge.comparing.voices import Voices, hear
from knowledge.digests.selection import (
    Candidate,
    Likeness,
    Matrix,
    Topic,
    candidates,
    read_topic,
    topic_passages,
)
from knowledge.index import Index
from knowledge.questions.background import Background
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.prose import is_prose, stands_alone

# Bounds on the sentences compared, so that a topic of any size takes a fraction of a second.
_MOST_PASSAGES = 80
_MOST_SENTENCES = 400
# Two sentences tell the same from this cosine on; what stays below `_APART` nobody else tells.
_SAME, _APART = 0.4, 0.3
# Values differ in sentences that tell the same where they are `_SURE` to be of one thing, by the
# terms beside them, or where the sentences are as alike as this.
_SURE, _ALIKE = 2, 0.45
# Values of one thing that are told, and the sentences of each.
_MOST_VALUES, _MOST_CITED = 6, 3
# What is left of the weight of the topic's own words.
_TOPIC_WEIGHT = 0.1
# The most of each part that is told.
MOST_AGREED, MOST_DIFFERING, MOST_ALONE = 5, 5, 6


@dataclass(frozen=True, slots=True)
class _Weights:
    """Terms weighed by general news and the coverage together, since in a coverage of one topic
    alone its words would weigh nothing; those of the topic less, since every sentence has them."""

    index: Index
    topic: Topic

    def idf(self, term: str, /) -> float:
        weight = Background.load().weight(term, self.index)
        return weight * _TOPIC_WEIGHT if term in self.topic.shares else weight


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences on a topic, how alike they are apart from their values, and for whom each
    speaks; `origins` tell which are of one text."""

    sentences: Sequence[Candidate]
    facts: Sequence[Sequence[Fact]]
    alike: Matrix
    voices: Sequence[str]
    origins: Sequence[int]


def compare_statements(index: Index, analyzer: Analyzer, topic: str, scope: Scope) -> Comparison:
    """What the sources say of a topic, sentence against sentence."""
    about = read_topic(index, analyzer, topic)
    passages = topic_passages(index, analyzer, about, scope, _MOST_PASSAGES)
    pool = list(islice(candidates(index, analyzer, passages, is_prose), _MOST_SENTENCES))
    voices = hear(index, (each.article for each in pool))
    told = _lay_out(index, analyzer, pool, voices, about)
    differing = list(_differences(told))[:MOST_DIFFERING]
    pairs = set(_differing_pairs(told))
    agreed = list(_agreements(told, pairs))
    used = {place for group in (*agreed, *differing) for place in group}
    return Comparison(
        topic,
        articles=len(voices),
        sources=len(set(voices.values())),
        agree=tuple(Statement(tuple(_cited(told, group))) for group in agreed),
        differ=tuple(_difference(told, group) for group in differing),
        alone=tuple(Statement(tuple(_cited(told, [place]))) for place in _loners(told, used)),
    )


def _lay_out(
    index: Index, analyzer: Analyzer, pool: Sequence[Candidate], voices: Voices, about: Topic
) -> Told:
    facts = [list(read_facts(each, analyzer)) for each in pool]
    rest = [outside(each, found, analyzer) for each, found in zip(pool, facts, strict=True)]
    likeness = Likeness(_Weights(index, about), rest)
    return Told(
        pool,
        facts,
        likeness.cosine,
        [voices[each.article.id] for each in pool],
        [index.origin(each.article.id) for each in pool],
    )


def _difference(told: Told, group: Mapping[int, int]) -> Difference:
    """The values, the newest first, each with the best sentence of every text that gives it."""
    values: list[list[tuple[int, Fact]]] = []
    for place, number in group.items():
        fact = told.facts[place][number]
        same = next((each for each in values if agree(each[0][1], fact)), None)
        if same is None:
            values.append([(place, fact)])
        elif len(same) < _MOST_CITED:
            same.append((place, fact))
    del values[_MOST_VALUES:]
    values.sort(key=lambda each: _newest(told, [place for place, _ in each]), reverse=True)
    accounts, citations = [], []
    for each in values:
        marks = {place: (fact.value.start, fact.value.end) for place, fact in each}
        cited = list(_cited(told, list(marks), marks))
        citations += cited
        articles = tuple(citation.article.id for citation in cited)
        accounts.append(Account(each[0][1].text, articles))
    return Difference(tuple(accounts), tuple(citations))


def _differences(told: Told) -> Iterator[dict[int, int]]:
    """The things of which sources tell different values, those of most sources first.

    Each is a sentence with those that tell the same with a rival of one of its values or with that
    value itself: the place of each sentence with that of the value in it. No sentence is in two.
    """
    found = []
    for place, facts in enumerate(told.facts):
        for number in range(len(facts)):
            group = _told_of(told, place, number)
            if len({told.voices[each] for each in group}) > 1 and _is_disputed(told, group):
                found.append(group)
    found.sort(key=lambda group: (-len({told.voices[each] for each in group}), -len(group)))
    taken: set[tuple[int, int]] = set()
    for group in found:
        if taken.isdisjoint(group.items()):
            taken.update(group.items())
            yield group


def _is_disputed(told: Told, group: Mapping[int, int]) -> bool:
    """Whether two sources give two values; one alone that changes its own is no dispute."""
    (place, number), *rest = group.items()
    return any(
        not agree(told.facts[place][number], told.facts[other][rival])
        and told.voices[other] != told.voices[place]
        for other, rival in rest
    )


def _told_of(told: Told, place: int, number: int) -> dict[int, int]:
    """The fact of a sentence, and of other articles' sentences the fact that answers to it."""
    group = {place: number}
    articles = {told.sentences[place].article.id}
    order = np.argsort(-told.alike[place], kind="stable").tolist()
    for other in order:
        if told.alike[place, other] < _SAME:
            break
        least = 1 if told.alike[place, other] >= _ALIKE else _SURE
        rival = answering_fact(told.facts[place], number, told.facts[other], least)
        article = told.sentences[other].article.id
        if rival is not None and article not in articles:
            articles.add(article)
            group[other] = rival
    return group


def answering_fact(
    facts: Sequence[Fact], number: int, others: Sequence[Fact], least: int
) -> int | None:
    """The fact of another sentence that gives the same value as a fact, or else the one that is
    most surely a rival of it: neither of the two values stands in both sentences."""
    fact = facts[number]
    near = [(nearness(fact, other), -rival, rival) for rival, other in enumerate(others)]
    near = [each for each in near if each[0]]
    same = next((rival for *_, rival in near if agree(fact, others[rival])), None)
    if same is not None:
        return same
    free = [
        each
        for each in near
        if each[0] >= least
        and not any(nearness(one, others[each[2]]) and agree(one, others[each[2]]) for one in facts)
    ]
    return max(free)[2] if free else None


def _differing_pairs(told: Told) -> Iterator[tuple[int, int]]:
    """Sentences that tell the same but perhaps for a value, each pair both ways round."""
    for place, other in np.argwhere(np.triu(told.alike >= _SAME, 1)).tolist():
        facts, others = told.facts[place], told.facts[other]
        found = ((at, answering_fact(facts, at, others, 1)) for at in range(len(facts)))
        if any(rival is not None and not agree(facts[at], others[rival]) for at, rival in found):
            yield place, other
            yield other, place


def _agreements(told: Told, differing: set[tuple[int, int]]) -> Iterator[list[int]]:
    """Groups of sentences of several sources that tell the same, one of each source."""
    left = set(range(len(told.sentences)))
    for _ in range(MOST_AGREED):
        groups = [_backers(told, place, left, differing) for place in sorted(left)]
        best = max(groups, key=lambda group: (len(group), -group[0]), default=[])
        if len(best) < 2:
            return
        yield best
        left -= {place for place in left if max(told.alike[place, best]) >= _SAME}


def _backers(
    told: Told, place: int, left: Iterable[int], differing: set[tuple[int, int]]
) -> list[int]:
    """A sentence and of each other source the one that is most like it."""
    best = {told.voices[place]: place}
    near = [
        other
        for other in left
        if told.alike[place, other] >= _SAME and not {(place, other), (other, place)} & differing
    ]
    for other in sorted(near, key=lambda each: -told.alike[place, each]):
        best.setdefault(told.voices[other], other)
    return list(best.values())


def _loners(told: Told, used: set[int]) -> list[int]:
    """The sentences that tell most of what one source alone has, sources taking turns."""
    ranked = sorted(
        (-each.relevance * each.prominence, place)
        for place, each in enumerate(told.sentences)
        if place not in used and stands_alone(each.text) and _is_apart(told, place)
    )
    chosen: list[int] = []
    turns: Counter[str] = Counter()
    order: list[tuple[int, int]] = []
    for _, place in ranked:
        if not chosen or told.alike[place, chosen].max() < _APART:
            chosen.append(place)
            order.append((turns[told.voices[place]], place))
            turns[told.voices[place]] += 1
    return [place for _, place in sorted(order, key=lambda each: each[0])[:MOST_ALONE]]


def _is_apart(told: Told, place: int) -> bool:
    """Whether no other source tells what a sentence tells."""
    others = [other for other, name in enumerate(told.voices) if name != told.voices[place]]
    return not others or bool(told.alike[place, others].max() < _APART)


def _newest(told: Told, places: Iterable[int]) -> int:
    """The day of the newest of some sentences, as a number; 0 where none is dated."""
    return max(day.toordinal() if (day := told.sentences[at].day) else 0 for at in places)


def _cited(
    told: Told, places: Sequence[int], marks: dict[int, tuple[int, int]] | None = None
) -> Iterator[Citation]:
    """The sentences as citations, one of each text, with what is marked in them."""
    seen: set[int] = set()
    for place in places:
        if told.origins[place] not in seen:
            seen.add(told.origins[place])
            each = told.sentences[place]
            marked = (marks[place],) if marks else ()
            yield Citation(0, each.article, each.start, each.end, marked)
