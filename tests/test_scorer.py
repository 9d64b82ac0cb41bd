"""The scorers that ship with the library fit the features that the code gives them."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.answering import features
from knowledge.answering.scorer import Scorer, load_scorers

EXPECTED = {
    "sentence": features.SENTENCE_FEATURES,
    "candidate": features.CANDIDATE_FEATURES,
    "lead": features.LEAD_FEATURES,
    "evidence": features.DECISION_FEATURES,
    "span": features.DECISION_FEATURES,
    "shown": features.DECISION_FEATURES,
}


def test_there_is_a_scorer_for_each_decision_and_no_other() -> None:
    assert set(load_scorers()) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scorer_reads_the_features_that_the_code_makes(name: str) -> None:
    assert load_scorers()[name].names == EXPECTED[name]
    assert len(set(EXPECTED[name])) == len(EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scorer_s_arrays_fit_together(name: str) -> None:
    scorer = load_scorers()[name]
    networks, inputs, hidden = scorer.first.shape
    assert inputs == len(scorer.names)
    assert scorer.mean.shape == scorer.scale.shape == (inputs,)
    assert scorer.bias.shape == scorer.second.shape == (networks, hidden)
    assert scorer.offset.shape == (networks,)
    arrays = (scorer.mean, scorer.first, scorer.bias, scorer.second, scorer.offset)
    assert all(np.isfinite(array).all() for array in arrays)
    assert np.isfinite(scorer.scale).all()
    assert (scorer.scale > 0).all()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_score_a_row(name: str) -> None:
    scorer = load_scorers()[name]
    assert scorer([]).shape == (0,)
    rows = np.random.default_rng(1).normal(size=(7, len(scorer.names)))
    scores = scorer(rows)
    assert scores.shape == (7,)
    assert scores == pytest.approx([scorer([row])[0] for row in rows])
    assert np.isfinite(scorer(rows * 1e12)).all()


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="reshape"):
        load_scorers()["span"]([[0.0]])


def test_a_score_is_the_mean_over_networks_of_rectified_sums() -> None:
    scorer = Scorer(
        names=("one", "two"),
        mean=np.array([1.0, 0.0]),
        scale=np.array([2.0, 1.0]),
        first=np.array([[[1.0], [2.0]], [[-1.0], [0.0]]]),
        bias=np.array([[0.5], [0.0]]),
        second=np.array([[3.0], [10.0]]),
        offset=np.array([1.0, -1.0]),
    )
    # (3 - 1) / 2 = 1: the first network gives 3 (1 + 2 * 2 + 0.5) + 1, the second is below 0.
    assert scorer([[3.0, 2.0]]) == pytest.approx([(17.5 - 1.0) / 2])
    # What is far out counts as four deviations.
    assert scorer([[3.0, 400.0]]) == pytest.approx(scorer([[3.0, 4.0]]))
