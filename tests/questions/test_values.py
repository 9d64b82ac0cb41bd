"""Values: dates and numbers found in sentences, whether they fit what is asked, and which agree."""

from __future__ import annotations

from datetime import date

import pytest
from hostile import TEXT as HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.questions import AnswerType, Value, dated, find_values, fits, is_same
from knowledge.questions.values import normalised, number_value

DATE, NUMBER, PERSON = AnswerType.DATE, AnswerType.NUMBER, AnswerType.PERSON
ANCHOR = date(2025, 5, 6)  # a Tuesday
KINDS = st.sampled_from(AnswerType)


def found(kind: AnswerType, question: str, text: str) -> list[str]:
    return [value.text for value in find_values(kind, question, text, ANCHOR)]


def only(kind: AnswerType, text: str) -> Value:
    """The one value of a text."""
    (value,) = find_values(kind, "", text, ANCHOR)
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xi flies on Monday and stays until May 10, 2025.", ["Monday", "May 10, 2025"]),
        ("It is open from 7 to 10 May.", ["7 to 10 May"]),
        ("It may rain.", []),
        ("The council bought 12 buses.", []),
        ("", []),
    ],
)
def test_the_dates_of_a_sentence(text: str, expected: list[str]) -> None:
    assert found(DATE, "when", text) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("how many buses", "They bought 1,200 buses and three boats.", ["1,200", "three"]),
        ("how many buses", "Not 12, not 13, but 14.", ["12", "13", "14"]),
        ("how many buses", "It voted on May 7, 2025 for 14 buses.", ["14"]),
        ("how many", "Twenty-five cats, a hundred dogs", ["Twenty-five", "hundred"]),
        ("how much is it", "It sold for US$1.5 million.", ["US$1.5 million"]),
        ("what did it cost", "It cost $85m and took 20 boats.", ["$85m"]),
        ("WHAT WAS THE PRICE", "20 boats at 300 euros", ["300 euros"]),
        ("what percentage", "It rose 4.5% to 20 boats.", ["4.5%"]),
        ("what per cent", "It fell four per cent in 3 days.", ["four per cent"]),
        ("how old is he", "Volmer is 62 years old and has 2,000 hens.", ["62 years old"]),
        ("how old is she", "Harkan, 62, has 2,000 hens.", ["62"]),
        ("how long was the trip", "It took three hours on 4 boats.", ["three hours"]),
        ("how long was the trip", "He is there from May 7 to May 10.", ["May 7 to May 10"]),
        ("how far", "It is five miles away.", ["five miles"]),
        ("how many", "İzmir has 12 boats.", ["12"]),
        ("how many", "Nobody came.", []),
    ],
)
def test_the_numbers_of_a_sentence(question: str, text: str, expected: list[str]) -> None:
    assert found(NUMBER, question, text) == expected


@pytest.mark.parametrize("kind", [kind for kind in AnswerType if kind not in (DATE, NUMBER)])
def test_other_kinds_have_no_values(kind: AnswerType) -> None:
    assert found(kind, "who", "Petra Volmer counted 23 otters on May 7, 2025.") == []


@given(KINDS, HOSTILE, HOSTILE)
@settings(max_examples=60, deadline=None)
def test_the_offsets_of_a_value_point_at_it(kind: AnswerType, question: str, text: str) -> None:
    values = list(find_values(kind, question, text, ANCHOR))
    for value in values:
        assert 0 <= value.start < value.end <= len(text)
        assert value.text == text[value.start : value.end]
        assert (value.date is None) or kind in (DATE, NUMBER)


pieces = st.lists(
    st.sampled_from("12 12, 1,200 $5m, 4.5% 7. May Monday 2025 three hundred hours İ , to".split())
).map(" ".join)


@given(st.sampled_from([DATE, NUMBER]), pieces, pieces)
@settings(max_examples=60, deadline=None)
def test_a_value_begins_and_ends_with_what_it_says(
    kind: AnswerType, question: str, text: str
) -> None:
    for value in find_values(kind, question, text, ANCHOR):
        assert value.text == value.text.strip(" ,.")
        assert value.text == text[value.start : value.end]


@given(KINDS, HOSTILE | pieces, HOSTILE | pieces)
@settings(max_examples=60, deadline=None)
def test_a_text_that_fits_has_a_value(kind: AnswerType, question: str, text: str) -> None:
    if fits(kind, question, text, ANCHOR) and kind in (DATE, NUMBER):
        assert list(find_values(kind, question, text, ANCHOR))


@pytest.mark.parametrize(
    ("kind", "question", "text", "expected"),
    [
        (DATE, "When does Xi fly?", "Xi flies on Monday.", True),
        (DATE, "When does Xi fly?", "Xi flies soon enough.", False),
        (DATE, "What happens on Monday?", "Xi flies on Monday.", False),
        (DATE, "When in May does he fly?", "Xi flies on May 7.", True),
        (DATE, "What time does Xi fly?", "Xi flies on May 7.", False),
        (DATE, "wat time's takeoff", "Xi flies on May 7 at 9 p.m.", True),
        (DATE, "At which time of day does Xi fly?", "Xi flies at noon.", True),
        (NUMBER, "How many otters are there?", "There are 23 otters.", True),
        (NUMBER, "Are there 23 otters?", "There are 23 otters.", False),
        (NUMBER, "How many otters are there?", "There were otters on May 7, 2025.", False),
        (PERSON, "Who counted the otters?", "Petra Volmer counted.", True),
        (PERSON, "Who is Petra?", "Petra counted.", False),
        (PERSON, "Who counted the otters?", "nobody counted.", False),
        (AnswerType.REASON, "Why?", "nobody knows", True),
        (AnswerType.PLACE, "Where?", "", True),
    ],
)
def test_what_fits_a_question(kind: AnswerType, question: str, text: str, expected: bool) -> None:
    assert fits(kind, question, text, ANCHOR) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Xi", "Xi Jinping", True),
        ("the Mayor of Tarn", "mayor of Tarn", True),
        ("Müller", "MULLER", True),
        ("Xi Jinping", "Li Qiang", False),
        ("", "", False),
        ("the", "a", False),
        ("!", "Xi", False),
    ],
)
def test_which_words_agree(one: str, other: str, expected: bool) -> None:
    assert is_same(one, other) is is_same(other, one) is expected


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        (DATE, "on May 7, 2025", "on 7 May", True),
        (DATE, "on Tuesday", "on May 6, 2025", True),
        (DATE, "on May 7, 2025", "on May 8, 2025", False),
        (DATE, "in May 2025", "on May 8, 2025", False),
        (NUMBER, "$85 million", "$85m", True),
        (NUMBER, "twelve boats", "12 boats", True),
        (NUMBER, "two hours", "2 hours", True),
        (NUMBER, "$12", "12", False),
        (NUMBER, "12%", "12 per cent", True),
        (NUMBER, "12%", "12", False),
        (NUMBER, "a 50-cent coin", "50%", False),
        (NUMBER, "dozens of boats", "12 boats", False),
    ],
)
def test_which_values_agree(kind: AnswerType, one: str, other: str, expected: bool) -> None:
    assert is_same(only(kind, one), only(kind, other)) is expected
    assert is_same(only(kind, other), only(kind, one)) is expected


@given(HOSTILE, HOSTILE)
@settings(max_examples=60, deadline=None)
def test_agreeing_goes_both_ways(one: str, other: str) -> None:
    assert is_same(one, other) is is_same(other, one)
    assert is_same(one, one) is bool(normalised(one))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Monday", "Monday (May 5, 2025)"),
        ("last week", "last week (April 28 to May 4, 2025)"),
        ("on May 7, 2025", "May 7, 2025"),
        ("on 7 May", "7 May"),
    ],
)
def test_only_a_relative_day_is_shown_with_its_date(text: str, expected: str) -> None:
    value = only(DATE, f"He arrived {text}.")
    assert dated(value.text, value) == expected


def test_without_a_day_of_writing_a_relative_day_stands_alone() -> None:
    (value,) = find_values(DATE, "", "He arrived on Monday.", None)
    assert dated(value.text, value) == "Monday"


def test_what_is_no_date_is_shown_as_it_stands() -> None:
    assert dated("Petra Volmer", None) == "Petra Volmer"
    assert dated("12 boats", only(NUMBER, "12 boats")) == "12 boats"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("US$5", (5.0, "$")),
        ("€1.5bn", (1.5e9, "€")),
        ("62 years old", (62.0, "")),
        ("50-cent", (50.0, "")),
        ("one hundred and five thousand", (105_000.0, "")),
        ("two million three hundred thousand", (2_300_000.0, "")),
        ("a hundred", (100.0, "")),
        ("7 boats", None),
    ],
)
def test_the_value_of_a_number_and_its_kind(text: str, value: tuple[float, str] | None) -> None:
    assert number_value(text) == value
