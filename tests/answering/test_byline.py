"""Bylines: who wrote an article, who published it and when, told from the article's own data."""

from __future__ import annotations

from datetime import datetime

import pytest
from hostile import TEXT as HOSTILE
from hypothesis import given, settings
from small_evidence import hits_of
from small_index import ANALYZER, index_of

from knowledge.answering import find_hits
from knowledge.answering.decision import Shown
from knowledge.answering.kinds.byline import tell_byline
from knowledge.article import Article
from knowledge.questions import read_question
from knowledge.questions.background import Background
from knowledge.scope import Scope

FERRY = Article(
    "ferry",
    "Ferry crews began a strike over pay on Monday. The boats stay in the harbour of Veldrun.",
    title="Ferry crews strike",
    source="Tarn Courier",
    authors=("Petra Volmer", "Ilse Harkan"),
    published=datetime(2025, 5, 6, 9, 30),
)
OTTERS = Article("otters", "Otters are back along the river. Nobody knows why they left it.")
INDEX = index_of(FERRY, OTTERS)


def told(question: str) -> Shown | None:
    asked = read_question(question, INDEX, ANALYZER, Background.load())
    return tell_byline(asked, find_hits(INDEX, asked.terms, 5, Scope()))


AUTHOR, SOURCE, DAY = "Petra Volmer, Ilse Harkan", "Tarn Courier", "May 6, 2025"


@pytest.mark.parametrize(
    ("expected", "question"),
    [
        (AUTHOR, "Who wrote the article about the ferry strike?"),
        (AUTHOR, "who wrote that story on the ferry strike"),
        (AUTHOR, "WHO WROTE THIS PIECE ABOUT THE FERRY"),
        (AUTHOR, "who's the author of the story about the ferry"),
        (AUTHOR, "whos the writer of the piece on the ferry"),
        (AUTHOR, "who is the author of the ferry article"),
        (AUTHOR, "name the reporter behind the ferry strike story"),
        (AUTHOR, "which journalist wrote the ferry story"),
        (AUTHOR, "whose byline is on the ferry story"),
        (AUTHOR, "who was the story about the ferry written by?"),
        (AUTHOR, "by whom was the article about the ferry written"),
        (SOURCE, "which newspaper reported on the ferry strike"),
        (SOURCE, "what outlet covered the ferry strike"),
        (SOURCE, "which source says the ferry crews strike"),
        (SOURCE, "which paper ran the ferry story"),
        (SOURCE, "who published the story about the ferry"),
        (SOURCE, "where was the article about the ferry published?"),
        (SOURCE, "in which newspaper was the ferry story published"),
        (SOURCE, "which news site is the ferry story from"),
        (SOURCE, "where did you get the story about the ferry"),
        (SOURCE, "what's the source of the ferry story"),
        (DAY, "When was the article about the ferry published?"),
        (DAY, "when was this story about the ferry written"),
        (DAY, "when was the ferry strike story posted"),
        (DAY, "when did the story about the ferry come out"),
        (DAY, "what date was the article on the ferry published"),
        (DAY, "what is the publication date of the ferry story"),
        (DAY, "how old is the article about the ferry"),
        (DAY, "when is the ferry article from"),
    ],
)
def test_what_an_article_says_of_itself_is_told(question: str, expected: str) -> None:
    shown = told(question)
    assert shown is not None
    assert (shown.text, shown.kind, shown.closest) == (expected, "span", False)
    assert 0.0 < shown.confidence <= 1.0
    (quote,) = shown.quotes
    assert quote.article == FERRY
    assert FERRY.text[quote.start : quote.end] == "Ferry crews began a strike over pay on Monday."


@pytest.mark.parametrize(
    "question",
    """who wrote the song|who wrote the song about the ferry|who wrote the constitution
    who wrote the book|who wrote the letter to the ferry crews|who wrote it down|who wrote the news
    who wrote the report on the ferry strike|who wrote the story of Veldrun|who wrote the law
    who is the author of the book about the ferry|who is the author of Harry Potter
    who published the book|who published the report on the ferry|who reported the strike to police
    who broke the news to the crews|who ran it before the strike|who ran the news agency
    when was the book published|when was the report on the ferry published
    when was the constitution written|when did the story's hero come out of prison
    when was the item taken out of the harbour|when was the post office burned out
    when was the news reported to the police|when did the report come out|when did the strike begin
    what site has the most ferry crews|which source of energy has the lowest cost
    which paper has the biggest circulation|which agency has the power to fine the ferry
    what agency published the ferry figures|which paper ran out of money
    where was the book published|what is the source of the river|how old is the ferry
    what was the story about|when was the short story published|""".replace("\n", "|").split("|"),
)
def test_an_ordinary_question_is_not_taken_for_it(question: str) -> None:
    assert told(question.strip()) is None


@pytest.mark.parametrize(
    "question",
    [
        "who wrote the article about the otters along the river",
        "which newspaper reported on the otters along the river",
        "when was the article about the otters along the river published",
    ],
)
def test_what_an_article_does_not_say_of_itself_is_not_told(question: str) -> None:
    assert told(question) is None


def test_without_an_article_nothing_is_told() -> None:
    asked = read_question("who wrote the article", INDEX, ANALYZER, Background.load())
    assert tell_byline(asked, []) is None


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_asked(text: str) -> None:
    hits = hits_of(FERRY)
    for question in (text, f"who wrote the article about {text}"):
        asked = read_question(question, INDEX, ANALYZER, Background.load())
        shown = tell_byline(asked, hits)
        assert shown is None or shown.text in (AUTHOR, SOURCE, DAY)
