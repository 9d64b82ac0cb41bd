"""The question sets on the two seed articles and on the sample coverage, none special-cased."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.judging import judge, tally
from benchmarks.metrics import holds
from benchmarks.questions import load
from knowledge import Coverage

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHARED_ARTICLES", ROOT.parent / "shared"))
SETS = Path(__file__).parent / "questions"


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
    assert result.refused_rate >= refused, f"{result}\n{failures}"


@pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason=f"the seed articles are not at {SHARED / 'seeds'}"
)
def test_questions_on_the_seed_articles(tmp_path: Path) -> None:
    assert_answers(SHARED / "seeds", SETS / "seeds.jsonl", tmp_path, 0.9, 0.9)


def test_questions_on_the_sample_coverage(tmp_path: Path) -> None:
    assert_answers(ROOT / "config" / "sample-coverage", SETS / "sample.jsonl", tmp_path, 0.85, 0.9)


@pytest.mark.parametrize(
    "path",
    [
        *(
            SETS / f"{name}.jsonl"
            for name in ("seeds", "sample", "sample_fresh", "chat", "chat_new")
        ),
        ROOT / "benchmarks" / "written.jsonl",
    ],
    ids=lambda path: path.stem,
)
def test_a_set_is_varied_and_a_third_of_it_unanswerable(path: Path) -> None:
    questions = load(path)
    unanswerable = sum(not question.answerable for question in questions)
    assert 0.3 <= unanswerable / len(questions) <= 0.4
    assert len({question.question for question in questions}) == len(questions)
    assert {"when", "who", "where", "how many", "why", "what", "which", "list", "yes-no"} <= {
        q.type for q in questions
    }


def test_the_fresh_set_s_answers_stand_in_the_sample_coverage() -> None:
    with Coverage.open([ROOT / "config" / "sample-coverage"]) as coverage:
        text = "\n".join(f"{each.title}\n{each.text}" for each in coverage.articles())
    questions = load(SETS / "sample_fresh.jsonl")
    assert all(holds(text, [answer]) for each in questions for answer in each.answers)


def test_no_article_is_both_trained_and_confirmed_on() -> None:
    written = {each.article for each in load(ROOT / "benchmarks" / "written.jsonl")}
    confirming = load(SETS / "chat.jsonl") + load(SETS / "chat_new.jsonl")
    assert not written & {each.article for each in confirming if each.article}


def test_the_sample_s_disagreement_is_told(tmp_path: Path) -> None:
    with Coverage.open([ROOT / "config" / "sample-coverage"], data_dir=tmp_path) as coverage:
        answer = coverage.ask("When does Xi visit Moscow?")
    assert answer.answer == "May 7 to May 10, 2025"
    assert [account.value for account in answer.accounts] == [answer.answer, "May 7, 2025"]
