"""Articles in PDF: the text that pypdf finds, its hard line ends taken out again."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from pypdf import PdfReader

from knowledge.readers.decoding import BadInputError
from knowledge.readers.fields import Reading, clean_text, make_article, parse_language
from knowledge.readers.page_header import ends_sentence

# Longer is a book or an archive; pypdf takes some hundredths of a second for a page.
_MOST_PAGES = 300
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
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInputError("it is locked with a password")
        if len(reader.pages) > _MOST_PAGES:
            raise BadInputError(f"more than {_MOST_PAGES} pages: no article is that long; split it")
        title = reader.metadata.title if reader.metadata else None
        language = parse_language(reader.root_object.get("/Lang"))
        pages = [_unwrap(page.extract_text()) for page in reader.pages]
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
    text = ""
    ended = True
    for line in map(str.strip, lines):
        if not line or not text:
            text, ended = (text + "\n\n" if text else "") + line, not line
        elif ended:
            text, ended = text.rstrip("\n") + "\n\n" + line, False
        elif _HYPHEN.search(text) and line[:1].islower():
            text = text[:-1] + line
        else:
            text += f" {line}"
        ended = ended or (ends_sentence(line) and len(line) < margin)
    return text.strip()
