"""Upkeep in the background: it goes on after faults, tells each once, and ends when told to."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.app import upkeep
from bot.app.settings import CoverageSettings, FeedSettings, Settings
from bot.app.upkeep import Upkeep
from knowledge import CoverageError, ReloadReport


class Busy:
    """A coverage that counts what is asked of it and fails as it is told to."""

    def __init__(self, faults: list[Exception]) -> None:
        self.faults = faults
        self.rounds = 0
        self.noted: list[str] = []
        self.watched = threading.Event()
        self.ended = threading.Event()

    def feeds(self) -> tuple[()]:
        return ()

    def add_feed(self, url: str, *, by: str, minutes: int, check: bool) -> None:
        assert not check
        self.noted.append(f"{by} {url} {minutes}")

    def refresh_feeds(self) -> tuple[()]:
        self.rounds += 1
        if self.faults:
            raise self.faults.pop(0)
        return ()

    def watch(self, stop: threading.Event, changed: Callable[[ReloadReport], object]) -> None:
        self.watched.set()
        changed(ReloadReport(5, 9, 3, 1, 2, (), 0.1))
        stop.wait()
        self.ended.set()


class GivenUp:
    """Collections, one of which is given up, and cannot be deleted at the first try."""

    def __init__(self) -> None:
        self.tries = 0
        self.stays = True

    def look(self) -> None:
        pass

    def refresh_feeds(self, _now: object, _told: object) -> None:
        pass

    def delete_given_up(self, _today: date) -> list[int]:
        self.tries += 1
        if self.tries == 1:
            raise CoverageError("the database hangs")
        self.stays = False
        return [5]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has a coverage kept up, by default with pauses too short to wait for."""
    monkeypatch.setattr(upkeep, "_PAUSE", 0.001)
    started: list[Upkeep] = []

    def start(coverage: Any, collections: Any = None, **settings: Any) -> Upkeep:
        made = Upkeep(coverage, Settings(coverage=CoverageSettings(**settings)), collections)
        made.start()
        started.append(made)
        return made

    yield start
    for each in started:
        each.stop()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_faults_cost_a_round_and_are_told_once(run: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    coverage = Busy([CoverageError("no room")] * 3 + [KeyError("bug")] + [OSError(5, "disk")])
    run(coverage)
    until(lambda: coverage.rounds > 6)
    assert [record.getMessage() for record in caplog.records if "no room" in record.message] == [
        "feeds: no room"
    ]
    (unexpected,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert unexpected.exc_info


def test_the_settings_feeds_are_noted_once(run: Any) -> None:
    coverage = Busy([])
    run(coverage, feeds=(FeedSettings(url="https://a.example", minutes=7),))
    until(lambda: coverage.rounds > 3)
    assert coverage.noted == ["settings https://a.example 7"]


def test_folders_are_watched_until_the_end(run: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    coverage = Busy([])
    made = run(coverage)
    assert coverage.watched.wait(10)
    made.stop()
    assert coverage.ended.wait(10)
    assert "3 articles added, 1 changed, 2 removed" in caplog.text


def test_folders_are_left_alone_where_the_settings_say_so(run: Any) -> None:
    coverage = Busy([])
    run(coverage, watch=False)
    until(lambda: coverage.rounds > 2)
    assert not coverage.watched.is_set()


def test_what_is_given_up_is_deleted_at_the_next_try_where_one_fails(run: Any) -> None:
    collections = GivenUp()
    run(Busy([]), collections)
    until(lambda: not collections.stays)


def test_it_ends_when_told_to(run: Any) -> None:
    coverage = Busy([])
    run(coverage).stop()
    time.sleep(0.02)
    rounds = coverage.rounds
    time.sleep(0.02)
    assert coverage.rounds == rounds
