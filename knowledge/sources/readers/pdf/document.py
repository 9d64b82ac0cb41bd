"""Articles in PDF: the text that pypdf finds, page furniture and hard line ends taken out again."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator

from pypdf import Configuration, PdfReader, apply_configuration

from knowledge.sources.readers.encodings.decoding import BadInputError
from knowledge.sources.readers.fields import Reading, clean_text, make_article, parse_language
from knowledge.sources.readers.html.own_names import same_words
from knowledge.sources.readers.pdf.lines import Line, Row, in_reading_order, page_rows
from knowledge.sources.readers.pdf.text import headline_of, paragraphs, without_margins

# Longer is a book or an archive; pypdf takes some hundredths of a second for a page.
_MOST_PAGES = 300
# Seconds of work for one file, and bytes for what is drawn on a page, fonts and the like: a file of
# some kilobytes can unfold to what takes hours and gigabytes.
_MOST_SECONDS = 20.0
_MOST_UNPACKED = 5_000_000
# Pages without text that are named one by one.
_MOST_NAMED = 10
_BOUNDED = Configuration(
    array_based_stream_maximum_output_length=_MOST_UNPACKED,
    lzw_maximum_output_length=_MOST_UNPACKED,
    run_length_maximum_output_length=_MOST_UNPACKED,
    zlib_maximum_output_length=_MOST_UNPACKED,
)
# Titles that a word processor makes up.
_NO_TITLE = re.compile(
    r"untitled.*|\(?(?:anonymous|unspecified)\)?|document\s?\d*|microsoft \w+ - .*"
    r"|.*\.(?:docx?|odt|rtf|indd|qxp|pdf|html?|pages|tex|dvi|ps)",
    re.IGNORECASE,
)

# What it logs is reported here, by file and in words.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, key: str, path: str) -> Iterator[Reading | BadInputError]:
    """The article of a PDF, and a fault that names the pages which are pictures of text.

    Heads, feet and page numbers are left out, columns are read one after the other. The title is
    the one that the file states, or else the headline by its size. The language is the file's; its
    dates are those of the file, not of the article, and are not taken. Raises BadInputError where
    no text is to be found.
    """
    fields, drawn = _pages(data)
    pages = [in_reading_order(rows) for rows in without_margins(drawn)]
    scanned = [number for number, lines in enumerate(pages, start=1) if not lines]
    if len(scanned) == len(pages):
        raise BadInputError("scanned pages without text: put it through text recognition (OCR)")
    if scanned:
        more = " …" if len(scanned) > _MOST_NAMED else ""
        names = ", ".join(map(str, scanned[:_MOST_NAMED])) + more
        yield BadInputError(f"page {names}: scanned or empty, without text; the others were read")
    title, text = _compose(fields["title"], pages)
    yield make_article({**fields, "title": title}, text, key=key, path=path)


def _compose(stated: str | None, pages: list[list[Line]]) -> tuple[str | None, str]:
    """The title and the text; a headline that is the title is no part of the text."""
    first = next(number for number, lines in enumerate(pages) if lines)
    lines = pages[first]
    headline, start, end = headline_of(lines)
    stated = None if stated and _NO_TITLE.fullmatch(stated.strip()) else stated
    title = stated or headline
    is_title = headline is not None and title is not None and same_words(headline, title)
    rest = lines[end:] if is_title else lines[start:]
    later = [line for page in pages[first + 1 :] for line in page]
    blocks = [*paragraphs(lines[:start]), *paragraphs([*rest, *later])]
    text = clean_text("\n\n".join(blocks))
    return (title, text) if text else (stated, headline or "")


def _pages(data: bytes) -> tuple[dict[str, str | None], list[list[Row]]]:
    """The title and the language, and the rows of pieces of text on each page."""
    until = time.thread_time() + _MOST_SECONDS

    def look_at_the_clock(*operation: object) -> None:
        if time.thread_time() > until:
            raise BadInputError(f"it takes more than {_MOST_SECONDS:.0f} seconds to read; split it")

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInputError("it is locked with a password")
        if len(reader.pages) > _MOST_PAGES:
            raise BadInputError(f"more than {_MOST_PAGES} pages: no article is that long; split it")
        title = reader.metadata.title if reader.metadata else None
        language = parse_language(reader.root_object.get("/Lang"))
        with apply_configuration(_BOUNDED):
            pages = [page_rows(page, look_at_the_clock) for page in reader.pages]
    except BadInputError:
        raise
    except Exception as error:  # pypdf lets through whatever a damaged file leads it into
        raise BadInputError(f"no PDF that can be read: {str(error)[:80]}") from None
    if not pages:
        raise BadInputError("no PDF that can be read: it has no pages")
    return {"title": title if isinstance(title, str) else None, "language": language}, pages
