"""Articles on the web: from an address to a record as the coverage's JSON files hold them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element

from knowledge.article import AHEAD, FIRST_DAY
from knowledge.fetching import Fetcher, FetchError, Reply
from knowledge.identity import article_id, host_of, plain_address
from knowledge.readers.characters import is_garbled
from knowledge.readers.decoding import GARBLED, BadInputError
from knowledge.readers.fields import parse_moment
from knowledge.readers.html_page import extract, parse
from knowledge.readers.pdf import read_pdf
from knowledge.readers.structured import article_data

_HTML = ("text/html", "application/xhtml+xml")
_PDF = "application/pdf"
PAGE_TYPES = (*_HTML, _PDF)

# A wall shows less than this of an article: its first paragraph, or only itself.
_WALL_WORDS = 150
_WALL_ADDRESS = re.compile(r"(?:^|[./_-])(?:log-?in|sign-?in|consent|captcha)(?:[./_?-]|$)", re.I)
_WALLS = {
    "it asks for consent to cookies and shows no article": re.compile(
        r"before you continue|(?:accept|reject|manage) (?:all )?(?:cookies|preferences|choices)"
        r"|(?:we|our partners) (?:\w+ ){0,4}(?:use|store|value) (?:\w+ ){0,4}(?:cookies|privacy)"
        r"|privacy (?:choices|preferences)|cookie (?:consent|settings)",
        re.IGNORECASE,
    ),
    "it wants a login or a subscription": re.compile(
        r"(?:log|sign) ?in to (?:continue|read|your)|(?:subscribe|register) to (?:continue|read)"
        r"|already (?:a subscriber|have an account)|create an? (?:free )?account"
        r"|(?:for|to) subscribers only|forgot(?:ten)? (?:your )?password",
        re.IGNORECASE,
    ),
    "it wants to be sure that a person is reading": re.compile(
        r"(?:enable|turn on) javascript|javascript is (?:disabled|required)"
        r"|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """An article from the web as a record, and what is wrong with it."""

    record: dict[str, Any]
    problems: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """A name for its file, the same for every version of it."""
        return f"{self.record['id']}.json"

    def to_bytes(self) -> bytes:
        """The content of its file."""
        text = json.dumps(self.record, ensure_ascii=False, indent=1)
        return text.encode("utf-8", "replace")


def fetch_page(fetcher: Fetcher, url: str, now: datetime) -> Page:
    """The article at an address, a web page or a PDF.

    Raises FetchError where nothing comes, or what comes holds no article: the message says why.
    """
    reply = fetcher.fetch(url, PAGE_TYPES)
    try:
        fields = _from_pdf(reply) if reply.content_type == _PDF else _from_html(url, reply)
    except BadInputError as error:
        raise FetchError(f"{reply.url}: {error.reason}") from None
    return make_page(fields, now)


def make_page(fields: Mapping[str, Any], now: datetime) -> Page:
    """A page of the fields of an article; `url` and `text` are among them.

    A date in the future or from before the web is left out, and that is told of.
    """
    record = {"id": article_id(fields.get("guid") or fields["url"], fields["url"])}
    problems = []
    for name in ("url", "source", "title", "authors", "published", "updated", "language", "text"):
        value = fields.get(name)
        if name in ("published", "updated"):
            value, problem = _credible(name, value, now)
            problems.extend([problem] if problem else [])
        if value:
            record[name] = value
    if not record.get("published") and not problems:
        problems.append("no date is stated; questions about a time will not find it")
    return Page(record, tuple(problems))


def _from_pdf(reply: Reply) -> dict[str, Any]:
    readings = list(read_pdf(reply.body, reply.url, reply.url))
    article = next(each.article for each in readings if not isinstance(each, BadInputError))
    fields = {"url": reply.url, "title": article.title, "language": article.language}
    return {**fields, "text": article.text}


def _from_html(asked: str, reply: Reply) -> dict[str, Any]:
    tree = parse(reply.body, reply.charset)
    wall = _address_wall(asked, reply.url)
    try:
        if wall:
            raise BadInputError(wall)
        fields, text, _ = extract(tree)
    except BadInputError:
        wall = wall or _wall(tree, " ".join(tree.text_content().split()[:_WALL_WORDS]))
        if wall:
            raise BadInputError(wall) from None
        raise
    wall = _wall(tree, text) if len(text.split()) < _WALL_WORDS else None
    if wall:
        raise BadInputError(wall)
    if not text:
        raise BadInputError("no article is to be found in this page")
    if is_garbled(text):
        raise BadInputError(GARBLED)
    own = fields.get("url")
    # A page may name another address of its own site as the right one, but not of another.
    is_own = own is not None and host_of(own) == host_of(reply.url)
    return {**fields, "url": own if is_own else reply.url, "text": text}


def _address_wall(asked: str, reached: str) -> str | None:
    """The wall that a redirect led to, told by its address."""
    parts = urlsplit(reached)
    place = f"{parts.hostname}{parts.path}"
    if plain_address(asked) != plain_address(reached) and _WALL_ADDRESS.search(place):
        return f"it sends on to {place}, which is no article but asks for consent or a login"
    return None


def _wall(tree: _Element, text: str) -> str | None:
    """What a page with so little text asks for instead of showing an article."""
    if article_data(tree).get("isAccessibleForFree") in (False, "False", "false"):
        return "only its beginning is free to read"
    for reason, words in _WALLS.items():
        if words.search(text):
            return reason
    if tree.find(".//input[@type='password']") is not None and len(text.split()) < 30:
        return "it wants a login or a subscription"
    return None


def _credible(name: str, value: object, now: datetime) -> tuple[str | None, str | None]:
    """A date as an ISO text, or what is wrong with it."""
    moment = parse_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        return None, None
    if moment.date() < FIRST_DAY:
        return None, f"{name}: {moment.date()} is before {FIRST_DAY.year}; that date was left out"
    if moment > now.replace(tzinfo=None) + AHEAD:
        return None, f"{name}: {moment.date()} is in the future; that date was left out"
    return moment.isoformat(), None
