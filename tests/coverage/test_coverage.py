"""Coverage: what it reads, keeps, forgets and tells; one index on disk however it came about."""

from __future__ import annotations

import gzip
import json
import logging
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from edited import record, two_files, write
from filelock import FileLock

from knowledge import Coverage, CoverageError, collection
from knowledge.article import Article
from knowledge.index.build import child_refresh as aside
from knowledge.index.build import workers
from knowledge.index.build.analysed import analyse
from knowledge.text.analysis import Analyzer

NOTHING = ("", "removed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_files(tmp_path / "articles")


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
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collection, "_PATIENCE", 0)
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
        monkeypatch.setattr(collection, "_PATIENCE", 0)
        with FileLock(tmp_path / "data" / "index" / "lock"):
            write(folder / "two.jsonl", record(3, "A comet left."))
            with pytest.raises(CoverageError, match="another process"):
                coverage.reload()
        monkeypatch.setattr("sys.executable", "/bin/false")
        with pytest.raises(CoverageError, match="ended early"):
            coverage.reload()
