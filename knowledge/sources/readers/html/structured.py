"""What newspapers state about an article as data (JSON-LD, in the words of schema.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from lxml.etree import SubElement, _Element

from knowledge.sources.identity import plain_address
from knowledge.sources.readers.html.own_names import OwnNames, is_home, same_words, shares_words

Node = Mapping[str, Any]

_TYPE = "application/ld+json"
_ARTICLES = ("Article", "Posting", "Report")
_NO_ARTICLES = ("JobPosting",)
# Who publishes and who writes: of the objects beside the article's, these are about it.
_PUBLISHERS = ("Organization", "WebSite")
# An article's data is a few objects deep and some dozen in number.
_MOST_NODES = 1000
# What is longer is no headline and no address.
_MOST_STATED = 1000
# A text, or a comma before a closing bracket, which many a template leaves behind.
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])', re.DOTALL)
_WRAPPING = re.compile(r"<!--|-->|(?:/[/*]\s*)?(?:<!\[CDATA\[|\]\]>)(?:\s*\*/)?")
_DECODER = json.JSONDecoder(strict=False)  # line ends within texts are common, too


def article_data(tree: _Element, names: OwnNames) -> Node:
    """The properties of the article that a page is about; empty where it states none.

    A page may state data about the articles that it links to as well. Its own is the one that has
    its address or its headline, or that names neither.
    """
    return _own(list(_objects(tree)), names)


def state_only_own(tree: _Element, names: OwnNames) -> Node:
    """As `article_data`; takes what the page states about anything else out of the tree.

    The extraction reads every object that it finds, and any may give the article's title or date.
    """
    objects = list(_objects(tree))
    own = _own(objects, names)
    scripts = list(_scripts(tree))
    for script in scripts:
        script.text = None
        script.set("type", "application/json")
    if scripts:
        kept: list[Node] = [
            {key: own[key] for key in own if key not in ("liveBlogUpdate", "comment")}
        ]
        kept += [node for node in objects if _is_about(node, own)]
        graph = {"@context": "https://schema.org", "@graph": [node for node in kept if node]}
        head = tree.find("head")
        SubElement(tree if head is None else head, "script", type=_TYPE).text = json.dumps(graph)
    return own


def types_of(node: Node) -> tuple[str, ...]:
    """The types of an object, as far as they are texts."""
    return tuple(each for each in as_list(node.get("@type")) if isinstance(each, str))


def as_list(value: object) -> list[Any]:
    """A value of which there may be one or several, or none; JSON-LD may say that they are a list
    in order, or a set."""
    if isinstance(value, Mapping):
        value = value.get("@list", value.get("@set", value))
    return value if isinstance(value, list) else [] if value is None else [value]


def addresses_of(node: Node, base: str = "") -> list[str]:
    """The addresses that an object gives for itself, those of a home page left out.

    `base` is what completes an address that names no site.
    """
    stated = [node.get("url"), node.get("@id"), *as_list(node.get("mainEntityOfPage"))]
    pages = [each for each in stated if isinstance(each, Mapping)]
    stated += [page.get(name) for page in pages for name in ("@id", "url")]
    texts = [each for each in stated if isinstance(each, str) and len(each) <= _MOST_STATED]
    found = [_whole(each.strip(), base) for each in texts]
    return [each for each in found if each.startswith("http") and not is_home(each)]


def _whole(address: str, base: str) -> str:
    try:
        return urljoin(base, address) if address.startswith("/") else address
    except ValueError:
        return ""


def _own(objects: Sequence[Node], names: OwnNames) -> Node:
    """Of all objects the one about the page's article."""
    articles = [node for node in objects if _is_article(node)]
    rated = [(_nearness(node, names), node) for node in articles]
    nearest = max((score for score, _ in rated), default=-1)
    # The only one that does not name another page is taken, however its headline is worded.
    if nearest >= 0 or (len(articles) == 1 and not addresses_of(articles[0])):
        return next(node for score, node in rated if score == nearest)
    return {}


def _nearness(node: Node, names: OwnNames) -> int:
    """How clearly an object is the page's own; below 0 it is another's, at 0 it does not say."""
    score = 0
    stated = {plain_address(url) for url in addresses_of(node, names.base)}
    if stated and names.addresses:
        score += 4 if stated & names.addresses else -2
    headline = node.get("headline") or node.get("name")
    if isinstance(headline, str) and headline.strip() and names.titles:
        headline = html.unescape(headline[:_MOST_STATED])
        if any(same_words(headline, title) for title in names.titles):
            score += 3
        else:
            score += 1 if any(shares_words(headline, title) for title in names.titles) else -2
    return score


def _is_article(node: Node) -> bool:
    return any(
        each.endswith(_ARTICLES) and not each.endswith(_NO_ARTICLES) for each in types_of(node)
    )


def _is_about(node: Node, own: Node) -> bool:
    """Whether an object tells who published the article or, named by its data, who wrote it."""
    if any(each.endswith(_PUBLISHERS) for each in types_of(node)):
        return True
    authors = [each.get("@id") for each in as_list(own.get("author")) if isinstance(each, Mapping)]
    return "Person" in types_of(node) and node.get("@id") in authors and bool(node.get("@id"))


def _scripts(tree: _Element) -> Iterator[_Element]:
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() == _TYPE:
            yield script


def _objects(tree: _Element) -> Iterator[Node]:
    for script in _scripts(tree):
        for value in _values(script.text or ""):
            yield from _nodes(value)


def _values(text: str) -> Iterator[Any]:
    """The values of a script, with the slips that browsers and search engines put up with."""
    text = _WRAPPING.sub("", text)
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    try:
        yield json.loads(text, strict=False)
    except (ValueError, RecursionError):
        rest = _TRAILING_COMMA.sub(lambda found: found[1] or "", text).strip()
        while rest.startswith(("{", "[")):  # one object after the other, without a list
            try:
                value, end = _DECODER.raw_decode(rest)
            except (ValueError, RecursionError):
                return
            yield value
            rest = rest[end:].lstrip(" \t\r\n,;")


def _nodes(value: Any) -> Iterator[Node]:
    """The objects at the top of a value and in its lists and graphs."""
    pending = [value]
    for _ in range(_MOST_NODES):
        if not pending:
            return
        node = pending.pop(0)
        if isinstance(node, dict):
            yield node
            pending.append(node.get("@graph"))
            pending.append(node.get("mainEntity"))
        elif isinstance(node, list):
            pending.extend(node[:_MOST_NODES])
