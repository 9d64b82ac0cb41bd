"""Where feeds and logs of collections are kept: in files, in SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.app.records import StateRecords
from bot.state.database import Database
from bot.state.errors import StateError
from bot.state.moving import move
from bot.state.postgresql import PATIENCE
from bot.state.records import FeedRow
from knowledge import (
    BASE,
    Coverage,
    CoverageError,
    FileRecords,
    LogEntry,
    Records,
    StoredFeed,
)

NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)
WIRE, DAILY = "https://wire.example/rss", "https://daily.example/rss"


def feed(url: str = WIRE, due: datetime = NOON) -> StoredFeed:
    return StoredFeed(url, NOON.isoformat(), 15, due.isoformat(), title="Wire")


def opened(folder: Path, url: str | None) -> Database:
    return Database.connect(url) if url else Database.open(folder)


def kept_in(
    folder: Path, url: str | None, folders: Callable[[], Mapping[str, Path]] = dict
) -> StateRecords:
    return StateRecords(lambda: opened(folder, url), folders)


@pytest.fixture(params=["files", "sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    if request.param == "files":
        yield FileRecords(lambda name: tmp_path / name)
    else:
        on_server = request.param == "postgresql"
        url = request.getfixturevalue("postgresql_url") if on_server else None
        kept = kept_in(tmp_path, url)
        yield kept
        kept.close()


def test_feeds_are_kept_replaced_and_forgotten(records: Records) -> None:
    feeds = records.feeds(BASE)
    assert (feeds.all(), feeds.get(feed().name)) == ([], None)
    moved = replace(feed(), url=DAILY, former=(WIRE,), known={"a": "1"}, failures=2)
    feeds.save(feed())
    feeds.save(feed(DAILY))
    feeds.save(moved)  # has the name that its first address made
    assert feeds.get(feed().name) == moved
    assert sorted(feeds.all(), key=str) == sorted([moved, feed(DAILY)], key=str)
    feeds.forget(moved)
    feeds.forget(moved)
    assert feeds.all() == [feed(DAILY)]


def test_the_log_is_told_newest_first(records: Records) -> None:
    patience = PATIENCE.get()
    log = records.log(BASE)
    assert log.entries() == ()
    assert PATIENCE.get() == patience  # of the thread, which may do what takes longer next
    entries = [LogEntry.of("ada", "added", f"\ud800 ü\0 {number}") for number in range(4)]
    for entry in entries:
        log.note(entry)
    assert log.entries() == tuple(reversed(entries))
    assert log.entries(2) == (entries[3], entries[2])


def test_collections_are_apart(records: Records) -> None:
    records.feeds("1").save(feed())
    records.log("1").note(LogEntry.of("ada", "added", "one"))
    before = records.version("2")
    assert (records.feeds("2").all(), records.log("2").entries()) == ([], ())
    records.drop("2")
    assert records.version("2") == before
    assert records.feeds("1").all() == [feed()]
    records.drop("1")
    assert (records.feeds("1").all(), records.log("1").entries()) == ([], ())


def test_it_is_known_which_is_due_first_and_when_feeds_change(records: Records) -> None:
    later = NOON + timedelta(hours=1)
    records.feeds("1").save(feed(due=later))
    records.feeds("1").save(feed(DAILY))
    records.feeds("2").save(feed(due=later))
    records.feeds("3").save(feed())
    assert records.first_due(["1", "2", "4"]) == {"1": NOON, "2": later}
    versions = [records.version("1")]
    records.feeds("1").save(feed(DAILY, later))
    versions.append(records.version("1"))
    records.feeds("1").forget(feed(DAILY))
    versions.append(records.version("1"))
    assert len(set(versions)) == 3
    assert records.version("1") == versions[-1]
    assert records.first_due(["1"]) == {"1": later}


@given(st.text(), st.text(), st.text())
def test_any_words_can_be_read_again(by: str, what: str, title: str) -> None:
    entry = LogEntry.of(by, "added", what)
    assert LogEntry.from_json(entry.to_json()) == entry
    named = replace(feed(), title=title, error=what)
    assert StoredFeed.from_json(named.to_json()) == named


def left_in_files(folder: Path) -> dict[str, Path]:
    """What an earlier version left of the base and of a server."""
    folders = {BASE: folder, "5": folder / "servers" / "5"}
    files = FileRecords(folders.__getitem__)
    for number, name in enumerate(folders):
        files.feeds(name).save(feed())
        for what in ("first", "second"):
            files.log(name).note(LogEntry.of("ada", "added", f"{what} {number}"))
    return folders


def test_what_an_earlier_version_kept_in_files_is_taken_in_once(
    tmp_path: Path, url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = left_in_files(tmp_path)
    first = kept_in(tmp_path, url, lambda: folders)

    def unlink(_path: Path, **_options: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        # The end comes after what was in files is taken in, before they are deleted.
        patched.setattr(Path, "unlink", unlink)
        with pytest.raises(KeyboardInterrupt):
            first.log(BASE)
    first.feeds(BASE).save(feed(DAILY))
    first.close()
    again = kept_in(tmp_path, url, lambda: folders)
    assert [each.what for each in again.log(BASE).entries()] == ["second 0", "first 0"]
    assert [each.what for each in again.log("5").entries()] == ["second 1", "first 1"]
    assert {each.url for each in again.feeds(BASE).all()} == {WIRE, DAILY}
    again.close()
    assert not list(tmp_path.rglob("*.jsonl")) + list(tmp_path.rglob("feeds/*.json"))


def test_what_cannot_be_taken_in_or_deleted_costs_nothing_else(
    tmp_path: Path,
    url: str | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folders = left_in_files(tmp_path)
    (tmp_path / "servers" / "7" / "changes.jsonl").mkdir(parents=True)
    folders["7"] = tmp_path / "servers" / "7"
    odd = feed(DAILY)
    (tmp_path / "feeds" / f"{odd.name}.json").write_text(replace(odd, due="noon").to_json())

    def refuse(path: Path, **_options: bool) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    records = kept_in(tmp_path, url, lambda: folders)
    assert records.feeds(BASE).all() == records.feeds("5").all() == [feed()]
    assert len(records.log("5").entries()) == 2
    assert caplog.text.count("Permission denied; delete it by hand") == 2
    records.close()


def test_all_of_it_moves_to_another_database_and_goes_on(tmp_path: Path, url: str | None) -> None:
    source = Database.open(tmp_path / "source")
    records = StateRecords(lambda: source, dict)
    records.log("5").note(LogEntry.of("ada", "added", "one"))
    records.feeds("5").save(feed())
    target = opened(tmp_path / "target", url)
    move(source, target)
    moved = StateRecords(lambda: target, dict)
    moved.log("5").note(LogEntry.of("bob", "removed", "two"))
    assert [each.what for each in moved.log("5").entries()] == ["two", "one"]
    assert moved.feeds("5").all() == [feed()]
    source.close()
    target.close()


def test_it_moves_without_being_held_in_memory_as_a_whole(tmp_path: Path, url: str | None) -> None:
    source, target = Database.open(tmp_path / "source"), opened(tmp_path / "target", url)
    records, size = StateRecords(lambda: source, dict), 100_000
    for number in range(400):
        records.feeds("5").save(replace(feed(f"{WIRE}/{number}"), error="x" * size))
    tracemalloc.start()
    move(source, target)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(StateRecords(lambda: target, dict).feeds("5").all()) == 400
    assert most < 300 * size
    source.close()
    target.close()


def test_a_damaged_feed_costs_no_other(tmp_path: Path, url: str | None) -> None:
    database = opened(tmp_path, url)
    records = StateRecords(lambda: database, dict)
    records.feeds(BASE).save(feed())
    records.feeds(BASE).save(feed(DAILY))
    damaged = update(FeedRow).where(FeedRow.name == feed().name).values(kept="{")
    database.transact(lambda session: session.execute(damaged), "write")
    assert records.feeds(BASE).all() == [feed(DAILY)]
    assert records.feeds(BASE).get(feed().name) is None
    records.close()


def test_a_database_that_cannot_be_used_is_told_and_tried_again(tmp_path: Path) -> None:
    reasons = [StateError("the server is down")]

    def try_to_open() -> Database:
        if reasons:
            raise reasons.pop()
        return Database.open(tmp_path)

    records = StateRecords(try_to_open, dict)
    with pytest.raises(CoverageError, match="the server is down"):
        records.feeds(BASE)
    assert records.feeds(BASE).all() == []
    records.close()


def test_what_cannot_be_kept_is_told_and_why_by_the_log_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folders = left_in_files(tmp_path)
    records = kept_in(tmp_path, None, lambda: folders)

    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    reason = "feeds and the logs of changes: database or disk is full"
    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr("sqlalchemy.orm.Session.flush", full)
            for _ in range(2):  # at first, what is in files cannot be taken in
                with pytest.raises(CoverageError, match="my disk is full"):
                    records.log(BASE).note(LogEntry.of("ada", "added", "one"))
        records.log(BASE).note(LogEntry.of("ada", "added", "one"))  # there is room again
    assert [each.getMessage() for each in caplog.records].count(reason) == 2
    records.close()


def test_asking_opens_no_database(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("The ferry of Aldermouth was sold to Brandon.")

    def never() -> Database:
        raise AssertionError

    records = StateRecords(never, dict)
    for _ in range(2):  # as the index is made, and as it is there
        with Coverage.open(
            [tmp_path / "news.txt"], tmp_path / "data", reader_threads=0, records=records
        ) as coverage:
            coverage.ask("To whom was the ferry sold?")
            assert coverage.status().articles == 1


async def test_several_threads_lose_no_entry(tmp_path: Path, url: str | None) -> None:
    records = kept_in(tmp_path, url)

    def note(name: int) -> None:
        for number in range(5):
            records.log(BASE).note(LogEntry.of(str(name), "added", str(number)))

    await asyncio.gather(*(asyncio.to_thread(note, name) for name in range(4)))
    entries = records.log(BASE).entries()
    assert sorted((each.by, each.what) for each in entries) == sorted(
        (str(name), str(number)) for name in range(4) for number in range(5)
    )
    assert json.loads(entries[0].to_json())["action"] == "added"
    records.close()
