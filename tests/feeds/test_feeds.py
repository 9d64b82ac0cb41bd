"""Feeds: what they bring, how often they are asked, and what is wrong with them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from newsfeed import LONG, item, rss, served
from refreshed import refresh, titles
from web import Served, Web, article_page, redirect

from knowledge import Coverage
from knowledge.sources.feeds import updating
from knowledge.sources.feeds.parsing import MOST_ENTRIES
from knowledge.sources.feeds.updating import MOST_PAGES


def test_a_feed_brings_articles_that_can_be_asked_about(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1, f"<p>{LONG}</p><script>x</script>"))
    first = coverage.add_feed(f"{web.base}/feed", by="ada")
    assert (first.first, len(first.new), first.announced) == (True, 1, ())
    (article,) = coverage.articles()
    assert (article.title, article.source) == ("Story 1", "Tarn Daily")
    assert article.url == f"{web.base}/story/1"
    assert article.published == datetime(2025, 5, 1, 8, 1)
    assert article.text == LONG.strip()
    web.pages["/feed"] = served(item(1, f"<p>{LONG}</p>"), item(2, "Snow fell on Tarn. " * 50))
    update = refresh(coverage)
    assert (titles(update.announced), update.changed) == (["Story 2"], ())
    assert coverage.ask("Where did snow fall?").citations[0].article.title == "Story 2"
    assert [(entry.by, entry.action) for entry in coverage.log()] == [
        ("", "feed"),
        ("", "feed"),
        ("ada", "feed added"),
    ]


def test_an_atom_feed(web: Web, coverage: Coverage) -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Sky</title><entry>
      <title type="html">A &lt;b&gt;comet&lt;/b&gt; &amp;amp; more</title><id>urn:x:1</id>
      <link href="{web.base}/comet"/><published>2025-05-01T10:00:00+02:00</published>
      <updated>2025-05-02T10:00:00+02:00</updated><author><name>Ada Nkosi</name></author>
      <content type="xhtml" xml:lang="fr"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p>
      <p>End.</p></div></content></entry></feed>"""
    web.pages["/feed"] = Served(atom.encode(), type="application/atom+xml")
    coverage.add_feed(f"{web.base}/feed")
    (article,) = coverage.articles()
    assert (article.title, article.source, article.authors) == (
        "A comet & more",
        "Sky",
        ("Ada Nkosi",),
    )
    assert article.published == datetime(2025, 5, 1, 10)  # as the publisher wrote it
    assert article.updated == datetime(2025, 5, 2, 10)
    assert article.text.endswith("\n\nEnd.")
    assert article.language == "fr"


def test_the_languages_of_a_feed_are_counted(web: Web, coverage: Coverage) -> None:
    items = rss(item(1), item(2, language="de"))
    feed = items.replace(b"</title>", b"</title><language>en-us</language>", 1)
    web.pages["/feed"] = Served(feed, type="application/rss+xml")
    coverage.add_feed(f"{web.base}/feed")
    assert {each.title: each.language for each in coverage.articles()} == {
        "Story 1": "en",
        "Story 2": "de",
    }
    counted = [(each.language, each.articles) for each in coverage.status().languages]
    assert counted == [("de", 1), ("en", 1)]


def test_an_edited_article_is_one_article(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1), item(2))
    coverage.add_feed(f"{web.base}/feed")
    web.pages["/feed"] = served(item(1, "The library of Tarn burned. " * 40), item(2))
    update = refresh(coverage)
    assert (update.new, titles(update.changed)) == ((), ["Story 1"])
    assert coverage.status().articles == 2
    assert "library" in coverage.search("library burned")[0].passage.text


def test_one_story_of_two_feeds_is_one_article(web: Web, coverage: Coverage) -> None:
    web.pages["/a"] = served(item(1, link=f"{web.base}/story/1?utm_source=a"))
    web.pages["/b"] = served(item(1, LONG + "More.", link=f"{web.base}/story/1/"), item(2))
    coverage.add_feed(f"{web.base}/a")
    update = coverage.add_feed(f"{web.base}/b")
    assert titles(update.new) == ["Story 2"]
    status = coverage.status(with_feeds=True)
    assert (status.articles, status.unreadable) == (2, ())
    assert [feed.articles for feed in status.feeds] == [1, 1]


def test_an_entry_without_an_address_is_known_by_its_guid(web: Web, coverage: Coverage) -> None:
    def without_addresses(*items: str) -> Served:
        feed = rss(*items).replace(b"<guid>", b"<guid isPermaLink='false'>")
        return Served(feed, type="application/rss+xml")

    web.pages["/feed"] = without_addresses(item(1, link=""), item(2, link=""))
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 2
    web.pages["/feed"] = without_addresses(item(1, LONG + "More.", link=""), item(2, link=""))
    update = refresh(coverage)
    assert (titles(update.changed), coverage.status().articles) == (["Story 1"], 2)


def test_an_address_that_changes_with_the_headline_makes_no_new_article(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/feed"] = web.pages["/b"] = served(item(1), item(2))
    coverage.add_feed(f"{web.base}/feed")
    coverage.add_feed(f"{web.base}/b")
    new = item(1, LONG + "More.", title="Corrected", link="/story/1-corrected")
    web.pages["/feed"] = web.pages["/b"] = served(new, item(2))
    for _ in range(2):
        updates = coverage.refresh_feeds(force=True)
        assert [update.new for update in updates] == [(), ()]
    articles = {article.title: article for article in coverage.articles()}
    assert sorted(articles, key=str) == ["Corrected", "Story 2"]
    assert articles["Corrected"].url == f"{web.base}/story/1-corrected"


def test_a_name_that_a_feed_gives_to_several_names_none(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1, guid="x"), item(2, guid="x"))
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 2
    web.pages["/feed"] = served(item(3, guid="x"), item(2, guid="x"))
    assert titles(refresh(coverage).new) == ["Story 3"]
    assert coverage.status().articles == 3


def test_an_address_that_another_entry_takes_over(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1), item(2))
    coverage.add_feed(f"{web.base}/feed")
    web.pages["/feed"] = served(item(1, link="/story/2"), item(2, link="/story/3"))
    refresh(coverage)
    update = refresh(coverage)
    assert (update.new, update.changed) == ((), ())


def test_an_article_of_two_feeds_is_corrected_by_the_one_that_brought_it(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/a"] = web.pages["/b"] = served(item(1))
    coverage.add_feed(f"{web.base}/b")
    coverage.add_feed(f"{web.base}/a")
    web.pages["/a"] = web.pages["/b"] = served(item(1, "The library of Tarn burned. " * 40))
    updates = coverage.refresh_feeds(force=True)
    assert [len(update.changed) for update in updates] == [0, 1]
    (article,) = coverage.articles()
    assert "library" in article.text


def test_what_one_feed_gives_without_a_text_another_may_give_with_one(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/a"] = served(item(1, ""))
    web.pages["/b"] = served(item(1))
    assert coverage.add_feed(f"{web.base}/a").new == ()
    assert titles(coverage.add_feed(f"{web.base}/b").new) == ["Story 1"]


def test_a_page_that_was_added_does_not_come_again_with_a_feed(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/story/1"] = Served(article_page())
    coverage.add_url(f"{web.base}/story/1")
    web.pages["/feed"] = served(item(1), item(2))
    assert titles(coverage.add_feed(f"{web.base}/feed").new) == ["Story 2"]
    status = coverage.status()
    assert (status.articles, status.unreadable) == (2, ())


def test_a_feed_that_comes_back_goes_on_with_its_articles(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1))
    coverage.add_feed(f"{web.base}/feed")
    coverage.remove_feed(f"{web.base}/feed")
    web.pages["/feed"] = served(item(1, "The library of Tarn burned. " * 40))
    assert titles(coverage.add_feed(f"{web.base}/feed").changed) == ["Story 1"]


def test_articles_of_one_author_are_several(web: Web, coverage: Coverage) -> None:
    items = rss(*(item(n, **{"dc:creator": "Ada Nkosi"}) for n in range(3)))
    feed = items.replace(b"<rss ", b"<rss xmlns:dc='http://purl.org/dc/elements/1.1/' ")
    web.pages["/feed"] = Served(feed, type="application/rss+xml")
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 3
    assert {article.authors for article in coverage.articles()} == {("Ada Nkosi",)}


def test_a_feed_is_asked_when_due_and_sent_only_when_changed(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1), etag='"1"')
    feed = coverage.add_feed(f"{web.base}/feed", minutes=30).feed
    assert coverage.refresh_feeds(feed.due - timedelta(seconds=1)) == ()
    (update,) = coverage.refresh_feeds(feed.due)
    assert web.requests[-1].headers["If-None-Match"] == '"1"'
    assert (update.new, update.changed, update.error) == ((), (), None)
    assert update.feed.due == feed.due + timedelta(minutes=30)
    assert coverage.refresh_feeds(feed.due) == ()


def test_a_feed_that_fails_keeps_its_articles_and_says_so(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1))
    now = coverage.add_feed(f"{web.base}/feed", minutes=15).feed.due
    web.pages["/feed"] = Served(status=500)
    for failures, minutes in enumerate((30, 60, 120, 240, 480, 960, 1440, 1440), start=1):
        update = refresh(coverage, now)
        assert (update.feed.failures, update.new) == (failures, ())
        assert "500" in (update.error or "")
        assert update.feed.due == now + timedelta(minutes=minutes)
        now = update.feed.due
    (feed,) = coverage.status(with_feeds=True).feeds
    assert ("500" in (feed.error or ""), feed.articles) == (True, 1)
    assert coverage.status().articles == 1
    web.pages["/feed"] = served(item(1), item(2))
    healed = refresh(coverage, now)
    assert (healed.error, healed.feed.failures) == (None, 0)
    assert titles(healed.announced) == ["Story 2"]


def test_a_server_that_asks_for_a_rest_gets_it(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1))
    now = coverage.add_feed(f"{web.base}/feed").feed.due
    web.pages["/feed"] = Served(status=429, headers={"Retry-After": "7200"})
    assert refresh(coverage, now).feed.due == now + timedelta(hours=2)


def test_the_page_of_a_teaser_is_fetched(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(item(1, "The bridge is closed …"))
    web.pages["/story/1"] = Served(article_page(paragraphs=8))
    update = coverage.add_feed(f"{web.base}/feed")
    (article,) = coverage.articles()
    assert "the mayor told reporters" in article.text
    assert (article.title, article.published) == ("Story 1", datetime(2025, 5, 1, 8, 1))
    assert update.feed.problems == ()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Served(status=410), "410"),
        (Served(b"<p>Log in to continue reading.</p>"), "login"),
        (redirect("/sign-in"), "sign-in|nothing"),
        (Served(b"x", type="video/mp4"), "video/mp4"),
    ],
)
def test_a_teaser_stays_where_its_page_cannot_be_read(
    web: Web, coverage: Coverage, page: Served, words: str
) -> None:
    web.pages["/feed"] = served(item(1, "The bridge is closed …"))
    web.pages["/story/1"] = page
    (problem,) = coverage.add_feed(f"{web.base}/feed").feed.problems
    assert problem.path == f"{web.base}/story/1"
    assert any(word in problem.reason for word in words.split("|"))
    assert [article.text for article in coverage.articles()] == ["The bridge is closed …"]
    refresh(coverage)
    assert web.paths().count("/story/1") == 1  # it is asked for once


def test_an_entry_without_any_text_is_told_and_costs_nothing_else(
    web: Web, coverage: Coverage
) -> None:
    web.pages["/feed"] = served(item(1, ""), item(2))
    (problem,) = coverage.add_feed(f"{web.base}/feed").feed.problems
    assert "nothing was read" in problem.reason
    assert problem.path not in problem.reason
    assert [article.title for article in coverage.articles()] == ["Story 2"]


def test_dates_that_cannot_be_are_told(web: Web, coverage: Coverage) -> None:
    dates = ["Fri, 07 May 2100 10:00:00 GMT", "Mon, 07 May 1945 10:00:00 GMT", "soonish", ""]
    web.pages["/feed"] = served(*(item(n, pubDate=date) for n, date in enumerate(dates)))
    problems = coverage.add_feed(f"{web.base}/feed").feed.problems
    said = {problem.path.rpartition("/")[2]: problem.reason for problem in problems}
    assert "future" in said["0"]
    assert "before 1990" in said["1"]
    assert "no date" in said["2"]
    assert "no date" in said["3"]
    assert [article.published for article in coverage.articles()] == [None] * 4


def test_a_feed_of_ten_thousand_entries(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = served(*(item(number, "w " * 120) for number in range(10_000)))
    update = coverage.add_feed(f"{web.base}/feed")
    assert len(update.new) == MOST_ENTRIES
    assert ("_", "Story 9999") in {("_", title) for _, title in update.new}  # the newest
    assert any("9,000 older entries" in problem.reason for problem in update.feed.problems)


def test_many_pages_are_fetched_by_and_by_and_announced_only_if_new(
    web: Web, coverage: Coverage
) -> None:
    count = MOST_PAGES + 5
    entries = [item(number, "Short.") for number in range(count)]
    for number in range(count + 1):
        web.pages[f"/story/{number}"] = Served(article_page(f"Story {number}"))
    web.pages["/feed"] = served(*entries, etag='"1"')
    first = coverage.add_feed(f"{web.base}/feed")
    assert (len(first.new), first.announced) == (MOST_PAGES, ())
    assert any("5 entries wait" in problem.reason for problem in first.feed.problems)
    second = refresh(coverage)
    assert (len(second.new), second.announced, second.feed.problems) == (5, (), ())
    web.pages["/feed"] = served(*entries, item(count, "Short."))
    assert titles(refresh(coverage).announced) == [f"Story {count}"]


def test_slow_pages_do_not_hold_up_the_other_feeds(
    web: Web, coverage: Coverage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "PAGES_SECONDS", 0.3)
    for number in range(4):
        web.pages[f"/story/{number}"] = Served(article_page(), pause=0.4)
    web.pages["/feed"] = served(*(item(number, "Short.") for number in range(4)), etag='"1"')
    update = coverage.add_feed(f"{web.base}/feed")
    assert len(update.new) == 1
    assert any("3 entries wait" in problem.reason for problem in update.feed.problems)
    assert len(refresh(coverage).new) == 1  # the feed is the same, and is sent again
