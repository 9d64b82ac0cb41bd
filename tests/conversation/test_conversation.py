"""Questions that lean on earlier turns, completed from them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_coverage import ARTICLES, write

from benchmarks.conversation import DIALOGUES, Resolved, completions, load_dialogues
from knowledge import MOST_TURNS, Answer, Coverage, Turn
from knowledge.conversation import complete
from knowledge.text.analysis import Analyzer

ANALYZER = Analyzer()
HARBOUR = Turn("Who opened the new harbour of Veldrun?", "Mayor Ilse Harkan")
VISIT = Turn("When does Xi visit Moscow?", "May 7 to May 10, 2025")
SECOND = Turn("who invited Xi (Moscow)?", "Vladimir Putin")


def understood(question: str, *turns: Turn) -> str:
    return complete(question, turns, ANALYZER).question


@pytest.mark.parametrize(
    ("question", "turn", "expected"),
    [
        ("who invited him?", VISIT, "who invited Xi (Moscow)?"),
        ("when was that?", VISIT, "when does Xi visit Moscow?"),
        ("why?", VISIT, "why does Xi visit Moscow?"),
        ("and Putin?", VISIT, "When does Putin visit Moscow?"),
        ("and in 2024?", VISIT, "When does Xi visit Moscow, in 2024?"),
        (
            "and before that?",
            VISIT,
            "When does Xi visit Moscow, before May 7 to May 10, 2025?",
        ),
        ("When?", HARBOUR, "When (opened the new harbour of Veldrun, Ilse Harkan)?"),
        ("how old is she?", HARBOUR, "how old is Mayor Ilse Harkan (new harbour of Veldrun)?"),
        ("and what is the latest?", VISIT, "what is the latest on Xi, Moscow?"),
        ("and the news today?", HARBOUR, "what is the latest on Veldrun, new harbour?"),
        ("and in Lindmark?", HARBOUR, "Who opened the new harbour in Lindmark?"),
        (
            "who else?",
            HARBOUR,
            "who else (new harbour of Veldrun, besides Mayor Ilse Harkan)?",
        ),
    ],
)
def test_what_a_question_leaves_out_is_added(question: str, turn: Turn, expected: str) -> None:
    assert understood(question, turn) == expected


@pytest.mark.parametrize(
    "question",
    [
        "When is the Victory Day Parade?",
        "Who won the world cup in 2022?",
        "Why did Xi say that he would come to Moscow?",
        "when did the sakurajima volcano erupt",
        "whats new on the parade",
        "what's new?",
        "any news today",
        "what is the price of bananas",
        "what are the rules of chess?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert understood(question, VISIT, HARBOUR) == question


def test_a_question_asked_again_stays_as_it_is() -> None:
    asked = Turn("Who was the old ferry sold to?", "Brandon")
    assert understood(asked.question, asked) == asked.question


def test_without_turns_nothing_is_added() -> None:
    assert complete("and before that?", (), ANALYZER).added == ()


def test_a_person_spoken_of_for_longer_is_meant_before_the_last_answer() -> None:
    assert understood("how long will he stay?", VISIT, SECOND).startswith("how long will Xi stay")


def test_only_the_last_ten_turns_count() -> None:
    turns = [HARBOUR, *[VISIT] * MOST_TURNS]
    assert understood("how old is she?", *turns) == understood("how old is she?", *turns[1:])


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=600), st.lists(st.builds(Turn, st.text(), st.text()), max_size=12))
def test_any_text_is_completed_within_bounds(question: str, turns: list[Turn]) -> None:
    completed = complete(question, turns, ANALYZER)
    assert (completed.question == question) or completed.added
    assert len(completed.question) <= len(question) + 1500


@pytest.mark.parametrize("question", ["who invited him?", "and Putin?", "who else was there?"])
def test_completing_is_quick_and_always_the_same(question: str) -> None:
    turns = [VISIT, SECOND, HARBOUR] * 3
    first = understood(question, *turns)
    took = []
    for _ in range(10):
        started = time.process_time()
        assert understood(question, *turns) == first
        took.append(time.process_time() - started)
    assert median(took) < 0.02


def test_an_answer_ends_a_turn_as_it_was_understood() -> None:
    told = Answer("why?", "gas", "span", 0.9, (), understood="why does Xi visit Moscow?")
    assert Turn.of(told) == Turn("why does Xi visit Moscow?", "gas")
    assert Turn.of(Answer("why?", "gas", "sentence", 0.1, (), closest=True)).answer == ""


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    path = write(tmp_path_factory.mktemp("articles") / "all.jsonl", ARTICLES)
    with Coverage.open([path]) as opened:
        yield opened


def test_a_follow_up_is_answered_and_told_as_understood(coverage: Coverage) -> None:
    first = coverage.ask("Who opened the new harbour of Veldrun?")
    answer = coverage.ask("how much did it cost?", turns=[Turn.of(first)])
    assert "85 million" in (answer.answer or "")
    assert answer.question == "how much did it cost?"
    assert answer.understood.startswith("how much did the new harbour cost")
    assert answer.to_json()["understood"] == answer.understood
    assert "understood" not in first.to_json()


def test_news_are_asked_of_the_story_that_was_talked_about(coverage: Coverage) -> None:
    first = coverage.ask("Who opened the new harbour of Veldrun?")
    answer = coverage.ask("and what is the latest?", turns=[Turn.of(first)])
    assert answer.kind == "summary"
    assert answer.topic is not None
    assert "Veldrun" in answer.topic
    assert coverage.ask("what's new?", turns=[Turn.of(first)]).topic == ""


def test_dialogues_are_whole() -> None:
    dialogues = load_dialogues(DIALOGUES)
    assert len(dialogues) == 40
    assert all(2 <= len(each.turns) <= 4 for each in dialogues)
    assert sum(not each.article for each in dialogues) == 18


def test_completions_count_terms() -> None:
    conversation = [
        Resolved("When does Xi visit Moscow?", "When does Xi visit Moscow?", ""),
        Resolved("who invited him?", "Who invited Xi Jinping to Moscow?", ""),
    ]
    (found,) = completions([conversation], ANALYZER)
    assert (found.missing, found.gained, found.needless) == (3, 2, 0)
