"""The fonts of a timeline's picture: matplotlib's own, and one of the system for other scripts."""

from __future__ import annotations

import logging
import re
from functools import cache

# matplotlib's own font, which is always there, has no Chinese, Japanese and Korean letters. The
# first of these that is installed lends them.
_OWN = "DejaVu Sans"
_LACKING = "\0"  # stands for a letter while a text is looked through
_EAST_ASIAN = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)


@cache
def families() -> tuple[str, ...]:
    """The names of the fonts to write with; what one lacks is taken from the next."""
    from matplotlib.font_manager import fontManager

    # It warns of each font without bold letters, though it writes with the plain ones then.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    installed = set(fontManager.get_font_names())
    return (_OWN, *[name for name in _EAST_ASIAN if name in installed][:1])


def can_write(text: str) -> bool:
    """Whether the fonts have every letter of a text."""
    return all(char.isspace() or ord(char) in _letters() for char in text)


def lacks_letters(text: str) -> bool:
    """Whether a text has letters that no font has; signs and emoji are none."""
    return any(char.isalpha() and not can_write(char) for char in text)


def writable(text: str) -> str:
    """The text with "…" for runs of letters that no font has, without signs that none has; "" where
    such letters are most of it."""
    kept = "".join(char for char in text if char.isalpha() or can_write(char))
    marked = "".join(char if can_write(char) else _LACKING for char in kept)
    if 2 * marked.count(_LACKING) > len(marked):
        return ""
    return re.sub(f"{_LACKING}+", "…", marked)


@cache
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    fonts = [get_font(findfont(name)) for name in families()]
    return frozenset(code for font in fonts for code in font.get_charmap())
