"""The markup of feeds: XML with faults that cost a character, and texts that are HTML or not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from xml.sax.saxutils import escape

from knowledge.sources.readers.encodings.characters import (
    mended_references,
    without_controls,
    without_left_references,
)
from knowledge.sources.readers.fields import clean_text
from knowledge.sources.readers.html.page import fragment_text

# Before the root alone, so that it is looked for once.
_DOCTYPE = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+(<!DOCTYPE\b[^\[>]*+(?:\[.*?\]\s*+)?>)",
    re.DOTALL | re.IGNORECASE,
)
# An entity of a feed's own that is a text; what is made of others, or lies elsewhere, is none.
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(?:\"([^\"<%]*)\"|'([^'<%]*)')\s*>")
_CDATA = "<![CDATA[", "]]>"
_AMPERSAND = re.compile(r"&(?:(#\w+|[\w.-]+);)?")
_NUMBER = re.compile(r"#(?:\d+|x[0-9A-Fa-f]+)")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_MOST_ENTITIES = 100
_MOST_ENTITY = 200
# All own entities together may make a text longer by so much.
_MOST_EXPANDED = 200_000

# Markup that was escaped once more than it should: with its tags for letters, and no real one.
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(
    r"&lt;(?:/(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|blockquote|figure|table)"
    r"|(?:p|div|figure|img|a|ul|ol|blockquote|h[1-6])(?:\s[^<>]{0,500}?)?|(?:br|hr)\s*/?)&gt;",
    re.IGNORECASE,
)


def mended_xml(text: str) -> str:
    """A feed in which every reference is one that XML has.

    An entity that the feed declares as a plain text is that text, one of HTML's is its character,
    and any other "&" is itself: none costs more than it says. The DOCTYPE goes.
    """
    doctype = _DOCTYPE.match(text)
    own = _entities(doctype[1]) if doctype else {}
    if doctype:
        text = text[: doctype.start(1)] + text[doctype.end() :]
    left = _MOST_EXPANDED

    def mended(match: re.Match[str]) -> str:
        nonlocal left
        name = match[1]
        if name is None:
            return "&amp;"
        if name in _OF_XML or _NUMBER.fullmatch(name):
            return match[0]
        value = own.get(name, html5.get(f"{name};"))
        if value is None or len(value) > left:
            return f"&amp;{name};"
        left -= len(value) if name in own else 0
        return escape(value)

    return "".join(
        part if part.startswith(_CDATA[0]) else _AMPERSAND.sub(mended, part)
        for part in _by_cdata(text)
    )


def _by_cdata(text: str) -> Iterator[str]:
    """The text in pieces, its CDATA sections each one of them."""
    opens, closes = _CDATA
    position = 0
    while (start := text.find(opens, position)) >= 0 and (end := text.find(closes, start)) >= 0:
        yield text[position:start]
        position = end + len(closes)
        yield text[start:position]
    yield text[position:]


def _entities(doctype: str) -> dict[str, str]:
    """The entities of a DOCTYPE that are plain texts."""
    values: dict[str, str] = {}
    for match in _ENTITY.finditer(doctype):
        value = html.unescape(mended_references(match[2] or match[3] or ""))
        if len(value) <= _MOST_ENTITY and not re.search(r"&[\w.-]+;", value):
            values.setdefault(match[1], value)
        if len(values) >= _MOST_ENTITIES:
            break
    return values


def text_of(markup: str) -> str:
    """The text of a body in HTML, every block of it a paragraph, also where it was escaped twice.

    An article about tags has real ones around those that are its letters, so these stay.
    """
    if not _TAG.search(markup) and _ESCAPED_TAG.search(markup):
        markup = html.unescape(markup)
    return _unescaped(fragment_text(markup))


def line_of(value: object) -> str | None:
    """A title or a name, which may be HTML, on one line."""
    if not value:
        return None
    return " ".join(_unescaped(fragment_text(str(value))).split()) or None


def plain_line(value: object) -> str | None:
    """A text without markup, in which a tag is letters, on one line."""
    return " ".join(clean_text(without_controls(str(value or ""))).split()) or None


def _unescaped(text: str) -> str:
    return clean_text(without_left_references(text)) if "&" in text else text
