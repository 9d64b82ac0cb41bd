"""The audit log."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge import Coverage, CoverageError
from knowledge.sources.audit import LogEntry, LogFile


def test_every_act_is_noted(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    before = datetime.now(UTC) - timedelta(seconds=1)
    with Coverage.open([folder], tmp_path / "data") as coverage:
        change = coverage.add_file("a.md", b"# Bridge closed\n\nIt stands under water.\n", by="ada")
        coverage.undo(change.id, by="bob")
        (folder / "b.txt").write_text("The library burned down.")
        coverage.reload(by="ada")
        coverage.reload(by="ada")  # changes nothing
        (article,) = coverage.articles()
        coverage.remove(article.id, by="eve\nx")
        coverage.undo(by="bob")
        log = coverage.log()
    assert [(entry.by, entry.action) for entry in log] == [
        ("bob", "restored"),
        ("eve\nx", "removed"),
        ("ada", "reloaded"),
        ("bob", "removed"),
        ("ada", "added"),
    ]
    assert log[-1].what == "a.md: Bridge closed"
    assert before <= log[-1].time <= log[0].time <= datetime.now(UTC)


def test_it_outlives_restarts_and_what_a_crash_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "data" / "log.jsonl"
    for number in range(4):
        LogFile(path).note(LogEntry.of("ada", "added", f"{number}"))
    path.write_bytes(path.read_bytes()[:-10])
    LogFile(path).note(LogEntry.of("", "removed", "\ud800 ünïcode"))
    entries = LogFile(path).entries(3)
    assert [entry.what for entry in entries] == ["\ud800 ünïcode", "2"]


def test_what_somebody_wrote_into_it_by_hand_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    LogFile(path).note(LogEntry.of("ada", "added", "a\nb"))
    odd = {"time": "2025-05-07T10:00:00", "by": 5, "action": [], "what": None}
    path.write_text(f"{path.read_text()}{json.dumps(odd)}\n[1]\nnull\nx\n")
    assert [entry.what for entry in LogFile(path).entries(10)] == ["a\nb"]
    assert len(path.read_text().splitlines()) == 5  # what was noted stays one line


def test_several_can_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"

    def write(name: str) -> None:
        for _ in range(20):
            LogFile(path).note(LogEntry.of(name, "added", "x" * 400))

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(LogFile(path).entries(1000)) == 80


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(CoverageError, match="log"):
        LogFile(tmp_path / "log").note(LogEntry.of("ada", "added", "x"))


def test_what_is_done_stays_done_where_the_log_cannot_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, data = tmp_path / "articles", tmp_path / "data"
    folder.mkdir()
    (data / "changes.jsonl").mkdir(parents=True)
    with Coverage.open([folder], data, reader_threads=0) as coverage:
        change = coverage.add_file("a.md", b"# Bridge closed\n\nIt stands under water.\n", by="ada")
        assert coverage.status().articles == 1
        coverage.undo(change.id, by="bob")
        assert coverage.status().articles == 0
        coverage.add_feed("https://wire.example/rss", check=False)
        assert coverage.remove_feed("https://wire.example/rss").title == "https://wire.example/rss"
    lacking = [each.getMessage().partition("lacks: ")[2] for each in caplog.records]
    assert lacking == [
        "added, a.md: Bridge closed",
        "removed, a.md: Bridge closed",
        "feed added, https://wire.example/rss",
        "feed removed, https://wire.example/rss",
    ]


def test_what_went_while_nothing_ran_is_noted_and_the_first_reading_is_not(tmp_path: Path) -> None:
    folder, data = tmp_path / "articles", tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("The library burned down.")
    with Coverage.open([folder], data, reader_threads=0) as coverage:
        assert coverage.log() == ()
    (folder / "a.txt").unlink()
    with Coverage.open([folder], data, reader_threads=0) as coverage:
        assert [each.what for each in coverage.log()] == ["0 added, 0 changed, 1 removed"]
