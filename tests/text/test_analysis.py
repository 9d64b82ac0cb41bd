"""Terms: what an article writes and what a reader types become the same term."""

from __future__ import annotations

import string
import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import pytest
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.analysis import Analyzer
from knowledge.text.english import STOP_WORDS

ANALYZER = Analyzer()
WORDS = st.lists(
    st.sampled_from("U.S. 1,200 3.5 don't Erdoğan’s labour-market O'Neill’s ﬁne İzmir x_1".split())
    | st.sampled_from(["1\u202f204\u202f560", "1 204 560", "12\u00a0300.5", "so\u00adft\u200b"])
    | st.text(max_size=8)
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Case, accents, possessives, typographic marks.
        ("KREMLIN", "Kremlin"),
        ("Erdoğan", "erdogan"),
        ("Erdog\u0306an", "Erdoğan"),
        ("São Paulo", "sao paulo"),
        ("Kılıç", "kilic"),
        ("Łódź Sørensen Đorđe", "lodz sorensen dorde"),
        ("Xi's visit", "Xi visit"),
        ("Xi’s visit", "Xi visit"),
        ("the workers' union", "worker union"),
        ("O’Neill", "O'Neill"),
        ("O‘Neill O‛Neill OʼNeill O´Neill", "O'Neill O'Neill O'Neill O'Neill"),
        # Characters that nobody sees.
        ("am\u00adbas\u00adsa\u00addor", "ambassador"),
        ("Vel\u200bdrun", "Veldrun"),
        ("\u2066Harkan\u2069 \u200eTarn\u200f", "Harkan Tarn"),
        ("ferry\u2060man \ufeffferryman", "ferryman ferryman"),
        ("Erdog\u0306\u200dan", "erdogan"),
        ("U.\u200bS.\u00ad", "us"),
        # Inflection.
        ("visits visited visiting", "visit visit visit"),
        ("agreements", "agreement"),
        # Numbers and initials.
        ("1,200,000 people", "1200000 people"),
        ("1\u202f204\u202f560 people", "1,204,560 people"),
        ("1\u00a0204\u00a0560", "1204560"),
        ("12\u2009300 (12\u2007300)", "12300 12300"),
        ("4\u00a0117,5 km", "4117,5 km"),
        ("1 204 560, it said", "1204560, it said"),
        ("1.204.560 1.204.560,75", "1204560 1204560.75"),
        ("1'204'560 1’204’560", "1204560 1204560"),
        ("U.S. troops", "US troops"),
        ("U.K.", "uk"),
        # British spellings.
        ("organise", "organize"),
        ("organisations", "organizations"),
        ("labour", "labor"),
        ("neighbours", "neighbors"),
        ("favourite", "favorite"),
        ("centre", "center"),
        ("theatres", "theaters"),
        ("defence", "defense"),
        ("offences", "offenses"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert ANALYZER.terms(one) == ANALYZER.terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rise", "rize"),
        ("tour", "tor"),
        ("3.5", "35"),
        ("2024", "2025"),
        ("fence", "fens"),
        ("don", "don't"),
        # Two numbers, not one.
        ("May 12 300 people", "May 12300 people"),
        ("2019\u00a0300 people", "2019300 people"),
        ("12\u00a03000", "123000"),
        ("lines 7 250 and 9", "lines 7250 and 9"),
        ("covid 19", "covid"),
    ],
)
def test_different_words_are_different_terms(one: str, other: str) -> None:
    assert ANALYZER.terms(one) != ANALYZER.terms(other)


def test_terms_stand_in_the_order_of_the_text_without_stop_words() -> None:
    text = "When is the U.S. delegation to land in Tarn, and who’s with it?"
    assert ANALYZER.terms(text) == ["us", "deleg", "land", "tarn"]


@pytest.mark.parametrize("word", ["the", "WHO", "Don't", "don’t", "who's", "It's", ""])
def test_a_stop_word_has_no_term(word: str) -> None:
    assert ANALYZER.term(word) == ""


def test_every_stop_word_is_one_in_any_case() -> None:
    assert ANALYZER.terms(" ".join(STOP_WORDS)) == []
    assert ANALYZER.terms(" ".join(STOP_WORDS).upper()) == []


def test_tokens_tell_where_each_word_stands() -> None:
    text = "Gov. Ruiz’s 1,200 U.S. guests didn't stay."
    words = [(text[token.start : token.end], token.term) for token in ANALYZER.tokens(text)]
    assert words == [
        ("Gov", "gov"),
        ("Ruiz’s", "ruiz"),
        ("1,200", "1200"),
        ("U.S.", "us"),
        ("guests", "guest"),
        ("didn't", ""),
        ("stay", "stay"),
    ]


def test_places_count_what_nobody_sees() -> None:
    text = (
        "\u200eThe am\u00adbas\u00adsa\u00addor\u200b saw 1\u202f204\u202f560 gu\u00adests\u00ad."
    )
    words = [(text[token.start : token.end], token.term) for token in ANALYZER.tokens(text)]
    assert words == [
        ("The", ""),
        ("am\u00adbas\u00adsa\u00addor", "ambassador"),
        ("saw", "saw"),
        ("1\u202f204\u202f560", "1204560"),
        ("gu\u00adests", "guest"),
    ]


@given(TEXT | WORDS)
def test_any_text_has_terms_and_offsets_that_agree(text: str) -> None:
    tokens = list(ANALYZER.tokens(text))
    assert [token.term for token in tokens if token.term] == ANALYZER.terms(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert ANALYZER.term(text[token.start : token.end]) == token.term
        assert token.term == token.term.strip()
    assert all(one.end <= other.start for one, other in pairwise(tokens))


@given(TEXT | WORDS)
def test_no_letter_or_digit_is_outside_a_token(text: str) -> None:
    outside = list(text)
    for token in ANALYZER.tokens(text):
        outside[token.start : token.end] = " " * (token.end - token.start)
    assert not any(char.isalnum() for char in outside)


@given(st.text(string.ascii_letters + string.digits + " .,'’-", max_size=80))
def test_case_does_not_matter(text: str) -> None:
    assert ANALYZER.terms(text.upper()) == ANALYZER.terms(text.lower())


@given(WORDS)
def test_what_was_analysed_before_changes_nothing(text: str) -> None:
    assert Analyzer().terms(text) == ANALYZER.terms(text)


@pytest.mark.parametrize("language", [None, "de"])
@pytest.mark.parametrize("analyse", [Analyzer.term, Analyzer.terms])
def test_no_more_words_are_remembered_than_it_was_told(
    analyse: Callable[[Analyzer, str], object], language: str | None
) -> None:
    analyzer = Analyzer(most_words=100).of(language)
    tracemalloc.start()
    try:
        for number in range(60_000):
            analyse(analyzer, f"word{number}")
        ours = [tracemalloc.Filter(True, "*/knowledge/*")]  # none of who counts what is reached
        taken = tracemalloc.take_snapshot().filter_traces(ours)
        assert sum(each.size for each in taken.traces) < 2_000_000  # eight million without a bound
    finally:
        tracemalloc.stop()
