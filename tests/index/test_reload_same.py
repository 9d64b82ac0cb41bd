"""However an index came about, it is the same: by many reloads, by other processes, at once."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from edited import record, write
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.article import Article
from knowledge.index.build import workers
from knowledge.index.build.analysed import analyse
from knowledge.index.build.refresh import refresh
from knowledge.index.disk.store import Store
from knowledge.index.tables import Tables
from knowledge.passages import TARGET_WORDS
from knowledge.text.analysis import Analyzer


def test_other_processes_analyse_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [
        Article(f"a{number}", "One two three. " * 20 + f"Word{number}.", title=f"Title {number}")
        for number in range(60)
    ]
    monkeypatch.setattr(workers, "_BATCH_CHARACTERS", 2000)
    monkeypatch.setattr(workers, "_FEW_CHARACTERS", 4000)
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    for broken in (False, True):
        with workers.Analysts() as analysts:
            for number, article in enumerate(articles):
                analysts.add(article)
                if broken and number == 30:
                    for child in analysts._children:
                        child._process.kill()
            results = analysts.results()
        assert len(results) > 4
        start = 0
        for batch in results:
            part = articles[start : start + len(batch.passages)]
            expected = analyse(part, Analyzer(), TARGET_WORDS)
            for field in fields(expected):
                assert np.array_equal(getattr(batch, field.name), getattr(expected, field.name))
            start += len(part)
        assert start == len(articles)


texts = st.lists(
    st.sampled_from("comet bridge library snow, Tarn. Harburg 1,200 Erdoğan's don't".split()),
    min_size=1,
    max_size=9,
).map(" ".join)


days = st.none() | st.integers(1, 9).map(lambda day: f"2025-03-0{day}")


edits = st.lists(
    st.tuples(
        st.sampled_from(["p.jsonl", "q.jsonl", "r.jsonl"]),
        st.lists(st.tuples(st.integers(0, 7), texts, days), max_size=4) | st.none(),
    ),
    min_size=1,
    max_size=4,
)


oldest_days = st.sampled_from([None, date(2025, 3, 2), date(2025, 3, 3), date(2025, 3, 4)])


@given(st.lists(st.tuples(edits, oldest_days), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_many_small_reloads_make_what_one_build_makes(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[Any]
) -> None:
    root = tmp_path_factory.mktemp("rounds")
    folder = root / "articles"
    folder.mkdir()
    for changes, oldest in rounds:
        for name, articles in changes:
            if articles is None:
                (folder / name).unlink(missing_ok=True)
            else:
                lines = [record(n, text, published=day, source=day) for n, text, day in articles]
                write(folder / name, *lines)
        refresh([folder], root / "grown", oldest=oldest)
        refresh([folder], root / "fresh", oldest=oldest, anew=True)
        assert_same(opened(root / "grown"), opened(root / "fresh"))


def opened(folder: Path) -> Any:
    stored = Store(folder).newest()
    assert stored
    return stored


def assert_same(one: Any, other: Any) -> None:
    for field in fields(Tables):
        first, second = (getattr(each.generation.tables, field.name) for each in (one, other))
        assert np.array_equal(first, second), field.name
    assert list(one.articles) == list(other.articles)
    for first, second in zip(one.generation.files, other.generation.files, strict=True):
        assert replace(first, unreadable=()) == replace(second, unreadable=())
        assert set(first.unreadable) == set(second.unreadable)
