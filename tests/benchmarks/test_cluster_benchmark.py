"""The benchmark of both engines: its corpora, what it compares, and what it prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest
from small_coverage import ARTICLES, write

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

from benchmarks.cluster.__main__ import main
from benchmarks.cluster.corpora import changed_words, ranks_of
from benchmarks.cluster.corpora import write as write_corpus
from benchmarks.cluster.measures import are_same
from benchmarks.cluster.report import load_runs, plot, tables
from knowledge.sources.readers import read, scan

WORDS = [f"word{first}{second}" for first in ascii_lowercase for second in ascii_lowercase]


def corpus(folder: Path, passages: int) -> dict[str, str]:
    """The texts of a corpus of small articles and a large one by their articles' ids."""
    folder.mkdir()
    large = {"id": "large", "text": f"{'. '.join(WORDS).capitalize()}."}
    given = write(folder.parent / "given.jsonl", [*ARTICLES, large])
    assert write_corpus(folder, [given], passages) >= passages
    found: Iterator[Any] = (each for file in scan([folder]).files for each in read(file))
    return {each.id: each.text for each in found}


def test_a_corpus_is_the_articles_and_then_copies_with_changed_words(tmp_path: Path) -> None:
    few = corpus(tmp_path / "few", 2)
    assert list(few) == ["harbour", "opening"]
    many = corpus(tmp_path / "many", 60)
    assert all(many[each["id"]] == each["text"].strip() for each in ARTICLES)
    copies = [text for name, text in many.items() if name.startswith("large")]
    assert len(set(copies)) == len(copies) > 2
    assert len({len(text.split()) for text in copies}) == 1


def test_each_word_becomes_another_one_in_each_copy() -> None:
    ranks = ranks_of(iter([" ".join(WORDS)]))
    first, second = changed_words(ranks, 1), changed_words(ranks, 2)
    assert set(first) == set(first.values()) < set(ranks)
    assert all(word != other != second[word] for word, other in first.items())


def test_equal_scores_may_stand_in_any_order() -> None:
    found = [("a", 0, 3.0), ("b", 0, 2.0), ("c", 0, 2.0)]
    assert are_same(found, [found[0], found[2], found[1]], 2)
    assert are_same([], [], 5)
    assert not are_same(found, [("d", 0, 3.0), *found[1:]], 2)
    assert not are_same(found, found[:2], 3)
    assert not are_same(found, [("a", 0, 3.1), *found[1:]], 1)


def test_the_command_saves_and_prints_and_measures_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = write(tmp_path / "articles.jsonl", ARTICLES)
    questions = tmp_path / "questions.jsonl"
    asked = {"question": "Who opened the harbour of Veldrun?", "answers": ["Ilse Harkan"]}
    questions.write_text(json.dumps(asked) + "\n", encoding="utf-8")
    given = ["--coverage", articles, "--questions", questions, "--passages", 5, "--in-flight", 1, 2]
    where = ["--out", tmp_path / "out", "--work", tmp_path, "--plot", tmp_path / "plot.png"]
    monkeypatch.setattr("sys.argv", ["cluster", *map(str, (*given, *where))])
    main()
    printed = capsys.readouterr()
    assert "made in" in printed.err
    assert "| embedded | – | 1.000, 1.000, 1.000 |" in printed.out
    assert (tmp_path / "plot.png").stat().st_size > 10_000
    main()
    again = capsys.readouterr()
    assert (again.err, again.out) == ("", printed.out)


def test_what_was_not_measured_is_left_out_of_the_tables(tmp_path: Path) -> None:
    latency = {"questions": 9, "median": 1234.5, "99th": 2000, "a second": 1, "failed": 2}
    loss = {"questions": 1000, "failed": 1, "longest": 900, "yellow": 0.5, "green": 63.2}
    runs: list[dict[str, Any]] = [
        {"search": {"1": {**latency, "median": None, "99th": None, "failed": 9}}},
        {
            "nodes": 3,
            "put": 4.0,
            "reload": 1.25,
            "bytes": BYTES,
            "search": {"1": latency, "10": latency},
            "loss": loss,
        },
    ]
    for number, run in enumerate(runs):
        about = {"nodes": 0, "passages": 1000, "made": 10.0, "load": "1.0 to 2.0"}
        (tmp_path / f"{number}.json").write_text(json.dumps({**about, **run}), encoding="utf-8")
    found = load_runs(tmp_path)
    assert "\n".join(tables(found)) == TABLES
    plot(found, tmp_path / "plot.png")


BYTES = {"texts": 2_000_000, "index": 1_000_000, "cluster": 3_400_000}
TABLES = """\
| passages | engine | made in, s | passages a second | an article more, s | load average |
|---|---|---|---|---|---|
| 1,000 | embedded | 10 | 100 | – | 1.0 to 2.0 |
| 1,000 | OpenSearch, 3 nodes | 10 | 100; 250 put in | 1.2 | 1.0 to 2.0 |

| passages | engine | texts, MB | index beside them, MB | in the cluster, MB |
|---|---|---|---|---|
| 1,000 | OpenSearch, 3 nodes | 2 | 1 | 3 |

| passages | engine | search, 1 in flight | search, 10 in flight |
|---|---|---|---|
| 1,000 | embedded | – / –, 9 of 9 failed | – |
| 1,000 | OpenSearch, 3 nodes | 1.2 s / 2.0 s, 2 of 9 failed | 1.2 s / 2.0 s, 2 of 9 failed |

| passages | engine | asked since | failed | longest, s | yellow, s | green, s |
|---|---|---|---|---|---|---|
| 1,000 | OpenSearch, 3 nodes | 1,000 | 1 | 0.90 | 0 | 63 |
"""
