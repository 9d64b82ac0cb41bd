"""From the lines of a PDF's pages to its text: without heads and feet, paragraphs on one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.sources.readers.fields import parse_moment
from knowledge.sources.readers.page_header import ends_sentence
from knowledge.sources.readers.pdf.lines import Line, Row, joined

# Of a page so many lines at its top and at its foot may be those of every page.
_MARGIN_LINES = 4
# A line at the same height is the same line; the next but one page has it, if the pages alternate.
_SAME_HEIGHT = 2.0
_PAGES_APART = 2
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|página|pagina|strona|side|sida)\s*\d+(?:\W+\d+|\s+\w{1,3}\s+\d+)?"
    r"|\d+\s*(?:/|of|von|sur|de|di|van|av|af|z)\s*\d+)\W*",
    re.IGNORECASE,
)
# A line that ends a sentence this much before the margin ends a paragraph; one that ends so early
# stands alone, although it ends none.
_SHORT_LINE = 0.8
_LONE_LINE = 0.6
# So many times the usual distance between two lines is an empty line.
_GAP = 1.5
# Letters of another height are another thing: a headline, a caption.
_OTHER_SIZE = 1.08
_HEADLINE_SIZE = 1.15
_INITIAL_SIZE = 1.5
_HEADLINE_WORDS = 4
_MOST_HEADLINE = 200
# Words of a date, a place, a writer that may stand above it.
_BEFORE_HEADLINE = 12
_ADDRESS = re.compile(r"@|://")

_BULLETS = tuple("•‣◦▪●■")
_HYPHEN = re.compile(r"(?<=[^\W_])[-\u2010\u00ad]$")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# What is written with a hyphen when it stands before another word.
_COMPOUNDS = frozenset(
    "well ill self half ex vice non co mid pro anti post pre semi quasi cross long short high low"
    " full part first second third two three four five six seven eight nine ten old new near much"
    " ever best better world state all by off on in out far hard so left right north south east"
    " west multi inter counter".split()
)


def without_margins(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The rows of each page without running heads, feet and page numbers.

    They are found by what they are: the same line at the same height of pages near each other, but
    for the number that counts the pages. Nothing is taken out where nothing else would be left.
    """
    margins = [_margin(page) for page in pages]
    kept: list[list[Row]] = []
    for number, page in enumerate(pages):
        near = range(max(0, number - _PAGES_APART), min(len(pages), number + _PAGES_APART + 1))
        others = [
            (line, at - number) for at in near if at != number for line in margins[at].values()
        ]
        repeated = {
            place
            for place, line in margins[number].items()
            if _PAGE_NUMBER.fullmatch(line.text)
            or any(_same(line, other, apart) for other, apart in others)
        }
        kept.append([row for place, row in enumerate(page) if place not in repeated])
    return kept if any(kept) else [list(page) for page in pages]


def headline_of(lines: Sequence[Line]) -> tuple[str | None, int, int]:
    """The headline of a first page, told by the height of its letters, and which lines it takes."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    start = before = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and _same_size(lines[end], lines[start]):
            end += 1
        text = " ".join(" ".join(line.text for line in lines[start:end]).split())
        is_large = lines[start].size > body * _HEADLINE_SIZE
        is_long = len(text.split()) >= _HEADLINE_WORDS  # a newspaper's name is shorter
        if is_large and is_long and len(text) <= _MOST_HEADLINE and not _ADDRESS.search(text):
            return text, start, end
        before += len(text.split()) if lines[start].size <= body * _HEADLINE_SIZE else 0
        if before > _BEFORE_HEADLINE:
            break  # what is large within the text is a part of it, or quotes it
        start = end
    return None, 0, 0


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The paragraphs of lines that follow each other, over the ends of columns and pages.

    Words are put together that a line end divided; a large quotation that stands within a sentence
    comes after the paragraph.
    """
    lines = list(_with_initials(lines))
    lines, quotations = _parted(lines)
    margin = _margin_width(lines)
    leading = _leading(lines)
    written = Counter(word.lower() for line in lines for word in line.text.split())
    found: list[str] = []
    parts: list[str] = []
    aside: list[str] = []
    before: Line | None = None
    for place, line in enumerate(lines):
        text = " ".join(line.text.split())
        ends = before is not None and _ends_paragraph(before, line, margin, leading)
        if ends and place not in quotations:
            found += ["".join(parts), *aside]
            parts, aside = [], []
        aside += paragraphs(quotations.get(place, ()))
        if parts:
            parts[-1:] = _glued(parts[-1], text, written)
        else:
            parts.append(text)
        before = line
    return [*found, "".join(parts), *aside] if parts else found


def _parted(lines: Sequence[Line]) -> tuple[list[Line], dict[int, Sequence[Line]]]:
    """The lines without large ones that stand in the middle of a sentence, and those by the place
    of the line that goes on after them."""
    kept: list[Line] = []
    large: dict[int, Sequence[Line]] = {}
    start = 0
    while start < len(lines):
        end = start
        while kept and end < len(lines) and _is_larger(lines[end], kept[-1]):
            end += 1
        if end == start:
            kept.append(lines[start])
            start += 1
        elif end < len(lines) and _goes_on(kept[-1], lines[end]):
            large[len(kept)] = lines[start:end]
            start = end
        else:
            kept += lines[start:end]
            start = end
    return kept, large


def _is_larger(line: Line, than: Line) -> bool:
    return line.size > than.size and not _same_size(line, than)


def _goes_on(line: Line, after: Line) -> bool:
    """Whether a sentence goes on from one line to another, to tell by their letters."""
    is_open = not ends_sentence(line.text.rstrip())
    return is_open and _same_size(line, after) and after.text.lstrip()[:1].islower()


def _margin(page: Sequence[Row]) -> dict[int, Line]:
    """The lines at the top and at the foot of a page, by their place among its rows."""
    heights = sorted({row[0].y for row in page})
    outer = {*heights[:_MARGIN_LINES], *heights[-_MARGIN_LINES:]}
    return {place: joined(row) for place, row in enumerate(page) if row[0].y in outer}


def _same(line: Line, other: Line, apart: int) -> bool:
    """Whether two lines of pages so far apart are one, but for the number that counts pages."""
    if abs(line.y - other.y) > _SAME_HEIGHT:
        return False
    mine, others = line.text.split(), other.text.split()
    if sorted(mine) == sorted(others):
        return True
    # No text holds a NUL, which stands for a number here. On a left page they stand first.
    if _skeleton(mine) != _skeleton(others):
        return False
    left, right = (Counter(_NUMBER.findall(each.text)) for each in (line, other))
    one, two = list((left - right).elements()), list((right - left).elements())
    is_one = len(one) == len(two) == 1 and len(one[0] + two[0]) < 20
    counts = is_one and int(two[0]) - int(one[0]) == apart
    # The days of a diary count up as well.
    return counts and parse_moment(line.text) is None


def _with_initials(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, a large first letter put before the rest of its word."""
    initial: Line | None = None
    for line in lines:
        if initial is not None:
            is_rest = line.text[:1].islower() and line.size * _INITIAL_SIZE < initial.size
            if is_rest:
                line = replace(line, text=initial.text.strip() + line.text)
            else:
                yield initial
            initial = None
        if len(line.text.strip()) == 1 and line.text.strip().isupper():
            initial = line
        else:
            yield line
    if initial is not None:
        yield initial


def _skeleton(words: Sequence[str]) -> list[str]:
    return sorted(_NUMBER.sub("\0", word) for word in words)


def _same_size(line: Line, other: Line) -> bool:
    smaller, larger = sorted((line.size, other.size))
    return larger <= smaller * _OTHER_SIZE


def _margin_width(lines: Iterable[Line]) -> dict[float, int]:
    """For each height of letters how many of them the longest line has."""
    widths: dict[float, int] = {}
    for line in lines:
        size = round(line.size)
        widths[size] = max(widths.get(size, 0), len(line.text))
    return widths


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of a line from the one above it, by the height of its letters."""
    steps = Counter(
        round((above.y - below.y) / below.size, 1)
        for above, below in pairwise(lines)
        if above.y > below.y and below.size and _same_size(above, below)
    )
    return steps.most_common(1)[0][0] if steps else 0.0


def _ends_paragraph(line: Line, after: Line, margin: dict[float, int], leading: float) -> bool:
    if not _same_size(line, after):
        return True
    width = margin[round(line.size)]
    ended = ends_sentence(line.text.rstrip())
    if ended and len(line.text) < width * _SHORT_LINE:
        return True
    if leading and line.y - after.y > leading * line.size * _GAP:
        return True
    if ended and (line.column != after.column or after.y >= line.y):
        return True  # another column or page
    begins = after.text.lstrip()[:1]
    if begins in _BULLETS:
        return True
    if ended and line.size < after.x - line.x < 5 * line.size and line.column == after.column:
        return True  # an indented first line
    is_lone = len(line.text) < width * (_SHORT_LINE if line.font != after.font else _LONE_LINE)
    return is_lone and begins.isupper() and not _HYPHEN.search(line.text.rstrip())


def _glued(before: str, after: str, written: Counter[str]) -> tuple[str, str]:
    """The end of a line and the beginning of the next, as one text."""
    hyphen = _HYPHEN.search(before)
    if not hyphen:
        return before, f" {after}"
    if not after[:1].islower():
        # "Anglo-Irish", "2025-26": no word is divided before a capital or a digit.
        return (before, after) if hyphen[0] != "\u00ad" else (before[:-1], after)
    if hyphen[0] != "\u00ad" and _has_hyphen(before[:-1], after, written):
        return before, after
    return before[:-1], after


def _has_hyphen(before: str, after: str, written: Counter[str]) -> bool:
    """Whether a word has its hyphen anyway, wherever the line ends."""
    left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if not left or not right:
        return left is None  # "4-year"
    one, two = left[0].lower(), right[0].lower()
    if written[one + two]:
        return False
    return one in _COMPOUNDS or written[f"{one}-{two}"] > 0
