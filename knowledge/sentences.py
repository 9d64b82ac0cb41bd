"""Sentence boundaries with character offsets, so that a sentence can be quoted verbatim."""

from __future__ import annotations

import re

import sentencex

_LINE = re.compile(r"[^\n]+")
# sentencex takes the white space between a capital and a point for one byte long each, and panics
# in the middle of a longer one, such as a no-break space.
_BEFORE_POINT = re.compile(r"\s+(?=\.)")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` in order, as offsets into `text`, outer white space off.

    A line break always ends a sentence: copied pages put headings and list items on lines of
    their own. Each line is split alone so that an unbalanced quotation mark cannot swallow the
    lines after it.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        content, position = line.group(), line.start()
        # What is too short for two sentences is a heading, most often.
        for piece in [content] if len(content) < 30 else _segments(content):
            stripped = piece.strip()
            if stripped:
                first = position + piece.index(stripped[0])
                spans.append((first, first + len(stripped)))
            position += len(piece)
    return spans


def _segments(line: str) -> list[str]:
    """What sentencex makes of a line; the pieces are as long as the line's, and in its order."""
    plain = _BEFORE_POINT.sub(lambda found: " " * len(found.group()), line)
    pieces: list[str] = sentencex.segment("en", plain)
    return pieces
