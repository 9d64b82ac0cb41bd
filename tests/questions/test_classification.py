"""Classification: what a question asks for, in a journalist's words and in a chat's."""

from __future__ import annotations

import pytest
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st

from knowledge.questions.classification import AnswerType, classify, focus_noun

QUESTIONS = {
    AnswerType.DATE: """
        When was the harbour opened?
        when does the ferry sail
        hey when is the vote
        since when has the bridge been closed?
        The bridge in Harburg was closed when?
        On what date did the council meet?
        what day is the parade
        What year was the mill built?
        which month does the festival start
        at what time does the game begin?
        do you know when the trial starts?
        can anyone tell me when the road opens
        super bowl date
        wen is the concert
        whens the concert
    """,
    AnswerType.PERSON: """
        Who opened the harbour?
        who's the new mayor of Tarn
        whos leading the project
        Whom did the president meet?
        Whose song won the prize?
        With whom did the minister speak?
        The mill was bought by who?
    """,
    AnswerType.PLACE: """
        Where did the plane land?
        where's the summit being held
        wheres the summit
        The ferry sails to where?
    """,
    AnswerType.NUMBER: """
        How many otters were counted?
        how much did the harbour cost
        How old is the driver?
        how long was the bridge closed
        How far is Lindmark from the sea?
        about how many people came?
        what percentage of voters stayed at home
        What is the price of the ferry?
        harbour cost
    """,
    AnswerType.LIST: """
        What is on the agenda of the council?
        what's on the agenda
        list the topics of the summit
        Which issues will the leaders discuss?
        What topics were raised?
        name three goals of the plan
    """,
    AnswerType.DEFINITION: """
        What does CEB stand for?
        what's the meaning of CEB
        what is CEB short for?
        define CEB
        What is the full name of the CEB?
    """,
    AnswerType.REASON: """
        Why were the fireworks delayed?
        why's nobody talking about the flood
        how come the bridge is closed
        The bridge is closed why?
    """,
    AnswerType.MANNER: """
        How did the thieves get in?
        how does the new system work
    """,
    AnswerType.YES_NO: """
        Did the mayor open the harbour?
        is the bridge still closed
        so was the vote delayed?
        Will Harkan run again?
        has the ferry sailed yet
    """,
    AnswerType.THING: """
        What did the council decide?
        what animal was seen in the river
        Which film won the prize?
        Which company builds the plant?
        which minister resigned?
        in which city will the games take place?
        harkan harbour
        CEB
    """,
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (line.strip(), kind)
        for kind, lines in QUESTIONS.items()
        for line in lines.strip().splitlines()
    ],
)
def test_the_type_of_a_question(question: str, expected: AnswerType) -> None:
    assert classify(question)[0] is expected


@pytest.mark.parametrize("question", ["Who opened the harbour?", "when does the ferry sail"])
@pytest.mark.parametrize(
    "said",
    [
        "{}",
        "hi, {}",
        "{} thanks!",
        "I read about the flood. {}",
        "{} 🤔",
        "Please tell me: {}",
        "  {}  ",
    ],
)
def test_what_is_said_around_a_question_changes_nothing(question: str, said: str) -> None:
    assert classify(said.format(question))[0] is classify(question)[0]


def test_a_question_word_within_a_clause_does_not_ask() -> None:
    kind, _ = classify("Which company built the plant, which opened on the day when it rained?")
    assert kind is AnswerType.THING
    kind, _ = classify("What did Harkan, who leads the council, say about the flood?")
    assert kind is AnswerType.THING


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("Which sunny day was it?", "day"),
        ("which two points were made", "points"),
        ("What is his age?", "age"),
        ("what is the price of the ferry", "price"),
        ("what city's hospital is she in", "city"),
        ("What did he say?", ""),
        ("Who opened it?", ""),
        ("which", ""),
    ],
)
def test_the_noun_a_question_asks_for(question: str, focus: str) -> None:
    assert focus_noun(question) == focus


words = "when who which what how many much long is was did the , ? . stands for company 🤔 list the"
jumbles = st.lists(st.sampled_from(words.split()), max_size=15).map(" ".join)


@given(TEXT | jumbles)
def test_any_text_has_a_type(text: str) -> None:
    kind, focus = classify(text)
    assert isinstance(kind, AnswerType)
    assert focus == focus.lower()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("when " * 4000 + "?", AnswerType.DATE),
        ("what is the " * 2000 + "price?", AnswerType.THING),
        ("a" * 4000 + " who?", AnswerType.PERSON),
        ("the council, " * 300 + "where?", AnswerType.PLACE),
        ("Nobody knows. " * 300 + "How many came?", AnswerType.NUMBER),
    ],
)
@pytest.mark.timeout(5)
def test_a_long_question_is_classified_too(question: str, expected: AnswerType) -> None:
    assert classify(question)[0] is expected
