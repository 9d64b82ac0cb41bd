"""The tables that answering reads: how they are made, and what of them ships."""

from __future__ import annotations

import numpy as np
from small_index import ANALYZER

from benchmarks.background import MIN_ARTICLES, count
from benchmarks.learning import fit_probability, fit_ranker, joined
from benchmarks.thesaurus import RELATED, related
from knowledge.article import Article
from knowledge.background import Background


def test_names_are_told_by_their_capitals_inside_sentences() -> None:
    text = "We met Quill at the harbour. Quill spoke of the harbour, and Rare came."
    articles = [Article(id=str(n), text=text) for n in range(MIN_ARTICLES)]
    articles[0] = Article(id="0", text=text.replace("Rare", "nobody"))
    table = count(articles, ANALYZER)
    assert table["passages"] == MIN_ARTICLES
    assert table["counts"]["harbor"] == MIN_ARTICLES
    assert table["names"] == ["quill"]
    assert "rare" not in table["counts"]  # in too few articles


def test_the_table_that_ships_knows_names_and_words() -> None:
    background = Background.load()
    assert all(background.is_name(ANALYZER.term(name)) for name in ("moscow", "putin", "nasa"))
    assert not any(background.is_name(ANALYZER.term(word)) for word in ("visit", "cost", "kitchen"))
    assert background.is_name("qzxv")  # what general news does not know is likely a name


def test_the_nearest_words_are_related_and_none_to_itself() -> None:
    vectors = np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[1] = vectors[0]
    places, shares = related(vectors)
    assert places.shape == shares.shape == (40, RELATED)
    assert places[0, 0] == 1
    assert shares[0, 0] == 255
    assert all(row not in places[row] for row in range(40))
    assert (np.diff(shares.astype(int), axis=1) <= 0).all()


def test_a_ranker_learns_which_row_is_right() -> None:
    random = np.random.default_rng(1)
    groups = []
    for _ in range(200):
        rows = random.normal(size=(6, 3))
        groups.append((rows, (np.arange(6) == rows[:, 1].argmax()).astype(float)))
    scorer = fit_ranker(groups, ("a", "b", "c"), networks=1)
    found = [scorer(rows).argmax() == labels.argmax() for rows, labels in groups]
    assert np.mean(found) > 0.9


def test_probabilities_are_learned_and_two_scorers_joined_are_their_mean() -> None:
    rows = np.random.default_rng(2).normal(size=(600, 2))
    labels = (rows[:, 0] > 0).astype(float)
    one = fit_probability(rows, labels, ("a", "b"), networks=1)
    assert np.mean((one(rows) > 0) == (labels > 0)) > 0.95
    other = fit_probability(
        rows, 1 - labels, ("a", "b"), networks=1, standard=(one.mean, one.scale)
    )
    both = joined(one, other)(rows)
    assert np.allclose(both, (one(rows) + other(rows)) / 2)
