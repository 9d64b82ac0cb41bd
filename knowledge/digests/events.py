"""Which sentences become the events of a timeline, and which of them tell the same."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.digests.dating import changes_plan
from knowledge.digests.days import Dated, Days, Span, most_central
from knowledge.digests.selection import Likeness, Matrix
from knowledge.index import Index

# How many spans are looked at for each event that is wanted, and how many sentences of each.
_SPANS_PER_EVENT = 3
_MOST_SENTENCES = 10
# The most events that start on one day, and the most articles that one of them cites.
_MOST_OF_A_DAY = 3
_MOST_CITED = 5
# How many sentences of its days are looked at for what else is told of an event.
_MOST_FURTHER = 50
# Two sentences of the same days tell one event when they are this alike (cosine).
_SAME_EVENT = 0.3
# Of other days they only repeat each other when they are this alike, less where the days are near
# (one may date the event, the other its announcement); the better one is kept.
_REPEATED = 0.75
_REPEATED_NEAR = 0.5
_NEAR = datetime.timedelta(days=2)
# "in April" adds nothing to what is told of April 25.
_REPEATED_VAGUE = 0.2
# A sentence that says what was changed is about a plan when it is this like it.
_CHANGED = 0.25


@dataclass(frozen=True, slots=True)
class Event:
    """Sentences of the same days that tell one event, the best first, and the plan it replaces.

    `more` are further sentences of these days, which tell what no other one does.
    """

    told: tuple[Dated, ...]
    replaces: Dated | None = None
    more: tuple[Dated, ...] = ()


def choose_events(index: Index, days: Days, most: int, sentences: int = 1) -> list[Event]:
    """At most `most` events in the order of their days: one of each of the weightiest days, then
    further ones of the same days. Of each, at most so many `sentences` are told."""
    spans = days.ranked()[: _SPANS_PER_EVENT * most]
    pool = [
        each for span in spans for each in most_central(index, days.told[span])[:_MOST_SENTENCES]
    ]
    similar = Likeness(index, [each.candidate.terms for each in pool]).cosine
    replaced = _replaced(pool, similar)
    of_span: dict[Span, list[int]] = {span: [] for span in spans}
    for number, each in enumerate(pool):
        if number not in replaced.values():
            of_span[each.span].append(number)
    heads = _choose(pool, similar, of_span, most)
    events = [_event(pool, similar, of_span, head, replaced) for head in heads]
    events.sort(key=lambda event: event.told[0].span)
    return _told_further(index, days, events, sentences - 1) if sentences > 1 else events


def _choose(
    pool: Sequence[Dated], similar: Matrix, of_span: Mapping[Span, Sequence[int]], most: int
) -> list[int]:
    """The best sentence of each span that none before it repeats, then the next best."""
    chosen: list[int] = []
    starts: Counter[datetime.date] = Counter()
    for turn in range(_MOST_OF_A_DAY):
        for span, numbers in of_span.items():
            if len(chosen) >= most:
                return chosen
            if starts[span[0]] > turn:
                continue
            head = next((n for n in numbers if _is_new(pool, similar, n, chosen, of_span)), None)
            if head is not None:
                chosen.append(head)
                starts[span[0]] += 1
    return chosen


def _is_new(
    pool: Sequence[Dated],
    similar: Matrix,
    number: int,
    chosen: Sequence[int],
    of_span: Mapping[Span, Sequence[int]],
) -> bool:
    """Whether a sentence tells what no chosen one tells, and no exact one where it is vague."""
    dated = pool[number]
    rivals = list(chosen)
    if dated.is_vague:
        first, last = dated.span
        rivals += [n for span in of_span if first <= span[0] <= last for n in of_span[span][:1]]
    return number not in chosen and all(
        similar[number, other] < _threshold(dated, pool[other])
        for other in rivals
        if other != number
    )


def _threshold(one: Dated, other: Dated) -> float:
    """How alike two dated sentences must be to tell the same."""
    if one.span == other.span:
        return _SAME_EVENT
    if one.candidate == other.candidate:  # two dates of one sentence's list
        return math.inf
    if one.is_vague and not other.is_vague and one.span[0] <= other.span[0] <= one.span[1]:
        return _REPEATED_VAGUE
    return _REPEATED_NEAR if _are_near(one, other) else _REPEATED


def _are_near(one: Dated, other: Dated) -> bool:
    return one.span[0] - _NEAR <= other.span[1] and other.span[0] - _NEAR <= one.span[1]


def _replaced(pool: Sequence[Dated], similar: Matrix) -> dict[int, int]:
    """By the sentence that tells a change, the plan it is about: told earlier, and of other days
    or called off. A later sentence that tells the same of a day nearby is a change too."""
    found: dict[int, int] = {}
    for later, earlier in np.argwhere(similar >= _CHANGED).tolist():
        one, other = pool[later], pool[earlier]
        if later == earlier or not other.is_ahead or not _follows(one, other):
            continue
        changed = changes_plan(one.candidate.text) and not changes_plan(other.candidate.text)
        nearby = (
            one.span != other.span
            and _are_near(one, other)
            and similar[later, earlier] >= _REPEATED_NEAR
        )
        if changed or nearby:
            best = found.get(later)
            if best is None or similar[later, earlier] > similar[later, best]:
                found[later] = earlier
    return found


def _follows(one: Dated, other: Dated) -> bool:
    """Whether one sentence came out after the other."""
    day, before = one.candidate.day, other.candidate.day
    return day is not None and before is not None and day > before


def _event(
    pool: Sequence[Dated],
    similar: Matrix,
    of_span: Mapping[Span, Sequence[int]],
    head: int,
    replaced: Mapping[int, int],
) -> Event:
    others = [n for n in of_span[pool[head].span] if n != head and similar[n, head] >= _SAME_EVENT]
    told = [head, *others][:_MOST_CITED]
    plan = next((replaced[n] for n in told if n in replaced), None)
    return Event(tuple(pool[n] for n in told), None if plan is None else pool[plan])


def _told_further(index: Index, days: Days, events: Sequence[Event], most: int) -> list[Event]:
    """The events, each with at most `most` further sentences of its days: those nearest to what
    all of that day tell, without any that repeats what is told already."""
    pool = [each for event in events for each in (*event.told, event.replaces) if each]
    known = list(range(len(pool)))
    of_span: dict[Span, range] = {}
    for span in dict.fromkeys(event.told[0].span for event in events):
        first = len(pool)
        pool += most_central(index, days.told[span])[:_MOST_FURTHER]
        of_span[span] = range(first, len(pool))
    similar = Likeness(index, [each.candidate.terms for each in pool]).cosine

    def is_new(number: int) -> bool:
        dated = pool[number]
        return all(
            dated.candidate != pool[other].candidate
            and similar[number, other] < _threshold(dated, pool[other])
            for other in known
        )

    told = []
    for event in events:
        before = len(known)
        for number in of_span[event.told[0].span]:
            if len(known) < before + most and is_new(number):
                known.append(number)
        told.append(replace(event, more=tuple(pool[number] for number in known[before:])))
    return told
