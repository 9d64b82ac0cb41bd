"""Articles on the web: from an address to a record as the coverage's JSON files hold them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from knowledge.article import AHEAD, FIRST_DAY, Article
from knowledge.sources.fetching import Fetcher, FetchError, Reply
from knowledge.sources.folder import add_file, folder_of, replace_article
from knowledge.sources.identity import article_id
from knowledge.sources.journal import Change
from knowledge.sources.readers import SourceFile
from knowledge.sources.readers.encodings.characters import is_garbled
from knowledge.sources.readers.encodings.decoding import GARBLED, BadInputError
from knowledge.sources.readers.fields import parse_moment
from knowledge.sources.readers.html.page import extract, parse
from knowledge.sources.readers.pdf.document import read_pdf
from knowledge.sources.walls import detour, lacks, signs_of, wall

_HTML = ("text/html", "application/xhtml+xml")
_PDF = "application/pdf"
PAGE_TYPES = (*_HTML, _PDF)


@dataclass(frozen=True, slots=True)
class Page:
    """An article from the web as a record, and what is wrong with it.

    Of a live blog, `record` is its introduction, or its first update if it has none (`is_update`),
    and `more` are the updates that follow: each an article with the blog's title and its own time.
    """

    record: dict[str, Any]
    problems: tuple[str, ...] = ()
    more: tuple[dict[str, Any], ...] = ()
    is_update: bool = False

    @property
    def records(self) -> tuple[dict[str, Any], ...]:
        """All that its file holds."""
        return (self.record, *self.more)

    @property
    def file_name(self) -> str:
        """A name for its file, the same for every version of it."""
        return f"{self.record['id']}.json"

    def to_bytes(self) -> bytes:
        """The content of its file."""
        value = list(self.records) if self.more else self.record
        return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def fetch_page(fetcher: Fetcher, url: str, now: datetime, announced: str = "") -> Page:
    """The article at an address, a web page or a PDF.

    `announced` is what is known of the article from elsewhere, such as the title and text that its
    feed gives. Raises FetchError where nothing comes, or what comes is not that article or none:
    the message says why.
    """
    reply = fetcher.fetch(url, PAGE_TYPES)
    try:
        found = _from_pdf(reply) if reply.content_type == _PDF else _from_html(url, reply)
        text = " ".join(fields["text"] for fields in found)
        reason = lacks(text, found[0]["title"], announced)
        if reason:
            raise BadInputError(reason)
    except BadInputError as error:
        raise FetchError(f"{reply.url}: {error.reason}") from None
    pages = [make_page(fields, now) for fields in found]
    problems = dict.fromkeys(problem for page in pages for problem in page.problems)
    first, *more = (page.record for page in pages)
    # The updates of a live blog have names of their own, an article that of its address.
    return Page(first, tuple(problems), tuple(more), is_update="id" in found[0])


def make_page(fields: Mapping[str, Any], now: datetime) -> Page:
    """A page of the fields of an article; `url` and `text` are among them.

    A date in the future or from before the web is left out, and that is told of.
    """
    identity = fields.get("guid") or fields["url"]
    record = {"id": fields.get("id") or article_id(identity, fields["url"])}
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


def write_page(
    page: Page,
    paths: Sequence[Path],
    find: Callable[[str], Article | None],
    file_of: Callable[[Article], SourceFile],
) -> Change | None:
    """Adds what is new of a page to the first folder of `paths`, and gives what the coverage has of
    it the new text; None where nothing of it is new.

    Only a live blog has both: its new updates go into a file of their own, and the last change is
    returned. `find` gives the article of an id, `file_of` the file that holds it.
    """
    held = [(record, find(record["id"])) for record in page.records]
    change = None
    for record, article in held:
        if article is not None and article.text != record["text"]:
            file = file_of(article)
            change = replace_article(folder_of(paths, file.path), file, record)
    new = [record for record, article in held if article is None]
    if new:
        news = Page(new[0], more=tuple(new[1:]))
        change = add_file(folder_of(paths), page.file_name, news.to_bytes())
    return change


def _from_pdf(reply: Reply) -> list[dict[str, Any]]:
    readings = list(read_pdf(reply.body, reply.url, reply.url))
    article = next(each.article for each in readings if not isinstance(each, BadInputError))
    fields = {"url": reply.url, "title": article.title, "language": article.language}
    return [{**fields, "text": article.text}]


def _from_html(asked: str, reply: Reply) -> list[dict[str, Any]]:
    tree = parse(reply.body, reply.charset)
    elsewhere = detour(asked, reply.url)
    if elsewhere:
        raise BadInputError(elsewhere)
    signs = signs_of(tree, asked)
    try:
        found = extract(tree, reply.url)
    except BadInputError:
        reason = wall(signs, "")
        if reason:
            raise BadInputError(reason) from None
        raise
    reason = wall(signs, " ".join(text for _, text, _ in found))
    if reason:
        raise BadInputError(reason)
    if not any(text for _, text, _ in found):
        raise BadInputError("no article is to be found in this page")
    if any(is_garbled(text) for _, text, _ in found):
        raise BadInputError(GARBLED)
    return [{**fields, "text": text} for fields, text, _ in found]


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
