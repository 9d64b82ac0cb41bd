"""What each released version left behind is there after an upgrade.

`tests/support/write_released.py` lets a version write it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from write_released import ARTICLES, FEED, serve_feed

from bot.app.records import StateRecords
from bot.state.database import Database
from bot.state.repositories import State
from knowledge import BASE, Coverage
from knowledge.sources.fetching import Fetcher

RELEASED = sorted((Path(__file__).parent / "released").iterdir())


@pytest.fixture(params=RELEASED, ids=lambda path: path.name)
def left(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folders `articles` and `data` of a version."""
    return Path(shutil.copytree(request.param, tmp_path / "left"))


@pytest.fixture
def coverage(left: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Coverage]:
    monkeypatch.setattr(Fetcher, "fetch", Fetcher.fetch)  # put back in the end
    serve_feed()
    data = left / "data"
    records = StateRecords(lambda: Database.open(data), lambda: {BASE: data})
    with Coverage.open([left / "articles"], data, records=records) as coverage:
        yield coverage
    records.close()


def test_articles_are_read_and_asked(coverage: Coverage) -> None:
    assert coverage.opened.unreadable == ()
    assert "Edda Vance" in (coverage.ask("Who opened the bridge in Aldermouth?").answer or "")
    titles = {article.title for article in coverage.articles()}
    assert titles == {"Bridge opened", "Ferry first", "Ferry second"}  # what was removed stays away


def test_a_feed_goes_on_and_brings_nothing_twice(coverage: Coverage) -> None:
    (feed,) = coverage.feeds()
    assert (feed.url, feed.title, feed.articles, feed.error) == (FEED, "Wire", 2, None)
    (update,) = coverage.refresh_feeds(force=True)
    assert (update.error, update.new, update.changed) == (None, (), ())
    coverage.remove_feed(FEED)
    assert coverage.feeds() == ()


def test_a_change_can_be_taken_back(coverage: Coverage) -> None:
    (removed,) = (change for change in coverage.changes() if change.path.name == "hall.md")
    coverage.undo(removed.id)
    assert {article.title for article in coverage.articles()} >= {"Hall closed", "Bridge opened"}
    hall = removed.path
    assert hall.read_text(encoding="utf-8") == ARTICLES["hall.md"]


def test_the_log_goes_on(coverage: Coverage) -> None:
    before = len(coverage.log())
    assert {entry.action for entry in coverage.log()} >= {"removed", "added", "feed added"}
    coverage.add_file("late.txt", b"The mill of Aldermouth burnt down.", by="later")
    assert len(coverage.log()) == before + 1


async def test_the_state_opens_and_is_written(left: Path) -> None:
    state = State.open(left / "data", keep_days=36_500)
    assert (await state.votes.count()).good > 0
    await state.guilds.keep_settings(5, "{}")
    assert await state.guilds.all_settings() == {5: "{}"}
    state.close()
