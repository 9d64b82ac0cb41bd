"""Which articles a source or an author has: told from the articles' own data."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import ANALYZER, index_of

from knowledge import Answer
from knowledge.answering import Answering, ask
from knowledge.answering.kinds.written import MOST_NAMED, tell_written
from knowledge.article import Article
from knowledge.scope import Scope


def article(name: str, text: str, title: str, source: str, author: str, day: int) -> Article:
    published = datetime(2025, 5, day)
    return Article(name, text, title=title, source=source, authors=(author,), published=published)


STRIKE = "Ferry crews began a strike over pay on Monday. The boats stay in the harbour."
FERRY = article("ferry", STRIKE, "Ferry crews strike", "Tarn Courier", "Petra Volmer", 6)
TALKS = article(
    "talks", "Talks about the ferry strike failed.", "Talks fail", "Northern Wire", "Jan Mol", 8
)
OTTERS = article(
    "otters", "Otters are back along the river.", "Otters return", "Tarn Courier", "Petra Volmer", 7
)
COPY = article("copy", STRIKE, "Crews on strike", "Island Post", "", 7)
INDEX = index_of(FERRY, TALKS, OTTERS, COPY)


def told(question: str, scope: Scope | None = None) -> Answer | None:
    return tell_written(INDEX, ANALYZER, question, question, scope or Scope())


@pytest.mark.parametrize(
    ("titles", "question"),
    [
        ("Ferry crews strike", "Which articles on the ferry strike are by Petra Volmer?"),
        ("Ferry crews strike", "what stories about the ferry strike by the Tarn Courier"),
        ("Talks fail", "show me articles from Northern Wire about the ferry strike"),
        ("Talks fail", "which reports on the ferry were written by Mol"),
        ("Otters return; Ferry crews strike", "which articles are by Petra Volmer?"),
        ("Otters return; Ferry crews strike", "list all articles from the tarn courier"),
        ("Otters return; Ferry crews strike", "what has Petra Volmer written?"),
        ("Otters return", "What did Volmer write about otters"),
        ("Otters return", "do you have any articles about otters by Petra Volmer"),
    ],
)
def test_articles_are_named_newest_first(titles: str, question: str) -> None:
    answer = told(question)
    assert answer is not None
    assert (answer.answer, answer.kind) == (titles, "span")
    for cited in answer.citations:
        assert cited.quote in cited.article.text
        assert cited.article.title in titles.split("; ")


@pytest.mark.parametrize(
    "question",
    [
        "which articles on the ferry strike are by Nobody Atall",
        "who wrote the article on the ferry strike?",
        "which ferries were hit by the strike",
        "what did Xi write about otters",
        "what was the strike caused by",
        "articles",
        "",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert told(question) is None


def test_known_but_silent_on_the_topic_is_an_abstention() -> None:
    answer = told("which articles about penguins are by Petra Volmer")
    assert answer is not None
    assert answer.abstained


def test_the_scope_holds() -> None:
    early = told("what has Petra Volmer written?", Scope(as_of=date(2025, 5, 6)))
    assert early is not None
    assert early.answer == "Ferry crews strike"
    other = Scope(source="Northern Wire")
    assert told("which articles are from the Tarn Courier", other) is None


def test_copies_are_named_with_the_first() -> None:
    answer = told("which articles are from the Island Post")
    assert answer is not None
    assert answer.answer == "Crews on strike"
    ferry = ask(INDEX, Answering(ANALYZER), "which stories on the strike are by Volmer", Scope())
    assert [each.id for each in ferry.citations[0].also] == ["copy"]


def test_no_more_than_a_few_are_named() -> None:
    many = [
        article(str(n), f"Goose number {n} left.", f"Goose {n}", "Wire", "Ada Kim", n + 1)
        for n in range(MOST_NAMED + 3)
    ]
    answer = tell_written(index_of(*many), ANALYZER, "", "articles by Ada Kim?", Scope())
    assert answer is None  # no word that asks
    answer = tell_written(index_of(*many), ANALYZER, "", "list articles by Ada Kim", Scope())
    assert answer is not None
    assert len(answer.citations) == MOST_NAMED


@given(st.text(max_size=250))
def test_any_text_is_read_without_an_error(text: str) -> None:
    told(text)
