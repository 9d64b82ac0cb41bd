"""What a body is: unpacked, and told by how it begins rather than by its header."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

_CHUNK = 65_536
_GZIP = 16 + zlib.MAX_WBITS  # how zlib is told that it is gzip
GZIP_MAGIC = b"\x1f\x8b"
# What is behind the end of a packed file is copied to be looked at: of a little, a little.
_SLICE = 4096
# A file that is packed already may be packed once more on its way; more than that is a trick.
_MOST_LAYERS = 3

# How much of a body shows what it is.
HEAD = 2048
_MARK = b"\xef\xbb\xbf"
# By the tags that HTML pages begin with, as the MIME Sniffing Standard lists them, and some more.
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|meta"
    rb"|article|main|section|header|link)(?=[\s>/])",
    re.IGNORECASE,
)
_ROOT = re.compile(rb"<([a-z][\w.-]*:)?(rss|feed|rdf|html)(?=[\s>/])", re.IGNORECASE)
# What stands before the root of XML: its declaration, comments, instructions, its DOCTYPE.
_PROLOG = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype(?!\s+html\b)(?:[^\[>]|\[.*?\]\s*(?=>))*>)+",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(head: bytes) -> str | None:
    """The content type of a body that begins like this: of a PDF, a page, a feed in XML, or JSON.

    None where the beginning does not tell. Feeds are "application/xml", whatever their kind.
    """
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    # UTF-16 with or without a mark is ASCII with NULs, as far as tags go.
    start = head.removeprefix(_MARK).lstrip(b"\xff\xfe\0").replace(b"\0", b"").lstrip()
    if start.startswith((b"{", b"[")):
        return "application/json"
    if not start.startswith(b"<"):
        return None
    if _HTML.match(start):
        return "text/html"
    prolog = _PROLOG.match(start)
    root = _ROOT.match(start, prolog.end() if prolog else 0)
    if root:
        return "text/html" if root[2].lower() == b"html" else "application/xml"
    return "text/html" if _HTML.match(start, prolog.end() if prolog else 0) else None


def unpacked(
    pieces: Iterable[bytes], most_bytes: int, deadline: float, layers: int = _MOST_LAYERS
) -> Iterator[bytes]:
    """A body in pieces of a bounded size, decompressed where it begins as gzip does.

    What a header says of it counts for nothing: there are servers that forget it, and servers that
    say it of what is not compressed. Raises EOFError and zlib.error where the body is not whole,
    ValueError where it is packed too often or into too much, and TimeoutError.
    """
    source = iter(pieces)
    start = b""
    for piece in source:
        start += piece
        if len(start) >= len(GZIP_MAGIC):
            break
    if not start.startswith(GZIP_MAGIC):
        yield start
        yield from source
        return
    if not layers:
        raise ValueError("it is compressed too many times over")
    inner = _gunzipped(_sliced(chain((start,), source)), most_bytes, deadline)
    yield from unpacked(inner, most_bytes, deadline, layers - 1)


def _sliced(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for at in range(0, len(piece), _SLICE):
            yield piece[at : at + _SLICE]


def _gunzipped(source: Iterator[bytes], most_bytes: int, deadline: float) -> Iterator[bytes]:
    """What one layer of gzip holds, which may be several files one after another."""
    unpacker = zlib.decompressobj(_GZIP)
    packed = next(source, b"")
    total = 0
    while total <= most_bytes:  # whoever reads the pieces has had enough of them then
        if time.monotonic() >= deadline:
            raise TimeoutError
        piece = unpacker.decompress(packed, _CHUNK)
        packed = unpacker.unconsumed_tail
        total += len(piece)
        if piece:
            yield piece
        if unpacker.eof:
            packed = unpacker.unused_data
            while len(packed) < len(GZIP_MAGIC) and (more := next(source, b"")):
                packed += more
            if not packed.startswith(GZIP_MAGIC):  # filled up with something, as on a tape
                return
            unpacker = zlib.decompressobj(_GZIP)
        elif not packed and len(piece) < _CHUNK:  # that is all there is in what came
            packed = next(source, b"")
            if not packed:
                raise EOFError("the compressed body ends early")
