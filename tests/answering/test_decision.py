"""The decision: when nothing is said, when the closest, when a sentence, when a short answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_evidence import candidate_of, evidence_of

from knowledge.answering import Thresholds
from knowledge.answering.accounts import (
    LEADS,
    MARGIN,
    MOST_ACCOUNTS,
    find_accounts,
    tell_accounts,
)
from knowledge.answering.candidates import Candidate, collect
from knowledge.answering.decision import MOST_SHOWN, Shown, decide
from knowledge.answering.evidence import Evidence
from knowledge.article import Article
from knowledge.questions import AnswerType, Question

DATE, NUMBER = AnswerType.DATE, AnswerType.NUMBER
ASKED = Question("when does it open", "when does it open", DATE, {"open": 2.0}, (), 5.0)
THRESHOLDS = Thresholds(refuse=0.1, state=0.4, span=0.6, sure=0.8)
TEXT = "The plant opens on {day}, 2025. Petra Volmer built it. It cost $5 million. It rained."


def article(name: str, day: str = "May 7", published: int = 1) -> Article:
    return Article(name, TEXT.format(day=day), published=datetime(2025, 4, published))


def opening(name: str, day: str, score: float = 0.0, near: float = 1.0, **more: str) -> Candidate:
    """The day that an article's first sentence gives."""
    made = article(name, day, int(more.get("published", "1")))
    says, origin = more.get("says", f"{day}, 2025"), more.get("origin")
    return candidate_of(
        evidence_of(made, says=says, kind=DATE, score=score, near=near, origin=origin)
    )


EVIDENCE = [evidence_of(article(name), place) for name, place in (("a", 0), ("b", 1), ("c", 2))]
EVIDENCE.append(evidence_of(article("d"), 3))
CANDIDATES = [opening("a", "May 7")]


def decided(tells: float, span: float = 0.0, evidence: list[Evidence] | None = None) -> Shown:
    evidence = EVIDENCE if evidence is None else evidence
    return decide(ASKED, evidence, CANDIDATES, tells, span, THRESHOLDS)


def test_without_sentences_nothing_is_said() -> None:
    shown = decide(ASKED, [], [], 0.9, 0.9, THRESHOLDS)
    assert (shown.text, shown.kind, list(shown.quotes)) == (None, None, [])


@pytest.mark.parametrize("span", [0.0, 0.99])
def test_what_is_unlikely_is_refused_with_the_nearest_sentences(span: float) -> None:
    shown = decided(0.09, span)
    assert (shown.text, shown.kind, shown.confidence, shown.closest) == (None, None, 0.09, False)
    assert len(shown.quotes) == MOST_SHOWN


@pytest.mark.parametrize(
    ("tells", "closest", "quotes"),
    [(0.1, True, 3), (0.39, True, 3), (0.4, False, 3), (0.79, False, 3), (0.8, False, 1)],
)
def test_a_sentence_is_shown_by_how_likely_it_tells(
    tells: float, closest: bool, quotes: int
) -> None:
    shown = decided(tells)
    assert (shown.text, shown.kind) == (EVIDENCE[0].text, "sentence")
    assert (shown.closest, shown.confidence, len(shown.quotes)) == (closest, tells, quotes)
    assert shown.quotes[0].article == EVIDENCE[0].article


@pytest.mark.parametrize("tells", [0.4, 0.99])
def test_a_sentence_without_a_fitting_value_is_only_the_closest(tells: float) -> None:
    shown = decided(tells, evidence=[evidence_of(article("a"), fits=False), *EVIDENCE[1:]])
    assert shown.closest


@pytest.mark.parametrize("span", [0.0, 0.99])
def test_a_heading_is_no_answer(span: float) -> None:
    shown = decided(0.99, span, [evidence_of(article("a"), heading=True)])
    assert shown.text is None


@pytest.mark.parametrize("tells", [0.1, 0.5, 0.9])
def test_a_short_answer_is_stated_from_its_threshold_on(tells: float) -> None:
    assert decided(tells, 0.59).kind == "sentence"
    shown = decided(tells, 0.6)
    assert (shown.text, shown.kind, shown.confidence) == ("May 7, 2025", "span", 0.6)
    (quote,) = shown.quotes
    assert quote.value is not None
    said = quote.article.text[quote.start :][slice(*quote.value)]
    assert said == shown.text


def test_a_short_answer_is_marked_wherever_its_sentence_stands() -> None:
    candidates = [candidate_of(evidence_of(article("a"), 1, says="Petra Volmer"))]
    (quote,) = decide(ASKED, EVIDENCE, candidates, 0.9, 0.9, THRESHOLDS).quotes
    assert quote.start == EVIDENCE[1].start
    assert quote.value == (0, len("Petra Volmer"))


def test_without_a_short_answer_none_is_stated() -> None:
    assert decide(ASKED, EVIDENCE, [], 0.9, 0.99, THRESHOLDS).kind == "sentence"


def test_a_relative_day_is_stated_with_its_date() -> None:
    made = Article("a", "The plant opens on Monday.", published=datetime(2025, 5, 6))
    candidates = [candidate_of(evidence_of(made, says="Monday", kind=DATE))]
    shown = decide(ASKED, EVIDENCE, candidates, 0.9, 0.9, THRESHOLDS)
    assert shown.text == "Monday (May 12, 2025)"


def test_a_short_answer_is_quoted_once_of_each_text_and_thrice_at_most() -> None:
    names = [("a", "a"), ("b", "a"), ("c", "c"), ("d", "d"), ("e", "e")]
    mentions = [
        evidence_of(article(name), says="May 7, 2025", kind=DATE, origin=origin)
        for name, origin in names
    ]
    shown = decide(ASKED, EVIDENCE, [candidate_of(*mentions)], 0.9, 0.9, THRESHOLDS)
    assert [quote.article.id for quote in shown.quotes] == ["a", "c", "d"]
    assert shown.accounts == ()


def test_articles_that_differ_are_each_told() -> None:
    candidates = [opening("a", "May 7"), opening("b", "May 9")]
    shown = decide(ASKED, EVIDENCE, candidates, 0.9, 0.9, THRESHOLDS)
    assert [(each.value, each.articles) for each in shown.accounts] == [
        ("May 7, 2025", ("a",)),
        ("May 9, 2025", ("b",)),
    ]
    assert [quote.article.id for quote in shown.quotes] == ["a", "b"]


@pytest.mark.parametrize(("newer", "leads"), [("May 9", "May 7 to May 10"), ("May 12", "May 12")])
def test_a_newer_day_leads_unless_it_is_one_of_those_told(newer: str, leads: str) -> None:
    days = opening("a", "May 7 to May 10", score=1.0)
    told = tell_accounts([days, opening("b", newer, score=0.5, published="2")])
    assert told[0].text == f"{leads}, 2025"


def test_a_yes_or_no_is_told_by_a_whole_sentence() -> None:
    asked = replace(ASKED, text="does it open on May 7", answer_type=AnswerType.YES_NO)
    shown = decide(asked, EVIDENCE, CANDIDATES, 0.9, 0.9, THRESHOLDS)
    assert (shown.kind, shown.text) == ("sentence", EVIDENCE[0].text)


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), max_size=5),
    st.floats(0, 1),
    st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_what_is_stated_can_answer(
    flags: list[tuple[bool, bool]], tells: float, span: float
) -> None:
    evidence = [
        evidence_of(article(f"a{n}"), says="May 7, 2025", kind=DATE, fits=fits, heading=heading)
        for n, (fits, heading) in enumerate(flags)
    ]
    evidence.sort(key=lambda each: each.is_heading)
    shown = decide(ASKED, evidence, collect(evidence), tells, span, THRESHOLDS)
    assert 0.0 <= shown.confidence <= 1.0
    assert len(shown.quotes) <= MOST_SHOWN
    assert (shown.text is None) == (shown.kind is None)
    if shown.text is not None:
        assert tells >= THRESHOLDS.refuse
    if shown.kind == "sentence":
        assert shown.text == evidence[0].text
        assert not evidence[0].is_heading
        assert shown.closest or (evidence[0].can_answer and tells >= THRESHOLDS.state)
    if shown.kind == "span":
        assert any(each.can_answer for each in evidence)


@pytest.mark.parametrize(
    ("rival", "told"),
    [
        (opening("b", "May 9"), True),
        (opening("b", "May 9", score=-MARGIN), True),
        (opening("b", "May 9", score=-MARGIN - 0.01), False),
        (opening("b", "May 9", near=0.75), True),
        (opening("b", "May 9", near=0.74), False),
        (opening("a", "May 9"), False),  # the answer's own article
        (opening("b", "May 9", origin="a"), False),  # a copy of it
        (candidate_of(evidence_of(article("b"), 1, says="Petra Volmer")), False),
    ],
)
def test_another_account_is_of_another_article(rival: Candidate, told: bool) -> None:
    answer = opening("a", "May 7")
    assert find_accounts(answer, [answer, rival]) == ([rival] if told else [])


def test_a_date_that_only_says_less_is_no_other_account() -> None:
    answer = opening("a", "May 7")
    made = Article("b", "The plant opens in May 2025.")
    vaguer = candidate_of(evidence_of(made, says="May 2025", kind=DATE))
    assert vaguer.value
    assert find_accounts(answer, [answer, vaguer]) == []


def test_of_an_article_one_other_account_is_told() -> None:
    answer, first, second = opening("a", "May 7"), opening("b", "May 9"), opening("b", "May 10")
    assert find_accounts(answer, [answer, first, second]) == [first]


def test_few_other_accounts_are_told_the_newest_first() -> None:
    answer = opening("a", "May 7")
    rivals = [opening(name, f"May {9 + n}", published=str(2 + n)) for n, name in enumerate("bcdef")]
    found = find_accounts(answer, [answer, *rivals])
    assert len(found) == MOST_ACCOUNTS - 1
    assert [each.best.article.id for each in found] == ["d", "c", "b"]


@pytest.mark.parametrize(("score", "leads"), [(-LEADS, "c"), (-LEADS - 0.01, "b")])
def test_of_figures_that_change_the_newest_leads(score: float, leads: str) -> None:
    def toll(name: str, day: int, figure: str, score: float) -> Candidate:
        made = Article(name, f"It killed {figure} people.", published=datetime(2025, 3, day))
        return candidate_of(evidence_of(made, says=figure, kind=AnswerType.NUMBER, score=score))

    tolls = [toll("a", 3, "12", 0.0), toll("b", 4, "17", -0.5), toll("c", 5, "16", score)]
    assert tell_accounts(tolls)[0].best.article.id == leads
