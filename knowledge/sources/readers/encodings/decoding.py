"""From the bytes of a file to text: compression, encodings and limits."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from knowledge.sources.readers.encodings.characters import LOST, mended_references, without_controls
from knowledge.sources.readers.encodings.charsets import (
    declared_in,
    decode_as,
    is_replaced,
    shifts_alphabets,
    unmarked_utf16,
)

# One article may hold this many bytes of UTF-8 text: beyond it is a book or a dump, not news.
MOST_TEXT_BYTES = 5_000_000
# A page of MOST_TEXT_BYTES may take four bytes a letter or be mostly markup.
MOST_PAGE_BYTES = 4 * MOST_TEXT_BYTES

_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The signs that English news in Windows-1252 holds: typographic ones anywhere, accented letters
# beside an ASCII letter. Anything else is another encoding or damage. Statistical detectors are no
# help: they read a broken UTF-8 file as Japanese or Polish without a doubt.
# A letter between two others is matched in two ways, thirty of them in a billion: the last "+" has
# none of them tried again.
_WINDOWS_1252 = re.compile(
    rb"(?:[\x00-\x7f\x80\x82\x84\x85\x91-\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb7\xbb\xbd]"
    rb"|(?<=[A-Za-z])[\xc0-\xcf\xd1-\xd6\xd8-\xdd\xdf-\xef\xf1-\xf6\xf8-\xfd]"
    rb"|[\xc0-\xcf\xd1-\xd6\xd8-\xdd\xdf-\xef\xf1-\xf6\xf8-\xfd](?=[A-Za-z]))*+"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# One control character in so many: what is read is no text.
_BINARY_SHARE = 50
_BINARY_SAMPLE = 10_000
# So many signs of a page may be lost to a slip of its publisher's, or one in so many of those that
# are not ASCII; beyond that it is in another encoding.
_LOST_SIGNS = 3
_LOST_SHARE = 10
# How much of a stream is looked at for the encoding of its lines.
_HEAD = 256
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*>", re.IGNORECASE)

# What is said of a text of which little is left.
GARBLED = (
    "most of its text is U+FFFD, which stands for what could not be read: it was saved in another "
    "encoding than it says"
)


class BadInputError(Exception):
    """Why a file or record could not be read, and the line (from 1) where that is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


# What reading a stream can raise when the file is damaged or out of reach.
STREAM_ERRORS = (OSError, EOFError, zlib.error)


def open_bytes(path: Path) -> BinaryIO:
    """The file's content as a stream of bytes, decompressed where the name ends in `.gz`."""
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def stream_problem(error: BaseException) -> str:
    """One of STREAM_ERRORS in a person's words."""
    if isinstance(error, gzip.BadGzipFile):
        return f"damaged or not a gzip file ({error})"
    if isinstance(error, EOFError):
        return "the gzip data ends early: the file is half-written"
    if isinstance(error, zlib.error):
        return "the gzip data is damaged"
    if isinstance(error, PermissionError):
        return "permission denied: let the bot's user read it"
    return getattr(error, "strerror", None) or str(error)


def read_bounded(path: Path, most_bytes: int, advice: str) -> bytes:
    """The whole content, decompressed; stops at `most_bytes` so that a gzip bomb costs no memory.

    Raises BadInputError naming the limit and `advice`, or one of STREAM_ERRORS.
    """
    with open_bytes(path) as stream:
        data = stream.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise BadInputError(f"more than {most_bytes // 1_000_000} MB: {advice}")
    return data


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark announces."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    return None


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file: by its byte order mark, as UTF-8, as `declared`, or as Windows-1252.

    UTF-8 is tried before what is declared, since no other text is valid UTF-8 by chance; only what
    changes alphabets within ASCII (ISO-2022-JP) and UTF-16 have to be known before. A label means
    what the web's Encoding Standard says it means.

    Raises BadInputError for binary data and for text whose encoding cannot be told.
    """
    text = _decode_strictly(data, declared)
    if "\0" in text or _is_binary(text):
        raise BadInputError("binary data, not text")
    return text


def decode_markup(data: bytes, charset: str | None = None) -> str:
    """The text of HTML or XML, as `decode`; `charset` is what its server says of it.

    Without its XML declaration, whose word on the encoding is no longer true. A control character,
    a reference to what is no character and a byte or two in no encoding cost that character; where
    more is lost, the encoding cannot be told, and that raises BadInputError.
    """
    text, problem = decode_damaged(data, charset)
    if problem:
        lost = text.count(LOST)
        kept = sum(1 for sign in text if sign > "\x7f") - lost
        if lost > max(_LOST_SIGNS, kept // _LOST_SHARE):
            raise BadInputError(problem)
    return text


def decode_damaged(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """As `decode_markup`, however much is lost; and the problem, where something is.

    Raises BadInputError for binary data, and for what the Standard does not decode.
    """
    declared = charset or declared_in(data)
    if is_replaced(declared) and data.isascii() and shifts_alphabets(data):
        raise BadInputError(f"in {declared}, which the web no longer reads; save it as UTF-8")
    problem = None
    try:
        text = _decode_strictly(data, declared)
    except BadInputError as error:
        problem = f"{error.reason}; what could not be read stands as {LOST}"
        try:
            text = decode_as(declared or "utf-8", data, "replace")
        except LookupError:
            text = data.decode("utf-8", "replace")
    if _is_binary(text):
        raise BadInputError("binary data, not text")
    text = mended_references(without_controls(text))
    xml = _XML_DECLARATION.match(text)
    return text[xml.end() :] if xml else text, problem


def _is_binary(text: str) -> bool:
    sample = text[:_BINARY_SAMPLE]
    return len(_CONTROL.findall(sample)) > len(sample) // _BINARY_SHARE


def _decode_strictly(data: bytes, declared: str | None) -> str:
    """The text where every byte is in one encoding; raises BadInputError where none is."""
    marked = marked_encoding(data)
    encoding = marked or unmarked_utf16(data) or "utf-8"
    if declared and marked is None and shifts_alphabets(data):
        text = _decode_declared(data, declared)
        if text:
            return text
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _decode_declared(data, declared)
        text = text or (_decode_legacy(data, error) if encoding == "utf-8" else "")
        if not text:
            line = data.count(b"\n", 0, error.start) + 1
            also = f" and not in {declared[:40]}, as it declares" if declared else ""
            raise BadInputError(
                f"not {encoding.upper()} text (byte {error.start}){also}; save it as UTF-8", line
            ) from None
        return text


def _decode_declared(data: bytes, declared: str | None) -> str:
    """The text in the encoding that it declares if it is in that one, else ""."""
    try:
        return decode_as(declared, data)
    except (UnicodeError, LookupError):
        return ""


def _decode_legacy(data: bytes, error: UnicodeDecodeError) -> str:
    """The text as Windows-1252 if every byte of it is at home there, else ""."""
    damaged = not data[: error.start].isascii() or error.reason == "unexpected end of data"
    if damaged or not _WINDOWS_1252.fullmatch(data):
        return ""
    return data.decode("cp1252")


def lines_of(stream: BinaryIO) -> BinaryIO:
    """A stream whose lines end in a newline byte: UTF-16 and UTF-32 are recoded to UTF-8.

    UTF-16 is told by its mark, or by the NULs beside its ASCII signs.
    """
    head = stream.read(_HEAD)
    encoding = marked_encoding(head) or unmarked_utf16(head)
    stream.seek(0)
    if encoding in (None, "utf-8-sig"):
        stream.seek(len(codecs.BOM_UTF8) if encoding else 0)
        return stream
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding or "")))


class _Recoded(io.RawIOBase):
    """UTF-8 bytes read from a stream in another encoding."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._chunks = codecs.iterdecode(iter(lambda: stream.read(65_536), b""), encoding)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk.encode("utf-8", "surrogatepass")
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
