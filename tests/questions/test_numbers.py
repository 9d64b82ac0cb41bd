"""The value of numbers as articles write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.questions.values import number_value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12", "Twelve"),
        ("1.5 million", "1,500,000"),
        ("4,000", "4000"),
        ("$85m", "$85 million"),
        ("45%", "45 per cent"),
        ("two hundred and six", "206"),
        ("three thousand four hundred", "3,400"),
    ],
)
def test_the_same_number_in_other_words(one: str, other: str) -> None:
    assert number_value(one) == number_value(other)


@pytest.mark.parametrize("text", ["May", "", "third of it", "$"])
def test_what_is_no_number_has_no_value(text: str) -> None:
    assert number_value(text) is None


@given(st.integers(0, 10**9))
def test_any_whole_number_is_read_back(value: int) -> None:
    assert number_value(f"{value:,}") == (float(value), "")


@given(st.text(max_size=60))
def test_nothing_is_too_odd(text: str) -> None:
    number_value(text)
