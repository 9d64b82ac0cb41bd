"""The index finds what rank-bm25's own scoring finds, scope and recency included."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.article import Article
from knowledge.index import Index, IndexBuilder, Okapi, Recency, search
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()
DAY = date(2024, 3, 1)
WORDS = ["moscow", "xi", "putin", "parade", "visit", "gas", "pact", "seoul", "rain", "vote"]

words = st.lists(st.sampled_from(WORDS), max_size=12)
articles = st.builds(
    lambda number, title, text, day, source: Article(
        id=f"a{number}",
        title=" ".join(title) or None,
        text=". ".join(" ".join(part).capitalize() for part in text if part),
        source=source,
        published=None
        if day is None
        else datetime.combine(DAY, datetime.min.time()) + timedelta(days=day, hours=number % 24),
    ),
    st.integers(0, 60),
    words,
    st.lists(words, max_size=4),
    st.none() | st.integers(0, 40),
    st.sampled_from([None, "BBC", "bbc", "CNN"]),
)
corpora = st.lists(articles, max_size=25, unique_by=lambda article: article.id)
days = st.none() | st.integers(-3, 43).map(lambda number: DAY + timedelta(days=number))
scopes = st.builds(Scope, st.sampled_from([None, "Bbc", "CNN", "AP"]), days, days, days)


def build(corpus: list[Article], target_words: int = 4) -> Index:
    builder = IndexBuilder(ANALYZER, target_words=target_words)
    builder.extend(corpus)
    return builder.build()


def reference(
    index: Index, terms: list[str], scope: Scope, recency: Recency | None
) -> dict[int, float]:
    """Scores by rank-bm25's get_scores and the scope's own test, of all passages that match."""
    passages = [index.passage(number) for number in range(index.passage_count)]
    okapi = Okapi(ANALYZER.terms(p.article.title or "") + ANALYZER.terms(p.text) for p in passages)
    scores = {}
    for number, score in enumerate(okapi.get_scores(terms).tolist()):
        article = passages[number].article
        if score > 0 and scope.admits(article):
            published = article.published.date() if article.published else None
            scores[number] = score * (recency.factor(published) if recency else 1.0)
    return scores


@pytest.fixture(params=["rows", "lists", "long lists later"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a corpus as small as a test's, all terms are common and no list is long."""
    if request.param != "rows":
        monkeypatch.setattr(search, "_LONGEST_ROW", 0)
    if request.param == "long lists later":
        monkeypatch.setattr(search, "_LONG", 0)
        monkeypatch.setattr(search, "_TAIL", 0.9)
        monkeypatch.setattr(search, "_ROWS", 2)


@given(
    corpora,
    st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=9),
    st.integers(1, 12),
    scopes,
    st.none() | days.filter(bool).map(lambda day: Recency(day or DAY)),
)
@settings(max_examples=150, deadline=None)
def test_equals_rank_bm25(
    corpus: list[Article], question: list[str], k: int, scope: Scope, recency: Recency | None
) -> None:
    index = build(corpus)
    terms = [term for word in question for term in ANALYZER.terms(word)]
    expected = reference(index, terms, scope, recency)
    found = index.search(terms, k, scope, recency)
    for number, score in found:
        assert math.isclose(score, expected[number], rel_tol=1e-6)
    # The same k best: no passage left out is better, and of equals the lower number is first.
    assert len(found) == min(k, len(expected))
    assert len({number for number, _ in found}) == len(found)
    ranked = sorted(expected.values(), reverse=True)[:k]
    assert np.allclose([score for _, score in found], ranked, rtol=1e-6)
    for (one, first), (other, second) in pairwise(found):
        assert first > second or one < other
    for number, score in expected.items():
        if found and number not in dict(found):
            assert score <= found[-1][1] * (1 + 1e-6)


@given(corpora, st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_per_article_is_the_whole_ranking_thinned(
    corpus: list[Article], question: list[str], most: int
) -> None:
    index = build(corpus)
    terms = [term for word in question for term in ANALYZER.terms(word)]
    thinned = []
    taken: dict[str, int] = {}
    for number, score in index.search(terms, index.passage_count + 1):
        article = index.passage(number).article.id
        taken[article] = taken.get(article, 0) + 1
        if taken[article] <= most:
            thinned.append((number, score))
    for k in (1, 3, 10):
        found = index.search(terms, k, per_article=most)
        assert [number for number, _ in found] == [number for number, _ in thinned[:k]]


@given(corpora)
@settings(max_examples=40, deadline=None)
def test_numbers_run_from_the_newest_to_the_oldest(corpus: list[Article]) -> None:
    index = build(corpus)
    order = sorted(
        corpus,
        key=lambda a: (-(a.published or datetime.min).timestamp() if a.published else 1e18, a.id),
    )
    assert index.article_ids() == [article.id for article in order]
    numbers = [number for article in order for number in index.passages_of(article.id)]
    assert numbers == list(range(index.passage_count))
    for article in corpus:
        assert index.article(article.id) == article
        for place, number in enumerate(index.passages_of(article.id)):
            assert index.passage(number).number == place
            assert index.passage(number).article.id == article.id


def test_defects_of_the_package_are_repaired() -> None:
    # A term in half of the passages, or in all, still counts.
    assert Okapi([["a"], ["b"]]).get_scores(["a"]).tolist()[0] > 0
    assert (Okapi([["a"], ["a", "b"], ["a"]]).get_scores(["a"]) > 0).all()
    empty: list[list[list[str]]] = [[], [[]], [[], []]]
    for corpus in empty:
        assert Okapi(corpus).get_scores(["a"]).tolist() == [0.0] * len(corpus)
    assert Okapi([["a"], []]).get_scores(["a"])[1] == 0.0


def test_an_empty_index_answers() -> None:
    index = build([])
    assert (index.passage_count, index.article_count, index.article_ids()) == (0, 0, [])
    assert index.search(["moscow"], 5, Scope(until=DAY), Recency(DAY)) == []
    assert index.closest("moscow") == []
    assert list(index.vocabulary()) == []
    with pytest.raises(KeyError):
        index.article("x")
    with pytest.raises(IndexError):
        index.passage(0)


def test_duplicate_passages_come_newest_first_then_by_id() -> None:
    text = "Moscow parade."
    dated = [
        Article("b", text, published=datetime(2024, 1, 2)),
        Article("a", text, published=datetime(2024, 1, 2)),
        Article("c", text, published=datetime(2024, 1, 3)),
        Article("d", text),
    ]
    index = build(dated)
    found = index.search(ANALYZER.terms("moscow"), 4)
    assert [index.passage(number).article.id for number, _ in found] == ["c", "a", "b", "d"]


def test_a_term_held_more_than_255_times_is_counted_in_full() -> None:
    corpus = [Article("a", "buffalo " * 300), Article("b", "buffalo roam"), Article("c", "roam")]
    index = build(corpus, target_words=400)
    expected = reference(index, ["buffalo"], Scope(), None)
    for number, score in index.search(["buffalo"], 3):
        assert math.isclose(score, expected[number], rel_tol=1e-6)
