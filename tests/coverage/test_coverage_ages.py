"""Articles that are older than is kept are left out, and are told of."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from edited import record, two_files, write

from knowledge import Coverage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_files(tmp_path / "articles")


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
