"""The formats of files and what reads each: a new one is added to `READERS` and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.article import Section
from knowledge.sources.readers.encodings.decoding import (
    MOST_PAGE_BYTES,
    BadInputError,
    decode,
    open_bytes,
    read_bounded,
)
from knowledge.sources.readers.fields import Reading, Unchanged, make_article
from knowledge.sources.readers.json_records import MOST_JSON_BYTES, read_json, read_json_lines
from knowledge.sources.readers.markdown import read_markdown
from knowledge.sources.readers.plain_text import read_page

# What is read of a file: an article, a line that is known already, or what is wrong with one.
Item = Reading | Unchanged | BadInputError
# A reader gets the file's path, the key that derived ids stand on, the path as a person names it,
# and the ids of articles by the marks of lines that were read before. It raises BadInputError for
# what makes the rest of the file unreadable.
Reader = Callable[[Path, str, str, Mapping[bytes, str]], Iterator[Item]]
# The fields, text and sections of an article.
Extracted = tuple[dict[str, Any], str, tuple[Section, ...]]


def _lines(path: Path, key: str, label: str, known: Mapping[bytes, str]) -> Iterator[Item]:
    with open_bytes(path) as stream:
        yield from read_json_lines(stream, key, label, known)


def _records(path: Path, key: str, label: str, known: Mapping[bytes, str]) -> Iterator[Item]:
    advice = "write the articles one a line, as .jsonl, which has no limit"
    yield from read_json(read_bounded(path, MOST_JSON_BYTES, advice), key, label)


def _document(read: Callable[[bytes, str, str], Iterable[Item]]) -> Reader:
    """The reader of files that are an article or a few, each file held in memory whole."""

    def reader(path: Path, key: str, label: str, known: Mapping[bytes, str]) -> Iterator[Item]:
        data = read_bounded(path, MOST_PAGE_BYTES, "no article is that long; split it")
        if data:
            yield from read(data, key, label)

    return reader


def _text(extract: Callable[[str], Extracted]) -> Reader:
    def read(data: bytes, key: str, label: str) -> Iterator[Reading]:
        yield _article(extract(decode(data)), key, label)

    return _document(read)


def _article(extracted: Extracted, key: str, label: str) -> Reading:
    fields, text, sections = extracted
    return make_article(fields, text, key=key, path=label, sections=sections)


def _html(data: bytes, key: str, label: str) -> Iterator[Reading]:
    from knowledge.sources.readers.html.page import read_html  # slow to load, and often not needed

    for extracted in read_html(data):
        yield _article(extracted, key, label)


def _pdf(data: bytes, key: str, label: str) -> Iterator[Item]:
    from knowledge.sources.readers.pdf.document import (
        read_pdf,  # slow to load, and often not needed
    )

    yield from read_pdf(data, key, label)


READERS: dict[str, Reader] = {
    ".txt": _text(read_page),
    ".md": _text(read_markdown),
    ".html": _document(_html),
    ".htm": _document(_html),
    ".pdf": _document(_pdf),
    ".json": _records,
    ".jsonl": _lines,
}
FORMATS = READERS.keys()


def format_of(name: str) -> str | None:
    """The format that a file's name tells, one of FORMATS, seen through `.gz`; None for others."""
    suffix = Path(name.lower().removesuffix(".gz")).suffix
    return suffix if suffix in READERS else None
