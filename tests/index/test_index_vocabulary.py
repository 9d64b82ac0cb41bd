"""The vocabulary: terms found by bisection, and the nearest to a misspelt one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from knowledge.index.vocabulary import Vocabulary

terms = st.text("abcé東\U0001f600", min_size=1, max_size=6)
vocabularies = st.sets(terms, max_size=30).map(sorted)


@given(vocabularies, terms)
def test_numbers_and_terms(sorted_terms: list[str], other: str) -> None:
    vocabulary = Vocabulary(*Vocabulary.pack(sorted_terms))
    assert list(vocabulary) == [vocabulary[n] for n in range(len(vocabulary))] == sorted_terms
    assert vocabulary[1:-1] == sorted_terms[1:-1]
    assert vocabulary[::-2] == sorted_terms[::-2]
    for number, term in enumerate(sorted_terms):
        assert vocabulary.number(term) == number
    assert (other in vocabulary) == (other in sorted_terms)
    assert vocabulary.number(other) == (sorted_terms.index(other) if other in sorted_terms else -1)


@given(vocabularies, terms)
def test_the_closest_are_all_within_reach(sorted_terms: list[str], typed: str) -> None:
    vocabulary = Vocabulary(*Vocabulary.pack(sorted_terms))
    most = 1 if len(typed) <= 4 else 2
    expected = {
        (term, number, OSA.distance(term, typed))
        for number, term in enumerate(sorted_terms)
        if term[0] in typed[:2] and OSA.distance(term, typed) <= most
    }
    found = vocabulary.closest(typed)
    assert len(found) == len(expected)
    assert set(found) == expected
    assert [distance for *_, distance in found] == sorted(distance for *_, distance in found)
