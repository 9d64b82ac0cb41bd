"""Citing: quotes numbered by article, with the words of the question and the answer marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_evidence import evidence_of

from knowledge.answer import Citation
from knowledge.answering.citing import Quote, cite
from knowledge.article import Article
from knowledge.questions import AnswerType, Question
from knowledge.text.analysis import Analyzer

FERRY = Article("ferry", "The ferry left at noon. Petra Volmer waited for the night ferry.")
PLANT = Article("plant", "The plant opens on May 7. The ferry brought its turbines.")
COPY = Article("copy", FERRY.text)
LEFT, WAITED = (evidence_of(FERRY, place) for place in (0, 1))
OPENS, BROUGHT = (evidence_of(PLANT, place) for place in (0, 1))


def cited(
    quotes: Sequence[Quote],
    *asked: str,
    copies: Mapping[str, tuple[Article, ...]] | None = None,
) -> list[Citation]:
    weights = dict.fromkeys(asked, 1.0)
    question = Question("", "", AnswerType.THING, weights, (), 1.0)
    return list(cite(question, quotes, Analyzer(), copies or {}))


def marked(citation: Citation) -> list[str]:
    return [citation.quote[start:end] for start, end in citation.highlights]


def test_quotes_are_numbered_by_article_in_the_order_they_come() -> None:
    found = cited([Quote.of(each) for each in (BROUGHT, LEFT, OPENS, WAITED)])
    assert [(each.n, each.article, each.quote) for each in found] == [
        (1, PLANT, "The ferry brought its turbines."),
        (2, FERRY, "The ferry left at noon."),
        (1, PLANT, "The plant opens on May 7."),
        (2, FERRY, "Petra Volmer waited for the night ferry."),
    ]


def test_a_quote_stands_once_and_what_follows_it_is_still_cited() -> None:
    found = cited([Quote.of(each) for each in (LEFT, LEFT, OPENS)])
    assert [(each.n, each.quote) for each in found] == [(1, LEFT.text), (2, OPENS.text)]


def test_parts_that_begin_or_end_alike_are_quotes_of_their_own() -> None:
    found = cited([Quote(FERRY, 0, 9), Quote(FERRY, 0, 23), Quote(FERRY, 4, 23)])
    assert [each.quote for each in found] == [
        "The ferry",
        "The ferry left at noon.",
        "ferry left at noon.",
    ]


def test_the_same_place_of_two_articles_is_two_quotes() -> None:
    found = cited([Quote(FERRY, 0, 9), Quote(COPY, 0, 9)])
    assert [(each.n, each.article.id) for each in found] == [(1, "ferry"), (2, "copy")]


def test_the_words_that_are_asked_for_are_marked() -> None:
    (left,) = cited([Quote.of(LEFT)], "ferri", "noon")
    assert marked(left) == ["ferry", "noon"]
    (waited,) = cited([Quote.of(WAITED)], "ferri")
    assert marked(waited) == ["ferry"]


def test_the_words_of_an_article_are_read_in_its_language() -> None:
    made = Article("de", "Die Häuser stehen leer.", language="de")
    (citation,) = cited([Quote(made, 0, len(made.text))], "haus")
    assert marked(citation) == ["Häuser"]


def test_without_words_or_a_value_nothing_is_marked() -> None:
    (citation,) = cited([Quote.of(LEFT)], "turbin")
    assert citation.highlights == ()


def test_marks_with_only_white_space_between_are_one() -> None:
    (citation,) = cited([Quote.of(WAITED)], "petra", "volmer", "night", "ferri")
    assert marked(citation) == ["Petra Volmer", "night ferry"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Petra Volmer waited", ["Petra Volmer waited", "ferry"]),  # round a word that is asked
        ("Petra Vol", ["Petra Volmer", "ferry"]),  # ends within one
        ("waited", ["Volmer waited", "ferry"]),  # behind one
        ("the night", ["Volmer", "the night ferry"]),  # before one
    ],
)
def test_the_answer_is_marked_together_with_the_words(value: str, expected: list[str]) -> None:
    start = WAITED.text.index(value)
    (citation,) = cited([Quote.of(WAITED, (start, start + len(value)))], "volmer", "ferri")
    assert marked(citation) == expected


def test_the_other_articles_with_an_article_s_text_are_told() -> None:
    found = cited([Quote.of(LEFT), Quote.of(OPENS)], copies={"ferry": (COPY,)})
    assert [each.also for each in found] == [(COPY,), ()]


@given(
    st.text("ab \n.", max_size=30).map(lambda text: Article("any", f"{text}a")),
    st.data(),
)
def test_marks_are_in_order_apart_and_cover_the_value(
    article: Article, data: st.DataObject
) -> None:
    size = len(article.text)
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    (citation,) = cited([Quote(article, 0, size, (start, end))], "a", "ab")
    marks = citation.highlights
    assert any(first <= start and end <= last for first, last in marks)
    for (_, last), (first, _) in pairwise(marks):
        assert last < first
        assert article.text[last:first].strip()
