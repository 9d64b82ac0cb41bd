"""The tables that answering reads: how they are made, and what of them ships."""

from __future__ import annotations

from small_index import ANALYZER

from benchmarks.background import MIN_ARTICLES, count
from knowledge.article import Article
from knowledge.questions.background import Background


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


def test_what_questions_say_besides_their_matter_weighs_nothing() -> None:
    background = Background({"moscow": 0.001}, asked={"lol": (40, 0), "date": (30, 6)})
    assert background.matters("lol") < 0.1
    assert 0.1 < background.matters("date") < 0.5
    assert background.matters("moscow") == 1.0
    assert background.is_asked("lol")
    assert not background.is_asked("moscow")


def test_the_table_that_ships_knows_what_is_said_in_passing() -> None:
    background = Background.load()
    assert all(background.matters(ANALYZER.term(word)) < 0.3 for word in ("lol", "bro", "pls"))
    assert all(background.matters(ANALYZER.term(word)) > 0.6 for word in ("moscow", "visit"))
