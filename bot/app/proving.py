"""The paragraph that a quote stands in, as far as people want to read it."""

from __future__ import annotations

# What of a paragraph that is too long to be shown whole may stand before the quote, and the most
# of it that is shown.
_BEFORE_CHARS = 700
PARAGRAPH_CHARS = 2800


def paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines that `text[start:end]` stands in, without what is blank around them."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def shown_from(text: str, first: int, start: int) -> int:
    """Where a paragraph that begins at `first` is shown from, a whole word, for a quote."""
    cut = max(first, start - _BEFORE_CHARS)
    while first < cut < start and not text[cut - 1].isspace():
        cut += 1
    return cut
