"""The best spans: those that trying every span would find, none overlapping, none too long."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answering.evidence import SPANS, best_spans, in_whole_words
from knowledge.reading import LONGEST
from knowledge.reading.reader import Scores

Found = tuple[int, int, float]

# Of few values, so that ties are common, and of many tokens, so that spans are cut at their length.
pairs = st.integers(1, 2 * LONGEST).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(-9, 9), min_size=size, max_size=size)] * 2)
)


def scores(values: list[int]) -> Scores:
    return np.array(values, np.float64)


def brute_force(begins: list[int], ends: list[int]) -> list[Found]:
    """The best span of all that overlap none found before, so many times; of equals the first."""
    every = [
        (-(begins[low] + ends[high]) / 2, low, high)
        for low in range(len(begins))
        for high in range(low, min(low + LONGEST, len(begins)))
    ]
    found: list[Found] = []
    for cost, low, high in sorted(every):
        if len(found) < SPANS and all(high < a or b < low for a, b, _ in found):
            found.append((low, high, -cost))
    return found


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_they_are_those_that_trying_all_finds(pair: tuple[list[int], list[int]]) -> None:
    begins, ends = pair
    assert list(best_spans(scores(begins), scores(ends))) == brute_force(begins, ends)


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_none_overlap_and_none_is_too_long(pair: tuple[list[int], list[int]]) -> None:
    begins, ends = pair
    found = list(best_spans(scores(begins), scores(ends)))
    assert 1 <= len(found) <= SPANS
    assert all(0 <= low <= high < len(begins) for low, high, _ in found)
    assert all(high - low < LONGEST for low, high, _ in found)
    assert [score for *_, score in found] == sorted((s for *_, s in found), reverse=True)
    for (a, b, _), (c, d, _) in combinations(found, 2):
        assert b < c or d < a


def test_the_scores_are_left_as_they_are() -> None:
    begins, ends = scores([1, 5, 0]), scores([0, 2, 4])
    list(best_spans(begins, ends))
    assert begins.tolist() == [1, 5, 0]
    assert ends.tolist() == [0, 2, 4]


def test_an_end_before_the_beginning_is_no_span() -> None:
    first = next(best_spans(scores([0, 0, 9]), scores([9, 0, 0])))
    assert first == (0, 0, 4.5)


def test_the_longest_span_has_so_many_tokens() -> None:
    begins, ends = np.zeros(100), np.zeros(100)
    begins[10], ends[10 + LONGEST - 1] = 8.0, 8.0
    assert next(best_spans(begins, ends)) == (10, 10 + LONGEST - 1, 8.0)
    ends[10 + LONGEST - 1], ends[10 + LONGEST] = 0.0, 8.0
    assert next(best_spans(begins, ends))[2] == 4.0


@pytest.mark.parametrize("size", [1, 2])
def test_of_few_tokens_there_are_few_spans(size: int) -> None:
    found = list(best_spans(np.zeros(size), np.zeros(size)))
    assert [(low, high) for low, high, _ in found] == [(place, place) for place in range(size)]


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("said Ines Valk on Monday", "es Val", "Ines Valk"),
        ("a ship of 1204 tons", "20", "1204"),
        ("the well-known Ada Quill", "known Ada", "known Ada"),
        ("İpek Öz said", "pek Ö", "İpek Öz"),
        ("東京都知事が語った", "知事", "知事"),
        ("Ada", "Ada", "Ada"),
    ],
)
def test_a_span_is_in_whole_words_where_words_are_parted(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    first, last = in_whole_words(text, start, start + len(cut))
    assert text[first:last] == whole
