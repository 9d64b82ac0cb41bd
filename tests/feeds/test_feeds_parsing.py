"""Feeds that are damaged, hostile or in odd encodings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsfeed import LONG, item, rss
from web import Served, Web

from knowledge import Coverage
from knowledge.sources.feeds.parsing import FeedError, parse_feed
from knowledge.sources.fetching import Reply


def test_a_malformed_feed_is_read_as_far_as_it_goes(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = Served(rss(item(1), item(2))[:-40] + b"<item>", type="text/xml")
    update = coverage.add_feed(f"{web.base}/feed")
    assert len(update.new) >= 1
    assert "malformed" in update.feed.problems[0].reason


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "iso-8859-5"])
@pytest.mark.parametrize("stated", [True, False])
def test_the_encoding_of_a_feed(web: Web, coverage: Coverage, encoding: str, stated: bool) -> None:
    text = "Мост закрыт во вторник из-за паводка, сообщил мэр. " * 20
    body = rss(item(1, text, title="Мост")).decode()
    if not stated:  # by the server, then by the file itself
        body = body.replace('"1.0"', f'"1.0" encoding="{encoding}"')
    kind = "application/rss+xml" + (f"; charset={encoding}" if stated else "")
    web.pages["/feed"] = Served(body.encode(encoding), type=kind)
    update = coverage.add_feed(f"{web.base}/feed")
    (article,) = coverage.articles()
    assert (article.title, article.text) == ("Мост", text.strip())
    assert update.feed.problems == ()


def test_a_feed_in_no_encoding_is_read_as_far_as_it_goes(web: Web, coverage: Coverage) -> None:
    web.pages["/feed"] = Served(rss(item(1), item(2, LONG + "é")) + b"\xff\xfe", type="text/xml")
    update = coverage.add_feed(f"{web.base}/feed")
    assert len(update.new) == 2
    assert "not UTF-8" in update.feed.problems[0].reason


@pytest.mark.timeout(20)
@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "undefined", "nonsense"])
def test_what_is_no_encoding_of_the_web_is_not_tried(charset: str) -> None:
    # To decode a megabyte of "punycode" takes Python many minutes.
    body = rss(item(1)) + b"a" * 500_000 + b"-" + b"abcd9z" * 80_000
    declared = body.replace(b'"1.0"', f'"1.0" encoding="{charset}"'.encode())
    for data, stated in ((body, charset), (declared, None)):
        (entry,) = parse_feed(Reply("https://a.example/", data, "text/xml", stated)).entries
        assert entry.fields["title"] == "Story 1"


@pytest.mark.parametrize("tag", [b"<b>", b"<item>", b"<![CDATA[", b"<!ENTITY a 'b'>", b"<"])
def test_a_feed_of_tags_alone_takes_no_time(tag: bytes) -> None:
    body = rss().replace(b"</channel>", tag * 1_000_000)
    with pytest.raises(FeedError, match="300,000 tags"):
        parse_feed(reply(body))


ENTITIES = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY file SYSTEM "{file}">
{bombs}]><rss version="2.0"><channel><title>T</title><item><link>/1</link>
<description>{use} {text}</description></item></channel></rss>"""


@pytest.mark.parametrize("use", ["&b9;", "&file;"])
def test_entities_bring_nothing(web: Web, coverage: Coverage, tmp_path: Path, use: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("classified")
    bombs = '<!ENTITY b0 "ha">' + "".join(
        f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10)
    )
    body = ENTITIES.format(file=secret.as_uri(), bombs=bombs, use=use, text=LONG)
    web.pages["/feed"] = Served(body.encode(), type="text/xml")
    coverage.add_feed(f"{web.base}/feed")
    for article in coverage.articles():
        assert "classified" not in article.text
        assert len(article.text) < 10_000


def reply(body: bytes) -> Reply:
    return Reply("https://news.example/feed", body, "application/xml")


@pytest.mark.parametrize(
    "text",
    [
        "&lt;p&gt;x\x0b\x00&lt;/p&gt;",  # found by fuzzing: lxml reads what it does not write
        "&lt;!-- c --&gt;x&lt;?pi?&gt;&lt;style&gt;no&lt;/style&gt;",
    ],
)
def test_odd_markup_in_a_feed(text: str) -> None:
    body = f"<rss version='2.0'><channel><item><guid>1</guid><description>{text}</description>"
    (entry,) = parse_feed(reply(body.encode())).entries
    assert entry.text.startswith("x")
    assert "no" not in entry.text


def test_a_year_before_christ_is_no_date() -> None:
    # Found by fuzzing.
    body = rss(item(1, pubDate="00"))
    (entry,) = parse_feed(reply(body)).entries
    assert entry.fields["published"] is None


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [
                    *(b"<rss version='2.0'><channel>", b"<item>", b"</item>", b"</channel></rss>"),
                    *(b"<title>", b"</title>", b"<link>", b"http://[::1", b"</link>", b"<guid>x"),
                    *(b"<description>", b"&lt;p&gt;", b"&#xD800;", b"<![CDATA[<b>]]>", b"\xff"),
                    *(b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<updated>9"),
                    *(b"<link href='http://a.example:99999/'/>", b"<id>", b"<content type='text'>"),
                ]
            ),
        ),
        max_size=25,
    )
)
def test_no_bytes_break_the_parser(pieces: list[bytes]) -> None:
    try:
        parsed = parse_feed(reply(b"".join(pieces)))
    except FeedError:
        return
    for entry in parsed.entries:
        assert entry.id
        assert json.dumps(dict(entry.fields))
        assert len(entry.digest) == 16


def test_a_dialog_in_a_body_is_not_its_text() -> None:
    text = (
        "<p>The quay opens.</p><aside role='dialog'><p>Get our letter!</p></aside><p>It rains.</p>"
    )
    reply = Reply("https://news.example/feed", rss(item(1, text)), "application/xml")
    assert parse_feed(reply).entries[0].text == "The quay opens.\n\nIt rains."
