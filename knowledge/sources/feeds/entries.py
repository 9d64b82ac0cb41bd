"""The entries of a feed, whatever format it is in, and which of them are the same article."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from knowledge.errors import CoverageError
from knowledge.sources.identity import article_id

# An entry with fewer words than these gives a taste of its article.
_TEASER_WORDS = 120
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|continue reading|full story)\W*(?:more)?)\W*$", re.I
)


class FeedError(CoverageError):
    """What came is no feed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a feed says of one entry, in text without markup, as its format's reader found it.

    `guid` is the feed's own name for it and `link` an address as it is written there. The times are
    as the publisher wrote them; `age` sorts the newest first, the empty one among them.
    """

    guid: str | None
    link: object
    title: str | None
    text: str
    source: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    age: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader of a format found: the feed's title, its entries, and what is wrong."""

    title: str | None
    drafts: list[Draft]
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the fields of an article, as far as the feed gives them.

    `name` is made of the feed's own name for it, None where it gives none or one to several. `id`
    is made of the address where that is the entry's alone, or else of the name. `shares_link` is
    whether other entries have the same address, whose page is none of them therefore.
    """

    id: str
    url: str | None
    fields: Mapping[str, Any]
    name: str | None = None
    shares_link: bool = False

    @property
    def text(self) -> str:
        """What the feed gives of the text."""
        return str(self.fields["text"])

    @property
    def link_id(self) -> str | None:
        """The id that its address makes."""
        return article_id(self.url) if self.url else None

    @property
    def mark(self) -> str:
        """Tells it from another entry at the same address: its time, or its title without one."""
        return str(self.fields["published"] or self.fields["title"] or "")

    @property
    def is_teaser(self) -> bool:
        """Whether the whole text has to be looked for on the entry's page."""
        short = len(self.text.split()) < _TEASER_WORDS
        has_page = self.url is not None and not self.shares_link
        return has_page and (short or _CUT_OFF.search(self.text) is not None)

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


def make_entry(draft: Draft, feed_title: str, base: str, home: str) -> Entry | None:
    """The entry of a draft, None where it has neither an address nor a name and a text.

    Links are relative to `base`; `home` is the address of the feed that its names belong to.
    """
    url = _address(base, draft.link)
    # Not like an address, of which nothing after the "#" would count.
    named = f"guid:{home}#{draft.guid}" if draft.guid else None
    if not (url or named) or not (url or draft.text):
        return None
    fields = {
        "guid": None if url else named,
        "url": url or base,
        "source": draft.source or feed_title,
        "title": draft.title,
        "authors": list(draft.authors),
        "published": draft.published,
        "updated": draft.updated,
        "language": draft.language,
        "text": draft.text,
    }
    if fields["updated"] == fields["published"]:
        del fields["updated"]
    name = article_id(named, home) if named else None
    return Entry(article_id(url) if url else name or "", url, fields, name)


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of one feed with one id each, of those that are the same the first.

    Entries with names of their own are different ones, also if they share an address: it is the
    address of a page that they all stand on. A name that a feed gives to several names none.
    """
    firsts: dict[object, Entry] = {}
    for entry in entries:
        firsts.setdefault((entry.name, entry.link_id), entry)
    names = Counter(entry.name for entry in firsts.values())
    found = [
        entry if names[entry.name] == 1 else replace(entry, name=None) for entry in firsts.values()
    ]
    shared = _shared_links(found)
    by_id: dict[str, Entry] = {}
    contents = set()
    for entry in found:
        if entry.link_id in shared and entry.name:
            content = (entry.link_id, *_content(entry))
            if content in contents:
                continue
            contents.add(content)
            entry = replace(entry, id=entry.name, shares_link=True)
        by_id.setdefault(entry.id, entry)
    return tuple(by_id.values())


def _shared_links(entries: Iterable[Entry]) -> set[str]:
    """The addresses, by the ids that they make, of several entries with names and contents of
    their own; what a feed lists twice with two names is one entry all the same."""
    contents: defaultdict[str, set[object]] = defaultdict(set)
    for entry in entries:
        if entry.link_id and entry.name:
            contents[entry.link_id].add(_content(entry))
    return {link for link, each in contents.items() if len(each) > 1}


def _content(entry: Entry) -> tuple[object, ...]:
    return entry.fields["title"], entry.fields["published"], entry.text


def _address(base: str, link: object) -> str | None:
    """A link of the feed as a whole web address."""
    try:
        url = urljoin(base, str(link or "").strip())
    except ValueError:
        return None
    return url if link and url.startswith(("http://", "https://")) else None
