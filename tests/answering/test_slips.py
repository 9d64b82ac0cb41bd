"""What articles had wrong and say so is no evidence for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_coverage import Record, write

from knowledge import Coverage
from knowledge.answering.slips import is_slip

ROOT = Path(__file__).parents[2]
FAIR: Record = {
    "id": "fair",
    "title": "Lantern fair in Harburg",
    "published": "2025-04-07",
    "text": "Harburg holds its lantern fair again.\n\n"
    "Correction: An earlier version of this article said that the lantern fair of Harburg opens on"
    " May 3, 2025. The lantern fair of Harburg opens on May 9, 2025.",
}


@pytest.mark.parametrize(
    "sentence",
    [
        "An earlier version of this story misstated when the rain fell.",
        "Corrections & Clarifications: A previous version of this article gave the wrong age.",
        "On Monday we left the impression that Xi would be in Moscow for one day only.",
        "Last week this newspaper wrongly reported that the bridge was closed.",
        "That was wrong.",
    ],
)
def test_a_slip_is_known(sentence: str) -> None:
    assert is_slip(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He left the impression that he would resign.",
        "It was wrong of the council to close the bridge, the mayor said.",
        "An earlier version of this article should have named Ida Roe as the keeper.",
        "The court held that he was wrongly accused.",
        "It fell on Tuesday.",
    ],
)
def test_other_sentences_are_none(sentence: str) -> None:
    assert not is_slip(sentence)


def test_what_was_taken_back_is_not_answered(tmp_path: Path) -> None:
    with Coverage.open([write(tmp_path / "fair.jsonl", [FAIR])]) as coverage:
        answer = coverage.ask("When does the lantern fair of Harburg open?")
        slip = coverage.ask("What did the earlier version of the article on the fair say?")
    assert answer.answer is not None
    assert "May 9" in answer.answer
    assert all("May 3" not in cited.quote for cited in answer.citations)
    assert any("May 3" in cited.quote for cited in slip.citations)


@pytest.mark.parametrize(
    "question", ["how long will xi stay in moscow", "Does Xi stay one day or four days?"]
)
def test_the_samples_correction_is_read_as_one(question: str) -> None:
    with Coverage.open([ROOT / "config" / "sample-coverage"]) as coverage:
        answer = coverage.ask(question)
        compared = coverage.compare("how long will Xi stay in Moscow?")
    assert "May 7 to May 10, 2025" in (answer.answer or "")
    assert all(
        "one day only" not in each.quote for each in (*answer.citations, *compared.citations)
    )
