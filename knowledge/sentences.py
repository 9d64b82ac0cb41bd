"""Sentence boundaries with character offsets, so that a sentence can be quoted verbatim."""

from __future__ import annotations

import re

import sentencex

_LINE = re.compile(r"[^\n]+")


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
        for piece in [content] if len(content) < 30 else sentencex.segment("en", content):
            stripped = piece.strip()
            if stripped:
                first = position + piece.index(stripped[0])
                spans.append((first, first + len(stripped)))
            position += len(piece)
    return spans
