"""Two indexes joined: over random worlds the same as an index made in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import ANALYZER, index_of
from worlds import World, worlds

from knowledge.answering.pipeline import Answering, ask, find_hits
from knowledge.article import Article
from knowledge.digests.summary import summarise
from knowledge.digests.timeline import timeline
from knowledge.index import Index, JoinedIndex, Recency
from knowledge.scope import Scope

_SCOPES = (
    Scope(),
    Scope(source="herald"),
    Scope(since=date(2024, 6, 2), until=date(2024, 6, 4)),
    Scope(as_of=date(2024, 6, 3)),
)
# As far apart as sums of single precision, made in different order, may come out.
_CLOSE = 1e-5


def in_one_piece(base: Sequence[Article], own: Sequence[Article], hidden: str | None) -> Index:
    ids = {each.id for each in own}
    shown = (each for each in base if each.id not in ids and (each.source or "") != hidden)
    return index_of(*shown, *own)


def joined(base: Sequence[Article], own: Sequence[Article], hidden: str | None) -> JoinedIndex:
    whole = index_of(*base)
    ids = whole.article_ids()
    numbers = [n for n, each in enumerate(ids) if (whole.article(each).source or "") == hidden]
    return JoinedIndex(whole, index_of(*own), numbers)


def assert_same_statistics(view: Index, oracle: Index, questions: Sequence[str]) -> None:
    assert view.article_ids() == oracle.article_ids()
    assert view.passage_count == oracle.passage_count
    assert list(view.vocabulary()) == list(oracle.vocabulary())
    assert view.sources() == oracle.sources()
    assert view.languages() == oracle.languages()
    assert view.undated_count == oracle.undated_count
    assert view.copy_count == oracle.copy_count
    assert view.origins.tolist() == oracle.origins.tolist()
    outside = date(2024, 6, 2), date(2024, 6, 3)
    assert view.count_outside(*outside) == oracle.count_outside(*outside)
    for scope in _SCOPES:
        assert view.newest_day(scope) == oracle.newest_day(scope)
    for term in {*oracle.vocabulary(), *" ".join(questions).split()}:
        assert view.document_frequency(term) == oracle.document_frequency(term)
        assert view.idf(term) == oracle.idf(term)
        assert view.closest(term) == oracle.closest(term)
    for number in range(oracle.passage_count):
        assert view.passage(number) == oracle.passage(number)
        assert view.holder_of(number) == oracle.holder_of(number)
    for each in oracle.article_ids():
        assert view.article(each) == oracle.article(each)
        assert view.passages_of(each) == oracle.passages_of(each)
        assert view.copies(each, 3) == oracle.copies(each, 3)


def assert_same_ranking(view: Index, oracle: Index, question: str, scope: Scope, k: int) -> None:
    """Equal scores and, but for those that rounding cannot tell apart, equal order."""
    terms = ANALYZER.terms(question)
    recency = Recency(date(2024, 6, 4))
    found = view.search(terms, k, scope, recency, 2)
    expected = oracle.search(terms, k, scope, recency, 2)
    assert [score for _, score in found] == pytest.approx([s for _, s in expected], rel=_CLOSE)
    for (number, _), (wanted, score) in zip(found, expected, strict=True):
        if number != wanted:
            alike = [other for other, s in expected if s == pytest.approx(score, rel=_CLOSE)]
            assert number in alike or score == pytest.approx(expected[-1][1], rel=_CLOSE)


@pytest.mark.timeout(600)
@settings(max_examples=200, deadline=None)
@given(worlds(), st.sampled_from((None, "Wire")), st.sampled_from((1, 3, 10)))
def test_joined_is_as_made_in_one_piece(world: World, hidden: str | None, k: int) -> None:
    for own in world.servers:
        view = joined(world.base, own, hidden)
        oracle = in_one_piece(world.base, own, hidden)
        assert_same_statistics(view, oracle, world.questions)
        for question in world.questions:
            for scope in _SCOPES:
                assert_same_ranking(view, oracle, question, scope, k)


@pytest.mark.timeout(600)
@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from((None, "Wire")))
def test_answers_are_as_from_one_piece(world: World, hidden: str | None) -> None:
    own = world.servers[0]
    view, oracle = (make(world.base, own, hidden) for make in (joined, in_one_piece))
    answering = Answering(ANALYZER)
    for question in world.questions:
        found = ask(view, answering, f"when does the {question}?", Scope())
        expected = ask(oracle, answering, f"when does the {question}?", Scope())
        assert found.answer == expected.answer
        assert found.citations == expected.citations
        assert found.corrections == expected.corrections
        assert found.confidence == pytest.approx(expected.confidence, abs=1e-4)
        assert summarise(view, ANALYZER, question, Scope()) == summarise(
            oracle, ANALYZER, question, Scope()
        )
    assert timeline(view, ANALYZER, None, Scope()) == timeline(oracle, ANALYZER, None, Scope())


def test_a_passage_is_not_missed_where_the_parts_weigh_terms_differently() -> None:
    """`own` has the term everywhere and the base hardly: the base's best come first."""
    base = [Article(id=f"b{n}", text=f"ferry number {n}" + " filler" * n) for n in range(60)]
    own = [Article(id=f"o{n}", text="ferry " * 40 + f"harbour {n}") for n in range(60)]
    view, oracle = joined(base, own, None), in_one_piece(base, own, None)
    for k in (1, 5, 50, 200):
        found, expected = (i.search(["ferry", "harbour"], k) for i in (view, oracle))
        assert [n for n, _ in found] == [n for n, _ in expected]


def test_find_hits_counts_age_from_the_newest_of_both() -> None:
    old, new = (
        Article(id=name, text="The ferry sails.", published=published)
        for name, published in (("old", date_of(1)), ("new", date_of(28)))
    )
    for base, own in (([old], [new]), ([new], [old])):
        hits = find_hits(joined(base, own, None), ["ferri"], 5, Scope())
        assert [hit.passage.article.id for hit in hits] == ["new", "old"]
        assert hits[1].score < hits[0].score


def date_of(day: int) -> datetime:
    return datetime(2024, 6, day)
