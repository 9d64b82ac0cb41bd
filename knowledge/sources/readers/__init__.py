"""Readers: from files to articles, format by format, with every fault reported and none fatal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge.article import Article, Section
from knowledge.report import Unreadable
from knowledge.sources.readers.decoding import (
    MOST_PAGE_BYTES,
    STREAM_ERRORS,
    BadInputError,
    decode,
    open_bytes,
    read_bounded,
    stream_problem,
)
from knowledge.sources.readers.fields import Reading, Unchanged, make_article
from knowledge.sources.readers.files import (
    FORMATS,
    Scan,
    SourceFile,
    format_of,
    is_no_article,
    scan,
)
from knowledge.sources.readers.json_records import (
    MARK_BYTES,
    MOST_JSON_BYTES,
    NOTHING_KNOWN,
    read_json,
    read_json_lines,
)
from knowledge.sources.readers.markdown import read_markdown
from knowledge.sources.readers.plain_text import read_page

__all__ = [
    "FORMATS",
    "MARK_BYTES",
    "Reading",
    "Scan",
    "SourceFile",
    "Unchanged",
    "format_of",
    "is_no_article",
    "read",
    "read_changed",
    "scan",
]

# A file that is wrong in every line is told of this often, then counted.
MOST_REPORTS = 1000


def read(file: SourceFile) -> Iterator[Article | Unreadable]:
    """The articles of a file in order, and an `Unreadable` for each thing that is wrong with it.

    Never raises for what a file holds. An `Unreadable` can also tell of a field that could not be
    used ("published: 'soonish' is not a date"): its article follows, with the field empty. An id
    that an article further up in the file has is reported and the article left out.
    """
    for item in read_changed(file, NOTHING_KNOWN):
        if isinstance(item, Reading):
            yield item.article
        elif isinstance(item, Unreadable):
            yield item


def read_changed(
    file: SourceFile, known: Mapping[bytes, str]
) -> Iterator[Reading | Unchanged | Unreadable]:
    """As `read`, with the marks of the lines that articles were made of, where they have one.

    `known` has the ids of articles that were read from this file before by those marks; a line that
    is still there is not read again but yielded as `Unchanged`.
    """
    reports = 0
    for item in _read_all(file, known):
        if isinstance(item, Unreadable):
            reports += 1
            if reports > MOST_REPORTS:
                continue
        yield item
    if reports > MOST_REPORTS:
        rest = f"{reports - MOST_REPORTS} more faults like these in this file"
        yield Unreadable(file.label, None, rest)


def _read_all(
    file: SourceFile, known: Mapping[bytes, str]
) -> Iterator[Reading | Unchanged | Unreadable]:
    first_lines: dict[str, int | None] = {}
    empty = True
    try:
        for item in _readings(file, known):
            empty = False
            if isinstance(item, BadInputError):
                yield Unreadable(file.label, item.line, item.reason)
                continue
            article_id = item.id if isinstance(item, Unchanged) else item.article.id
            if article_id in first_lines:
                first = first_lines[article_id]
                reason = f"the id {article_id!r} is already that of the article in line {first}"
                yield Unreadable(file.label, item.line, reason)
                continue
            first_lines[article_id] = item.line
            if isinstance(item, Reading):
                for problem in item.problems:
                    yield Unreadable(file.label, item.line, problem)
            yield item
        if empty:
            yield Unreadable(file.label, None, "empty: it holds no article")
    except BadInputError as error:
        yield Unreadable(file.label, error.line, error.reason)
    except STREAM_ERRORS as error:
        yield Unreadable(file.label, None, stream_problem(error))


def _readings(
    file: SourceFile, known: Mapping[bytes, str]
) -> Iterator[Reading | Unchanged | BadInputError]:
    key = file.key or file.label
    suffix = format_of(file.path.name)
    if suffix == ".jsonl":
        with open_bytes(file.path) as stream:
            yield from read_json_lines(stream, key, file.label, known)
    elif suffix == ".json":
        advice = "write the articles one a line, as .jsonl, which has no limit"
        yield from read_json(read_bounded(file.path, MOST_JSON_BYTES, advice), key, file.label)
    else:
        data = read_bounded(file.path, MOST_PAGE_BYTES, "no article is that long; split it")
        if suffix == ".pdf" and data:
            from knowledge.sources.readers.pdf import read_pdf  # slow to load, and often not needed

            yield from read_pdf(data, key, file.label)
        elif data:
            for fields, text, sections in _read_page(data, suffix):
                yield make_article(fields, text, key=key, path=file.label, sections=sections)


def _read_page(
    data: bytes, suffix: str | None
) -> Sequence[tuple[dict[str, Any], str, tuple[Section, ...]]]:
    """The fields, text and sections of a file that is one article, or of each update in it."""
    if suffix == ".md":
        return [read_markdown(decode(data))]
    if suffix in (".html", ".htm"):
        from knowledge.sources.readers.html_page import (
            read_html,  # slow to load, and often not needed
        )

        return read_html(data)
    return [read_page(decode(data))]
