"""Coverage: what it reads, keeps, forgets and tells; one index on disk however it came about."""

from __future__ import annotations

import gzip
import json
import logging
import os
import threading
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Coverage, CoverageError
from knowledge.article import Article
from knowledge.index.build import child_refresh as aside
from knowledge.index.build import workers
from knowledge.index.build.analysed import analyse
from knowledge.index.build.refresh import refresh
from knowledge.index.disk.store import Store
from knowledge.index.tables import Tables
from knowledge.passages import TARGET_WORDS
from knowledge.text.analysis import Analyzer

NOTHING = ("", "removed")


def record(number: int, text: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"a{number}", "title": f"Story {number}", "text": text, **fields}


def write(path: Path, *records: dict[str, Any]) -> None:
    """Replaces a file, with a time of change of its own even within one tick of the clock."""
    path.write_text("".join(json.dumps(each) + "\n" for each in records))
    write.ticks += 1_000_000  # type: ignore[attr-defined]
    os.utime(path, ns=(write.ticks, write.ticks))  # type: ignore[attr-defined]


write.ticks = 1_700_000_000_000_000_000  # type: ignore[attr-defined]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    write(
        folder / "one.jsonl",
        record(1, "The bridge of Harburg was closed on Tuesday.", published="2025-03-04"),
        record(2, "The library of Tarn opened again.", source="Tarn Daily"),
    )
    write(folder / "two.jsonl", record(3, "A comet passed.", published="2025-03-05", source="Sky"))
    return folder


def found(coverage: Coverage, question: str) -> list[str]:
    return [hit.passage.article.id for hit in coverage.search(question)]


def test_reload_tells_what_changed(folder: Path, tmp_path: Path) -> None:
    with Coverage.open([folder], tmp_path / "data") as coverage:
        opened = coverage.opened
        assert (opened.articles, opened.added, opened.changed, opened.removed) == (3, 3, 0, 0)
        write(folder / "one.jsonl", record(2, "The library of Tarn burned."), record(4, "Snow."))
        report = coverage.reload()
        assert (report.articles, report.added, report.changed, report.removed) == (3, 1, 1, 1)
        assert found(coverage, "library opened burned") == ["a2"]
        assert coverage.search("library burned")[0].passage.text == "The library of Tarn burned."
        assert found(coverage, "bridge Harburg") == []
        (folder / "two.jsonl").unlink()
        assert coverage.reload().removed == 1
        assert {article.id for article in coverage.articles()} == {"a2", "a4"}


def test_nothing_is_written_where_nothing_changed(folder: Path, tmp_path: Path) -> None:
    with Coverage.open([folder], tmp_path / "data"):
        before = sorted(
            (path.name, path.stat().st_mtime_ns) for path in (tmp_path / "data").rglob("*")
        )
    with Coverage.open([folder], tmp_path / "data") as coverage:
        assert (coverage.opened.articles, coverage.opened.added) == (3, 0)
        assert (coverage.reload().added, found(coverage, "comet")) == (0, ["a3"])
    after = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "data").rglob("*"))
    assert [name for name, _ in before] == [name for name, _ in after]
    assert [each for each in before if each[0] != "lock"] == [e for e in after if e[0] != "lock"]


def test_only_new_and_changed_articles_are_analysed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed = []

    def spy(articles: list[Article], analyzer: Analyzer, target_words: int) -> Any:
        analysed.extend([article.id for article in articles])
        return analyse(articles, analyzer, target_words)

    monkeypatch.setattr(workers, "analyse", spy)
    with Coverage.open([folder], tmp_path / "data") as coverage:
        write(
            folder / "one.jsonl",
            record(1, "The bridge of Harburg was closed on Tuesday.", published="2025-03-04"),
            record(2, "The library of Tarn opened again.", source="Tarn Times"),
        )
        (folder / "two.jsonl").rename(folder / "moved.jsonl")
        analysed.clear()
        report = coverage.reload()
        assert analysed == ["a2"]
        assert (report.added, report.changed, report.removed) == (0, 1, 0)
        # What only moved is cited from where it is now.
        assert str(coverage.search("comet")[0].passage.article.path).endswith("moved.jsonl")


def test_wide_spaces_in_a_text_do_no_harm(folder: Path, tmp_path: Path) -> None:
    text = "The volcano is in class\u00a0A\u00a0. It was quiet\u202fB\u202f. Nobody was hurt there."
    write(folder / "two.jsonl", record(3, text))
    with Coverage.open([folder], tmp_path / "data") as coverage:
        assert coverage.opened.unreadable == ()
        assert found(coverage, "volcano") == ["a3"]
        # Readers make plain spaces of them.
        plain = text.replace("\u00a0", " ").replace("\u202f", " ")
        assert coverage.search("volcano")[0].passage.text == plain
        assert any(
            "volcano" in each.quote for each in coverage.ask("Where is the volcano?").citations
        )


def test_the_same_id_in_two_files(folder: Path, tmp_path: Path) -> None:
    write(folder / "three.jsonl", record(3, "Another comet altogether."))
    with Coverage.open([folder], tmp_path / "data") as coverage:
        (fault,) = coverage.opened.unreadable
        assert fault.path.endswith("two.jsonl")
        assert "three.jsonl" in fault.reason
        assert coverage.search("comet")[0].passage.text == "Another comet altogether."
        (folder / "three.jsonl").unlink()
        report = coverage.reload()
        assert (report.changed, report.removed, report.unreadable) == (1, 0, ())
        assert coverage.search("comet")[0].passage.text == "A comet passed."
        write(folder / "aaa.jsonl", record(3, "The first comet."))
        assert len(coverage.reload().unreadable) == 1
        assert coverage.search("comet")[0].passage.text == "The first comet."


def test_faults_are_told_again_after_a_restart(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.jsonl").write_text('{"text": \n')
    for _ in range(2):
        with Coverage.open([folder], tmp_path / "data") as coverage:
            (fault,) = coverage.status().unreadable
            assert (Path(fault.path).name, fault.line) == ("broken.jsonl", 1)


def test_status_and_sources(folder: Path, tmp_path: Path) -> None:
    with Coverage.open([folder], tmp_path / "data") as coverage:
        status = coverage.status()
        assert (status.articles, status.first, status.last) == (
            3,
            date(2025, 3, 4),
            date(2025, 3, 5),
        )
        counts = {(each.source, each.articles, each.first) for each in coverage.sources()}
        assert counts == {
            (None, 1, date(2025, 3, 4)),
            ("Tarn Daily", 1, None),
            ("Sky", 1, date(2025, 3, 5)),
        }
        files = [path for path in (tmp_path / "data" / "index").iterdir() if path.name != "lock"]
        assert status.index_bytes == sum(path.stat().st_size for path in files)
        assert [article.id for article in coverage.articles()] == ["a3", "a1", "a2"]


def test_changes_to_the_folder(folder: Path, tmp_path: Path) -> None:
    with Coverage.open([folder], tmp_path / "data") as coverage:
        coverage.add_file("new.txt", b"A meteor fell near Tarn on Monday night, people said.")
        assert len(found(coverage, "meteor")) == 1
        coverage.remove("a3")
        assert found(coverage, "comet") == []
        coverage.undo()
        assert found(coverage, "comet") == ["a3"]
        with pytest.raises(CoverageError, match="no article 'zzz'"):
            coverage.remove("zzz")
    with (
        Coverage.open([folder / "one.jsonl"]) as coverage,
        pytest.raises(CoverageError, match="folder"),
    ):
        coverage.add_file("new.txt", b"A meteor fell.")


def test_without_a_data_dir_nothing_is_left(folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    coverage = Coverage.open([folder])
    assert found(coverage, "comet") == ["a3"]
    coverage.close()
    assert list((tmp_path / "tmp").iterdir()) == []
    with pytest.raises(CoverageError, match="closed"):
        coverage.search("comet")


def test_a_missing_path_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CoverageError, match="nowhere"):
        Coverage.open([folder, tmp_path / "nowhere"], tmp_path / "data")


def test_a_data_dir_that_is_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(CoverageError, match="data-dir"):
        Coverage.open([folder], tmp_path / "data")


def test_one_process_writes_and_others_read(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    (data / "index").mkdir(parents=True)
    with FileLock(data / "index" / "lock"), pytest.raises(CoverageError, match="another process"):
        Coverage.open([folder], data)
    with Coverage.open([folder], data) as coverage:
        write(folder / "three.jsonl", record(5, "A volcano."))
        with FileLock(data / "index" / "lock"):
            with pytest.raises(CoverageError, match="another process"):
                coverage.reload()
            assert found(coverage, "comet") == ["a3"]
            with caplog.at_level(logging.WARNING), Coverage.open([folder], data) as other:
                assert (found(other, "comet"), found(other, "volcano")) == (["a3"], [])
            assert "another process" in caplog.text
        assert (coverage.reload().added, found(coverage, "volcano")) == (1, ["a5"])


def test_what_cannot_be_written_to_is_answered_from(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    with Coverage.open([folder], data):
        write(folder / "two.jsonl", record(3, "A volcano."))
    (data / "index" / "lock").unlink(missing_ok=True)
    (data / "index" / "lock").mkdir()  # what even root cannot write to
    with caplog.at_level(logging.WARNING), Coverage.open([folder], data) as coverage:
        assert (found(coverage, "comet"), found(coverage, "volcano")) == (["a3"], [])
        assert "answering from the index as it is" in caplog.text
        with pytest.raises(CoverageError, match="stays as it was"):
            coverage.reload()
    with pytest.raises(CoverageError, match="stays as it was"):
        Coverage.open([folder], data, strict=True)


def days_ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()


def test_what_is_older_than_is_kept_is_left_out(folder: Path, tmp_path: Path) -> None:
    write(
        folder / "one.jsonl",
        record(1, "The bridge of Harburg was closed.", published=days_ago(30)),
        record(2, "The library of Harburg opened.", published=days_ago(31)),
        record(4, "The river of Harburg froze."),
    )
    write(folder / "two.jsonl", record(3, "Harburg votes.", published=days_ago(200)))

    def known(keep_days: int | None) -> tuple[set[str], int, int, int]:
        """What is found, what was left out, and what came and went."""
        with Coverage.open([folder], tmp_path / "data", keep_days=keep_days) as coverage:
            report, status = coverage.opened, coverage.status()
            assert report.too_old == status.too_old == report.to_json()["too_old"]
            ids = {hit.passage.article.id for hit in coverage.search("Harburg")}
            assert ids == set(coverage.index.article_ids())
            return ids, report.too_old, report.added, report.removed

    assert known(None) == ({"a1", "a2", "a3", "a4"}, 0, 4, 0)
    assert known(30) == ({"a1", "a4"}, 2, 0, 2)
    assert known(30) == ({"a1", "a4"}, 2, 0, 0)
    assert known(29) == ({"a4"}, 3, 0, 1)
    assert known(31) == ({"a1", "a2", "a4"}, 1, 2, 0)
    assert known(None) == ({"a1", "a2", "a3", "a4"}, 0, 1, 0)
    assert len(list(folder.iterdir())) == 2  # the files are their owner's


def test_articles_grow_too_old_while_nothing_else_happens(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "one.jsonl", record(1, "The bridge is closed.", published=days_ago(30)))
    write(folder / "two.jsonl", record(3, "The bridge stands."))
    with Coverage.open([folder], tmp_path / "data", keep_days=30) as coverage:
        coverage.refresh_feeds()
        assert coverage.status().articles == 2

        class Tomorrow(date):
            @classmethod
            def today(cls) -> Any:
                return date.fromordinal(date.today().toordinal() + 1)

        monkeypatch.setattr("knowledge.index.live.date", Tomorrow)
        coverage.refresh_feeds()
        assert (coverage.status().articles, coverage.status().too_old) == (1, 1)
        assert coverage.log()[0].what == "0 added, 0 changed, 1 removed"


def test_what_is_added_too_old_is_told(folder: Path, tmp_path: Path) -> None:
    data = json.dumps(record(9, "An old story.", published="2001-01-01")).encode()
    with Coverage.open([folder], tmp_path / "data", keep_days=36_500) as coverage:
        assert coverage.add_file("new.json", data).unreadable == ()
    with Coverage.open([folder], tmp_path / "data", keep_days=60) as coverage:
        (told,) = coverage.add_file("older.json", data.replace(b"a9", b"a10")).unreadable
        assert "over 60 days ago" in told.reason
        assert coverage.undo().unreadable == ()


def test_questions_are_answered_during_reloads(folder: Path, tmp_path: Path) -> None:
    wrong: list[Any] = []
    done = threading.Event()
    with Coverage.open([folder], tmp_path / "data") as coverage:

        def asking() -> None:
            while not done.is_set():
                for hit in coverage.search("comet bridge"):
                    text = hit.passage.text
                    if not text.startswith(("A comet", "The bridge")):
                        wrong.append(text)

        threads = [threading.Thread(target=asking) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(10):
            write(folder / "two.jsonl", record(3, f"A comet passed {number} times.", source="Sky"))
            assert coverage.reload().changed == 1
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(list((tmp_path / "data" / "index").glob("*.index"))) == 1


def test_heavy_work_is_done_aside(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "_FEW_BYTES", 0)
    told: list[tuple[str, int, int | None]] = []
    with gzip.open(folder / "many.jsonl.gz", "wt") as stream:
        for number in range(10, 410):
            stream.write(
                json.dumps(record(number, f"Number{number} met number{number + 1}.")) + "\n"
            )
    with Coverage.open([folder], tmp_path / "data", lambda *note: told.append(note)) as coverage:
        assert (coverage.opened.added, found(coverage, "number77")) == (403, ["a76", "a77"])
        assert told[0][0] == "indexing"
        assert told[-1][0] == "writing"

        def stop(what: str, done: int, total: int | None) -> None:
            raise InterruptedError(what)

        write(folder / "two.jsonl", record(3, "A comet came back."))
        with pytest.raises(InterruptedError):
            coverage.reload(stop)
        assert coverage.search("comet")[0].passage.text == "A comet passed."
        assert coverage.reload().changed == 1
        with FileLock(tmp_path / "data" / "index" / "lock"):
            write(folder / "two.jsonl", record(3, "A comet left."))
            with pytest.raises(CoverageError, match="another process"):
                coverage.reload()
        monkeypatch.setattr("sys.executable", "/bin/false")
        with pytest.raises(CoverageError, match="ended early"):
            coverage.reload()


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
