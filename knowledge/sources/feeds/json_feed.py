"""JSON Feed, version 1.1 and 1.0 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from knowledge.sources.feeds.entries import Draft, FeedError, Found
from knowledge.sources.feeds.markup import plain_line, text_of
from knowledge.sources.readers.fields import clean_text, parse_language, parse_moment

_VERSION = "jsonfeed.org/version/"


def read_json_feed(text: str, url: str) -> Found | None:
    """The title of a feed, its items as it has them, and what is wrong with it.

    What is no item is left out and told. None where it is no feed; raises FeedError where it is
    not whole.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{url}: malformed JSON: {str(error)[:80]}") from None
    if not isinstance(feed, dict) or _VERSION not in str(feed.get("version")):
        return None
    items = feed.get("items")
    if not isinstance(items, list):
        raise FeedError(f"{url}: a JSON Feed without its list of items")
    drafts = [_draft(item, feed) for item in items if isinstance(item, dict)]
    left = len(items) - len(drafts)
    problems = [f"left out, since they are no JSON objects: {left:,} items"] if left else []
    return Found(_line(feed, "title"), drafts, problems)


def _draft(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Draft:
    published = _text(item, "date_published")
    updated = _moment(_text(item, "date_modified"))
    day = _moment(published) if published else updated
    guid = item.get("id")
    is_named = isinstance(guid, str | int | float) and not isinstance(guid, bool)
    return Draft(
        guid=plain_line(guid) if is_named else None,
        # What an item is about may be elsewhere, on a page that is not the feed's own.
        link=_text(item, "url") or _text(item, "external_url"),
        title=_line(item, "title"),
        text=_content(item),
        authors=_authors(item) or _authors(feed),
        published=day,
        updated=updated,
        language=parse_language(item.get("language")) or parse_language(feed.get("language")),
        age=_age(published or _text(item, "date_modified")) if day else (),
    )


def _content(item: Mapping[str, Any]) -> str:
    """The longest text that an item gives. What is called text has no markup: a tag is letters."""
    texts = [
        text_of(_text(item, "content_html")),
        clean_text(_text(item, "content_text")),
        clean_text(_text(item, "summary")),
    ]
    return max(texts, key=len)


def _authors(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of `authors`, or of the `author` that version 1.0 had."""
    several = values.get("authors")
    each = several if isinstance(several, list) else [values.get("author")]
    names = (_line(author, "name") for author in each if isinstance(author, dict))
    return tuple(name for name in names if name)


def _age(value: str) -> tuple[float, ...]:
    """Sorts the newest first."""
    try:
        moment = datetime.fromisoformat(value)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return ()
    return tuple(-float(part) for part in in_utc.timetuple()[:6])


def _moment(value: str) -> str | None:
    moment = parse_moment(value)
    return moment.isoformat() if moment else None


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _line(values: Mapping[str, Any], name: str) -> str | None:
    return plain_line(_text(values, name))
