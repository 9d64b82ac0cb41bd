"""Live blogs: their updates, each with its own time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml.etree import _Element

from knowledge.sources.readers.fields import clean_text, parse_moment
from knowledge.sources.readers.html.own_names import same_words, shares_words
from knowledge.sources.readers.html.structured import Node, addresses_of, as_list, types_of
from knowledge.sources.readers.page_header import ends_sentence

# A day's blog of a large newspaper has some hundred updates.
_MOST_UPDATES = 1000
_MICRODATA = ".//*[@itemprop='liveBlogUpdate']"
_TIMES = ".//time[@datetime]"

# Turn an element of the page, and markup within the data, into text, paragraph by paragraph.
TextOf = Callable[[_Element], str]
MarkupText = Callable[[str], str]
# Above an update's text stand a headline and a time.
_MOST_HEAD = 100
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\b.{0,12}")


@dataclass(frozen=True, slots=True)
class Update:
    """One update of a live blog: when it was written, its headline if it has one, and its text.

    `address` is where it stands in the page, if it has a place of its own there.
    """

    published: datetime
    text: str
    headline: str | None = None
    updated: datetime | None = None
    address: str | None = None


def take_updates(
    tree: _Element, stated: Node, text_of: TextOf, markup_text: MarkupText
) -> list[Update]:
    """The updates of a live blog, oldest first; none where the page is no live blog.

    `stated` is what the page states about itself as data. An update's text is the one that the
    page shows, where that is longer than the one in the data. What is taken is cut out of the
    tree, so that what is left of the page is the blog's introduction.
    """
    if "LiveBlogPosting" in {name.rsplit("/", 1)[-1] for name in types_of(stated)}:
        nodes = [each for each in as_list(stated.get("liveBlogUpdate")) if isinstance(each, dict)]
        nodes = nodes[:_MOST_UPDATES]
        blocks = _blocks(tree, Counter(filter(None, map(_instant, map(_published, nodes)))))
        found = [_update(node, blocks, text_of, markup_text) for node in nodes]
    else:
        found = []
    if not found:
        marked = list(tree.iterfind(_MICRODATA))[:_MOST_UPDATES]
        found = [_from_microdata(block, text_of) for block in marked]
    updates = [each for each in found[:_MOST_UPDATES] if each is not None]
    return sorted(updates, key=lambda each: each.published)


def _update(
    node: Mapping[str, Any],
    blocks: Mapping[datetime, list[_Element]],
    text_of: TextOf,
    markup_text: MarkupText,
) -> Update | None:
    stamp = _published(node)
    published = parse_moment(stamp)
    if published is None:
        return None
    headline = " ".join(clean_text(_text(node, "headline", "name")).split()) or None
    text = clean_text(markup_text(_text(node, "articleBody", "text", "description")))
    instant = _instant(stamp)
    here = blocks.get(instant) if instant else None
    if here:
        block = here.pop(0)
        shown = _without_head(text_of(block), headline)
        text = shown if len(shown) > len(text) else text
        block.drop_tree()
    if not text:
        return None
    updated = parse_moment(str(node.get("dateModified")))
    # An address within the page is the update's; the page's own is that of all of them.
    address = next((each for each in addresses_of(node) if "#" in each), None)
    return Update(published, text, headline, updated if updated != published else None, address)


def _from_microdata(block: _Element, text_of: TextOf) -> Update | None:
    """An update that is marked as one within the page's text."""
    values = {}
    for name in ("datePublished", "headline"):
        for element in block.iterfind(f".//*[@itemprop='{name}']"):
            stated = element.get("datetime") or element.get("content")
            values[name] = stated or " ".join(element.text_content().split())
    published = parse_moment(values.get("datePublished", ""))
    if published is None:
        return None
    headline = values.get("headline") or None
    text = _without_head(text_of(block), headline)
    block.drop_tree()
    return Update(published, text, headline) if text else None


def _blocks(tree: _Element, wanted: Counter[datetime]) -> dict[datetime, list[_Element]]:
    """For each time the largest elements of the page that show it and no other update's time.

    `wanted` counts the updates of each time; a page may show one time twice for one update.
    """
    left = wanted.copy()
    shown: list[tuple[datetime, _Element]] = []
    for element in tree.iterfind(_TIMES):
        instant = _instant(str(element.get("datetime")))
        if instant and left[instant] > 0:
            left[instant] -= 1
            shown.append((instant, element))
    holds = Counter(above for _, element in shown for above in element.iterancestors())
    blocks: dict[datetime, list[_Element]] = {}
    for instant, element in shown:
        above = [each for each in element.iterancestors() if holds[each] == 1]
        if above and len(shown) > 1:
            blocks.setdefault(instant, []).append(above[-1])
    return blocks


def _without_head(text: str, headline: str | None) -> str:
    """The text of an update without the lines above it that only repeat its headline or time."""
    lines = text.split("\n")
    while lines and (not lines[0].strip() or _is_head(lines[0], headline)):
        del lines[0]
    return "\n".join(lines).strip()


def _is_head(line: str, headline: str | None) -> bool:
    if headline and same_words(line, headline):
        return True
    if len(line) >= _MOST_HEAD:
        return False
    if headline and shares_words(headline, line) and not ends_sentence(line):
        return True
    return _CLOCK.fullmatch(line) is not None or parse_moment(line) is not None


def _text(node: Mapping[str, Any], *names: str) -> str:
    """The first of an object's values that is a text."""
    for name in names:
        value = node.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _published(node: Mapping[str, Any]) -> str:
    return str(node.get("datePublished") or node.get("dateCreated") or node.get("dateModified"))


def _instant(stamp: str) -> datetime | None:
    """The moment that a stamp means, whatever zone it is written in."""
    try:
        moment = datetime.fromisoformat(stamp.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
