"""What holds of the answer to any question at all, in any scope."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hostile import TEXT
from hypothesis import given, settings
from hypothesis import strategies as st
from small_coverage import ARTICLES, write

from knowledge import Answer, Article, Coverage, Scope
from knowledge.answering import Answering, Thresholds, ask
from knowledge.index import IndexBuilder
from knowledge.questions import split_question
from knowledge.reading import load_reader
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()
WORDS = sorted({word for record in ARTICLES for word in record["text"].split()})
ASKING = (
    "when who where why how many what which is did does list stand for the of 🤔 ? next".split()
)
questions = st.one_of(
    st.lists(st.sampled_from(WORDS + ASKING), max_size=14).map(" ".join),
    st.tuples(st.sampled_from(ASKING), st.sampled_from(WORDS), st.text(max_size=20)).map(" ".join),
    TEXT,
    st.text(max_size=2000),
)
days = st.none() | st.integers(0, 45).map(lambda number: date(2024, 6, 1) + timedelta(number))
sources = st.sampled_from([None, "Veldrun Herald", "NORTHERN WIRE", "Nobody"])


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    folder = tmp_path_factory.mktemp("any")
    with Coverage.open([write(folder / "news.jsonl", ARTICLES)], folder / "data") as coverage:
        yield coverage


ORIGINALS: Mapping[str, str] = {record["id"]: record["text"] for record in ARTICLES}


@given(questions)
@settings(max_examples=150, deadline=None)
def test_every_answer_is_sound(coverage: Coverage, question: str) -> None:
    assert_sound(coverage.ask(question, passages=4), question, ORIGINALS)


def assert_sound(answer: Answer, question: str, originals: Mapping[str, str]) -> None:
    assert answer.question == question
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.abstained == (answer.answer is None) == (answer.kind is None)
    assert_citations(answer, originals)
    quotes = [citation.quote for citation in answer.citations]
    parts = split_question(question, ANALYZER)
    if answer.kind == "summary":
        assert set((answer.answer or "").splitlines()) >= set(quotes)
    elif len(parts) > 1:
        for line in (answer.answer or "").splitlines():
            part = next(part for part in parts if line.startswith(f"{part.rstrip(' ?')}: "))
            said = line[len(part.rstrip(" ?")) + 2 :]
            assert_said(said.removesuffix(" (the closest found)"), quotes)
    elif answer.kind == "sentence":
        assert answer.answer == quotes[0]
    elif answer.answer is not None:
        assert_said(answer.answer, quotes)
    ids = {citation.article.id for citation in answer.citations}
    assert len(answer.accounts) != 1
    assert answer.accounts == () or answer.accounts[0].value in (answer.answer or "")
    assert all(set(account.articles) & ids for account in answer.accounts)
    assert all(typed in question for typed, _ in answer.corrections)


def assert_said(text: str, quotes: list[str]) -> None:
    """A sentence, a value (with the date that a relative day means) or the items of a list."""
    shown = [re.sub(r" \([A-Z][a-z]+ [^()]*\)$", "", part) for part in (text, *text.split("; "))]
    assert any(any(part in quote for part in (text, shown[0])) for quote in quotes) or all(
        any(part in quote for quote in quotes) for part in shown[1:]
    )


def assert_citations(answer: Answer, originals: Mapping[str, str]) -> None:
    """Quotes are verbatim, each once, and numbered by article from 1 in order of appearance."""
    numbers: dict[str, int] = {}
    for citation in answer.citations:
        original = " ".join(originals[citation.article.id].split())
        assert citation.quote.strip() == citation.quote != ""
        assert " ".join(citation.quote.split()) in original
        assert citation.n == numbers.setdefault(citation.article.id, len(numbers) + 1)
        marks = citation.highlights
        assert all(0 <= start < end <= len(citation.quote) for start, end in marks)
        assert all(one[1] < other[0] for one, other in pairwise(marks))
    places = [(c.article.id, c.start, c.end) for c in answer.citations]
    assert len(set(places)) == len(places)


@given(questions)
@settings(max_examples=60, deadline=None)
def test_every_answer_has_the_shape_that_is_promised(coverage: Coverage, question: str) -> None:
    shape = json.loads(json.dumps(coverage.ask(question, passages=2).to_json()))
    passages = shape.pop("passages")
    assert set(shape) >= {
        "question", "answer", "kind", "abstained", "confidence", "citations", "accounts", "took_ms",
    }  # fmt: skip
    assert shape["kind"] in ("span", "sentence", "summary", None)
    assert shape["closest"] in (True, False)
    assert shape["abstained"] is (shape["answer"] is None)
    assert shape["took_ms"] >= 0
    for citation in shape["citations"]:
        assert set(citation) >= {"n", "quote", "article"}
        assert set(citation["article"]) >= {"id", "title", "source", "published", "url", "path"}
        published = citation["article"]["published"]
        assert published is None or date.fromisoformat(published)
    for account in shape["accounts"]:
        assert set(account) >= {"value", "articles"}
    for passage in passages:
        assert set(passage) >= {"article", "title", "published", "text", "score"}
        assert " ".join(passage["text"].split()) in " ".join(ORIGINALS[passage["article"]].split())


@given(questions, sources, days, days, days)
@settings(max_examples=100, deadline=None)
def test_nothing_outside_the_scope_is_used(
    coverage: Coverage,
    question: str,
    source: str | None,
    one: date | None,
    other: date | None,
    as_of: date | None,
) -> None:
    since, until = sorted((one, other)) if one and other else (one, other)
    scope = Scope(source, since, until, as_of)
    answer = coverage.ask(
        question, passages=9, source=source, since=since, until=until, as_of=as_of
    )
    assert_sound(answer, question, ORIGINALS)
    used = [citation.article for citation in answer.citations]
    used += [hit.passage.article for hit in answer.passages or ()]
    assert all(scope.admits(article) for article in used)
    admitted = {article.id for article in coverage.articles() if scope.admits(article)}
    assert all(set(account.articles) <= admitted for account in answer.accounts)


# What articles are made of, right and wrong: dates, numbers, names, lists, open brackets.
PIECES = [
    *"Harkan Lindmark opened was by the and harbour bridge ferry said CEB ( ) . ? : ; ' ’s".split(),
    *"12 yesterday U.S. twelve".split(),
    *("per cent", "7 a.m.", "$3.5 million", "Mayor Ilse Harkan", "in Paris", "1 June"),
    *("on May 7, 2024", "from May 7 to 10", "(CEB)", "Coastal Energy Board", "“We", "will,”"),
    *("\n- ", "\n1. ", "\n• ", "\n", "\n\n", "Erdog\u0306an", "🤔"),
]
things = st.sampled_from(["harbour", "bridge", "CEB", "school of Lindmark"])
dates = st.sampled_from(["May 7, 2024", "7 May 2024", "1 June", "2023", "Tuesday", "June 2 and 3"])
news = st.builds(
    "{} opened the {} in {} on {}, {} said.".format,
    st.sampled_from(["Mayor Ilse Harkan", "Sunfjord", "The U.S."]),
    things,
    st.sampled_from(["Paris", "Tarn", "the river"]),
    dates,
    st.sampled_from(["the ministry", "12 people", "Petra Volmer"]),
)
pieces = st.sampled_from(PIECES)
texts = st.lists(news | pieces, max_size=30).map(" ".join) | TEXT.map(
    lambda text: text.replace("\ud800", "")
)
articles = st.builds(
    lambda number, title, text, day: Article(
        f"a{number}",
        text,
        title=title,
        published=None if day is None else datetime(2024, 6, day),
    ),
    st.integers(0, 99),
    st.none() | texts,
    texts,
    st.none() | st.integers(1, 30),
)
about = st.lists(st.sampled_from(PIECES + ASKING), max_size=10).map(" ".join) | st.builds(
    "{} opened the {}?".format, st.sampled_from(["who", "when was", "where was", "what"]), things
)
# So low that what should be refused is answered too.
thresholds = st.sampled_from([Thresholds(0.0, 0.0, 0.0), Thresholds(0.0, 0.0, 1.1), Thresholds()])


@given(st.lists(articles, max_size=5, unique_by=lambda article: article.id), about, thresholds,
       st.booleans())  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_the_answer_from_any_articles_is_sound(
    articles: list[Article], question: str, thresholds: Thresholds, reads: bool
) -> None:
    analyzer = Analyzer()
    builder = IndexBuilder(analyzer)
    builder.extend(articles)
    answering = Answering(analyzer, load_reader() if reads else None, thresholds)
    answer = ask(builder.build(), answering, question, Scope(), passages=3)
    assert_sound(answer, question, {article.id: article.text for article in articles})
