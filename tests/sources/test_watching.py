"""Watched folders: what changes is read by itself, and whole."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from knowledge import Coverage, ReloadReport, collection
from knowledge.sources import watching


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(watching, "_QUIET", 0.2)
    monkeypatch.setattr(watching, "_LOOK_EVERY", 700)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The bridge of Harburg is closed.")
    return folder


@pytest.fixture
def coverage(folder: Path, tmp_path: Path) -> Iterator[Coverage]:
    with Coverage.open([folder], tmp_path / "data") as coverage:
        yield coverage


@pytest.fixture
def reports(coverage: Coverage) -> Iterator[queue.Queue[ReloadReport]]:
    """The reports of a watch that goes on meanwhile."""
    reports: queue.Queue[ReloadReport] = queue.Queue()
    stop = threading.Event()
    thread = threading.Thread(target=coverage.watch, args=(stop, reports.put))
    thread.start()
    time.sleep(0.3)  # until the system is told what to watch
    yield reports
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_new_file_can_be_asked_about(
    folder: Path, coverage: Coverage, reports: queue.Queue[ReloadReport]
) -> None:
    (folder / "b.txt").write_text("The library of Tarn burned down.")
    assert reports.get(timeout=10).added == 1
    assert coverage.search("library burned")
    (folder / "b.txt").unlink()
    assert reports.get(timeout=10).removed == 1
    assert [entry.by for entry in coverage.log()] == ["folder", "folder"]


@pytest.mark.parametrize("patience", [0, 20])
def test_what_comes_while_another_process_indexes_is_read_after_it(
    coverage: Coverage,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reports: queue.Queue[ReloadReport],
    patience: int,
) -> None:
    monkeypatch.setattr(collection, "_PATIENCE", patience)
    with FileLock(tmp_path / "data" / "index" / "lock"):
        (folder / "b.txt").write_text("The library of Tarn burned down.")
        time.sleep(2)
        assert reports.empty()
    assert reports.get(timeout=10).added == 1


def test_a_file_that_is_being_written_is_waited_for(
    folder: Path, reports: queue.Queue[ReloadReport]
) -> None:
    with (folder / "b.jsonl").open("w") as stream:
        for number in range(8):
            stream.write(f'{{"id": "{number}", "text": "Story')
            stream.flush()
            time.sleep(0.1)
            stream.write(f' {number}."}}\n')
            stream.flush()
    report = reports.get(timeout=10)
    assert (report.added, report.unreadable) == (8, ())
    assert reports.empty()


def test_a_folder_that_goes_and_comes_back(
    folder: Path, coverage: Coverage, reports: queue.Queue[ReloadReport]
) -> None:
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    shutil.rmtree(folder)
    time.sleep(1)
    assert coverage.search("bridge closed")  # the coverage stays as it was
    (kept / "b.txt").write_text("The library of Tarn burned down.")
    kept.rename(folder)
    assert reports.get(timeout=10).articles == 2


def test_a_folder_removed_while_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    for number in range(20):
        (folder / str(number)).mkdir(parents=True)
        (folder / str(number) / "a.txt").write_text(f"Story {number} of the bridge.")

    def remove(what: str, done: int, total: int | None) -> None:
        if what == "indexing":
            shutil.rmtree(folder, ignore_errors=True)

    with Coverage.open([folder], tmp_path / "data", remove) as coverage:
        assert coverage.opened.articles + len(coverage.opened.unreadable) == 20
        assert coverage.opened.unreadable
