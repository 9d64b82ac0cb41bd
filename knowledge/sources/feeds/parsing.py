"""From the bytes of a feed to its entries."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

import lxml.html
from lxml.etree import LxmlError

from knowledge.sources.feeds.entries import (
    Draft,
    Entry,
    FeedError,
    Found,
    ParsedFeed,
    distinct,
    make_entry,
)
from knowledge.sources.feeds.json_feed import read_json_feed
from knowledge.sources.feeds.xml_feed import read_xml
from knowledge.sources.fetching import Reply
from knowledge.sources.readers.encodings.characters import is_garbled
from knowledge.sources.readers.encodings.decoding import BadInputError, decode_damaged

__all__ = ["FEED_TYPES", "MOST_ENTRIES", "FeedError", "parse_feed"]

# What is asked for; what comes is a feed if its content is one.
FEED_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    *("application/feed+json", "application/json"),
    *("application/xml", "text/xml", "text/plain", "text/html", "application/xhtml+xml"),
)
# Of a longer feed the newest: it is an archive, and its older entries are no news.
MOST_ENTRIES = 1000
_NEITHER = "neither RSS nor Atom nor JSON Feed"
_FEED_LINK = ".//link[@rel='alternate'][@href][@type]"
_FEED_LINK_TYPE = re.compile(r"application/(?:(?:rss|atom)\+xml|feed\+json)", re.IGNORECASE)


def parse_feed(reply: Reply, home: str | None = None) -> ParsedFeed:
    """The entries of a feed in RSS, Atom or JSON Feed, whatever its server calls it.

    Its own names for its entries belong to the address `home`, which stays when the feed moves; to
    the reply's where none is given. Raises FeedError where it is no feed, naming the feeds that a
    web page links to.
    """
    text, problems = _decoded(reply)
    found = _read(text, reply.url)
    if found is None:
        raise FeedError(f"{reply.url}: {_no_feed(text, reply.url)}")
    problems += found.problems
    title = found.title if found.title and not is_garbled(found.title) else reply.url
    newest = sorted(found.drafts, key=lambda draft: draft.age)
    if len(newest) > MOST_ENTRIES:
        left = len(newest) - MOST_ENTRIES
        problems.append(
            f"{left:,} older entries were left out: of a feed {MOST_ENTRIES:,} are read"
        )
    entries = []
    for draft in newest[:MOST_ENTRIES]:
        entry = _entry(draft, title, reply.url, home or reply.url)
        if isinstance(entry, str):
            problems.append(entry)
        else:
            entries.append(entry)
    if newest and not entries:
        raise FeedError(f"{reply.url}: {problems[0]}")
    return ParsedFeed(title, distinct(entries), tuple(problems))


def _decoded(reply: Reply) -> tuple[str, list[str]]:
    """The text of a feed, and what is wrong with its encoding."""
    try:
        text, problem = decode_damaged(reply.body, reply.charset)
    except BadInputError as error:
        raise FeedError(f"{reply.url}: {error.reason}") from None
    return text, [problem] if problem else []


def _read(text: str, url: str) -> Found | None:
    """The feed by its content: JSON begins with a brace, XML with a tag."""
    text = text.lstrip("\ufeff \t\r\n")
    return read_json_feed(text, url) if text.startswith("{") else read_xml(text, url)


def _entry(draft: Draft, feed_title: str, base: str, home: str) -> Entry | str:
    """An entry, or why it was left out."""
    if is_garbled(draft.text):
        return f"an entry was left out, whose text is mostly \ufffd: {str(draft.link)[:80]}"
    if is_garbled(draft.title or ""):
        draft = replace(draft, title=None)
    entry = make_entry(draft, feed_title, base, home)
    return entry or "an entry without an address, a name and a text was left out"


def _no_feed(text: str, url: str) -> str:
    """What it is instead."""
    try:
        tree = lxml.html.document_fromstring(text)
        links = [
            urljoin(url, str(link.get("href")))
            for link in tree.iterfind(_FEED_LINK)
            if _FEED_LINK_TYPE.fullmatch(str(link.get("type")))
        ]
    except (LxmlError, ValueError, AssertionError):
        return _NEITHER
    if links:
        return f"a web page, not a feed; it names this feed: {links[0]}"
    if re.search(r"<(?:html|body|!doctype html)\b", text[:2000], re.IGNORECASE):
        return "a web page, not a feed; look for an RSS or Atom link on it"
    return _NEITHER
