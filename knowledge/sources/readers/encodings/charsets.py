"""Character encodings by the names and rules of the web's Encoding Standard."""

from __future__ import annotations

import codecs
import re
import unicodedata

import webencodings

# Where a page says what it is written in: the Standard looks at 1,024 bytes, browsers at more.
_PRESCAN = 2048
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_XML = re.compile(
    rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([^\"'\s>]{2,40})", re.IGNORECASE
)
_META = re.compile(rb"<meta[\s/]([^>]{1,500})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s\"';>]{2,40})", re.IGNORECASE)
# The Standard decodes these by a wider table than Python's codec of that name has.
_TABLES = {"gbk": ("gb18030",), "euc-jp": ("euc-jp", "euc-jis-2004")}
# What shifts between alphabets in bytes that are all ASCII, and so are UTF-8 to the eye.
_SHIFTS = re.compile(rb"[\x0e\x1b]|~\{")

# How much is looked at to tell UTF-16 that does not say what it is, and the share of the signs that
# have to be ASCII: spaces, digits, line ends and tags, which texts in all alphabets have.
_SAMPLE = 4096
_LEAST_ASCII = 0.04
_ASCII = frozenset((0x09, 0x0A, 0x0D, *range(0x20, 0x7F)))


def is_replaced(label: str | None) -> bool:
    """Whether a label names an encoding that the Standard refuses to decode (ISO-2022-KR, HZ)."""
    return _standard_name(label) == "replacement"


def decode_as(label: str | None, data: bytes, errors: str = "strict") -> str:
    """The text in the encoding that the Standard means by a label ("gb2312" is GB18030).

    Raises LookupError for a label that the Standard does not have or decode, and UnicodeError where
    the bytes are not in that encoding and `errors` is strict.
    """
    found = webencodings.lookup(label or "")
    if found is None or found.name in ("replacement", "x-user-defined"):
        raise LookupError(label)
    *first, last = _TABLES.get(found.name, (found.codec_info.name,))
    for name in first:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode(last, errors)


def shifts_alphabets(data: bytes) -> bool:
    """Whether ASCII bytes hold the signs by which ISO-2022 and HZ change to another alphabet."""
    return _SHIFTS.search(data) is not None


def declared_in(data: bytes) -> str | None:
    """The label that HTML or XML states in its own first bytes.

    As the Standard for HTML looks for it: not in comments, and in no `meta` but one that is about
    the encoding. A label that can be read as ASCII is not UTF-16's, whatever it says.
    """
    head = _COMMENT.sub(b"", data[:_PRESCAN])
    label = _xml_label(head) or _meta_label(head)
    if label is None:
        return None
    name = _standard_name(label)
    if name in ("utf-16le", "utf-16be"):
        return "utf-8"
    return "windows-1252" if name == "x-user-defined" else label


def _standard_name(label: str | None) -> str | None:
    """The Standard's own name for what a label names."""
    found = webencodings.lookup(label or "")
    return str(found.name) if found is not None else None


def _xml_label(head: bytes) -> str | None:
    match = _XML.match(head)
    return match[1].decode("latin-1") if match else None


def _meta_label(head: bytes) -> str | None:
    for meta in _META.finditer(head):
        stated: dict[bytes, bytes] = {
            name.lower(): double or single or bare
            for name, double, single, bare in _ATTRIBUTE.findall(meta[1])
        }
        if b"charset" in stated:
            return stated[b"charset"].decode("latin-1")
        if stated.get(b"http-equiv", b"").strip().lower() == b"content-type":
            label = _CHARSET.search(stated.get(b"content", b""))
            if label:
                return label[1].decode("latin-1")
    return None


def unmarked_utf16(data: bytes) -> str | None:
    """The codec of UTF-16 text without a byte order mark; None for anything else.

    Its ASCII signs have a NUL before or behind them, and nothing in it is a sign that no text has.
    """
    sample = data[:_SAMPLE]
    if b"\0" not in sample or len(sample) % 2:
        return None
    first, second = sample[::2], sample[1::2]
    little = sum(1 for low, high in zip(first, second, strict=True) if not high and low in _ASCII)
    big = sum(1 for high, low in zip(first, second, strict=True) if not high and low in _ASCII)
    found, other = max(little, big), min(little, big)
    # A NUL or two between ASCII signs are binary data, which read as UTF-16 is mostly Chinese.
    is_latin = not sample.translate(None, bytes((0, *_ASCII)))
    least = 0.5 if is_latin else _LEAST_ASCII
    if found < max(1, least * len(first)) or other * 10 > found:
        return None
    name = "utf-16-le" if little > big else "utf-16-be"
    # Not to the end: the sample may stop within a sign of two units.
    text = codecs.getincrementaldecoder(name)("replace").decode(sample)
    return name if all(map(_is_text, text)) else None


def _is_text(sign: str) -> bool:
    return sign in "\t\n\f\r" or unicodedata.category(sign) not in ("Cc", "Cn", "Co")
