"""Characters that no text means: controls, references to what is none, and what was lost."""

from __future__ import annotations

import html
import re
from html.entities import html5

LOST = "\ufffd"  # what stands for bytes that are in no encoding

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The upper control characters are Windows-1252's signs, taken for Latin-1's; the line end stays.
_UPPER = {
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85
}
_UPPER_SEEN = re.compile(r"[\x80-\x84\x86-\x9f]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?")
_MOST_DIGITS = 7
# A reference that is left for letters where the markup was read ("&amp;#8217;"); those to "<" and
# ">" are meant.
_LEFT = re.compile(r"&(?!lt;|gt;)(#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
# More than one lost sign in so many of those that can be seen, and a text is none.
_MOSTLY = 2


def without_controls(text: str) -> str:
    """A text without the control characters that neither XML nor HTML may hold."""
    if _UPPER_SEEN.search(text):
        text = text.translate(_UPPER)
    return _CONTROLS.sub("", text)


def mended_references(markup: str) -> str:
    """Markup whose numeric references all name a character.

    As the Standard for HTML reads them: two halves of a pair are the character they make, what is
    outside of Unicode is U+FFFD, 128 to 159 are Windows-1252's signs, and a control is nothing.
    """
    if "&#" not in markup:
        return markup
    markup = _REFERENCE.sub(_mended, markup)
    # The halves stand as such now: those that follow one another are one character.
    return markup.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mended(match: re.Match[str]) -> str:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    digits = digits.lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:
        return LOST
    code = int(digits, base)
    if 0xD800 <= code <= 0xDFFF:
        return chr(code)
    if code in (9, 10, 13) or 0x20 <= code < 0x7F or 0xA0 <= code < 0xFDD0:
        return match[0]  # fine as it is, by far most of them
    return html.unescape(f"&#{code};")


def without_left_references(text: str) -> str:
    """A text without references that are left in it for letters, but for those to "<" and ">":
    what was escaped once more than it should."""
    return _LEFT.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[1].startswith("#"):
        return html.unescape(match[0])
    return html5.get(f"{match[1]};", match[0])


def is_garbled(text: str) -> bool:
    """Whether so much of a text is U+FFFD that it says nothing: its encoding was mistaken."""
    lost = text.count(LOST)
    return lost > 0 and lost * _MOSTLY > sum(1 for sign in text if not sign.isspace())
