"""Accounts: told where articles give different days, not where they word one day differently."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Answer, Article, Scope
from knowledge.answering import Answering, ask
from knowledge.index import IndexBuilder
from knowledge.reading import load_reader
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()
OTTERS = "The river Tarn has many otters. The council likes the otters on the river."
FORMS = [
    "{day:%B} {day.day}, {day.year}",
    "{day.day} {day:%B} {day.year}",
    "{day:%A}, {day:%B} {day.day}, {day.year}",
    "{day:%b}. {day.day}, {day.year}",
    "{day:%Y-%m-%d}",
]


def answer_from(question: str, *texts: str) -> Answer:
    """The answer of articles published on the last days of 2024, one more each day."""
    builder = IndexBuilder(ANALYZER)
    builder.extend(
        Article(f"a{number}", text, published=datetime(2024, 12, 24 + number))
        for number, text in enumerate((*texts, OTTERS))
    )
    return ask(builder.build(), Answering(ANALYZER, load_reader()), question, Scope())


def opened(one: str, other: str) -> Answer:
    return answer_from(
        "When was the new bridge of Tarn opened?",
        f"The new bridge of Tarn was opened on {one} in front of many guests.",
        f"The council opened the new bridge of Tarn on {other}. It was a cold morning.",
    )


@given(
    st.dates(date(2024, 1, 5), date(2024, 12, 20)), st.sampled_from(FORMS), st.sampled_from(FORMS)
)
@settings(max_examples=60, deadline=None)
def test_one_day_is_one_account_however_it_is_written(day: date, one: str, other: str) -> None:
    answer = opened(one.format(day=day), other.format(day=day))
    assert answer.accounts == ()
    assert {citation.article.id for citation in answer.citations} == {"a0", "a1"}


@pytest.mark.parametrize("form", FORMS[:3])
def test_two_days_are_two_accounts(form: str) -> None:
    one, other = form.format(day=date(2024, 9, 5)), form.format(day=date(2024, 9, 12))
    answer = opened(one, other)
    told = {account.value: account.articles for account in answer.accounts}
    assert told == {one: ("a0",), other: ("a1",)}


def test_a_day_and_the_days_it_begins_are_two_accounts() -> None:
    answer = answer_from(
        "When does the festival of Tarn take place?",
        "The festival of Tarn will take place from May 7 to May 10, 2025.",
        "The festival of Tarn takes place on May 7, 2025, the mayor said.",
    )
    values = {account.value for account in answer.accounts}
    assert values == {"May 7 to May 10, 2025", "May 7, 2025"}


def test_the_same_days_in_other_words_are_one_account() -> None:
    answer = answer_from(
        "When does the festival of Tarn take place?",
        "The festival of Tarn will take place from 7 to 10 May 2025.",
        "The festival of Tarn takes place May 7–10, 2025, the mayor said.",
    )
    assert answer.answer is not None
    assert answer.accounts == ()
    assert {citation.article.id for citation in answer.citations} == {"a0", "a1"}


def test_one_name_is_one_account() -> None:
    answer = answer_from(
        "Who won the chess championship of Tarn?",
        "Anna Berg won the chess championship of Tarn on Sunday.",
        "The chess championship of Tarn was won by Anna Berg after six hours.",
    )
    assert answer.answer == "Anna Berg"
    assert answer.accounts == ()
