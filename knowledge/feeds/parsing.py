"""From the bytes of a feed to its entries."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import lxml.html
from lxml.etree import LxmlError

from knowledge.errors import CoverageError
from knowledge.fetching import Reply
from knowledge.identity import article_id
from knowledge.readers.decoding import BadInputError, decode_markup
from knowledge.readers.fields import clean_text, parse_language, parse_moment
from knowledge.readers.html_page import fragment_text

FEED_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    *("application/xml", "text/xml", "text/plain", "text/html", "application/xhtml+xml"),
)
# Of a longer feed the newest: it is an archive, and its older entries are no news.
MOST_ENTRIES = 1000
# Parsing takes some 20 µs and a kilobyte of memory for each; 10,000 plain entries have 300,000.
_MOST_TAGS = 300_000
# An entry with fewer words than these gives a taste of its article.
_TEASER_WORDS = 120
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|continue reading|full story)\W*(?:more)?)\W*$", re.I
)
_FEED_LINK = ".//link[@rel='alternate'][@href][@type]"


class FeedError(CoverageError):
    """What came is no feed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the fields of an article, as far as the feed gives them.

    `name` is made of the feed's own name for it, None where it gives none or one to several.
    """

    id: str
    url: str | None
    fields: Mapping[str, Any]
    name: str | None = None

    @property
    def text(self) -> str:
        """What the feed gives of the text."""
        return str(self.fields["text"])

    @property
    def is_teaser(self) -> bool:
        """Whether the whole text has to be looked for on the entry's page."""
        short = len(self.text.split()) < _TEASER_WORDS
        return self.url is not None and (short or _CUT_OFF.search(self.text) is not None)

    @property
    def digest(self) -> str:
        """Differs when anything in the entry does."""
        values = json.dumps(self.fields, sort_keys=True, default=str)
        return hashlib.blake2s(values.encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's title, its entries newest first, and what is wrong with it as a whole."""

    title: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def parse_feed(reply: Reply) -> ParsedFeed:
    """The entries of a feed. External entities are not loaded and own ones not expanded.

    Raises FeedError where it is none, naming the feeds that a web page links to.
    """
    body, problems = _as_utf8(reply)
    if body.count(b"<") > _MOST_TAGS:
        raise FeedError(f"{reply.url}: more than {_MOST_TAGS:,} tags; no feed is that long")
    # As XML, whatever it was called.
    headers = {"content-location": reply.url, "content-type": "application/xml; charset=utf-8"}
    try:
        # A stream: of bytes feedparser would ask whether they name a file.
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it lets through whatever a damaged feed leads it into
        raise FeedError(f"{reply.url}: no feed that can be read: {str(error)[:80]}") from None
    if not found.get("version"):
        raise FeedError(f"{reply.url}: {_no_feed(reply)}")
    if found.get("bozo"):
        problems.append(
            f"malformed: {str(found.get('bozo_exception'))[:100]}; read as far as it goes"
        )
    title = _line(found.feed.get("title")) or reply.url
    newest = sorted(found.entries, key=_age)
    if len(newest) > MOST_ENTRIES:
        left = len(newest) - MOST_ENTRIES
        problems.append(
            f"{left:,} older entries were left out: of a feed {MOST_ENTRIES:,} are read"
        )
    entries: dict[str, Entry] = {}
    for raw in newest[:MOST_ENTRIES]:
        entry = _entry(raw, found.feed, title, reply.url)
        if entry is None:
            problems.append("an entry without an address, a name and a text was left out")
        else:
            entries.setdefault(entry.id, entry)
    names = Counter(entry.name for entry in entries.values())
    several = [
        each if names[each.name] == 1 else replace(each, name=None) for each in entries.values()
    ]
    return ParsedFeed(title, tuple(several), tuple(problems))


def _as_utf8(reply: Reply) -> tuple[bytes, list[str]]:
    """The feed in UTF-8, and what is wrong with its encoding.

    feedparser would try whatever encoding is declared, and hang in some.
    """
    try:
        return decode_markup(reply.body, reply.charset).encode(), []
    except BadInputError as error:
        problem = f"{error.reason}; what could not be read stands as \ufffd"
        return reply.body.decode("utf-8", "replace").encode(), [problem]


def _entry(
    raw: Mapping[str, Any], feed: Mapping[str, Any], feed_title: str, base: str
) -> Entry | None:
    url = _address(base, raw.get("link"))
    text = _text(raw)
    title = _line(raw.get("title"))
    guid = _line(raw.get("id"))
    # Not like an address, of which nothing after the "#" would count.
    named = f"guid:{base}#{guid}" if guid else None
    if not (url or named) or not (url or text):
        return None
    authors = [_line(each.get("name")) for each in raw.get("authors", ())]
    fields = {
        "guid": None if url else named,
        "url": url or base,
        "source": _line((raw.get("source") or {}).get("title")) or feed_title,
        "title": title,
        "authors": [author for author in authors if author],
        "published": _moment(raw, "published") or _moment(raw, "updated"),
        "updated": _moment(raw, "updated"),
        "language": _language(raw, feed),
        "text": text,
    }
    if fields["updated"] == fields["published"]:
        del fields["updated"]
    name = article_id(named, base) if named else None
    return Entry(article_id(url) if url else name or "", url, fields, name)


def _address(base: str, link: object) -> str | None:
    """A link of the feed as a whole web address."""
    try:
        url = urljoin(base, str(link or "").strip())
    except ValueError:
        return None
    return url if link and url.startswith(("http://", "https://")) else None


def _age(raw: Mapping[str, Any]) -> tuple[int, ...]:
    """Sorts the newest first; what has no date counts as new, in the order of the feed."""
    return tuple(-part for part in (raw.get("published_parsed") or ())[:6])


def _language(raw: Mapping[str, Any], feed: Mapping[str, Any]) -> str | None:
    """The language of an entry, or of its text, or of the whole feed."""
    texts = [*raw.get("content", ()), raw.get("summary_detail") or {}]
    declared = [raw.get("language"), *(each.get("language") for each in texts)]
    declared.append(feed.get("language"))
    return next((found for each in declared if (found := parse_language(each))), None)


def _text(raw: Mapping[str, Any]) -> str:
    """The longest text that an entry gives."""
    given = [*raw.get("content", ()), raw.get("summary_detail") or {}]
    texts = [
        clean_text(str(each.get("value") or ""))
        if each.get("type") == "text/plain"
        else fragment_text(str(each.get("value") or ""))
        for each in given
    ]
    return max(texts, key=len)


def _moment(raw: Mapping[str, Any], name: str) -> str | None:
    """A time as the publisher wrote it; as feedparser reads it (in UTC) where that is unusual."""
    if name not in raw:  # feedparser would give one time for the other, with a warning
        return None
    moment = parse_moment(str(raw[name] or ""))
    parsed = raw.get(f"{name}_parsed")
    if moment is None and parsed:
        with suppress(ValueError):  # feedparser knows years before Christ and leap seconds
            moment = datetime(*parsed[:6])
    return moment.isoformat() if moment else None


def _line(value: object) -> str | None:
    """A title or a name, which may be HTML, on one line."""
    return " ".join(fragment_text(str(value)).split()) or None if value else None


def _no_feed(reply: Reply) -> str:
    """What it is instead."""
    try:
        tree = lxml.html.document_fromstring(reply.body)
        links = [
            urljoin(reply.url, str(link.get("href")))
            for link in tree.iterfind(_FEED_LINK)
            if re.fullmatch(r"application/(?:rss|atom)\+xml", str(link.get("type")).lower())
        ]
    except (LxmlError, ValueError, AssertionError):
        return "neither RSS nor Atom"
    if links:
        return f"a web page, not a feed; it names this feed: {links[0]}"
    if re.search(rb"<(?:html|body|!doctype html)\b", reply.body[:2000], re.IGNORECASE):
        return "a web page, not a feed; look for an RSS or Atom link on it"
    return "neither RSS nor Atom"
