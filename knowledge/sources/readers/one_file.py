"""Reading one file: its articles in order, and in words all that is wrong with it, none fatal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.article import Article
from knowledge.report import Unreadable
from knowledge.sources.readers.encodings.decoding import (
    STREAM_ERRORS,
    BadInputError,
    stream_problem,
)
from knowledge.sources.readers.fields import Reading, Unchanged
from knowledge.sources.readers.files import SourceFile
from knowledge.sources.readers.formats import READERS, Item, format_of
from knowledge.sources.readers.json_records import NOTHING_KNOWN

# A file that is wrong in every line is told of this often, then counted.
MOST_REPORTS = 1000


def read(file: SourceFile) -> Iterator[Article | Unreadable]:
    """The articles of a file in order, and an `Unreadable` for each thing that is wrong with it.

    Never raises for what a file holds. An `Unreadable` can also tell of a field that could not be
    used ("published: 'soonish' is not a date"): its article follows, with the field empty. An id
    that an article further up in the file has is reported and the article left out.

    >>> from knowledge.sources.readers import scan
    >>> [file] = scan(["config/sample-coverage/briefs.jsonl"]).files
    >>> for article in read(file):
    ...     print(article.published.date(), article.title)
    2025-05-03 Moscow rehearses its parade
    2025-05-05 Taiwan Strait on the agenda in Moscow
    2025-05-06 West watches Moscow summit with unease
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


def _items(file: SourceFile, known: Mapping[bytes, str]) -> Iterator[Item]:
    suffix = format_of(file.path.name) or ".txt"  # scan lists no others
    yield from READERS[suffix](file.path, file.key or file.label, file.label, known)


def _read_all(
    file: SourceFile, known: Mapping[bytes, str]
) -> Iterator[Reading | Unchanged | Unreadable]:
    first_lines: dict[str, int | None] = {}
    empty = True
    try:
        for item in _items(file, known):
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
