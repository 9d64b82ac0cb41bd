"""What is not well with a bot: when it begins, when it is over, and when nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from packaging.version import Version
from web import Served, Web

from bot import VERSION
from bot.app import conditions
from bot.app.conditions import DISK, STALE, examine, failing, newest_release, stale, upgrade
from bot.app.settings import FetchSettings, Settings, WarningSettings
from knowledge import ClusterState, Coverage, CoverageError, Feed, Status

NOW = datetime(2025, 6, 10, 12, tzinfo=UTC)
FEED = Feed(
    url="https://news.example/rss?key=secret",
    title="Tarn Daily",
    added=NOW - timedelta(days=60),
    minutes=15,
    checked=NOW,
    succeeded=NOW - timedelta(hours=30),
    due=NOW + timedelta(minutes=5),
    failures=5,
    error="https://news.example/rss?key=secret: it answers 503",
    articles=3,
    problems=(),
)


@pytest.fixture
def status(coverage: Coverage) -> Status:
    """Of a coverage whose newest article is a day old."""
    return replace(coverage.status(), articles=1, last=date(2025, 6, 9))


def test_a_feed_fails_for_long_after_so_many_hours_and_tries() -> None:
    found = failing(FEED, 24, NOW)
    assert found is not None
    assert "Tarn Daily (https://news.example/rss) has failed 5 times in a row" in found.text
    assert "for 30 hours: it answers 503" in found.text
    assert "secret" not in found.text + found.over
    assert failing(FEED, 31, NOW) is None
    assert failing(replace(FEED, failures=2), 24, NOW) is None


def test_a_feed_that_never_worked_counts_from_its_first_day() -> None:
    found = failing(replace(FEED, succeeded=None), 24, NOW)
    assert found is not None
    assert "for 60 days" in found.text


def test_a_coverage_is_stale_after_so_many_days(status: Status) -> None:
    assert stale(status, 1, date(2025, 6, 10)) is None
    assert stale(status, 1, date(2025, 6, 11)) is not None
    assert stale(status, 0, date(2029, 1, 1)) is None
    assert stale(replace(status, last=None), 1, date(2029, 1, 1)) is None


def test_nobody_knows_how_old_the_coverage_is_before_the_feeds_are_fetched(
    status: Status, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, warnings=WarningSettings(free_mb=0))
    working = replace(FEED, failures=0, error=None)
    old = replace(status, last=date(2025, 1, 1), feeds=(working,))
    assert [each.key for each in examine(settings, old, NOW, ()).found] == [STALE]
    waiting = replace(old, feeds=(replace(working, due=NOW),))
    seen = examine(settings, waiting, NOW, ())
    assert seen.found == ()
    assert seen.undecided == {STALE}


def test_a_search_cluster_that_is_not_green_is_told(status: Status, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, warnings=WarningSettings(free_mb=0, stale_days=0))

    def texts(colour: str | None, error: str | None = None) -> list[str]:
        cluster = ClusterState(colour, 3, 0, 0, error)
        seen = examine(settings, replace(status, cluster=cluster), NOW, ())
        return [each.text for each in seen.found]

    assert texts("green") == []
    assert "further copies of passages are on no node" in texts("yellow")[0]
    assert "passages are on no node" in texts("red")[0]
    assert texts(None, "the cluster is gone") == ["The cluster is gone."]


def test_a_disk_that_goes_up_and_down_at_the_limit_is_told_once(
    status: Status, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, warnings=WarningSettings(free_mb=1000))

    def keys(free: int, *told: str) -> list[str]:
        monkeypatch.setattr(conditions, "free_megabytes", lambda _: free)
        return [each.key for each in examine(settings, status, NOW, told).found]

    assert keys(1000) == []
    assert keys(999) == [DISK]
    assert keys(1100, DISK) == [DISK]
    assert keys(1250, DISK) == []


def releases(web: Web, *titles: str) -> Settings:
    """Settings that name a feed of releases with these titles."""
    entries = "".join(
        f"<entry><id>tag:{number}</id><title>{title}</title><content>Notes.</content></entry>"
        for number, title in enumerate(titles)
    )
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Releases</title>{entries}</feed>'
    web.pages["/releases"] = Served(body.encode(), type="application/atom+xml")
    return Settings(
        fetch=FetchSettings(allow=("127.0.0.1",)),
        warnings=WarningSettings(releases=f"{web.base}/releases"),
    )


@pytest.mark.parametrize(
    ("titles", "newest"),
    [
        (["v0.2.0", "v0.10.1", "v0.9.0"], "0.10.1"),
        (["Dateline 1.0 is out", "0.9.9"], "1.0"),
        (["2.0.0rc1", "1.2.0-beta.3", "1.1.0"], "1.1.0"),
        (["Notes on the road ahead"], None),
    ],
)
def test_the_newest_release_that_is_finished(
    web: Web, titles: list[str], newest: str | None
) -> None:
    found = newest_release(releases(web, *titles))
    assert found == (Version(newest) if newest else None)


def test_a_feed_of_releases_that_is_none_is_told(web: Web) -> None:
    settings = releases(web)
    web.pages["/releases"] = Served(b"<html><body>Sign in</body></html>")
    with pytest.raises(CoverageError, match="not a feed"):
        newest_release(settings)


def test_only_a_newer_version_is_an_upgrade() -> None:
    assert upgrade(None) is None
    assert upgrade(Version(VERSION)) is None
    assert upgrade(Version("0.1.0")) is None
    found = upgrade(Version("99.1"))
    assert found is not None
    assert "Dateline 99.1 is out" in found.text
