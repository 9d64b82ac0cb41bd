"""Batches: groups of snippets of one question, drawn anew each time, as arrays."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from knowledge.reading.encoding import Encoded, Encoder, batch
from training.examples import Example, Snippet

# Snippets of one question that are read together, and questions of a batch.
GROUP, QUESTIONS = 5, 8
# Groups that are sorted by length before they are put into batches, so that few tokens are padding.
SORTED = 16 * QUESTIONS


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups as arrays; row r × GROUP + i is snippet i of group r, the first the one that answers.

    `begins` and `ends` mark the tokens where an answer begins or ends, `answered` the groups that
    have one, `inside` the tokens of text.
    """

    kind: str
    ids: Tensor
    types: Tensor
    mask: Tensor
    begins: Tensor
    ends: Tensor
    inside: Tensor
    answered: Tensor


def batches(
    examples: Mapping[str, Sequence[Example]],
    shares: dict[str, float],
    encoder: Encoder,
    shuffle: random.Random,
) -> Iterator[Batch]:
    """Batches without end, of each kind of example by its share."""
    streams = {kind: _batches(kind, examples[kind], encoder, shuffle) for kind in shares}
    kinds, weights = zip(*shares.items(), strict=True)
    while True:
        yield next(streams[shuffle.choices(kinds, weights)[0]])


def _batches(
    kind: str, examples: Sequence[Example], encoder: Encoder, shuffle: random.Random
) -> Iterator[Batch]:
    left: list[Example] = []
    while True:
        groups: list[list[tuple[Snippet, Encoded]]] = []
        while len(groups) < SORTED:
            if not left:
                left = list(examples)
                shuffle.shuffle(left)
            example = left.pop()
            group = draw(example, shuffle)
            if group is not None:
                asked = encoder.question(typed(example.question, kind, shuffle))
                groups.append([(s, encoder.encode(asked, s.title, s.text)) for s in group])
        groups.sort(key=lambda group: max(len(encoded.ids) for _, encoded in group))
        made = [groups[n : n + QUESTIONS] for n in range(0, SORTED, QUESTIONS)]
        shuffle.shuffle(made)
        for each in made:
            yield _as_arrays(each, kind)


def draw(example: Example, shuffle: random.Random) -> list[Snippet] | None:
    """One snippet that answers, if there is any, and others to fill the group; the nearer ones
    more often. None where there are not enough."""
    group = [shuffle.choice(example.positives)] if example.positives else []
    pools = [list(example.own), list(example.other), list(example.far)]
    # Now a coverage of thousands of articles, now of a few.
    weights = shuffle.choice(((0.45, 0.55, 0.0), (0.7, 0.3, 0.0), (0.6, 0.0, 0.4)))
    while len(group) < GROUP:
        kept = [(pool, weight) for pool, weight in zip(pools, weights, strict=True) if pool]
        if not kept:
            return None
        chances = [weight + 1e-3 for _, weight in kept]
        pool = shuffle.choices([pool for pool, _ in kept], chances)[0]
        place = min(int(shuffle.expovariate(0.35)), len(pool) - 1)
        group.append(pool.pop(place))
    return group


def typed(question: str, kind: str, shuffle: random.Random) -> str:
    """A question as it may be typed: now and then without capitals, its end or a letter."""
    if kind == "written":
        return question.lower() if shuffle.random() < 0.3 else question
    if shuffle.random() < 0.4:
        question = question.rstrip("?. ").lower()
    long = list(re.finditer(r"[a-z]{6,}", question))
    if long and shuffle.random() < 0.12:
        place = shuffle.choice(long)
        at = shuffle.randrange(place.start() + 1, place.end() - 2)
        swapped = question[at + 1] + question[at] if shuffle.random() < 0.5 else question[at]
        question = question[:at] + swapped + question[at + 2 :]
    return question


def _as_arrays(groups: Sequence[Sequence[tuple[Snippet, Encoded]]], kind: str) -> Batch:
    rows = [pair for group in groups for pair in group]
    ids, types, mask = batch([encoded for _, encoded in rows])
    begins, ends, inside = (np.zeros(ids.shape, bool) for _ in range(3))
    for row, (made, encoded) in enumerate(rows):
        inside[row, encoded.first : len(encoded.ids) - 1] = True
        for start, end in made.spans:
            held = [n for n, (a, b) in enumerate(encoded.places) if a < end and start < b and b > 0]
            if held and encoded.places[held[-1]][1] >= end:
                begins[row, encoded.first + held[0]] = True
                ends[row, encoded.first + held[-1]] = True
    answered = begins.reshape(len(groups), -1).any(1)
    arrays = [torch.from_numpy(a) for a in (ids, types, mask, begins, ends, inside, answered)]
    return Batch(kind, *arrays)
