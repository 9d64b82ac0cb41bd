"""Articles in PDF: the text that pypdf finds, its hard line ends taken out again."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator

from pypdf import Configuration, PdfReader, apply_configuration

from knowledge.readers.decoding import BadInputError
from knowledge.readers.fields import Reading, clean_text, make_article, parse_language
from knowledge.readers.page_header import ends_sentence

# Longer is a book or an archive; pypdf takes some hundredths of a second for a page.
_MOST_PAGES = 300
# Seconds of work for one file, and bytes for what is drawn on a page, fonts and the like: a file of
# some kilobytes can unfold to what takes hours and gigabytes.
_MOST_SECONDS = 20.0
_MOST_UNPACKED = 5_000_000
_BOUNDED = Configuration(
    array_based_stream_maximum_output_length=_MOST_UNPACKED,
    lzw_maximum_output_length=_MOST_UNPACKED,
    run_length_maximum_output_length=_MOST_UNPACKED,
    zlib_maximum_output_length=_MOST_UNPACKED,
)
# A line that ends a sentence this much before the margin ends a paragraph.
_SHORT_LINE = 0.8
_HYPHEN = re.compile(r"(?<=[^\W\d_])-$")

# What it logs is reported here, by file and in words.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, key: str, path: str) -> Iterator[Reading | BadInputError]:
    """The article of a PDF, and a fault that names the pages which are pictures of text.

    Title and language are those that the file states; its dates are those of the file, not of the
    article, and are not taken. Raises BadInputError where no text is to be found.
    """
    fields, pages = _pages(data)
    scanned = [number for number, text in enumerate(pages, start=1) if not text]
    if len(scanned) == len(pages):
        raise BadInputError("scanned pages without text: put it through text recognition (OCR)")
    if scanned:
        names = ", ".join(map(str, scanned[:10])) + (" …" if len(scanned) > 10 else "")
        yield BadInputError(f"page {names}: scanned or empty, without text; the others were read")
    text = clean_text("\n\n".join(filter(None, pages)))
    yield make_article(fields, text, key=key, path=path)


def _pages(data: bytes) -> tuple[dict[str, str | None], list[str]]:
    """The title and the language, and the text of each page."""
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
            texts = [
                page.extract_text(visitor_operand_before=look_at_the_clock) for page in reader.pages
            ]
        pages = [_unwrap(text) for text in texts]
    except BadInputError:
        raise
    except Exception as error:  # pypdf lets through whatever a damaged file leads it into
        raise BadInputError(f"no PDF that can be read: {str(error)[:80]}") from None
    if not pages:
        raise BadInputError("no PDF that can be read: it has no pages")
    return {"title": title if isinstance(title, str) else None, "language": language}, pages


def _unwrap(page: str) -> str:
    """A page's paragraphs, each on one line, with words put together that a line end divided."""
    lines = clean_text(page).split("\n")
    margin = max(map(len, lines)) * _SHORT_LINE
    paragraphs: list[list[str]] = []
    ended = True
    for line in map(str.strip, lines):
        if not line:
            ended = True
            continue
        if ended:
            paragraphs.append([line])
        elif _HYPHEN.search(paragraphs[-1][-1]) and line[0].islower():
            paragraphs[-1][-1] = paragraphs[-1][-1][:-1]
            paragraphs[-1].append(line)
        else:
            paragraphs[-1].append(f" {line}")
        ended = ends_sentence(line) and len(line) < margin
    return "\n\n".join(map("".join, paragraphs))
