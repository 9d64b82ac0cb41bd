"""Lines that ask several things: what is asked, and one answer to all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_coverage import ARTICLES, write

from knowledge import Coverage
from knowledge.questions.parts import split_question
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    folder = tmp_path_factory.mktemp("parts")
    with Coverage.open([write(folder / "news.jsonl", ARTICLES)], folder / "data") as coverage:
        yield coverage


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("when does Xi arrive and who invited him", ["when does Xi arrive", "who invited him Xi"]),
        ("When is the parade? who comes?", ["When is the parade?", "who comes parade"]),
        (
            "When and where does Xi meet Putin?",
            ["When does Xi meet Putin?", "where does Xi meet Putin?"],
        ),
        ("where was Ada born & when did she die", ["where was Ada born", "when did she die Ada"]),
        ("who invited Xi and why", ["who invited Xi", "why invited Xi"]),
        (
            "when is the parade? when is the parade? where is the parade?",
            ["when is the parade?", "where is the parade?"],
        ),
    ],
)
def test_each_question_of_a_line_stands_on_its_own(line: str, parts: list[str]) -> None:
    assert split_question(line, ANALYZER) == parts


@pytest.mark.parametrize(
    "line",
    [
        "when does Xi visit Moscow?",
        "who won and by how much",
        "Which actor, who starred in Alien, turned 70?",
        "What is the name of the rocket which exploded?",
        "hi! when is the parade?",
        "Who is the man who runs the plant and lives in Veldrun?",
        "when? who? where? what? why? how?",
        "who invited Xi? who invited Xi?",
        "",
    ],
)
def test_one_question_stays_whole(line: str) -> None:
    assert split_question(line, ANALYZER) == [line]


@given(st.text(max_size=300))
def test_any_line_gives_parts(line: str) -> None:
    assert split_question(line, ANALYZER)


def test_what_is_said_of_each_part_is_one_answer(coverage: Coverage) -> None:
    line = "how many otters did Petra Volmer count and when was the harbour of Veldrun opened"
    answer = coverage.ask(line, passages=3)
    assert answer.question == line
    assert answer.answer is not None
    counted, opened = answer.answer.splitlines()
    assert counted == "how many otters did Petra Volmer count: 23"
    assert opened.startswith("when was the harbour of Veldrun opened: ")
    assert "June" in opened
    assert {cited.article.id for cited in answer.citations} >= {"otters", "harbour"}
    numbers = {cited.article.id: cited.n for cited in answer.citations}
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    assert answer.passages is not None
    assert len(answer.passages) == 3
    assert answer.unsaid == ()


def test_the_part_that_the_coverage_does_not_say_is_told(coverage: Coverage) -> None:
    answer = coverage.ask("how many otters did Petra Volmer count? who won the cricket cup?")
    assert answer.answer == "how many otters did Petra Volmer count: 23"
    assert answer.unsaid == ("who won the cricket cup?",)
    assert answer.to_json()["unsaid"] == ["who won the cricket cup?"]


def test_nothing_said_of_any_part_is_an_abstention(coverage: Coverage) -> None:
    answer = coverage.ask("who won the cricket cup? how tall is the tower of Paris?")
    assert answer.abstained
    assert answer.unsaid == ()
