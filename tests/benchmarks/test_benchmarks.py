"""The benchmark itself, on a coverage of three articles, and the judge of the question sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from benchmarks import chat
from benchmarks.answers import load_run, run, save_run
from benchmarks.comparison import compare
from benchmarks.evaluation import Outcome, RedactedIndex
from benchmarks.freshness import fresh_covered
from benchmarks.judging import judge, tally
from benchmarks.plots import answered_and_right
from benchmarks.questions import SetQuestion, load
from benchmarks.report import report
from knowledge import Answer, Article, Citation, Coverage

ARTICLES = [
    {
        "id": "old",
        "title": "Harbour bridge planned",
        "published": "2022-01-10",
        "text": "The harbour bridge is planned. Its architect will be Ada Quill of Leeds.",
    },
    {
        "id": "new",
        "title": "Harbour bridge opens",
        "published": "2022-06-01",
        "text": "The harbour bridge opened on Monday. Mayor Tom Birch of Hull cut the ribbon.",
    },
    {
        "id": "later",
        "title": "Harbour bridge closes",
        "published": "2022-09-01",
        "text": "The harbour bridge closed for repairs, said Mayor Jane Frost of Hull.",
    },
]
ARTICLES += [  # so that a word of the story is not one that most articles have
    {"id": f"other{n}", "title": "Weather", "published": "2022-06-01", "text": f"Rain on day {n}."}
    for n in range(10)
]
QUESTIONS = [
    {"id": "q1", "question": "Which mayor cut the ribbon of the harbour bridge?",
     "answers": ["Tom Birch"], "asked": "2022-06-02"},
    {"id": "q2", "question": "Who was appointed to lead the space agency?",
     "answers": ["Zoe Marlin"], "asked": "2022-06-02"},
]  # fmt: skip


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def coverage(tmp_path: Path) -> Coverage:
    return Coverage.open([write(tmp_path / "articles.jsonl", ARTICLES)], tmp_path / "data")


@pytest.fixture
def questions(tmp_path: Path) -> list[SetQuestion]:
    return load(write(tmp_path / "questions.jsonl", QUESTIONS))


def outcomes_of(coverage: Coverage, questions: list[SetQuestion]) -> list[Outcome]:
    with coverage:
        return list(run(coverage, questions, workers=1))


def test_a_run_finds_reads_and_refuses(
    coverage: Coverage, questions: list[SetQuestion], tmp_path: Path
) -> None:
    found, unknown = outcomes_of(coverage, questions)
    assert found.fresh
    assert found.passage_rank == found.search_rank == found.sentence_rank == 1
    assert found.useful
    assert not unknown.fresh
    assert unknown.passage_rank is None
    assert unknown.abstained
    assert not unknown.right
    assert found.removed.strength < found.strength

    save_run(tmp_path / "run.jsonl", [found, unknown])
    assert load_run(tmp_path / "run.jsonl") == [found, unknown]
    table = "\n".join(report([found, unknown]))
    assert "| passages H@1 | 0.500 ±0.500 | 1.000 ±0.000 |" in table


def test_two_processes_give_the_outcomes_of_one(
    coverage: Coverage, questions: list[SetQuestion]
) -> None:
    with coverage:
        runs = [list(run(coverage, questions, workers)) for workers in (1, 2)]
    one, two = ([replace(o, search_ms=0, ask_ms=0) for o in each] for each in runs)
    assert one == two


def test_comparison_counts_won_and_lost(coverage: Coverage, questions: list[SetQuestion]) -> None:
    before = outcomes_of(coverage, questions)
    after = [replace(before[0], passage_rank=2), replace(before[1], passage_rank=1)]
    table = list(compare(before, after))
    assert "| passages H@1 | 0.500 | 0.500 | 1 | 1 | 1.000 |" in table
    assert "| passages H@5 | 0.500 | 1.000 | 1 | 0 | 1.000 |" in table


def test_the_redacted_index_keeps_all_but_the_answer(coverage: Coverage) -> None:
    terms = ["harbour", "bridge", "mayor"]
    with coverage:
        index = coverage.index
        everything = index.search(terms, 10)
        kept = RedactedIndex(index, ["tom birch"]).search(terms, 10)
        first = RedactedIndex(index, ["tom birch"]).search(terms, 1)
        texts = [index.passage(number).text for number, _ in kept]
    assert kept == [hit for hit in everything if hit in kept]
    assert len(kept) == len(everything) - 1
    assert not any("Birch" in text for text in texts)
    assert first == kept[:1]


@pytest.mark.parametrize(
    ("as_of", "answer", "covered"),
    [
        (date(2022, 6, 4), "Tom Birch", True),
        (date(2022, 5, 31), "Tom Birch", False),  # not published yet
        (date(2022, 7, 1), "Tom Birch", False),  # too old
        (date(2022, 6, 4), "Jane Frost", False),  # not said
    ],
)
def test_fresh_covered(as_of: date, answer: str, covered: bool) -> None:
    articles = [
        Article(
            row["id"], row["text"], row["title"], published=datetime.fromisoformat(row["published"])
        )
        for row in ARTICLES
    ]
    question = SetQuestion("q", "Which mayor cut the ribbon of the harbour bridge?", (answer,))
    assert fresh_covered(articles, [(question, as_of)]) == ({"q"} if covered else set())


def answered(text: str | None, kind: str | None, *quotes: str) -> Answer:
    citations = tuple(
        Citation(n, Article(f"a{n}", quote), 0, len(quote)) for n, quote in enumerate(quotes, 1)
    )
    return Answer("?", text, kind, 0.5, citations)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "answer", "right", "quoted"),
    [
        ({"answers": ("May 7",)}, answered("May 7 to May 10", "span", "…"), True, True),
        ({"answers": ("May 7",)}, answered("May 9", "span", "From May 7 on"), False, True),
        ({"answers": ("May 7",)}, answered("May 9", "span", "x", "From May 7 on"), False, False),
        ({"answers": ("May 7",)}, answered("On May 7 it began.", "sentence", "x"), True, True),
        ({"answers": ("May 7",)}, answered("It began.", "sentence", "x", "On May 7"), False, False),
        ({"answers": ("May 7",)}, answered(None, None, "On May 7"), False, False),
        ({"needs": ("gas", "trade")}, answered("gas", "span", "x", "trade"), True, True),
        ({"needs": ("gas", "trade")}, answered("gas", "span", "x"), False, False),
    ],
)
def test_judge(question: dict[str, object], answer: Answer, right: bool, quoted: bool) -> None:
    verdict = judge(SetQuestion("1", "?", **{"answers": ()} | question), answer)  # type: ignore[arg-type]
    assert (verdict.right, verdict.quoted) == (right, quoted)
    result = tally([verdict])
    assert (result.answerable, result.right, result.quoted) == (1, right, quoted)


@pytest.mark.parametrize(
    ("answer", "guarded", "refused"),
    [
        (answered(None, None), 1, 1),
        (answered("May 7", "span"), 0, 0),
        (replace(answered("It began.", "sentence"), closest=True), 1, 0),
    ],
)
def test_nothing_stated_of_what_is_not_said(answer: Answer, guarded: int, refused: int) -> None:
    result = tally([judge(SetQuestion("1", "?", (), answerable=False), answer)])
    assert (result.unanswerable, result.guarded, result.refused) == (1, guarded, refused)
    assert (result.stated, result.stated_right) == (1 - guarded, 0)


def test_a_bad_line_of_a_set_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"question": "a?", "answers": []}\n{"question": "b?"}\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"set\.jsonl:2: .*answers"):
        load(path)


def test_only_named_articles_are_taken_and_missing_ones_told(tmp_path: Path) -> None:
    collections = [
        write(tmp_path / "older.jsonl", ARTICLES[:1]),
        write(tmp_path / "newer.jsonl", ARTICLES[1:]),
    ]
    asked = SetQuestion("1", "?", (), article="new")
    also = [replace(asked, article=article) for article in ("", "old")]
    taken = chat.named_articles(tmp_path, collections, [asked, *also])
    assert [json.loads(line)["id"] for line in taken.read_text().splitlines()] == ["old", "new"]
    with pytest.raises(SystemExit, match=r"newer\.jsonl: has no article lost"):
        chat.named_articles(tmp_path, collections, [replace(asked, article="lost")])


def test_precision_against_share_answered(coverage: Coverage, questions: list[SetQuestion]) -> None:
    first, second = outcomes_of(coverage, questions)
    sure = replace(first, probability=0.9, exact=1.0)
    unsure = replace(second, probability=0.1, exact=0.0, f1=0.0)
    assert answered_and_right([unsure, sure]) == ([0.5, 1.0], [1.0, 0.5])


def test_a_file_that_is_no_run_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "run.jsonl", [{"id": "q1"}])
    for file in (path, tmp_path / "missing.jsonl"):
        with pytest.raises(SystemExit, match=f"{file.name}: not a saved run"):
            load_run(file)
