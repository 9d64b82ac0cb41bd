"""The benchmark's measures, on values worked out by hand and against their definitions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import (
    area_under_curve,
    calibration_error,
    exact_match,
    f1,
    first_rank,
    holds,
    mean,
    median,
    reliability,
    sign_test,
)
from benchmarks.questions import question_type

scores = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=20)
predictions = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("Xi’s visit to MOSCOW, Russia", "moscow", True),
        ("a trip to Moscow-on-sea", "Moscow on Sea", True),
        ("the Muscovites", "Moscow", False),
        ("crowds for Pelé in Brazil", "Pele", True),
        ("Beyoncé’s tour", "BEYONCE", True),
        ("15 people", "5", False),
        ("anything", "…", False),
    ],
)
def test_holds_compares_whole_normalised_words(text: str, answer: str, held: bool) -> None:
    assert holds(text, [answer]) is held


def test_squad_scores() -> None:
    assert exact_match("The “Squid Game”", ["squid game"]) == 1
    assert exact_match("Squid", ["squid game"]) == 0
    assert f1("the squid game show", ["Squid Game!"]) == pytest.approx(0.8)
    assert f1("squid squid", ["squid game"]) == pytest.approx(0.5)
    assert f1("", ["squid"]) == 0
    assert f1("games", ["nothing", "games"]) == 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_f1_is_symmetric_bounded_and_one_on_a_match(left: str, right: str) -> None:
    assert 0 <= f1(left, [right]) <= 1
    assert f1(left, [right]) == f1(right, [left])
    assert f1(left, [left]) == exact_match(left, [left]) == 1


def test_mean_and_its_standard_error() -> None:
    assert mean([1, 0, 1, 0]).value == 0.5
    assert mean([1, 0, 1, 0]).error == pytest.approx(math.sqrt(1 / 3 / 4))
    assert math.isnan(mean([]).value)
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5


def test_first_rank() -> None:
    assert first_rank([False, True, True]) == 2
    assert first_rank([False]) is None


@given(scores, scores)
def test_auc_is_the_share_of_pairs_won(positives: list[float], negatives: list[float]) -> None:
    won = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    share = won / (len(positives) * len(negatives))
    assert area_under_curve(positives, negatives) == pytest.approx(share)


def test_calibration_error_of_known_cases() -> None:
    assert calibration_error([(0.8, True)] * 4 + [(0.8, False)]) == pytest.approx(0)
    assert calibration_error([(1.0, False), (0.0, False)]) == pytest.approx(0.5)


@given(predictions)
def test_bins_hold_every_prediction_once(pairs: list[tuple[float, bool]]) -> None:
    filled = reliability(pairs)
    assert sum(b.count for b in filled) == len(pairs)
    assert all(b.low - 1e-9 <= b.predicted <= b.high + 1e-9 for b in filled)
    assert 0 <= calibration_error(pairs) <= 1


def test_sign_test() -> None:
    assert sign_test(0, 0) == 1
    assert sign_test(5, 5) == 1
    assert sign_test(0, 5) == pytest.approx(2 / 32)
    assert sign_test(9, 1) == pytest.approx(2 * 11 / 1024)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where was the event?", "where"),
        ("Which country won the cup when it was first held?", "where"),
        ("A storm hit Florida, which is warm. How many died?", "how many"),
        ("True or false: what is said is so", "true or false"),
        ("In what year did it open?", "when"),
        ("The senator left ____.", "other"),
    ],
)
def test_question_type(question: str, expected: str) -> None:
    assert question_type(question) == expected


def test_sign_test_of_many_questions() -> None:
    assert sign_test(900, 300) < 1e-60
    assert sign_test(750, 750) == 1
