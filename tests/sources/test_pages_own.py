"""Which of what a page states is about its own article: data, addresses, updates, furniture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import read_bytes
from web import ALLOWED, Served, Web, article_page

from knowledge import Coverage
from knowledge.sources.fetching import Fetcher
from knowledge.sources.pages import Page, fetch_page
from knowledge.sources.readers.furniture import is_furniture, without_credit

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
TITLE = "Bridge of Harburg closed"
OTHER = {"@type": "NewsArticle", "headline": "Ferry sold", "datePublished": "2019-05-05"}


@pytest.fixture
def coverage(tmp_path: Path) -> Iterator[Coverage]:
    (tmp_path / "articles").mkdir()
    with Coverage.open([tmp_path / "articles"], tmp_path / "data", rules=ALLOWED) as coverage:
        yield coverage


def script(*values: Any) -> str:
    data = values[0] if len(values) == 1 else list(values)
    text = data if isinstance(data, str) else json.dumps(data)
    return f'<script type="application/ld+json">{text}</script>'


def fetched(web: Web, body: bytes, path: str = "/story") -> Page:
    web.pages[path] = Served(body)
    return fetch_page(Fetcher(ALLOWED), f"{web.base}{path}", NOW)


def dated(web: Web, *scripts: str) -> tuple[str | None, str | None]:
    """Title and day of a page with such data, whose head names its title differently."""
    body = article_page(TITLE, "".join(scripts).replace("BASE", web.base))
    record = fetched(web, body).record
    return record["title"], (record.get("published") or "")[:10] or None


def own(**more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "datePublished": "2026-03-03T10:00:00Z", **more}


def test_the_data_with_the_headline_of_the_page_is_its_own(web: Web) -> None:
    assert dated(web, script(OTHER, own(headline=TITLE))) == (TITLE, "2026-03-03")
    assert dated(web, script(OTHER), script({"@graph": [own(headline=TITLE)]}))[1] == "2026-03-03"


def test_the_data_with_the_address_of_the_page_is_its_own(web: Web) -> None:
    url = {"mainEntityOfPage": {"@id": "BASE/story"}}
    other = {**OTHER, "url": "/ferry"}
    assert dated(web, script(other, own(headline="River too high", url="/story")))[1] is not None
    mine = own(headline="River too high", **url)
    assert dated(web, script(other, mine)) == ("River too high", "2026-03-03")


def test_data_about_other_pages_alone_gives_nothing(web: Web) -> None:
    other = {**OTHER, "url": "BASE/ferry", "author": {"@type": "Person", "name": "Ann Other"}}
    assert dated(web, script(other)) == (TITLE, None)
    listed = {"@type": "ItemList", "itemListElement": [{"item": OTHER}]}
    assert dated(web, script(listed)) == (TITLE, None)


def test_data_that_names_neither_is_taken(web: Web) -> None:
    assert dated(web, script(own()))[1] == "2026-03-03"
    reworded = own(headline="High water shuts a crossing", mainEntityOfPage="BASE/")
    assert dated(web, script(reworded))[1] == "2026-03-03"


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Bridge of Harburg closed, again",'
        ' "datePublished": "2026-03-03", }',
        '<!-- {"@type": "NewsArticle", "datePublished": "2026-03-03"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2026-03-03"}\n//]]>',
        '{"@type": "WebSite"}\n{"@type": "NewsArticle", "datePublished": "2026-03-03"};',
        '{"@type": "NewsArticle", "description": "a\nb,]", "datePublished": "2026-03-03"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;:"
        " &quot;2026-03-03&quot;}",
    ],
)
def test_slips_in_the_data_are_put_up_with(web: Web, text: str) -> None:
    assert dated(web, script(text))[1] == "2026-03-03"


def test_an_author_is_looked_up_in_the_graph(web: Web) -> None:
    graph = [
        own(headline=TITLE, author={"@id": "#ann"}),
        {"@type": "Person", "@id": "#ann", "name": "Ann Weir"},
        {"@type": "Person", "@id": "#bob", "name": "Bob Other"},
    ]
    head = script({"@context": "https://schema.org", "@graph": graph})
    assert fetched(web, article_page(TITLE, head)).record["authors"] == ["Ann Weir"]


@pytest.mark.parametrize("wrong", ["/", "/en/", "/index.php", "/news/", "/news"])
def test_an_address_of_many_pages_is_not_that_of_one(web: Web, wrong: str) -> None:
    for head in (
        f'<link rel="canonical" href="{web.base}{wrong}">',
        f'<meta property="og:url" content="{web.base}{wrong}">',
    ):
        pages = [fetched(web, article_page(head=head), f"/news/{name}") for name in ("a", "b")]
        assert [page.record["url"] for page in pages] == [f"{web.base}/news/{n}" for n in "ab"]
        assert pages[0].record["id"] != pages[1].record["id"]


def test_a_script_without_its_number_is_not_the_page(web: Web) -> None:
    head = f'<link rel="canonical" href="{web.base}/show.php">'
    record = fetched(web, article_page(head=head), "/show.php?id=4711").record
    assert record["url"] == f"{web.base}/show.php?id=4711"


@pytest.mark.parametrize("path", ["/news/a/amp", "/news/a?utm_source=x", "/news/a/2"])
def test_another_form_of_a_page_keeps_the_address_of_the_page(web: Web, path: str) -> None:
    head = '<link rel="canonical" href="/news/a">'
    assert fetched(web, article_page(head=head), path).record["url"] == f"{web.base}/news/a"


def test_a_saved_page_does_not_have_the_address_of_the_home_page() -> None:
    head = '<link rel="canonical" href="https://tarn.example/">'
    (article,), _ = read_bytes("a.html", article_page(head=head))
    assert article.url is None
    right = head + '<meta property="og:url" content="https://tarn.example/news/a">'
    (article,), _ = read_bytes("a.html", article_page(head=right))
    assert article.url == "https://tarn.example/news/a"


UPDATES = [
    ("Lock opened", "2026-03-05T16:40:00Z", "The sea lock was opened today by engineer Ada Moor."),
    ("Ferries stop", "2026-03-04T08:15:00Z", "Ferries are to stop tomorrow, the county said."),
    ("Lock shut", "2026-03-03T06:10:00Z", "The sea lock was shut this morning because of a flood."),
]
INTRODUCTION = "<p>The flood at Tarn has kept the county busy for days. {}</p>".format(
    "What is known, hour by hour, from our reporters at the quay and in the town hall. " * 3
)


def live_blog(introduction: str = "", bodies: bool = True, count: int = 3) -> bytes:
    """A live blog whose page shows more of each update than its data holds."""
    updates = UPDATES[-count:]
    data = {
        "@type": ["LiveBlogPosting"],
        "headline": "Flood at Tarn: live",
        "datePublished": "2026-03-03T06:00:00Z",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": head, "datePublished": stamp}
            | ({"articleBody": f"<p>{text}</p>"} if bodies else {})
            for head, stamp, text in updates
        ],
    }
    shown = "".join(
        f"<div class='post'><time datetime='{stamp.replace('Z', '+00:00')}'>{stamp[11:16]}</time>"
        f"<h2>{head}</h2><p>{text} {'More of it is told here at length.' * 2}</p>"
        "<button>Share</button></div>"
        for head, stamp, text in updates
    )
    return article_page("Flood at Tarn: live", script(data), text=introduction + shown)


@pytest.mark.parametrize("bodies", [True, False])
def test_each_update_of_a_live_blog_has_its_own_time(web: Web, bodies: bool) -> None:
    page = fetched(web, live_blog(bodies=bodies))
    assert {record["title"] for record in page.records} == {"Flood at Tarn: live"}
    assert [record["published"][:10] for record in page.records] == [
        *("2026-03-03", "2026-03-04", "2026-03-05"),
    ]
    assert page.records[2]["text"].startswith("Lock opened\n\nThe sea lock was opened today")
    assert "at length" in page.records[2]["text"]
    assert "Share" not in page.records[2]["text"]
    assert len({record["id"] for record in page.records}) == 3


def test_today_in_a_live_blog_is_the_day_of_the_update(web: Web, coverage: Coverage) -> None:
    web.pages["/live"] = Served(live_blog())
    change = coverage.add_url(f"{web.base}/live")
    assert len(change.articles) == 3
    answer = coverage.ask("When was the sea lock opened?")
    assert "today" in answer.citations[0].quote
    assert answer.citations[0].article.published == datetime(2026, 3, 5, 16, 40)


def test_a_live_blog_that_has_grown_is_added_again(web: Web, coverage: Coverage) -> None:
    web.pages["/live"] = Served(live_blog(count=2))
    coverage.add_url(f"{web.base}/live")
    web.pages["/live"] = Served(live_blog(count=3).replace(b"county said", b"county told us"))
    change = coverage.add_url(f"{web.base}/live")
    assert len(change.articles) == 1  # the new update; the other one has the new text
    texts = [article.text for article in coverage.articles()]
    assert len(texts) == 3
    assert sum("county told us" in text for text in texts) == 1


def test_what_introduces_a_live_blog_is_kept(web: Web) -> None:
    page = fetched(web, live_blog(INTRODUCTION))
    assert len(page.records) == 4
    assert page.record["text"].startswith("The flood at Tarn has kept the county busy")
    assert "Ferries are to stop" not in page.record["text"]


def test_a_saved_live_blog_is_an_article_for_each_update(tmp_path: Path) -> None:
    articles, faults = read_bytes("live.html", live_blog())
    assert not faults
    assert [(each.title, str(each.published)[:10]) for each in articles] == [
        ("Flood at Tarn: live", f"2026-03-0{day}") for day in (3, 4, 5)
    ]
    (tmp_path / "live.html").write_bytes(live_blog())
    with Coverage.open([tmp_path]) as coverage:
        change = coverage.remove(
            articles[0].id if articles[0].path is None else next(iter(coverage.articles())).id
        )
        assert len(change.articles) == 3  # a page is removed whole
        coverage.undo(change.id)
        assert coverage.status().articles == 3


def test_updates_are_found_in_the_marks_of_the_text(web: Web) -> None:
    marked = "".join(
        "<div itemprop='liveBlogUpdate' itemscope itemtype='https://schema.org/BlogPosting'>"
        f"<span itemprop='datePublished' content='{stamp}'>{stamp}</span>"
        f"<h2 itemprop='headline'>{head}</h2><p>{text}</p></div>"
        for head, stamp, text in UPDATES
    )
    page = fetched(web, article_page("Flood at Tarn: live", text=marked))
    assert [record["published"][8:10] for record in page.records] == ["03", "04", "05"]
    assert "The sea lock was opened today" in page.records[2]["text"]


def test_the_updates_of_a_feed_s_live_blog(web: Web, coverage: Coverage) -> None:
    teaser = "The flood at Tarn: the sea lock was shut because of a flood, the county said."
    web.pages["/live"] = Served(live_blog())
    web.pages["/feed"] = Served(
        "<rss version='2.0'><channel><title>Wire</title><item><title>Flood at Tarn</title>"
        f"<link>{web.base}/live</link><description>{teaser}</description>"
        "<pubDate>Tue, 03 Mar 2026 06:00:00 GMT</pubDate></item></channel></rss>".encode(),
        type="application/rss+xml",
    )
    assert coverage.add_feed(f"{web.base}/feed").feed.problems == ()
    articles = list(coverage.articles())
    assert {(each.title, each.source) for each in articles} == {("Flood at Tarn", "Wire")}
    assert sorted(str(each.published)[:10] for each in articles) == [
        *("2026-03-03", "2026-03-03", "2026-03-04", "2026-03-05"),
    ]
    assert teaser in [each.text for each in articles]


def test_updates_of_a_live_blog_may_be_said_to_be_a_list(web: Web) -> None:
    update = {"@type": "BlogPosting", "datePublished": "2026-03-04T07:00:00Z"}
    data = {
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "liveBlogUpdate": {"@list": [{**update, "articleBody": "The bridge was shut at dawn."}]},
    }
    (record,) = fetched(web, article_page(TITLE, script(data), text="<p>More soon.</p>")).records
    assert record["published"][:10] == "2026-03-04"
    assert "shut at dawn" in record["text"]


def test_a_headline_whose_signs_were_escaped_is_as_it_is_read(web: Web) -> None:
    blog = {
        "@type": "LiveBlogPosting",
        "headline": "Bridge &amp; quay",
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "datePublished": "2026-03-04T07:00:00Z",
                "articleBody": "Shut.",
            }
        ],
    }
    body = article_page("Bridge &amp; quay", script(blog), text="<p>More soon.</p>")
    assert fetched(web, body).records[0]["title"] == "Bridge & quay"


@pytest.mark.parametrize("mark", ["role='dialog'", "role='alertdialog'", "aria-modal='true'"])
def test_what_lies_over_the_article_is_left_out(web: Web, mark: str) -> None:
    offer = "<p>Get our letter every morning, with the news of the night and the weather.</p>" * 9
    body = article_page("Library opens", text="<p>The library of Tarn opened on Monday.</p>")
    body = body.replace(b"<nav>", f"<div {mark}>{offer}</div><nav>".encode())
    assert fetched(web, body).record["text"].endswith("The library of Tarn opened on Monday.")


def test_ways_to_share_are_left_out(web: Web) -> None:
    article = "".join(
        f"<p>The library of Tarn opened {number} rooms on Monday after years of building.</p>"
        for number in range(1, 5)
    )
    text = (
        f"<p>Share this article</p>{article}<p>Teilen auf Facebook</p>"
        "<p>Facebook | Twitter | WhatsApp | E-Mail</p><p>Click to share on X (Opens in new window)"
        "</p><p>The post Library opens appeared first on <a href='/'>Tarn Daily</a>.</p>"
    )
    kept = fetched(web, article_page("Library opens", text=text)).record["text"]
    assert kept.count("The library of Tarn opened") == 4
    for left_out in ("Share", "Teilen", "WhatsApp", "Click", "appeared first"):
        assert left_out not in kept


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("The post Library opens appeared first on Tarn Daily.", ""),
        ("It rained. The post Rain appeared first on Tarn Daily.", "It rained."),
        ("Es regnete. Der Beitrag Regen erschien zuerst auf Tarn Daily.", "Es regnete."),
        ("L’article Pluie est apparu en premier sur Le Tarn.", ""),
        ("The comet appeared first on Monday.", "The comet appeared first on Monday."),
        ("This article was originally published by The Tarn.", ""),
        (
            "The article he wrote was published in May.",
            "The article he wrote was published in May.",
        ),
    ],
)
def test_where_a_post_appeared_first_is_no_news(line: str, left: str) -> None:
    assert without_credit(line) == left
    assert is_furniture(line) == (left == "")


def test_an_entry_of_a_feed_is_without_its_credit(web: Web, coverage: Coverage) -> None:
    text = "The library of Tarn opened on Monday. " * 30
    entry = f"<p>{text}</p><p>The post <a href='/x'>Library</a> appeared first on <a>Tarn</a>.</p>"
    web.pages["/feed"] = Served(
        "<rss version='2.0'><channel><title>Tarn</title><item><title>Library opens</title>"
        f"<link>{web.base}/a</link><description><![CDATA[{entry}]]></description></item></channel>"
        "</rss>".encode(),
        type="application/rss+xml",
    )
    coverage.add_feed(f"{web.base}/feed")
    (article,) = coverage.articles()
    assert article.text == text.strip()
