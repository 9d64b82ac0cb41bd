"""Feeds as the field sends them: faults that cost a character, odd types, titles and dates."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from newsfeed import LONG, item, rss
from web import Served, Web, article_page

from knowledge import Coverage, CoverageError
from knowledge.sources.feeds.entries import Entry
from knowledge.sources.feeds.parsing import FeedError, parse_feed
from knowledge.sources.fetching import Reply


def parsed(body: bytes | str, charset: str | None = None) -> list[Entry]:
    """The entries of a feed that nothing is wrong with, as it seems."""
    data = body.encode() if isinstance(body, str) else body
    feed = parse_feed(Reply("https://news.example/feed", data, "application/xml", charset))
    assert feed.problems == ()
    return list(feed.entries)


def raw_item(title: str = "Quay opens", text: str = "It opens.", **fields: str) -> str:
    """An entry whose fields are written as they are, faults and all."""
    values = {"title": title, "link": "/q", "guid": "q", "description": text, **fields}
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in values.items())}</item>"


def one(title: str = "Quay opens", text: str = "It opens.", **fields: str) -> Entry:
    (entry,) = parsed(rss(raw_item(title, text, **fields)))
    return entry


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A seal &#55358;&#56749; came", "A seal \U0001f9ad came"),
        ("A seal &#xD83E;&#xDDAD; came", "A seal \U0001f9ad came"),
        ("A seal &#55358; came", "A seal \ufffd came"),
        ("A seal &#1200000; came", "A seal \ufffd came"),
        ("The mayor&#146;s &#8220;seal&#8221;", "The mayor’s “seal”"),
        ("A&#2; seal\x0f came\x1f", "A seal came"),
        ("Marks & Sons, R&D; &unknown; &nbsp;&eacute;", "Marks & Sons, R&D; &unknown; é"),
        ("<![CDATA[Marks & Sons <b>&amp;</b> &#55358;&#56749;]]>", "Marks & Sons & \U0001f9ad"),
    ],
)
def test_a_bad_reference_costs_a_character(written: str, read: str) -> None:
    entry = one(
        title=written, text=f"<![CDATA[<p>{written}</p>]]>" if "CD" not in written else written
    )
    assert (entry.fields["title"], entry.text) == (read, read)


@pytest.mark.parametrize("value", [r"D:\news\1", r"\g{0}\\", "it&#8217;s", "5 &gt; 4", "$1 'x'"])
def test_an_entity_of_the_feeds_own(value: str) -> None:
    doctype = (
        f'<!DOCTYPE rss [ <!ENTITY own "{value}"> <!ENTITY pic SYSTEM "file:///etc/passwd"> ]>'
    )
    feed = rss(raw_item(text="At &own; now &pic;.")).decode().replace("?>", f"?>{doctype}", 1)
    (entry,) = parsed(feed)
    assert entry.text == f"At {value.replace('&#8217;', '’').replace('&gt;', '>')} now &pic;."


def test_own_entities_cannot_make_much() -> None:
    doctype = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 199}">]>'
    feed = rss(raw_item(text="&a;" * 100_000)).decode().replace("?>", f"?>{doctype}", 1)
    (entry,) = parsed(feed)
    assert len(entry.text) < 600_000


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "junk",
    ["&lt;p ", "<![CDATA[", "<!DOCTYPE [", "<? ", "&", "&#55358;", "<!-- ", "&lt;p&gt;", "[", "]>"],
)
def test_no_junk_takes_long(junk: str) -> None:
    many = junk * (1_000_000 // len(junk))
    for body in (many, rss(raw_item(text=many)).decode(), f"<!DOCTYPE rss [{many}"):
        try:
            parse_feed(Reply("https://news.example/feed", body.encode(), "text/xml"))
        except FeedError:
            continue


def test_a_control_character_leaves_the_feed_well_formed() -> None:
    entry = one(title="Quay\x0b opens", text="It\x1c opens\x08.")
    assert (entry.fields["title"], entry.text) == ("Quay opens", "It opens.")


def test_bytes_of_another_encoding_cost_these_characters(web: Web, coverage: Coverage) -> None:
    body = rss(item(1, "“Ja”, sagte sie. " + LONG), item(2, "SIGN" + LONG))
    web.pages["/feed"] = Served(body.replace(b"SIGN", b"\xf6\x81"), type="text/xml")
    update = coverage.add_feed(f"{web.base}/feed")
    assert len(update.new) == 2
    assert "not UTF-8" in update.feed.problems[0].reason


def test_a_feed_in_another_encoding_than_it_says_is_not_stored(
    web: Web, coverage: Coverage
) -> None:
    text = "Мост закрыт во вторник из-за паводка, сообщил мэр. " * 20
    web.pages["/feed"] = Served(rss(item(1, text, title="Мост")).decode().encode("koi8-r"))
    with pytest.raises(CoverageError, match="not UTF-8"):
        coverage.add_feed(f"{web.base}/feed")
    # One entry that was broken before it came into the feed is left out, and told.
    web.pages["/feed"] = Served(rss(item(1, "\ufffd" * 5 + " " + "\ufffd" * 9), item(2)))
    update = coverage.add_feed(f"{web.base}/feed")
    assert ([title for _, title in update.new], len(update.feed.problems)) == (["Story 2"], 1)
    assert "/story/1" in update.feed.problems[0].reason


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [("gb2312", "gb18030", "朱镕基"), ("x-sjis", "cp932", "①髙橋"), ("euc-kr", "cp949", "똠방")],
)
def test_the_encoding_of_a_feed_is_the_webs(label: str, codec: str, text: str) -> None:
    body = rss(raw_item(title=text)).decode()
    declared = body.replace('"1.0"', f'"1.0" encoding="{label}"', 1).encode(codec)
    assert parsed(declared)[0].fields["title"] == text
    assert parsed(body.encode(codec), label)[0].fields["title"] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_feed_in_utf_16_without_a_mark(codec: str) -> None:
    assert parsed(rss(raw_item(title="Мост")).decode().encode(codec))[0].fields["title"] == "Мост"


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "text/rss", "application/json", "image/png", "", "x/y; z"]
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_the_content_decides_that_it_is_a_feed(
    web: Web, coverage: Coverage, kind: str, is_packed: bool
) -> None:
    body = rss(item(1))
    web.pages["/feed"] = Served(gzip.compress(body) if is_packed else body, type=kind)
    assert len(coverage.add_feed(f"{web.base}/feed").new) == 1


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Sky</title><entry><id>urn:1</id>'
    '<link href="/1"/><title{}>{}</title><content type="html">{}</content></entry></feed>'
)


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (
            ' type="text"',
            "How to use &lt;b&gt;, &lt;br/&gt; &amp;amp; co",
            "How to use <b>, <br/> &amp; co",
        ),
        ("", "Is &lt;i&gt; dead?", "Is <i> dead?"),
        (' type="html"', "A &lt;b&gt;bold&lt;/b&gt; step &amp;amp; more", "A bold step & more"),
        (
            ' type="xhtml"',
            '<div xmlns="http://www.w3.org/1999/xhtml">A <b>bold</b> step</div>',
            "A bold step",
        ),
    ],
)
def test_a_title_of_atom_is_what_it_says(kind: str, written: str, read: str) -> None:
    (entry,) = parsed(ATOM.format(kind, written, "x"))
    assert entry.fields["title"] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two.&amp;lt;/p&amp;gt;",
            "One.\n\nTwo.",
        ),
        ("One.&amp;lt;br /&amp;gt;Two &amp;amp;amp; three.", "One.\nTwo & three."),
        ("&amp;lt;a href=&amp;quot;/x&amp;quot;&amp;gt;One&amp;lt;/a&amp;gt;.", "One."),
        ("It&amp;amp;#8217;s &amp;amp;eacute; &amp;amp;bogus;", "It’s é &bogus;"),
        # What is about tags has real ones around them.
        (
            "&lt;p&gt;Close &amp;lt;p&amp;gt; with &amp;lt;/p&amp;gt;.&lt;/p&gt;",
            "Close <p> with </p>.",
        ),
        ("One &amp;lt; two &amp;gt; zero.", "One < two > zero."),
    ],
)
def test_a_body_that_was_escaped_twice(written: str, read: str) -> None:
    assert one(text=written).text == read
    assert parsed(ATOM.format("", "x", written))[0].text == read


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2026/03/04 09:30 +0900", "2026-03-04T09:30:00"),
        ("2026. 12. 25. 07:00", "2026-12-25T07:00:00"),
        ("2026-03-04T23:30:00-08:00[America/Los_Angeles]", "2026-03-04T23:30:00"),
        ("Sun, 01 Dec -0001 00:00:00 +0000", None),
        ("2026-03", None),
        ("2026", None),
        ("1772616600", None),
        ("04/03/2026", None),
        ("mercredi", None),
    ],
)
def test_a_date_that_cannot_be_read_is_none(written: str, published: str | None) -> None:
    stamp = {"dc:date": "2026-05-05T10:00:00Z"}
    namespaced = rss(raw_item(pubDate=written, **stamp)).replace(
        b"<rss ", b"<rss xmlns:dc='http://purl.org/dc/elements/1.1/' ", 1
    )
    for body in (rss(raw_item(pubDate=written)), namespaced):
        (entry,) = parsed(body)
        assert entry.fields["published"] == published


def json_feed(*items: Any, **fields: Any) -> bytes:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Quay <News>", "items": items}
    return json.dumps(feed | fields).encode()


def test_a_json_feed(web: Web, coverage: Coverage) -> None:
    items: list[Any] = [
        {
            "id": "a",
            "url": "/a",
            "title": "The <b> quay & more",
            "content_html": f"<p>{LONG}</p><p>The end &amp; all.</p>",
            "content_text": "Short.",
            "date_published": "2026-02-03T10:00:00+09:00",
            "date_modified": "2026-02-04T10:00:00+09:00",
            "authors": [{"name": "Ada Nkosi"}, {"url": "x"}],
            "language": "de",
        },
        {"id": 2, "content_text": f"1 < 2 <b>. {LONG}", "date_published": "2026-02"},
        {"id": "c", "external_url": f"{web.base}/c", "content_text": LONG},
        "odd",
    ]
    about = {"author": {"name": "The desk"}, "language": "en-GB"}
    body = json_feed(*items, **about)
    web.pages["/feed"] = Served(body, type="application/feed+json")
    update = coverage.add_feed(f"{web.base}/feed")
    assert (len(update.new), update.feed.title) == (3, "Quay <News>")
    assert any("1 items" in problem.reason for problem in update.feed.problems)
    first, second, third = sorted(
        coverage.articles(), key=lambda each: (each.url or "").count("/c") + (each.title is None)
    )
    assert (first.title, first.url) == ("The <b> quay & more", f"{web.base}/a")
    assert first.text.endswith("\n\nThe end & all.")
    assert (str(first.published), str(first.updated)) == (
        "2026-02-03 10:00:00",
        "2026-02-04 10:00:00",
    )
    assert (first.authors, first.language) == (("Ada Nkosi",), "de")
    assert (second.published, second.authors, second.language) == (None, ("The desk",), "en")
    assert second.text.startswith("1 < 2 <b>.")
    assert third.url == f"{web.base}/c"
    web.pages["/feed"] = Served(json_feed(items[0] | {"title": "New"}, *items[1:], **about))
    (again,) = coverage.refresh_feeds(force=True)
    assert ([title for _, title in again.changed], again.new) == (["New"], ())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"items": []}', "nor JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "list of items"),
        (json_feed({"id": "a", "content_text": "x"})[:-9], "malformed JSON"),
        (b'{"a":' * 100_000, "malformed JSON"),
        (b"[]", "nor JSON Feed"),
    ],
)
def test_json_that_is_no_feed(web: Web, coverage: Coverage, body: bytes, words: str) -> None:
    web.pages["/feed"] = Served(body, type="application/json")
    with pytest.raises(CoverageError, match=words):
        coverage.add_feed(f"{web.base}/feed")
    assert coverage.feeds() == ()


def test_a_web_page_names_its_json_feed(web: Web, coverage: Coverage) -> None:
    head = b"<html><link rel=alternate type='application/feed+json' href='/feed.json'><p>x"
    web.pages["/"] = Served(head)
    with pytest.raises(CoverageError, match=r"names this feed: http.*/feed\.json"):
        coverage.add_feed(f"{web.base}/")


def test_a_feed_that_is_cut_short_keeps_what_is_whole_of_its_last_entry(
    web: Web, coverage: Coverage
) -> None:
    whole = rss(item(1), item(2, LONG))
    web.pages["/feed"] = Served(whole[: whole.rindex(b"stands under water")])
    web.pages["/story/2"] = Served(article_page("Story 2", paragraphs=3))
    update = coverage.add_feed(f"{web.base}/feed")
    assert "read as far as it goes" in update.feed.problems[0].reason
    cut = {each.title: each for each in coverage.articles()}["Story 2"]
    assert cut.published is not None
    assert cut.url == f"{web.base}/story/2"
    assert "told reporters" in cut.text  # from its page: half a sentence is no text
    web.pages["/feed"] = Served(whole)
    coverage.refresh_feeds(force=True)
    assert len(coverage.articles()) == 2


def test_an_empty_body_keeps_the_feed_as_it_was(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = Served(rss(item(1)), type="text/xml")
    coverage.add_feed(f"{web.base}/feed")
    web.pages["/feed"] = Served(b"", type="text/xml", etag='"2"')
    (update,) = coverage.refresh_feeds(force=True)
    assert "empty body" in (update.error or "")
    assert (update.feed.articles, update.feed.failures, update.feed.title) == (1, 1, "Tarn Daily")
    web.pages["/feed"] = Served(rss(item(1), item(2)), type="text/xml", etag='"2"')
    (update,) = coverage.refresh_feeds(force=True)
    assert len(update.new) == 1
