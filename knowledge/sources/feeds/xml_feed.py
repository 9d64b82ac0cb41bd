"""Feeds in XML, RSS and Atom in all their versions, as feedparser reads them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import feedparser

from knowledge.sources.feeds.entries import Draft, FeedError, Found
from knowledge.sources.feeds.markup import line_of, mended_xml, plain_line, text_of
from knowledge.sources.readers.fields import clean_text, parse_language, parse_moment

# Parsing takes some 20 µs and a kilobyte of memory for each; 10,000 plain entries have 300,000.
_MOST_TAGS = 300_000


def read_xml(text: str, url: str) -> Found | None:
    """The title of a feed, its entries as it has them, and what is wrong with it.

    External entities are not loaded. None where it is no feed; raises FeedError
    where it cannot be read as one.
    """
    if text.count("<") > _MOST_TAGS:
        raise FeedError(f"{url}: more than {_MOST_TAGS:,} tags; no feed is that long")
    # As XML, whatever it was called.
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        # A stream: of bytes feedparser would ask whether they name a file.
        found = feedparser.parse(
            io.BytesIO(mended_xml(text).encode()),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it lets through whatever a damaged feed leads it into
        raise FeedError(f"{url}: no feed that can be read: {str(error)[:80]}") from None
    version = found.get("version")
    if not version:
        return None
    problems = []
    if found.get("bozo"):
        problems.append(
            f"malformed: {str(found.get('bozo_exception'))[:100]}; read as far as it goes"
        )
    is_atom = str(version).startswith("atom")
    drafts = [_draft(raw, found.feed, is_atom) for raw in found.entries]
    return Found(_title(found.feed, is_atom), drafts, problems)


def _draft(raw: Mapping[str, Any], feed: Mapping[str, Any], is_atom: bool) -> Draft:
    authors = [line_of(each.get("name")) for each in raw.get("authors", ())]
    # feedparser would give one time for the other, with a warning.
    published, updated = (
        _moment(raw[name]) if name in raw else None for name in ("published", "updated")
    )
    return Draft(
        guid=plain_line(raw.get("id")),
        link=raw.get("link"),
        title=_title(raw, is_atom),
        text=_text(raw),
        source=line_of((raw.get("source") or {}).get("title")),
        authors=tuple(author for author in authors if author),
        # A day that was stated and cannot be read is none, not the day of the last change.
        published=published if "published" in raw else updated,
        updated=updated,
        language=_language(raw, feed),
        age=_age(raw, published or updated),
    )


def _title(raw: Mapping[str, Any], is_atom: bool) -> str | None:
    """A title on one line. Atom says whether it is text, in which a tag is letters; RSS does not,
    and has markup in titles as often as not."""
    detail = raw.get("title_detail") or {}
    is_text = is_atom and detail.get("type") == "text/plain"
    return (plain_line if is_text else line_of)(raw.get("title"))


def _age(raw: Mapping[str, Any], moment: str | None) -> tuple[float, ...]:
    """Sorts the newest first; what has no date counts as new, in the order of the feed."""
    parsed = raw.get("published_parsed") if "published" in raw else raw.get("updated_parsed")
    return tuple(-float(part) for part in (parsed or ())[:6]) if moment else ()


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
        else text_of(str(each.get("value") or ""))
        for each in given
    ]
    return max(texts, key=len)


def _moment(value: object) -> str | None:
    """A time as the publisher wrote it. One that cannot be read in full is none: feedparser would
    make one of it, the first of a month or a day of this century."""
    moment = parse_moment(str(value or ""))
    return moment.isoformat() if moment else None
