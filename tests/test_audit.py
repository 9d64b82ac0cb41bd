"""The audit log."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge import Coverage, CoverageError
from knowledge.audit import AuditLog


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
        AuditLog(path).note("ada", "added", f"{number}")
    path.write_bytes(path.read_bytes()[:-10] + b"\n")
    AuditLog(path).note("", "removed", "\ud800 ünïcode")
    entries = AuditLog(path).entries(3)
    assert [entry.what for entry in entries] == ["\ud800 ünïcode", "2"]


def test_several_can_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"

    def write(name: str) -> None:
        for _ in range(20):
            AuditLog(path).note(name, "added", "x" * 400)

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(AuditLog(path).entries(1000)) == 80


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(CoverageError, match="log"):
        AuditLog(tmp_path / "log").note("ada", "added", "x")
