"""The blend: weights for what the code measures, probabilities, and headings last."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_evidence import candidate_of, evidence_of

from knowledge.answering.blend import Blend, answer_features, sentence_features, softmax
from knowledge.answering.decision import candidate_features
from knowledge.answering.evidence import Evidence
from knowledge.article import Article
from knowledge.questions import AnswerType, Question

ARTICLE = Article("a", "The ferry left at noon. It was late. Petra Volmer waited. It rained.")
QUESTION = Question("who waited", "who waited", AnswerType.PERSON, {"wait": 2.0}, (), 5.0)
DATE = AnswerType.DATE
ONE = evidence_of(ARTICLE, 2, says="Petra Volmer")

numbers = st.floats(-50, 50)
names = st.sampled_from(["read", "plain"])


@pytest.fixture(params=["read", "plain"])
def blend(request: pytest.FixtureRequest) -> Blend:
    return Blend.load(request.param)


def test_each_model_has_finite_weights(blend: Blend) -> None:
    for weights in (blend.window, blend.sentence, blend.tells, blend.span):
        assert weights
        assert all(math.isfinite(weight) for weight in weights.values())


def test_the_weights_are_of_features_that_are_measured(blend: Blend) -> None:
    assert blend.window.keys() == ONE.measured.features().keys()  # all are needed there
    assert blend.sentence.keys() <= sentence_features(ONE).keys()
    assert blend.tells.keys() <= answer_features(QUESTION, [ONE], 1).keys()
    assert blend.span.keys() <= candidate_features(QUESTION, [candidate_of(ONE)], 0.5).keys()


def test_weights_are_read_once() -> None:
    assert Blend.load("read") is Blend.load("read")


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """A sentence of ARTICLE with any scores."""
    made = evidence_of(
        ARTICLE,
        draw(st.integers(0, 3)),
        mass=draw(st.floats(-40, 0)),
        near=draw(st.floats(0, 1)),
        fits=draw(st.booleans()),
        heading=draw(st.booleans()),
        origin=draw(st.sampled_from("abc")),
    )
    return replace(made, relevance=draw(numbers), score=draw(numbers))


found = st.lists(evidence(), min_size=1, max_size=6)


def all_finite(features: Mapping[str, float]) -> bool:
    return all(math.isfinite(value) for value in features.values())


@given(names, found, st.integers(0, 10**7), st.sampled_from(AnswerType))
@settings(max_examples=40, deadline=None)
def test_what_the_first_sentence_tells_is_a_probability(
    name: str, evidence: list[Evidence], passages: int, kind: AnswerType
) -> None:
    features = answer_features(replace(QUESTION, answer_type=kind), evidence, passages)
    assert all_finite(features)
    assert 0.0 <= Blend.load(name).tells_chance(features) <= 1.0


@given(names, st.floats(0, 1), st.floats(0, 1), st.floats(-60, 0), st.sampled_from(AnswerType))
@settings(max_examples=40, deadline=None)
def test_whether_a_short_answer_is_right_is_a_probability(
    name: str, tells: float, share: float, mass: float, kind: AnswerType
) -> None:
    candidates = [
        candidate_of(evidence_of(ARTICLE, 2, says="Petra Volmer", mass=mass), share=share),
        candidate_of(evidence_of(ARTICLE, 0, says="noon"), share=0.0),
    ]
    features = candidate_features(replace(QUESTION, answer_type=kind), candidates, tells)
    assert all_finite(features)
    assert 0.0 <= Blend.load(name).span_chance(features) <= 1.0


@given(st.dictionaries(st.sampled_from("abc"), st.floats(-1e9, 1e9)))
def test_any_weights_give_probabilities(weights: dict[str, float]) -> None:
    blend = Blend({}, {}, weights, weights)
    features = {"a": 1.0, "b": -1e6, "d": 5.0}
    assert 0.0 <= blend.tells_chance(features) == blend.span_chance(features) <= 1.0


@given(names, found)
@settings(max_examples=40, deadline=None)
def test_the_likeliest_come_first_and_headings_last(name: str, evidence: list[Evidence]) -> None:
    ranked = Blend.load(name).ranked(evidence)
    assert sorted(map(id_of, ranked)) == sorted(map(id_of, evidence))
    for one, other in pairwise(ranked):
        assert one.is_heading <= other.is_heading
        assert one.score >= other.score or other.is_heading > one.is_heading


def id_of(evidence: Evidence) -> tuple[int, float, float, bool]:
    return evidence.start, evidence.relevance, evidence.mass, evidence.is_heading


def test_a_heading_is_last_however_well_it_scores() -> None:
    blend = Blend({}, {"relevance": 1.0}, {}, {})
    heading = replace(evidence_of(ARTICLE, 1, heading=True), relevance=9.0)
    ranked = blend.ranked([heading, evidence_of(ARTICLE, 0)])
    assert [(each.is_heading, each.score) for each in ranked] == [(False, 0.0), (True, 9.0)]


def test_of_equal_scores_the_earlier_sentence_comes_first() -> None:
    sentences = [evidence_of(ARTICLE, place) for place in (3, 1, 2, 0)]
    ranked = Blend({}, {}, {}, {}).ranked(sentences)
    assert [each.start for each in ranked] == sorted(each.start for each in sentences)


def test_the_lead_is_over_other_texts_only() -> None:
    first = replace(evidence_of(ARTICLE, 0, origin="a"), score=1.0)
    copy = replace(evidence_of(ARTICLE, 1, origin="a"), score=1.0)
    other = replace(evidence_of(ARTICLE, 2, origin="b"), score=1.0)
    assert answer_features(QUESTION, [first, copy], 1)["lead"] == 0.0
    assert answer_features(QUESTION, [first, copy, other], 1)["lead"] == pytest.approx(
        math.log(0.5)
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_shares_are_of_the_sum_one(scores: list[float]) -> None:
    shares = softmax(scores)
    assert sum(shares) == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert max(range(len(scores)), key=shares.__getitem__) in (
        place for place, score in enumerate(scores) if score >= max(scores) - 1e-9
    )


def test_what_tells_whether_the_first_short_answer_is_right() -> None:
    second = Article("b", ARTICLE.text)
    mentions = [
        evidence_of(ARTICLE, 2, says="Petra Volmer", mass=-3.0),
        evidence_of(second, 2, says="Petra Volmer", origin="b"),
        evidence_of(second, 2, says="Petra Volmer", origin="b"),
    ]
    first = candidate_of(*mentions, share=0.5)
    first = replace(first, mentions=(replace(mentions[0], mass=-2.5), *mentions[1:]))
    features = candidate_features(QUESTION, [first, candidate_of(ONE, share=0.3)], 0.75)
    assert features == pytest.approx(
        {
            "constant": 1.0,
            "tells": math.log(3.0),
            "share": math.log(0.5),
            "lead": math.log(0.5 / 0.8),
            "certain": -0.5,
            "value": 0.0,
            "agree": math.log(2),
            "words": 0.2,
            "asks_person": 1.0,
            "asks_thing": 0.0,
            "asks_clause": 0.0,
        }
    )


def test_what_a_short_answer_s_features_are_bounded_by() -> None:
    made = Article("a", f"{'Volmer ' * 25}waited.")
    mention = evidence_of(made, says=made.text[:-8], mass=-30.0)
    first = candidate_of(replace(mention, mass=-1.0), share=0.0)
    for tells, bounded in [(0.0, 1e-4), (1.0, 1 - 1e-4)]:
        features = candidate_features(QUESTION, [first], tells)
        assert features["tells"] == pytest.approx(math.log(bounded / (1 - bounded)))
        assert (features["share"], features["lead"]) == (math.log(1e-4), 0.0)
        assert (features["certain"], features["words"]) == (-8.0, 2.0)
    without = replace(first, mentions=(replace(mention, span=None),))
    assert candidate_features(QUESTION, [without], 0.5)["certain"] == -8.0


def test_articles_that_differ_are_no_doubt_about_the_first() -> None:
    dated = [
        candidate_of(evidence_of(Article(name, f"It opens on {day}."), says=day, kind=DATE))
        for name, day in [("a", "May 7, 2025"), ("b", "May 9, 2025")]
    ]
    candidates = [replace(each, share=share) for each, share in zip(dated, (0.4, 0.2), strict=True)]
    features = candidate_features(QUESTION, candidates, 0.5)
    assert features["share"] == pytest.approx(math.log(0.6))
    assert features["lead"] == pytest.approx(0.0)
    assert features["value"] == 1.0


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        (AnswerType.PERSON, "asks_person"),
        (AnswerType.THING, "asks_thing"),
        (AnswerType.REASON, "asks_clause"),
        (AnswerType.MANNER, "asks_clause"),
        (AnswerType.YES_NO, "asks_clause"),
        (AnswerType.LIST, "asks_clause"),
        (AnswerType.DATE, None),
        (AnswerType.NUMBER, None),
        (AnswerType.PLACE, None),
    ],
)
def test_what_is_asked_for_is_a_feature(kind: AnswerType, asks: str | None) -> None:
    features = candidate_features(replace(QUESTION, answer_type=kind), [candidate_of(ONE)], 0.5)
    said = [name for name, value in features.items() if name.startswith("asks_") and value == 1.0]
    assert said == ([asks] if asks else [])
