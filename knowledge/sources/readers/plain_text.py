"""Articles in plain text: pages as people copy them from a browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from knowledge.article import Section
from knowledge.sources.readers.fields import clean_text
from knowledge.sources.readers.furniture import is_furniture, tail_start
from knowledge.sources.readers.layout import Line, compose
from knowledge.sources.readers.page_header import ends_sentence, read_header, source_line

# Headings that say what follows and nothing of the story.
_LABELS = frozenset(
    {
        *("highlights", "key points", "key takeaways", "takeaways", "summary", "in brief"),
        *("at a glance", "story", "the story", "full story", "article", "full article"),
    }
)
_MARK = r"(?:[•‣◦▪●○∙·*–—-]|\d{1,2}[.)])"
_LONE_MARK = re.compile(_MARK.replace("—", ""))  # alone on a line it parts two scenes
_ITEM = re.compile(_MARK + r" \S.*")
_MOST_HEADING, _MOST_HEADING_WORDS = 100, 14
_PARAGRAPH_LENGTH = 60
# Widths at which mail programs and editors break lines; longer lines were broken by nobody.
_WRAP_WIDTHS = range(40, 101)


def read_page(text: str) -> tuple[dict[str, Any], str, tuple[Section, ...]]:
    """The fields that a copied page states, its text, and its sections.

    Lines of page furniture and of the page's head are left out of the text. The words of the rest
    are never touched, only their white space: a bullet that stands alone on a line joins the line
    after it, and the lines of a paragraph that was broken to a width are joined.
    """
    lines = list(_unwrapped(list(_without_furniture(_lines(clean_text(text))))))
    lines = lines[: tail_start([line.text for line in lines])]
    bare = [line.text for line in lines]
    body_start = next((n for n, line in enumerate(bare) if _opens_body(line)), len(bare))
    fields, used = read_header(bare, body_start)
    if "source" not in fields and lines and lines[-1].gap and (source := source_line(bare[-1])):
        fields["source"] = source
        used.add(len(lines) - 1)
    lines = [line for number, line in enumerate(lines) if number not in used]
    return fields, *compose(_with_headings(lines))


def _lines(text: str) -> Iterator[Line]:
    """The non-empty lines, each lone bullet joined to the line after it."""
    gap, mark = False, ""
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            gap = gap or not mark
        elif _LONE_MARK.fullmatch(line):
            mark = line
        else:
            yield Line(f"{mark} {line}" if mark else line, gap)
            gap, mark = False, ""


def _without_furniture(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines of the article; one that was left out parts those around it."""
    parted = False
    for line in lines:
        if is_furniture(line.text):
            parted = True
        else:
            yield replace(line, gap=line.gap or parted)
            parted = False


def _opens_body(line: str) -> bool:
    return line.lower().rstrip(":") in _LABELS or _ITEM.fullmatch(line) is not None


def _unwrapped(lines: list[Line]) -> Iterator[Line]:
    """Joins the lines of each block that was broken to a width."""
    block: list[Line] = []
    for line in lines:
        if block and (line.gap or _opens_body(line.text)):
            yield from _join_block(block)
            block = []
        block.append(line)
    yield from _join_block(block)


def _join_block(block: list[Line]) -> Sequence[Line]:
    """One line if every line of the block is as full as its width allows and one of them goes on
    in the next with a small letter, else the block."""
    width = max((len(line.text) for line in block), default=0)
    pairs = [(line.text, after.text) for line, after in itertools.pairwise(block)]
    full = all(len(line) + 1 + len(after.split(maxsplit=1)[0]) > width for line, after in pairs)
    goes_on = any(after[0].islower() and not ends_sentence(line) for line, after in pairs)
    if width not in _WRAP_WIDTHS or not (full and goes_on):
        return block
    return [replace(block[0], text=" ".join(line.text for line in block))]


def _with_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """Marks the headings and labels among the lines."""
    for number, line in enumerate(lines):
        before = lines[number - 1].text if number else None
        after = lines[number + 1].text if number + 1 < len(lines) else None
        if after is not None and line.text.lower().rstrip(":") in _LABELS:
            yield replace(line, text=line.text.rstrip(":"), label=True)
        else:
            yield replace(line, heading=_is_heading(before, line.text, after))


def _is_heading(before: str | None, line: str, after: str | None) -> bool:
    """Whether a line is short, no sentence, and stands between one paragraph's end and the next."""
    if after is None or not (_is_paragraph(after) or _ITEM.fullmatch(after)):
        return False
    if before is not None and not (ends_sentence(before) or _ITEM.fullmatch(before)):
        return False
    if len(line) > _MOST_HEADING or len(line.split()) > _MOST_HEADING_WORDS:
        return False
    if _ITEM.fullmatch(line) or line[0].islower() or not any(char.isalpha() for char in line):
        return False
    return line.endswith(("?", "？", "؟")) or not (ends_sentence(line) or line[-1] in ",;:—–-")


def _is_paragraph(line: str) -> bool:
    return len(line) >= _PARAGRAPH_LENGTH and (ends_sentence(line) or line.endswith(":"))
