"""The lines of a PDF's page, where each stands, in the order in which they are read.

pypdf gives the text in the order in which it is drawn, which is that of reading nearly always, and
tells where each piece of it stands. Only where columns are drawn row by row, line beside line, do
the lines have to be put in order.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, NameObject, NumberObject

# Drawing with the matrix that changes nothing: it makes pypdf tell of what was drawn before it.
_NOTHING = ([NumberObject(number) for number in (1, 0, 0, 1, 0, 0)], b"cm")
_MOVES = frozenset({b"BT", b"Td", b"TD", b"Tm", b"T*"})
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]")
# Letters that a font draws as one sign: words are spelt with their own.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
# A letter is about so many times as wide as its font is high.
_LETTER = 0.45
_NARROWEST, _WIDEST = 0.4, 0.65
_LONG_WORD = 12
# Between two columns is at least so much room, by the height of the letters; between two words of a
# line less, also where letters are all of one width and so stand below each other.
_ROOM = 0.8
# Lines beside each other differ by less than this in how high they stand.
_LEVEL = 0.8
_LOWER = 0.3
# Lines of a column begin at the same place, give or take so many points.
_TOLERANCE = 1.5
# A column has at least so many lines beside those of the next one. Most of the lines that reach
# beyond its edge begin there, they are as long as text is, and many go on with a sentence: in a
# table, which is to be read row by row, they do not.
_FEWEST_ROWS = 3
_AT_EDGE = 0.6
_COLUMN_LETTERS = 12
_GOING_ON = 0.25

Look = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, where it begins, the height of its letters and their font."""

    text: str
    x: float
    y: float
    size: float
    font: str = ""
    column: int = 0

    @property
    def end(self) -> float:
        """About where it ends."""
        return self.x + len(self.text) * self.size * _LETTER


# The pieces of a line, as they were drawn one after the other.
Row = Sequence[Line]


def page_rows(page: PageObject, look: Look) -> list[Row]:
    """The lines of a page in the order in which they are drawn.

    `look` is called before each step of the work; what it raises ends the work.
    """
    drawn = page.get("/Contents")
    if drawn is None:
        return []
    content = ContentStream(drawn.get_object(), page.pdf, "bytes")
    content.operations = list(_stepwise(content.operations))
    rows: list[list[Line]] = [[]]
    turn = _turning(page)

    def take(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        head, ended, _ = text.translate(_LIGATURES).partition("\n")
        if head.strip():
            x, y, height = _place(cm, tm, size)
            rows[-1].append(Line(head, *turn(x, y), height, _font_name(font)))
        elif head and rows[-1]:
            rows[-1][-1] = replace(rows[-1][-1], text=rows[-1][-1].text + " ")
        if ended and rows[-1]:
            rows.append([])

    page[NameObject("/Contents")] = content
    text = page.extract_text(visitor_operand_before=look, visitor_text=take)
    page[NameObject("/Contents")] = drawn
    if _RIGHT_TO_LEFT.search(text):  # there pypdf has to put the pieces in order
        lines = page.extract_text(visitor_operand_before=look).split("\n")
        return [[Line(line, 0, -at, 1)] for at, line in enumerate(lines) if line.strip()]
    return [part for row in rows for part in _apart(row)]


def in_reading_order(rows: Sequence[Row]) -> list[Line]:
    """The lines of a page, columns one after the other."""
    beside = list(_side_by_side(rows))
    edges = _edges(beside)
    if not edges:
        return [joined(row) for row in rows]
    ordered: list[Line] = []
    band: list[Line] = []
    for row in beside:
        parts = _cut(row, edges)
        # A headline above the columns, or a picture's words between them.
        across = len(parts) == 1 and any(
            parts[0].x < edge - _TOLERANCE and parts[0].end > edge + parts[0].size for edge in edges
        )
        if across:
            ordered += [*sorted(band, key=lambda line: line.column), *parts]
            band = []
        else:
            band += parts
    return [*ordered, *sorted(band, key=lambda line: line.column)]


def joined(pieces: Row, column: int = 0) -> Line:
    """The line that pieces beside each other make, as high as most of it is."""
    heights: Counter[tuple[float, str]] = Counter()
    for piece in pieces:
        heights[piece.size, piece.font] += len(piece.text)
    (size, font), _ = heights.most_common(1)[0]
    text = "".join(piece.text for piece in pieces)
    first = pieces[0]
    return Line(text, first.x, first.y, size, font, column)


def _place(cm: Sequence[float], tm: Sequence[float], size: float) -> tuple[float, float, float]:
    """Where a text begins on its page, from the left and from below, and how high its letters are.

    What a damaged file puts beyond all numbers stands at 0.
    """
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    up = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
    height = abs(size * math.hypot(*up)) or abs(size)
    x, y, height = (each if math.isfinite(each) else 0.0 for each in (x, y, height))
    return x, y, height


def _turning(page: PageObject) -> Callable[[float, float], tuple[float, float]]:
    """From where a text begins on a page to where it is seen, since a page may be turned."""
    try:
        quarters = page.rotation // 90 % 4
    except (TypeError, ValueError):  # a damaged file
        quarters = 0
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    turns: tuple[Callable[[float, float], tuple[float, float]], ...] = (
        lambda x, y: (x, y),
        lambda x, y: (y, width - x),
        lambda x, y: (width - x, height - y),
        lambda x, y: (height - y, x),
    )
    return turns[quarters]


def _font_name(font: Any) -> str:
    return str(font.get("/BaseFont", "")) if font else ""


def _stepwise(operations: Sequence[Any]) -> Iterator[Any]:
    """What is drawn, with a step between any two pieces that are placed on their own."""
    moved = False
    for operation in operations:
        if operation[1] in _MOVES:
            moved = True
        elif operation[1] in _SHOWS and moved:
            moved = False
            yield _NOTHING
        yield operation


def _apart(row: Row) -> Iterator[Row]:
    """The lines in what pypdf takes for one: where it goes back and down, another one begins."""
    start = 0
    for number, (before, piece) in enumerate(pairwise(row), start=1):
        down = before.y - piece.y
        if piece.x < before.x - piece.size and down > _LOWER * piece.size:
            yield row[start:number]
            start = number
    if row:
        yield row[start:]


def _side_by_side(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, those as one whose lines stand beside each other without being level."""
    whole: list[Line] = []
    for row in rows:
        if whole:
            last, first = whole[-1], row[0]
            is_level = abs(last.y - first.y) < _LEVEL * min(last.size, first.size)
            if not is_level or first.x < last.end + _ROOM * last.size:
                yield whole
                whole = []
        whole = [*whole, *row]
    if whole:
        yield whole


def _cut(row: Row, edges: Sequence[float]) -> list[Line]:
    """The parts of a row in the columns that begin at the edges."""
    parts: dict[int, list[Line]] = {}
    for piece in row:
        column = sum(1 for edge in edges if piece.x > edge - _TOLERANCE)
        at_edge = any(abs(piece.x - edge) <= _TOLERANCE for edge in edges)
        if column not in parts and parts and not at_edge:
            column = max(parts)  # a word of a line that goes across
        parts.setdefault(column, []).append(replace(piece, column=column))
    return [joined(pieces, column) for column, pieces in parts.items()]


def _edges(rows: Sequence[Row]) -> list[float]:
    """Where columns begin that are drawn row by row, the first of them left out."""
    places = Counter(round(piece.x) for row in rows for piece in row[1:])
    letter = _letter_width(rows)
    edges: list[float] = []
    for place, count in places.most_common(12):
        if count < _FEWEST_ROWS:
            break
        if all(abs(place - edge) > 20 for edge in edges) and _is_edge(place, rows, letter):
            edges.append(place)
    edges.sort()
    return edges if edges and _are_columns(rows, edges) else []


def _letter_width(rows: Sequence[Row]) -> float:
    """How wide a letter is, by its height: told by words that follow each other, if any do."""
    widths = [
        (after.x - word.x) / (len(word.text) * word.size)
        for row in rows
        for word, after in pairwise(row)
        if after.x > word.x and word.size and len(word.text) <= _LONG_WORD
    ]
    narrow = min(widths, default=_LETTER)
    return max(narrow, _NARROWEST) if narrow <= _WIDEST else _LETTER


def _is_edge(place: float, rows: Sequence[Row], letter: float) -> bool:
    """Whether most of the rows that stand on both sides of a place begin anew there."""
    both = [row for row in rows if row[0].x < place - 20 and row[-1].x >= place - _TOLERANCE]
    anew = [row for row in both if _has_room_at(place, row, letter)]
    return len(anew) >= _FEWEST_ROWS and len(anew) >= _AT_EDGE * len(both)


def _has_room_at(place: float, row: Row, letter: float) -> bool:
    """Whether a piece begins at a place, with more room before it than there is between words."""
    for before, piece in pairwise(row):
        if abs(piece.x - place) <= _TOLERANCE:
            end = before.x + len(before.text.rstrip()) * before.size * letter
            return piece.x - end >= _ROOM * piece.size
    return False


def _are_columns(rows: Sequence[Row], edges: Sequence[float]) -> bool:
    """Whether what stands side by side is text, not a table."""
    cut = [parts for row in rows if len(parts := _cut(row, edges)) > 1]
    for column in range(len(edges) + 1):
        texts = [part.text.strip() for parts in cut for part in parts if part.column == column]
        if not texts or median(map(len, texts)) < _COLUMN_LETTERS:
            return False
        going_on = sum(1 for text in texts if text and not (text[0].isupper() or text[0].isdigit()))
        if going_on < _GOING_ON * len(texts):
            return False
    return True
