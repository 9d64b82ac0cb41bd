"""Discord's markdown: text of articles and users made harmless, bold words, quotes, links.

Every function returns one line whose text shows as it was given: a character that could start
markup is escaped, a mention is broken by a zero-width space, and nothing links but `link`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from bot.app.marks import is_surplus
from bot.discord.limits import BUTTON_URL_CHARS, length

# `<` opens mentions, time stamps and custom emoji; the colon of `://` makes a link of an address.
_ESCAPED = re.compile(r"[\\*_~`|\[<]|:(?=//)|@(?=everyone|here|[!&]?\d)")
# What makes a heading, list, quote or small print when a line begins with it.
_LINE_MARKUP = re.compile(r"\s*(?:[#>+=-]|\d+(?P<stop>[.)]))")
# Marks that could turn the line's direction round, byte order marks, and the white space that
# is broken up into other lines.
_DROPPED = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")
_LABEL_MARKUP = str.maketrans({"[": "(", "]": ")", "*": "", "`": "", "|": "¦", "~": "-", "_": " "})
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]*$")

Spans = Sequence[tuple[int, int]]


def escape(text: str) -> str:
    """A text of any length as it would show without markdown."""
    return "".join(_atoms(text)).strip()


def excerpt(text: str, limit: int, bold: Spans = ()) -> str:
    """The text escaped, with the spans of it (offsets) in bold, in at most `limit` characters.

    What does not fit is cut at the end of a sentence or word and marked with "…", never within
    an escape, a bold pair or an emoji.
    """
    clipped = text[: 8 * limit]  # white space and dropped marks cost nothing, but have an end
    atoms = _atoms(clipped)
    spans = _joined(clipped, bold)
    whole = _render(atoms, spans, len(atoms))
    if len(clipped) == len(text) and length(whole) <= limit:
        return whole
    room = limit - 1
    cut = bisect_right(range(len(atoms) + 1), room, key=lambda at: _cost(atoms, spans, at)) - 1
    cut_text = _render(atoms, spans, _boundary(clipped, cut))
    return cut_text + "…"


def bold(text: str, limit: int) -> str:
    """The text in bold, escaped, in at most `limit` characters."""
    return f"**{excerpt(text, limit - 4)}**" if text.strip() else ""


def label(text: str, limit: int) -> str:
    """A label for a link or button, where backslashes would show: markup is substituted."""
    plain = "".join(_plain(text)).translate(_LABEL_MARKUP).replace("\\", "/").replace("://", " ")
    plain = re.sub(r"[<>]|@(?=everyone|here)", "", plain)
    plain = " ".join(plain.split())
    if length(plain) > limit:
        cut = bisect_right(range(len(plain) + 1), limit - 1, key=lambda at: length(plain[:at])) - 1
        plain = plain[: _boundary(plain, cut)].rstrip() + "…"
    return plain or "untitled"


def link(text: str, url: str | None, limit: int) -> str:
    """A masked link in at most `limit` characters; without a usable URL the escaped text."""
    address = clean_url(url)
    if address is None or length(address) + 24 > limit:
        return excerpt(text, limit)
    return f"[{label(text, limit - length(address) - 4)}]({address})"


def clean_url(url: str | None) -> str | None:
    """The URL as Discord takes it in a link or button, or None: http(s), a host, 512 characters.

    Brackets and whatever else could end the link are percent-encoded. An address with a user name
    is refused, for it shows another host than it opens.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    address = f"{parts.scheme}://{host}{port}" + "".join(
        mark + quote(part, safe="/%:@!$&+,;=?-.", errors="replace")
        for mark, part in (("", parts.path), ("?", parts.query), ("#", parts.fragment))
        if part
    )
    return address if length(address) <= BUTTON_URL_CHARS else None


def _plain(text: str) -> list[str]:
    """Each character as it may be shown: controls and piled up marks out, white space to single
    spaces."""
    shown: list[str] = []
    spaced = True
    for char, surplus in zip(text, is_surplus(text), strict=True):
        category = unicodedata.category(char)
        if char.isspace():
            shown.append("" if spaced else " ")
            spaced = True
        elif surplus or category in ("Cc", "Cs") or _DROPPED.match(char):
            shown.append("")
        else:
            shown.append(char)
            spaced = False
    return shown


def _atoms(text: str) -> list[str]:
    """Each character in its escaped form; never to be cut within."""
    atoms = _plain(text)
    plain = "".join(atoms)
    positions = [at for at, atom in enumerate(atoms) if atom]
    for match in _ESCAPED.finditer(plain):
        at = positions[match.start()]
        atoms[at] = "@\u200b" if atoms[at] == "@" else "\\" + atoms[at]
    if start := _LINE_MARKUP.match(plain):
        at = positions[start.start("stop") if start["stop"] else start.end() - 1]
        atoms[at] = "\\" + atoms[at].removeprefix("\\")
    return atoms


def _joined(text: str, spans: Spans) -> list[tuple[int, int]]:
    """The spans in order and within the text; those with only white space between made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        start, end = max(start, 0), min(end, len(text))
        if not text[start:end].strip():
            continue
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _render(atoms: list[str], spans: Spans, cut: int) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        end = min(end, cut)
        inside = "".join(atoms[start:end])
        if not inside.strip():
            continue
        words = inside.strip()
        before, after = inside.split(words, 1)
        pieces += ["".join(atoms[position:start]), before, "**", words, "**", after]
        position = end
    pieces.append("".join(atoms[position:cut]))
    return "".join(pieces).strip()


def _cost(atoms: list[str], spans: Spans, cut: int) -> int:
    """The most that the atoms before `cut` may take up; grows with `cut`."""
    bolded = sum(4 for start, _ in spans if start < cut)
    return length("".join(atoms[:cut])) + bolded


def _boundary(text: str, cut: int) -> int:
    """The best place to cut at or before `cut`: a sentence's end, a word's, a whole character's."""
    half = cut // 2
    ends = [match.end() for match in _SENTENCE_END.finditer(text, half, cut + 1)]
    if ends and ends[-1] <= cut:
        return ends[-1]
    if cut >= len(text) or text[cut].isspace():
        return cut
    space = max((at for at in range(half, cut) if text[at].isspace()), default=0)
    if space:
        return space
    while cut and (_continues(text[cut]) or text[cut - 1] == "\u200d" or _in_flag(text, cut)):
        cut -= 1
    return cut


def _continues(char: str) -> bool:
    """Whether a character is drawn onto the one before it: accents, joiners, skin tones."""
    return (
        bool(unicodedata.combining(char))
        or char in "\u200d\ufe0e\ufe0f\u20e3"
        or ("\U0001f3fb" <= char <= "\U0001f3ff")
    )


def _in_flag(text: str, at: int) -> bool:
    """Whether `at` is between the two letters of a flag."""
    if not "\U0001f1e6" <= text[at] <= "\U0001f1ff":
        return False
    before = _FLAG_LETTERS.search(text, 0, at)
    return before is not None and len(before[0]) % 2 == 1
