"""Which entries of feeds are the same article, and which feed is the same when it moves."""

from __future__ import annotations

import pytest
from newsfeed import LONG, item, served
from web import Served, Web, article_page, redirect

from bot.app.opening import note_feeds
from bot.app.settings import Settings
from knowledge import Coverage, CoverageError, FeedUpdate


def refresh(coverage: Coverage) -> FeedUpdate:
    (update,) = coverage.refresh_feeds(force=True)
    return update


def notice(number: int, text: str = LONG, **fields: str) -> str:
    """A notice with its own name, date and title on a page that all notices stand on."""
    return item(number, f"Notice {number}. {text}", link="/notices", **fields)


def titles(coverage: Coverage) -> list[str | None]:
    return sorted((article.title for article in coverage.articles()), key=str)


def test_entries_on_one_page_are_several(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(notice(1), notice(2), notice(3), item(4))
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 4
    assert titles(coverage) == ["Story 1", "Story 2", "Story 3", "Story 4"]
    assert {each.url for each in coverage.articles()} == {
        f"{web.base}/notices",
        f"{web.base}/story/4",
    }
    web.pages["/feed"] = served(notice(1), notice(2, "Corrected. " * 130), notice(3), item(4))
    update = refresh(coverage)
    assert ([title for _, title in update.changed], update.new) == (["Story 2"], ())


@pytest.mark.parametrize("gap", [False, True])
def test_entries_on_one_page_one_after_another(web: Web, coverage: Coverage, gap: bool) -> None:
    web.pages["/feed"] = served(notice(1))
    coverage.add_feed(f"{web.base}/feed")
    for number in (2, 3):
        if gap:
            web.pages["/feed"] = served()
            refresh(coverage)
        web.pages["/feed"] = served(notice(number))
        assert len(refresh(coverage).new) == 1
    web.pages["/feed"] = served(notice(4), notice(3), notice(2, "More. " * 130), notice(1))
    update = refresh(coverage)
    assert [title for _, title in update.new] == ["Story 4"]
    assert [title for _, title in update.changed] == ["Story 2"]
    assert titles(coverage) == ["Story 1", "Story 2", "Story 3", "Story 4"]


def test_the_page_that_several_stand_on_is_none_of_them(web: Web, coverage: Coverage) -> None:
    web.pages["/notices"] = Served(article_page("All notices"))
    web.pages["/feed"] = served(*(item(n, f"Short {n}.", link="/notices") for n in (1, 2)))
    update = coverage.add_feed(f"{web.base}/feed")
    assert (len(update.new), update.feed.problems) == (2, ())
    assert {article.text for article in coverage.articles()} == {"Short 1.", "Short 2."}
    assert "/notices" not in web.paths()


def test_a_new_name_for_the_same_entry_makes_no_new_article(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1, guid="/story/1#0"))
    coverage.add_feed(f"{web.base}/feed")
    web.pages["/feed"] = served(item(1, LONG + "More.", guid="/story/1#1", title="Corrected"))
    update = refresh(coverage)
    assert ([title for _, title in update.changed], update.new) == (["Corrected"], ())
    undated = item(2, pubDate="", guid="x0"), item(2, LONG + "More.", pubDate="", guid="x1")
    for each in undated:
        web.pages["/feed"] = served(each)
        refresh(coverage)
    assert titles(coverage) == ["Corrected", "Story 2"]


def test_an_entry_that_is_listed_twice_is_one(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1, guid="in-politics"), item(1, guid="in-harbour"))
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 1
    assert refresh(coverage).new == ()


def test_an_address_that_a_new_entry_takes_over(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1))
    coverage.add_feed(f"{web.base}/feed")
    web.pages["/feed"] = served(item(1, link="/story/1-old"), item(2, link="/story/1"))
    assert [title for _, title in refresh(coverage).new] == ["Story 2"]
    assert refresh(coverage).new == ()
    assert titles(coverage) == ["Story 1", "Story 2"]


def test_entries_without_names_on_one_page_are_one(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(notice(1, guid=""), notice(2, guid=""))
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 1


def test_a_feed_that_moves_is_told_once(web: Web, coverage: Coverage) -> None:
    old, new = f"{web.base}/old", f"{web.base}/new"
    # With addresses, without, and on one page: none may come a second time.
    entries = item(1), item(2, link=""), notice(3), notice(4)
    web.pages["/old"] = served(*entries)
    coverage.add_feed(old)
    web.pages["/old"], web.pages["/new"] = redirect("/new", 301), served(*entries, item(5))
    update = refresh(coverage)
    assert (update.moved_from, update.feed.url, update.feed.former) == (old, new, (old,))
    assert [title for _, title in update.new] == ["Story 5"]
    assert [problem.path for problem in update.feed.problems] == [new]
    assert old in update.feed.problems[0].reason
    web.requests.clear()
    again = refresh(coverage)
    assert (again.moved_from, again.feed.problems, again.new, again.changed) == (None, (), (), ())
    assert web.paths() == ["/new"]
    (feed,) = coverage.feeds()
    assert (feed.url, feed.articles, feed.problems) == (new, 5, ())
    assert [entry.what for entry in coverage.log() if entry.action == "feed moved"] == [
        f"{old} to {new}"
    ]
    for address in (old, new):
        with pytest.raises(CoverageError, match="already"):
            coverage.add_feed(address)
    assert coverage.remove_feed(old).url == new
    assert coverage.feeds() == ()


def test_a_feed_that_moves_and_has_not_changed(web: Web, coverage: Coverage) -> None:
    web.pages["/old"] = served(item(1), etag='"1"')
    coverage.add_feed(f"{web.base}/old")
    web.pages["/old"], web.pages["/new"] = redirect("/new", 308), served(item(1), etag='"1"')
    assert refresh(coverage).feed.url == f"{web.base}/new"


def test_a_feed_that_is_elsewhere_for_a_while_or_no_more_a_feed_stays(
    web: Web, coverage: Coverage
) -> None:
    old = f"{web.base}/old"
    web.pages["/old"] = web.pages["/new"] = served(item(1))
    coverage.add_feed(old)
    for answer in (redirect("/new", 302), redirect("/home", 301)):
        web.pages["/old"], web.pages["/home"] = answer, Served(article_page("Home"))
        update = refresh(coverage)
        assert (update.feed.url, update.moved_from) == (old, None)
    assert "web page" in (update.error or "")


def test_a_feed_that_moves_to_another_feeds_address_stays_and_says_so(
    web: Web, coverage: Coverage
) -> None:
    for path in ("/a", "/b"):
        web.pages[path] = served(item(1))
        coverage.add_feed(f"{web.base}{path}")
    web.pages["/a"] = redirect("/b", 301)
    for update in (*coverage.refresh_feeds(force=True), *coverage.refresh_feeds(force=True)):
        assert update.moved_from is None
    said = {feed.url: [each.reason for each in feed.problems] for feed in coverage.feeds()}
    assert "among the feeds already" in said[f"{web.base}/a"][0]
    assert said[f"{web.base}/b"] == []


def test_a_feed_of_the_settings_that_has_moved_is_not_added_again(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/old"], web.pages["/new"] = redirect("/new", 301), served(item(1))
    coverage.add_feed(f"{web.base}/old")
    settings = Settings.model_validate({"coverage": {"feeds": [{"url": f"{web.base}/old"}]}})
    note_feeds(coverage, settings)
    assert [feed.url for feed in coverage.feeds()] == [f"{web.base}/new"]
