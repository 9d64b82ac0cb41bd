"""Values that change: the newest first, the earlier beside it, a denial beside what it denies."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_coverage import Record, write
from small_evidence import candidate_of, evidence_of

from knowledge import Answer, Article, Coverage
from knowledge.answering.accounts import tell_accounts
from knowledge.questions import AnswerType

FLOOD: tuple[Record, ...] = (
    {
        "id": "first",
        "title": "Flood in Merrow",
        "published": "2025-04-07T09:00:00",
        "text": "A flood killed at least 3 people in Merrow on Monday, rescuers said. The keeper of"
        " the dam was dismissed, a member of the council told reporters.",
    },
    {
        "id": "second",
        "title": "More dead in the Merrow flood",
        "published": "2025-04-07T21:00:00",
        "text": "The flood in Merrow has killed 9 people, rescuers said on Monday night. The county"
        " denied that the keeper of the dam had been dismissed.",
    },
    {
        "id": "third",
        "title": "Merrow after the flood",
        "published": "2025-04-10",
        "text": "The number of people killed by the flood in Merrow was corrected to 8 on Thursday,"
        " since one had been counted twice.",
    },
)
OTHERS: tuple[Record, ...] = (
    {
        "id": "ferry",
        "title": "Ferry",
        "published": "2025-04-11",
        "text": "The ferry to Osk hurt at least 9 people when it struck the quay, rescuers said.",
    },
    {
        "id": "barns",
        "title": "Fire",
        "published": "2025-03-02",
        "text": "A fire in Tellin destroyed 3 barns, rescuers said.",
    },
)


def ask(tmp_path: Path, question: str, *records: Record) -> Answer:
    """The answer of a coverage of these articles."""
    with Coverage.open([write(tmp_path / "own.jsonl", records)], tmp_path / "data") as coverage:
        return coverage.ask(question)


def cited(answer: Answer) -> set[str]:
    return {each.article.id for each in answer.citations}


KILLED = "How many people were killed by the flood in Merrow?"


def test_the_newest_figure_leads_and_the_earlier_are_told_from_the_newest_on(
    tmp_path: Path,
) -> None:
    answer = ask(tmp_path, KILLED, *FLOOD)
    assert answer.answer == "8"
    assert [(each.value, each.articles) for each in answer.accounts] == [
        ("8", ("third",)),
        ("9", ("second",)),
        ("at least 3", ("first",)),
    ]
    days = {each.article.id: each.article.published for each in answer.citations}
    assert len(days) == 3
    assert None not in days.values()


def test_a_figure_is_told_as_it_was_known_on_a_day(tmp_path: Path) -> None:
    path = write(tmp_path / "own.jsonl", FLOOD)
    with Coverage.open([path], tmp_path / "data") as coverage:
        answer = coverage.ask(KILLED, as_of="2025-04-08")
    assert answer.answer == "9"
    assert cited(answer) == {"first", "second"}


LANDSLIDE: tuple[Record, ...] = (
    {
        "id": "first",
        "title": "Landslide at Orrin",
        "published": "2025-06-10T08:00:00",
        "text": "A landslide at Orrin buried at least 21 houses on Tuesday, the county said. The"
        " engineer of the dam was arrested, a clerk told reporters.",
    },
    {
        "id": "second",
        "title": "More houses lost at Orrin",
        "published": "2025-06-10T20:00:00",
        "text": "The number of houses buried by the landslide at Orrin has grown to 34, the county"
        " said. Police denied an earlier report that the engineer had been arrested.",
    },
    {
        "id": "third",
        "title": "Orrin: what is known",
        "published": "2025-06-12",
        "text": "The count of houses buried by the landslide at Orrin was lowered to 32 on"
        " Thursday after two sheds had been taken for houses.",
    },
)


def test_a_sentence_that_says_what_changed_leads_though_another_says_it_plainer(
    tmp_path: Path,
) -> None:
    answer = ask(tmp_path, "How many houses were buried by the landslide at Orrin?", *LANDSLIDE)
    assert answer.answer == "32"
    assert [each.value for each in answer.accounts] == ["32", "34", "21"]


REPORT = Article(
    "report",
    "A landslide at Orrin buried 21 houses on Tuesday. The engineer was arrested, a clerk said.",
)
DENIAL = Article("denial", "Police denied a report that the engineer had been arrested.")


def test_of_an_article_that_is_denied_the_sentence_itself_is_told() -> None:
    denial = evidence_of(DENIAL, says="Police", score=7.5)
    houses = evidence_of(REPORT, 0, says="21 houses", score=5.5)
    arrest = evidence_of(REPORT, 1, says="a clerk", score=7.9)
    likeliest_words_first = [
        candidate_of(denial, share=0.25),
        candidate_of(houses, share=0.03),
        candidate_of(arrest, share=0.02),
    ]
    told = [each.text for each in tell_accounts(likeliest_words_first)]
    assert told == [DENIAL.text, "The engineer was arrested, a clerk said."]


def test_a_denial_is_told_beside_what_it_denies(tmp_path: Path) -> None:
    answer = ask(tmp_path, "Was the keeper of the dam dismissed?", *FLOOD)
    told = {article: each.value for each in answer.accounts for article in each.articles}
    assert "denied that the keeper of the dam had been dismissed" in told["second"]
    assert "The keeper of the dam was dismissed" in told["first"]
    assert cited(answer) == {"first", "second"}


# With or without what is counted.
COUNTED = {"at least 9", "at least 9 people"}


@pytest.mark.parametrize(
    ("question", "article", "values"),
    [
        ("How many barns did the fire in Tellin destroy?", "barns", {"3"}),
        ("How many people did the ferry to Osk hurt?", "ferry", COUNTED),
    ],
)
def test_the_same_number_of_another_event_supports_nothing(
    tmp_path: Path, question: str, article: str, values: set[str]
) -> None:
    answer = ask(tmp_path, question, *FLOOD[:2], *OTHERS)
    assert answer.answer in values
    assert cited(answer) == {article}
    assert answer.accounts == ()


def test_the_same_day_of_another_event_supports_nothing(tmp_path: Path) -> None:
    fair = {"id": "fair", "published": "2025-02-01", "text": "The fair in Osk opens on 9 May 2025."}
    vote = {"id": "vote", "published": "2025-02-02", "text": "Merrow elects a mayor on 9 May 2025."}
    answer = ask(tmp_path, "When does the fair in Osk open?", fair, vote)
    assert answer.answer == "9 May 2025"
    assert cited(answer) == {"fair"}


def test_a_number_is_whole_whatever_is_written_before_and_within_it(tmp_path: Path) -> None:
    cold = {"id": "cold", "text": "In Kelvik it was \u221218.5 °C on Sunday night, a record."}
    dear = {"id": "dear", "text": "The tunnel at Ostra cost 2.345.678,90 euros in the end."}
    question = "What was the temperature in Kelvik on Sunday night?"
    assert "\u221218.5" in str(ask(tmp_path, question, cold).answer)
    question = "How much did the tunnel at Ostra cost?"
    assert "2.345.678,90 euros" in str(ask(tmp_path, question, dear).answer)


VOTE = Article(
    "vote",
    "The vote is held on 9 April 2026, the clerk said. Trains to Mt. Kell resume on 18 April 2026.",
)


@pytest.mark.parametrize(("near", "answer"), [(0.1, "9 April 2026"), (0.9, "18 April 2026")])
def test_the_day_of_a_sentence_about_something_else_does_not_lead(near: float, answer: str) -> None:
    trains = evidence_of(VOTE, 1, says="18 April 2026", kind=AnswerType.DATE, score=1.0, near=near)
    vote = evidence_of(VOTE, 0, says="9 April 2026", kind=AnswerType.DATE, score=1.2)
    told = tell_accounts([candidate_of(trains, share=0.9), candidate_of(vote, share=0.1)])
    assert [each.text for each in told] == [answer]


def test_a_day_that_something_is_due_at_lies_ahead(tmp_path: Path) -> None:
    due = {
        "id": "due",
        "published": "2025-02-04",
        "text": "Forms for the school at Brenn are due at 9 a.m. Friday, the head said.",
    }
    answer = ask(tmp_path, "When are the forms for the school at Brenn due?", due)
    assert answer.answer == "9 a.m. Friday (February 7, 2025)"
