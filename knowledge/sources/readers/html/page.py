"""Articles in HTML: saved web pages, their text taken out of the page by trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import lxml.html
import trafilatura
from lxml.etree import LxmlError, _Element, iterwalk
from trafilatura.settings import use_config

from knowledge.article import Section
from knowledge.sources.identity import article_id
from knowledge.sources.readers.encodings.characters import without_left_references
from knowledge.sources.readers.encodings.decoding import BadInputError, decode_markup
from knowledge.sources.readers.fields import clean_text, parse_language, parse_moment
from knowledge.sources.readers.furniture import is_furniture, is_share_line, without_credit
from knowledge.sources.readers.html.live_blog import Update, take_updates
from knowledge.sources.readers.html.own_names import own_address, own_names
from knowledge.sources.readers.html.structured import addresses_of, state_only_own
from knowledge.sources.readers.layout import Line, compose

# A page that holds an article has some thousand elements; the extraction takes minutes for more.
_MOST_ELEMENTS = 100_000
# What is stated in an attribute or as data is short; the extraction takes its length squared.
_MOST_STATED = 1000
_MOST_DATA = 100_000
# Only dates that the page states in its head or beside the title, whatever the day; by default the
# whole text is searched for something like a date, and one in the future is dropped.
_DATES = {
    "original_date": True,
    "extensive_search": False,
    "min_date": "1600-01-01",
    "max_date": "2200-12-31",
}
# A notice of three sentences is an article too: beyond so many characters its paragraphs are kept.
_SETTINGS = use_config()
_SETTINGS["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "100"
_BLOCKS = frozenset({"head", "p", "item", "row", "quote", "code", "list", "table", "fw", "ab"})
_PARAGRAPHS = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What may stand within a paragraph.
_INLINE = frozenset("a abbr b br cite em i mark q s small span strong sub sup time u".split())
_UNSEEN = ("script", "style", "noscript", "template")
# What stands within an update of a live blog without being its text.
_BESIDE = (*_UNSEEN, "button", "nav", "form", "aside", "footer", "svg")
# The introduction of a live blog has at least so many words; fewer are a button or a caption.
_INTRODUCTION_WORDS = 25
_DIALOGS = ("dialog", "alertdialog")

# What it logs is reported here, by file and in words.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


class Extracted(NamedTuple):
    """An article of a page: the fields that the page states, its text, and the sections."""

    fields: dict[str, Any]
    text: str
    sections: tuple[Section, ...]


def read_html(data: bytes) -> list[Extracted]:
    """The article of a page; of a live blog its introduction, if it has one, and each update.

    Menus, advertisements and the like are left out, and so is a heading that repeats the title.
    Raises BadInputError where the page holds no article.
    """
    return extract(parse(data))


def parse(data: bytes, charset: str | None = None) -> _Element:
    """The tree of a page; `charset` is what its server says of it. Raises BadInputError."""
    try:
        tree = lxml.html.document_fromstring(decode_markup(data, charset))
    except (LxmlError, ValueError, AssertionError) as error:
        raise BadInputError(f"no HTML that can be read: {str(error)[:80]}") from None
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise BadInputError(f"more than {_MOST_ELEMENTS:,} elements: no page of an article")
    return tree


def extract(tree: _Element, reached: str | None = None) -> list[Extracted]:
    """As `read_html`, of a page that is parsed already; `reached` is where it was fetched from."""
    names = own_names(tree, reached)
    stated = state_only_own(tree, names)
    address = own_address(tree, reached) or next(iter(addresses_of(stated)), None)
    _drop_dialogs(tree)
    updates = take_updates(tree, stated, _block_text, fragment_text)
    _bound(tree)
    _wrap_bare_text(tree)
    found, lines = _extract_article(tree, needed=not updates)
    title = clean_text(without_left_references(found.title or "")) or None
    kept = [line for line in lines if not (line.heading and line.text == title)]
    fields = {
        "title": title,
        "source": found.sitename,
        "url": address,
        "authors": [name for name in (found.author or "").split("; ") if name],
        "published": found.date,
        "language": _language(tree, stated),
    }
    article = Extracted(fields | _times(tree, found.date, stated), *compose(kept))
    if not updates:
        return [article]
    blog = {**article.fields, "title": _headline(stated) or title}
    return [*_introduction(article), *(_dated(blog, update) for update in updates)]


def _extract_article(tree: _Element, *, needed: bool) -> tuple[Any, list[Line]]:
    """What trafilatura makes of a page: its fields and lines, the lines only if `needed`."""
    try:
        found = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            date_extraction_params=_DATES,
            config=_SETTINGS,
        )
        if not needed and (found is None or isinstance(found, dict)):
            return trafilatura.extract_metadata(tree, date_config=dict(_DATES)), []
    except Exception as error:  # it lets through whatever a damaged page leads it into
        raise BadInputError(f"no HTML that can be read: {str(error)[:80]}") from None
    if found is None or isinstance(found, dict):
        raise BadInputError("no article is to be found in this page")
    return found, list(_without_share_lines(_lines(found.body)))


def _introduction(article: Extracted) -> list[Extracted]:
    """What stands around the updates of a live blog, if it is more than a button or a caption.

    It is dated by the last change, since it is kept up to date.
    """
    if len(article.text.split()) < _INTRODUCTION_WORDS:
        return []
    fields = article.fields
    return [
        article._replace(
            fields={**fields, "published": fields.get("updated") or fields["published"]}
        )
    ]


def _dated(blog: Mapping[str, Any], update: Update) -> Extracted:
    """An update of a live blog as an article with the blog's title and its own time."""
    body = [Line(line, gap=True) for line in update.text.split("\n") if line.strip()]
    head = [Line(update.headline, heading=True)] if update.headline else []
    named = update.address or blog["url"] or f"{blog['title']} {blog.get('published')}"
    own = article_id(f"{named} {update.published} {update.headline}", blog["url"])
    fields = {
        **blog,
        "id": own,
        "url": update.address or blog["url"],
        "published": update.published,
        "updated": update.updated,
    }
    return Extracted(fields, *compose([*head, *body]))


def _headline(stated: Mapping[str, Any]) -> str | None:
    headline = stated.get("headline")
    if not isinstance(headline, str):
        return None
    return " ".join(clean_text(without_left_references(headline)).split()) or None


def _drop_dialogs(tree: _Element) -> None:
    """Takes out what a page lays over its article: consent, newsletters, subscriptions."""
    for element in list(tree.iterfind(".//body//*")):
        if _is_dialog(element):
            element.drop_tree()


def _is_dialog(element: _Element) -> bool:
    is_modal = element.get("aria-modal") == "true" or element.get("role") in _DIALOGS
    return element.tag == "dialog" or is_modal


def _bound(tree: _Element) -> None:
    """Cuts short what a page states, and takes out attributes, of such a length that it would take
    minutes to look at."""
    for element in tree.iter():
        for name, value in element.items():
            if len(value) > _MOST_STATED:
                del element.attrib[name]
                if name == "content":
                    element.set(name, value[:_MOST_STATED])
    left = _MOST_DATA
    for script in tree.iter("script"):
        left -= len(script.text or "") if "json" in (script.get("type") or "") else 0
        if left < 0:
            script.text = None


def _wrap_bare_text(tree: _Element) -> None:
    """Makes a paragraph of text that follows a heading bare, which the extraction would lose."""
    for heading in list(tree.iter(*_HEADINGS)):
        if not (heading.tail or "").strip():
            continue
        paragraph = lxml.html.Element("p")
        paragraph.text, heading.tail = heading.tail, None
        after = heading.getnext()
        while after is not None and after.tag in _INLINE:
            paragraph.append(after)
            after = heading.getnext()
        heading.addnext(paragraph)


def _times(tree: _Element, published: str | None, stated: Mapping[str, Any]) -> dict[str, Any]:
    """The time of day of the publication, and the last change, from the page's head.

    What is stated as data about the article counts for more than what is stated for its preview.
    """
    stamps = {
        str(meta.get("property")): parse_moment(str(meta.get("content")))
        for meta in tree.iterfind(".//meta[@property][@content]")
    }
    times: dict[str, Any] = {}
    own = parse_moment(str(stated.get("datePublished")))
    exact = own or stamps.get("article:published_time")
    if exact and (own or exact.date().isoformat() == published):
        times["published"] = exact
    changed = (
        parse_moment(str(stated.get("dateModified")))
        or stamps.get("article:modified_time")
        or stamps.get("og:updated_time")
    )
    if changed and changed != exact:
        times["updated"] = changed
    return times


def _language(tree: _Element, stated: Mapping[str, Any]) -> str | None:
    """The language that a page declares: its article's, the whole page's, its preview's."""
    declared = [stated.get("inLanguage"), tree.get("lang"), tree.get("xml:lang")]
    declared += [meta.get("content") for meta in tree.iterfind(".//meta[@property='og:locale']")]
    return next((found for each in declared if (found := parse_language(each))), None)


def _lines(body: _Element) -> Iterator[Line]:
    """The lines of the extracted article: one for a paragraph, an item, a table's row."""
    after_item = False
    for element in body.iter(*_BLOCKS):
        text = _own_text(element)
        is_item = element.tag == "item"
        for number, line in enumerate(clean_text(text).split("\n")):
            if line.strip():
                bullet = "- " if is_item and number == 0 else ""
                gap = number == 0 and not (is_item and after_item)
                yield Line(bullet + line.strip(), gap, heading=element.tag == "head")
                after_item = is_item


def _without_share_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without those that offer to pass the article on, and the list of ways below one."""
    sharing = False
    for line in lines:
        is_item = line.text.startswith("- ")
        if is_share_line(line.text.removeprefix("- ")) and not is_item:
            sharing = True
            continue
        sharing = sharing and is_item
        text = without_credit(line.text)
        if text and not (sharing and is_furniture(line.text)):
            yield replace(line, text=text)


def _own_text(element: _Element) -> str:
    """An element's words without those of the blocks within it, which are lines of their own."""
    if element.tag == "row":
        return " | ".join(" ".join("".join(cell.itertext()).split()) for cell in element)
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag not in _BLOCKS:
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def fragment_text(markup: str) -> str:
    """The text of a piece of HTML, every block of it a paragraph; but for dialogs and what
    nobody sees nothing is left out."""
    if not markup.strip():
        return ""
    try:
        tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (LxmlError, ValueError, AssertionError):
        return ""
    return _element_text(tree, _UNSEEN)


def _block_text(block: _Element) -> str:
    """The text of a part of a page, every block of it a paragraph, without buttons and the like."""
    lines = _element_text(block, _BESIDE).split("\n")
    return "\n".join(line for line in lines if not is_furniture(line)).strip()


def _element_text(tree: _Element, left_out: tuple[str, ...]) -> str:
    parts: list[str] = []
    walk = iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        parts.append("\n\n" if element.tag in _PARAGRAPHS else "")
        if event != "start":
            parts.append((element.tail or "") if element is not tree else "")
        elif element.tag in left_out or _is_dialog(element):
            walk.skip_subtree()
        else:
            parts.append("\n" if element.tag == "br" else element.text or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return clean_text("\n".join(_without_credits(lines)))


def _without_credits(lines: Iterable[str]) -> Iterator[str]:
    """The lines without "The post … appeared first on …", unless they are all there is."""
    given = list(lines)
    kept = [without_credit(line) for line in given]
    yield from kept if any(kept) else given
