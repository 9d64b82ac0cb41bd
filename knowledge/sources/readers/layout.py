"""From the lines of a page to an article's text and sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.article import Section


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: clean text, whether an empty line stands before it, and what it is.

    A heading opens a section. A label is a heading that only says what follows ("Highlights"): it
    names its section and is left out of the text.
    """

    text: str
    gap: bool = False
    heading: bool = False
    label: bool = False


def compose(lines: Iterable[Line]) -> tuple[str, tuple[Section, ...]]:
    """The text that the lines make, and its sections.

    A section runs from its heading (from behind its label) to the next heading; what stands before
    the first heading is in no section. A label with nothing behind it makes no section.
    """
    parts: list[str] = []
    opened: list[tuple[str, int]] = []  # section title, offset of its first character
    length, gap = 0, False
    label: str | None = None
    for line in lines:
        gap = gap or line.gap
        if line.label:
            label = line.text
            continue
        break_before = "" if not parts else "\n\n" if gap else "\n"
        title = line.text if line.heading else label
        if title is not None:
            opened.append((title, length + len(break_before)))
        parts.append(break_before + line.text)
        length += len(parts[-1])
        label, gap = None, False
    text = "".join(parts)
    ends = [*(start for _, start in opened), length][1:]
    sections = (
        Section(title, start, start + len(text[start:end].rstrip()))
        for (title, start), end in zip(opened, ends, strict=True)
    )
    return text, tuple(sections)
