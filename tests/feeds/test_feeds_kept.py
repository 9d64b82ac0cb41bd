"""What becomes of feeds and their articles in time: refused, removed, restarted, too old."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from filelock import FileLock
from newsfeed import LONG, item, served
from refreshed import refresh, titles
from web import ALLOWED, Served, Web, article_page

from knowledge import Coverage, CoverageError
from knowledge.sources.identity import article_id


def test_what_an_admin_removed_does_not_come_back(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1), item(2))
    coverage.add_feed(f"{web.base}/feed")
    (gone,) = [article for article in coverage.articles() if article.title == "Story 1"]
    coverage.remove(gone.id)
    assert refresh(coverage).new == ()
    assert [article.title for article in coverage.articles()] == ["Story 2"]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Served(article_page()), "a web page, not a feed"),
        (
            Served(
                article_page(head="<link rel='alternate' type='application/rss+xml' href='/rss'>")
            ),
            "names this feed: http.*/rss",
        ),
        (Served(b"{}", type="application/json"), "nor JSON Feed"),
        (Served(b"nothing at all", type="text/plain"), "neither RSS nor Atom"),
        (Served(b"", type="text/xml"), "an empty body"),
        (Served(b"\xef\xbb\xbf \n", type="text/xml"), "an empty body"),
        (Served(b"\x89PNG", type="application/octet-stream"), "application/octet-stream"),
        (Served(status=404), "404"),
        (Served(status=410), "410"),
    ],
)
def test_what_is_no_feed_is_not_added(
    web: Web, coverage: Coverage, reply: Served, words: str
) -> None:
    web.pages["/feed"] = reply
    with pytest.raises(CoverageError, match=words):
        coverage.add_feed(f"{web.base}/feed")
    assert coverage.feeds() == ()


def test_a_feed_that_becomes_a_web_page_keeps_its_articles(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1))
    coverage.add_feed(f"{web.base}/feed")
    web.pages["/feed"] = Served(article_page("Domain for sale"))
    assert "web page" in (refresh(coverage).error or "")
    assert coverage.status().articles == 1


def test_feeds_are_listed_and_removed(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1))
    url = f"{web.base}/feed"
    coverage.add_feed(url)
    with pytest.raises(CoverageError, match="already"):
        coverage.add_feed(url)
    assert [feed.title for feed in coverage.feeds()] == ["Tarn Daily"]
    assert coverage.remove_feed(url, by="ada").articles == 1
    assert coverage.feeds() == ()
    assert coverage.status().articles == 1  # its articles stay
    with pytest.raises(CoverageError, match="not among"):
        coverage.remove_feed(url)
    assert coverage.log()[0].action == "feed removed"


def test_a_feed_of_the_configuration_is_fetched_when_its_server_is_back(
    web: Web, coverage: Coverage
) -> None:
    url = f"{web.base}/feed"
    coverage.add_feed(url, check=False)
    assert (coverage.feeds()[0].url, web.requests) == (url, [])
    assert "404" in (refresh(coverage).error or "")
    web.pages["/feed"] = served(item(1))
    update = refresh(coverage)
    assert (len(update.new), update.announced) == (1, ())


def test_feeds_outlive_a_restart(web: Web, tmp_path: Path) -> None:
    web.pages["/feed"] = served(item(1), etag='"1"')
    (tmp_path / "articles").mkdir()
    for _ in range(2):
        with Coverage.open([tmp_path / "articles"], tmp_path / "data", rules=ALLOWED) as coverage:
            if not coverage.feeds():
                coverage.add_feed(f"{web.base}/feed")
            else:
                update = refresh(coverage)
    assert (update.new, update.changed) == ((), ())
    assert web.requests[-1].headers["If-None-Match"] == '"1"'


def test_a_damaged_state_costs_one_feed(web: Web, coverage: Coverage, tmp_path: Path) -> None:
    web.pages["/a"] = web.pages["/b"] = served(item(1))
    coverage.add_feed(f"{web.base}/a")
    coverage.add_feed(f"{web.base}/b")
    path = next((tmp_path / "data" / "feeds").glob("*.json"))
    path.write_bytes(path.read_bytes()[:50])
    assert len(coverage.feeds()) == 1


def test_a_feed_that_another_process_fetches_is_left_to_it(
    web: Web, coverage: Coverage, tmp_path: Path
) -> None:
    web.pages["/feed"] = served(item(1))
    url = f"{web.base}/feed"
    coverage.add_feed(url)
    with FileLock(tmp_path / "data" / "feeds" / f"{article_id(url)}.lock"):
        assert coverage.refresh_feeds(force=True) == ()
    assert len(coverage.refresh_feeds(force=True)) == 1


def test_a_coverage_of_single_files_takes_no_feed(web: Web, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge is closed.")
    with Coverage.open([tmp_path / "a.txt"], tmp_path / "data", rules=ALLOWED) as coverage:
        web.pages["/feed"] = served(item(1))
        with pytest.raises(CoverageError, match="folder"):
            coverage.add_feed(f"{web.base}/feed")
        assert coverage.status(with_feeds=True).feeds == ()


def test_what_is_too_old_is_dropped_and_stays_away(web: Web, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "own.jsonl").write_text('{"text": "A comet passed.", "published": "2001-01-01"}\n')
    with Coverage.open([folder], tmp_path / "data", rules=ALLOWED, keep_days=30) as coverage:
        web.pages["/feed"] = served(item(1), item(2, pubDate=format_datetime(datetime.now(UTC))))
        coverage.add_feed(f"{web.base}/feed")
        refresh(coverage)
        kept = {article.title for article in coverage.articles()}
        assert kept == {"Story 2"}
        assert (folder / "own.jsonl").exists()  # left out, but it is its owner's
        assert coverage.status().too_old == 1
        assert "dropped" in {entry.action for entry in coverage.log()}
        assert refresh(coverage).new == ()


def test_an_article_that_was_removed_stays_away_when_its_entry_is_edited(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/feed"] = served(item(1), item(2, ""))
    coverage.add_feed(f"{web.base}/feed")
    (article,) = coverage.articles()
    coverage.remove(article.id)
    # What had no text has one now, and comes.
    web.pages["/feed"] = served(item(1, LONG + "More."), item(2))
    assert titles(refresh(coverage).new) == ["Story 2"]
    assert coverage.status().articles == 1
