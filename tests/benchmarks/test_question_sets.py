"""The question sets on the two seed articles and on the sample coverage, none special-cased."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.judging import judge, tally
from benchmarks.metrics import holds
from benchmarks.questions import load
from knowledge import Coverage
from training.written import kept_out, load_written

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SHARED_ARTICLES", ROOT.parent / "shared"))
SETS = Path(__file__).parents[1] / "questions"


def assert_answers(
    articles: Path, questions: Path, data_dir: Path, right: float, refused: float
) -> None:
    coverage = Coverage.open([articles], data_dir=data_dir)
    try:
        verdicts = [judge(q, coverage.ask(q.question, as_of=q.asked)) for q in load(questions)]
    finally:
        coverage.close()
    result = tally(verdicts)
    failures = "\n".join(str(verdict) for verdict in verdicts if not verdict.right)
    assert result.right_rate >= right, f"{result}\n{failures}"
    assert result.guarded_rate >= refused, f"{result}\n{failures}"


@pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason=f"the seed articles are not at {SHARED / 'seeds'}"
)
def test_questions_on_the_seed_articles(tmp_path: Path) -> None:
    assert_answers(SHARED / "seeds", SETS / "seeds.jsonl", tmp_path, 0.83, 0.83)


def test_questions_on_the_sample_coverage(tmp_path: Path) -> None:
    assert_answers(ROOT / "config" / "sample-coverage", SETS / "sample.jsonl", tmp_path, 0.8, 0.8)


@pytest.mark.parametrize("name", ["seeds", "sample", "sample_fresh", "chat", "chat_new"])
def test_a_set_is_varied_and_a_third_of_it_unanswerable(name: str) -> None:
    questions = load(SETS / f"{name}.jsonl")
    unanswerable = sum(not question.answerable for question in questions)
    assert 0.3 <= unanswerable / len(questions) <= 0.4
    assert len({question.question for question in questions}) == len(questions)
    assert {"when", "who", "where", "how many", "why", "what", "which", "list", "yes-no"} <= {
        q.type for q in questions
    }


def test_the_written_questions_are_many_varied_and_a_third_of_them_unanswerable() -> None:
    questions = load_written()
    assert len(questions) >= 12_000
    assert len({each.article for each in questions}) >= 1_500
    assert sum(kept_out(each.article) for each in questions) >= 1_000
    assert 0.3 <= sum(not each.spans for each in questions) / len(questions) <= 0.4
    for each in questions:
        assert each.question.strip() == each.question != ""
        assert all(
            any(begin <= start < end <= stop for begin, stop in each.told)
            for start, end in each.spans
        )
    notes = Counter(each.note for each in questions)
    assert set(notes) == {"proper", "chat", "filler", "misspelt", "keywords"}
    kinds = {each.kind for each in questions}
    assert kinds >= {"yes-no", "why", "how", "how-long", "list", "two-part", "who-is", "said"}


def test_the_fresh_set_s_answers_stand_in_the_sample_coverage() -> None:
    with Coverage.open([ROOT / "config" / "sample-coverage"]) as coverage:
        text = "\n".join(f"{each.title}\n{each.text}" for each in coverage.articles())
    questions = load(SETS / "sample_fresh.jsonl")
    assert all(holds(text, [answer]) for each in questions for answer in each.answers)


def test_no_article_is_both_trained_and_confirmed_on() -> None:
    written = {each.article for each in load_written()}
    confirming = load(SETS / "chat.jsonl") + load(SETS / "chat_new.jsonl")
    assert not written & {each.article for each in confirming if each.article}


def test_the_sample_s_disagreement_is_told(tmp_path: Path) -> None:
    with Coverage.open([ROOT / "config" / "sample-coverage"], data_dir=tmp_path) as coverage:
        answer = coverage.ask("When does Xi visit Moscow?")
    assert answer.answer == "May 7 to May 10, 2025"
    assert [account.value for account in answer.accounts] == [answer.answer, "May 7, 2025"]
