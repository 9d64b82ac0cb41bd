"""Answers: what is asked of small articles, and what holds of every answer to any question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_coverage import ARTICLES, HARBOUR, OTTERS, PLANT, Record, write

from knowledge import Answer, BadDateError, Coverage

OPENED = {"June 1, 2024", "1 June 2024"}


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    folder = tmp_path_factory.mktemp("answering")
    with Coverage.open([write(folder / "news.jsonl", ARTICLES)], folder / "data") as coverage:
        yield coverage


def ask_alone(tmp_path: Path, question: str, *records: Record) -> Answer:
    """The answer of a coverage of its own."""
    with Coverage.open([write(tmp_path / "own.jsonl", records)], tmp_path / "data") as coverage:
        return coverage.ask(question)


def cited(answer: Answer) -> set[str]:
    return {citation.article.id for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "values", "article"),
    [
        ("When was the new harbour of Veldrun opened?", OPENED, "harbour"),
        ("WHEN WAS THE NEW HARBOUR OF VELDRUN OPENED", OPENED, "harbour"),
        ("when was the new harbour of veldrun opened", OPENED, "harbour"),
        ("hey, when was the harbor of Veldrun opened 🤔", OPENED, "opening"),
        ("good morning! any idea when the harbour of veldrun was opened? thx", OPENED, "opening"),
        ("https://herald.example/new When was the harbour of Veldrun opened?", OPENED, "harbour"),
        ("When was the new har\u00adbour of Vel\u200bdrun opened?", OPENED, "harbour"),
        ("\u202eWhen was the new harbour of Veldrun opened?\u202c", OPENED, "harbour"),
        ("How many otters did Petra Volmer count?", {"23"}, "otters"),
        ("who counted the otters along the river tarn", {"Petra Volmer"}, "otters"),
    ],
)
def test_a_short_answer_with_the_sentence_that_says_it(
    coverage: Coverage, question: str, values: set[str], article: str
) -> None:
    answer = coverage.ask(question)
    assert answer.kind == "span"
    assert answer.answer is not None
    assert any(value in answer.answer for value in values)
    assert article in cited(answer)
    first = answer.citations[0]
    place = first.quote.index(answer.answer)
    assert any(a <= place < place + len(answer.answer) <= b for a, b in first.highlights)


def test_what_is_hard_to_read_gets_the_sentence_that_says_it(coverage: Coverage) -> None:
    answer = coverage.ask("good morning! any idea wen the harbour of veldrun was opened?? thx")
    assert answer.answer is not None
    assert any(value in answer.answer for value in OPENED)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why were the fireworks delayed?", "the wind had torn two of the rafts"),
        ("Why did the otters come back to the river Tarn?", "the paper mill was closed"),
    ],
)
def test_a_reason_is_answered_by_what_says_it(
    coverage: Coverage, question: str, words: str
) -> None:
    answer = coverage.ask(question)
    assert answer.answer is not None
    assert answer.answer in answer.citations[0].quote
    assert words in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["Did Petra Volmer count the otters?", "are there otters along the river tarn"]
)
def test_a_yes_or_no_is_told_by_the_whole_sentence(coverage: Coverage, question: str) -> None:
    answer = coverage.ask(question)
    assert answer.kind == "sentence"
    assert answer.answer == answer.citations[0].quote


def test_no_day_is_stated_where_a_time_of_day_is_asked_for(tmp_path: Path) -> None:
    day, hour = ("When was", "What time was")
    asked = "the new harbour of Veldrun opened?"
    stated, closest = (ask_alone(tmp_path, f"{word} {asked}", HARBOUR) for word in (day, hour))
    assert (stated.kind, stated.closest) == ("span", False)
    assert closest.abstained or closest.closest


def test_articles_that_differ_are_both_told(coverage: Coverage) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    answer = coverage.ask(question)
    told = {account.value: account.articles for account in answer.accounts}
    assert told == {"October 20, 2024": ("delay",), "September 15, 2024": ("plant",)}
    assert answer.answer == answer.accounts[0].value
    assert cited(answer) == {"plant", "delay"}
    for account in answer.accounts:
        quotes = [c.quote for c in answer.citations if c.article.id in account.articles]
        assert any(account.value in quote for quote in quotes)


def test_one_day_in_other_words_is_one_account(coverage: Coverage) -> None:
    answer = coverage.ask("When was the new harbour of Veldrun opened?")
    assert answer.answer in OPENED
    assert answer.accounts == ()
    assert cited(answer) == {"harbour", "opening"}


def test_one_article_alone_gives_no_accounts(tmp_path: Path) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    assert ask_alone(tmp_path, question, PLANT, HARBOUR, OTTERS).accounts == ()


@pytest.mark.parametrize(
    "question",
    ["list the questions the council will vote on", "List all the questions the council votes on"],
)
def test_a_list_is_answered_by_its_items(coverage: Coverage, question: str) -> None:
    answer = coverage.ask(question)
    assert answer.answer == (
        "the price of the ferry; night flights over the old town; a new school in Lindmark"
    )
    (citation,) = answer.citations
    assert all(item in citation.quote for item in answer.answer.split("; "))
    assert "The council will vote on three questions" in citation.quote


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("What does CEB stand for?", "Coastal Energy Board"),
        ("what does ceb stand for", "Coastal Energy Board"),
        ("What does SRA mean?", "Southern Rail Authority"),
    ],
)
def test_an_abbreviation_is_spelt_out(coverage: Coverage, question: str, full: str) -> None:
    answer = coverage.ask(question)
    assert (answer.answer, answer.kind) == (full, "span")
    assert full in answer.citations[0].quote


def test_an_abbreviation_that_nobody_spells_out_is_not_guessed(coverage: Coverage) -> None:
    assert coverage.ask("What does KLPT stand for?").abstained
    assert coverage.ask("What does Sunfjord stand for?").abstained


def test_which_asks_for_the_list_that_follows_and_how_many_for_its_count(tmp_path: Path) -> None:
    record = {
        "id": "late",
        "title": "Stations opened late",
        "text": "Because of ice, four bus stations closed early on Monday:\n- Harkan square\n"
        "- the old mill\n- Tarn bridge\n- Lindmark school\n\nNobody was hurt, the council said.",
    }
    which = ask_alone(tmp_path, "which bus stations closed early", record, PLANT)
    assert which.answer == "Harkan square; the old mill; Tarn bridge; Lindmark school"
    count = ask_alone(tmp_path, "how many bus stations closed early", record, PLANT)
    assert count.answer == "four"


def test_misspelt_words_are_read_and_told(coverage: Coverage) -> None:
    answer = coverage.ask("When was the new harbuor of Veldrn opened?")
    assert answer.answer in OPENED
    assert [typed for typed, _ in answer.corrections] == ["harbuor", "Veldrn"]
    assert [read.lower() for _, read in answer.corrections] == ["harbour", "veldrun"]
    assert coverage.ask("When was the new harbour of Veldrun opened?").corrections == ()


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Portugal?",
        "Who won the chess championship in Oslo?",
        "How many goals did the striker score last season?",
        "how do i bake sourdough bread",
        "When was the airport of Skarholm built?",
        "Why did the stock market crash?",
    ],
)
def test_what_the_coverage_does_not_say_is_not_stated(coverage: Coverage, question: str) -> None:
    answer = coverage.ask(question)
    assert answer.abstained or answer.closest
    assert answer.accounts == ()


@pytest.mark.parametrize("question", ["", " ", "\n\t", "?", "🤔🤔", "the of and", "\ud800"])
def test_a_question_of_no_words_finds_nothing(coverage: Coverage, question: str) -> None:
    answer = coverage.ask(question, passages=3)
    assert answer.abstained
    assert answer.citations == ()
    assert answer.passages == ()
    assert answer.question == question


@pytest.mark.parametrize("question", ["x" * 100_000, "🤔" * 50_000, "1,2.3" * 9000, " " * 99_999])
@pytest.mark.timeout(20)
def test_an_oversized_question_of_no_word_that_is_known_is_refused(
    coverage: Coverage, question: str
) -> None:
    answer = coverage.ask(question)
    assert answer.abstained
    assert answer.citations == ()


@pytest.mark.timeout(20)
def test_an_oversized_question_is_answered(coverage: Coverage) -> None:
    answer = coverage.ask("When was the harbour of Veldrun opened? " * 2500)
    assert cited(answer) <= {"harbour", "opening"}
    assert answer.citations


@pytest.mark.parametrize("records", [(), ({"id": "blank", "title": "Veldrun", "text": "."},)])
def test_a_coverage_without_text_says_nothing(tmp_path: Path, records: tuple[Record, ...]) -> None:
    with Coverage.open([write(tmp_path / "none.jsonl", records)], tmp_path / "data") as coverage:
        for question in ("When was the harbour of Veldrun opened?", "Veldrun", ""):
            assert coverage.ask(question, passages=5).abstained


def test_an_article_published_later_does_not_exist_yet(coverage: Coverage) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    answer = coverage.ask(question, as_of="2024-07-11")
    assert answer.answer == "September 15, 2024"
    assert answer.accounts == ()
    assert cited(answer) <= {"harbour", "opening", "plant", "otters"}
    assert coverage.ask(question, as_of="2024-06-05").abstained


def test_an_undated_article_is_cited_unless_days_are_asked_for(coverage: Coverage) -> None:
    question = "How many otters did Petra Volmer count?"
    answer = coverage.ask(question, as_of="2020-01-01")
    assert answer.answer == "23"
    assert answer.citations[0].to_json()["article"]["published"] is None
    assert coverage.ask(question, since="2000-01-01").abstained
    assert coverage.ask(question, until="2030-01-01").abstained


def test_a_source_alone_is_quoted(coverage: Coverage) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    answer = coverage.ask(question, source="northern wire")
    assert (answer.answer, cited(answer)) == ("October 20, 2024", {"delay"})
    assert coverage.ask(question, source="No Such Paper").citations == ()


def test_days_that_cannot_be_are_refused(coverage: Coverage) -> None:
    with pytest.raises(BadDateError, match="since"):
        coverage.ask("When?", since="soon")
    with pytest.raises(BadDateError, match="swap"):
        coverage.ask("When?", since="2024-06-02", until="2024-06-01")


def test_the_best_passages_come_along_in_rank_order(coverage: Coverage) -> None:
    question = "When was the new harbour of Veldrun opened?"
    assert coverage.ask(question).passages is None
    assert "passages" not in coverage.ask(question).to_json()
    assert coverage.ask(question, passages=0).passages == ()
    for number in (1, 2, 50):
        hits = coverage.ask(question, passages=number).passages
        assert hits is not None
        assert 0 < len(hits) <= number
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert hits[0].passage.article.id in ("harbour", "opening")


def test_the_order_of_the_files_does_not_matter(coverage: Coverage, tmp_path: Path) -> None:
    questions = [
        "When was the new harbour of Veldrun opened?",
        "When will the solar plant of Lindmark begin work?",
        "How much did the harbour cost?",
        "the new ferry",
        "Lindmark",
    ]
    file = write(tmp_path / "reversed.jsonl", ARTICLES[::-1])
    with Coverage.open([file], tmp_path / "data") as other:
        for question in questions:
            one, two = (told(each.ask(question, passages=9)) for each in (coverage, other))
            assert one == two


def told(answer: Answer) -> object:
    """All that an answer says, but for where its articles lie and how long it took."""
    return (
        replace(answer, took_ms=0, citations=(), passages=()),
        [(c.n, c.article.id, c.quote, c.highlights) for c in answer.citations],
        [(hit.passage.article.id, hit.passage.number, hit.score) for hit in answer.passages or ()],
    )


def test_the_same_question_gets_the_same_answer_again(coverage: Coverage) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    assert told(coverage.ask(question)) == told(coverage.ask(question))


def test_a_question_about_the_past_is_not_answered_by_what_will_be(tmp_path: Path) -> None:
    lines = (
        {
            "published": "2025-05-01",
            "text": "The ferry to Skarholm will sail from Veldrun on May 7, 2025.",
        },
        {
            "published": "2025-05-02",
            "text": "The ferry to Skarholm sailed from Veldrun in March 2023.",
        },
    )
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with Coverage.open([file], tmp_path / "data") as coverage:
        past = coverage.ask("When did the ferry to Skarholm last sail from Veldrun?")
        future = coverage.ask("When will the ferry to Skarholm sail from Veldrun?")
    assert "March 2023" in (past.answer or "")
    assert "May 7, 2025" in (future.answer or "")
