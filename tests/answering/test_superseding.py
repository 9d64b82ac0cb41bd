"""Superseding: an answer says what a newer article gives instead, and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from small_coverage import DELAY, HARBOUR, OPENING, OTTERS, PLANT, write
from small_evidence import candidate_of, evidence_of
from small_index import ANALYZER, index_of

from knowledge import Coverage
from knowledge.answering.candidates import Candidate
from knowledge.answering.superseding import find_newer, scope_since
from knowledge.article import Article
from knowledge.questions import AnswerType, Question, read_question
from knowledge.questions.background import Background
from knowledge.scope import Scope

QUESTION = "When will the solar plant of Lindmark begin work?"


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    folder: Path = tmp_path_factory.mktemp("superseding")
    file = write(folder / "articles.jsonl", [HARBOUR, OPENING, PLANT, DELAY, OTTERS])
    with Coverage.open([file], folder / "data") as opened:
        yield opened


def test_an_answer_of_the_past_says_what_superseded_it(coverage: Coverage) -> None:
    answer = coverage.ask(QUESTION, until="2024-07-11")
    assert answer.answer == "September 15, 2024"
    assert answer.superseded is not None
    assert answer.superseded.value == "October 20, 2024"
    cited = answer.superseded.citation
    assert cited.article.id == "delay"
    assert cited.article.published == datetime(2024, 7, 12)
    assert cited.quote in cited.article.text
    ((start, end),) = cited.highlights
    assert cited.quote[start:end] == "October 20, 2024"
    assert cited.n not in {each.n for each in answer.citations}
    shape = answer.to_json()["superseded"]
    assert (shape["value"], shape["article"]["id"]) == ("October 20, 2024", "delay")


@pytest.mark.parametrize("until", [None, "2024-12-31", "2024-07-12"])
def test_the_newest_value_is_superseded_by_none(coverage: Coverage, until: str | None) -> None:
    answer = coverage.ask(QUESTION, until=until)
    assert answer.answer == "October 20, 2024"
    assert answer.superseded is None
    assert "superseded" not in answer.to_json()


def test_what_is_not_yet_written_is_not_told(coverage: Coverage) -> None:
    assert coverage.ask(QUESTION, as_of="2024-07-11").superseded is None
    both = coverage.ask(QUESTION, until="2024-07-11", as_of="2024-07-11")
    assert both.answer == "September 15, 2024"
    assert both.superseded is None


def test_a_value_that_holds_is_not_superseded(coverage: Coverage) -> None:
    answer = coverage.ask("When was the new harbour of Veldrun opened?", until="2024-06-03")
    assert not answer.abstained
    assert answer.superseded is None


def test_only_a_day_that_the_coverage_goes_beyond_is_left() -> None:
    index = index_of(Article("a", "It rained.", published=datetime(2024, 5, 2)))
    assert scope_since(index, Scope()) is None
    assert scope_since(index, Scope(until=date(2024, 5, 2))) is None
    early = Scope(source="x", until=date(2024, 5, 1))
    assert scope_since(index, early) == Scope(source="x")
    assert scope_since(index, Scope(until=date(2024, 5, 1), as_of=date(2024, 5, 1))) is None


TEXT = "The plant opens on {day}, 2025. {who} leads it."


def asked(text: str) -> Question:
    return read_question(text, index_of(), ANALYZER, Background.load())


def opening(name: str, day: str, published: int, score: float = 0.0) -> Candidate:
    article = Article(name, TEXT.format(day=day, who="Ann"), published=datetime(2025, 4, published))
    return candidate_of(
        evidence_of(article, says=f"{day}, 2025", kind=AnswerType.DATE, score=score)
    )


def leader(name: str, who: str, published: int) -> Candidate:
    article = Article(
        name, TEXT.format(day="May 7", who=who), published=datetime(2025, 4, published)
    )
    return candidate_of(evidence_of(article, 1, says=who))


def test_the_newest_of_several_counts() -> None:
    lead, later, last = opening("a", "May 7", 1), opening("b", "May 8", 5), opening("c", "May 9", 9)
    newer = find_newer(asked("When does it open?"), [lead], [last, later], date(2025, 4, 2))
    assert newer
    assert newer.articles == last.articles
    same = opening("d", "May 7", 9)
    assert find_newer(asked("When does it open?"), [lead], [same], date(2025, 4, 2)) is None


def test_an_account_published_on_the_last_day_is_within() -> None:
    lead, other = opening("a", "May 7", 1), opening("b", "May 8", 2)
    assert find_newer(asked("When does it open?"), [lead], [other], date(2025, 4, 2)) is None


def test_of_words_only_who_is_who_changes() -> None:
    before, after = leader("a", "Ann", 1), leader("b", "Jan Mol", 5)
    day = date(2025, 4, 2)
    newer = find_newer(asked("Who leads the plant?"), [before], [after], day)
    assert newer
    assert newer.articles == after.articles
    assert find_newer(asked("Which company leads the plant?"), [before], [after], day) is None
