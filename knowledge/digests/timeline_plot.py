"""A timeline as a picture; needs matplotlib, which the package's extra "plot" installs."""

from __future__ import annotations

import datetime
import io
import textwrap
import unicodedata
import warnings
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.digests.plot_fonts import can_write, families, lacks_letters, writable
from knowledge.digests.plot_words import PlotWords, Tick
from knowledge.digests.timeline import Status, Timeline, TimelineEvent
from knowledge.durable import whole_file
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches, at 150 dots each: 1080 dots across, so that a phone shows letters of a readable size.
_WIDTH = 7.2
_DPI = 150
_MARGIN = 0.35
_LINE = 0.27  # a line of text
_TITLE_LINE = 0.36
_GAP = 0.16  # between two events
_AXIS = 2.0  # the axis with its events above and the volume below
_LEGEND_FOOT = 0.12  # from the legend to the lower edge
_MARK_PLACE = (0.16, 0.1)  # of an event's mark beside its text, from where the text begins
_TEXT_PLACE = 0.3  # of its text, from its mark
# Points: the height of letters, and the width of a mark with its border and stem.
_TITLE_SIZE, _TEXT_SIZE, _DAY_SIZE, _SMALL_SIZE = 18, 13, 11, 10
_MARK, _BORDER, _STEM, _BASE = 17, 2, 1.5, 2
_WRAP = 62  # characters in a line of text
_TITLE_WRAP = 38
_MOST_LINES = 3  # of an event's text; two where there are many events
_MANY_EVENTS = 10
_BARS = 60  # the most bars that the volume is drawn with
_BAR_SHARE = 0.85  # of its span that a bar is wide
_BELOW_BARS = 0.08  # in heights of the largest bar: from it to the words below
# Above the axis, in heights of the largest bar under it: the lowest mark, one level more, and the
# room above the highest and below the bars.
_LEVEL, _ROOM_ABOVE, _ROOM_BELOW = 0.3, 0.3, 0.4
_LEVELS = 5  # heights at which the marks of events close in time stand
_EDGE = 0.03  # of the days shown: free at each end
_CLOSE = 0.042  # of the width: marks nearer than this stand at different heights
# Discord's dark theme: background, text, small print, lines; then the marks and the bars.
_GROUND, _INK, _FAINT, _RULE = "#313338", "#f2f3f5", "#b5bac1", "#4e5058"
_COLOURS: dict[Status, str] = {"past": "#5fb0ff", "planned": "#f0b232"}
_BAR = "#5865f2"
_FORMATS = (".png", ".svg", ".pdf")


class PlotError(KnowledgeError):
    """The timeline cannot be drawn: no matplotlib, no events, or no place for the file."""


def can_plot() -> bool:
    """Whether matplotlib is there to draw with."""
    try:
        return find_spec("matplotlib") is not None
    except ValueError:  # a module in its place that was never found
        return False


def check_plot(path: str | Path) -> None:
    """Raises PlotError where no timeline could be drawn to that file, whatever it holds: another
    ending than .png, .svg or .pdf, no such folder, no matplotlib."""
    target = Path(path)
    if target.suffix.lower() not in _FORMATS:
        raise PlotError(f"{target}: a timeline is drawn as {', '.join(_FORMATS)}; name it so")
    if not target.parent.is_dir():
        raise PlotError(f"{target}: there is no folder {target.parent}; create it")
    _check_matplotlib()


def _check_matplotlib() -> None:
    if not can_plot():
        raise PlotError(
            "drawing needs matplotlib; install it with: pip install 'dateline-bot[plot]'"
        )


def can_write_out(timeline: Timeline) -> bool:
    """Whether there are fonts with all letters of a timeline's topic and events; matplotlib is
    there. What cannot be written is left out of its picture."""
    texts = [timeline.topic or "", *(event.text for event in timeline.events)]
    return not any(map(lacks_letters, texts))


def plot_timeline(timeline: Timeline, path: str | Path) -> None:
    """Draws a timeline to a .png, .svg or .pdf file, replacing it whole.

    Raises PlotError as `check_plot` does, and when the timeline is empty or the file cannot be
    written.
    """
    check_plot(path)
    target = Path(path)
    drawn = draw_timeline(timeline, target.suffix[1:].lower())
    try:
        with whole_file(target) as file:
            file.write(drawn)
    except OSError as error:
        raise PlotError(f"{target}: cannot be written: {error.strerror or error}") from error


def draw_timeline(
    timeline: Timeline,
    form: str = "png",
    words: PlotWords = PlotWords(),  # noqa: B008 - it holds nothing
) -> bytes:
    """A timeline as the bytes of a picture: its events on an axis, the volume of coverage under it,
    and below what each event is, in the order of their days.

    Events that are over have a filled mark, planned ones an open mark of another colour. Its words
    are English where no font has the letters of those given, and what events tell in letters that
    none has is left out. Raises PlotError when the timeline is empty or there is no matplotlib.
    """
    if not timeline.events:
        raise PlotError("the timeline has no events to draw; try another topic or a wider range")
    _check_matplotlib()
    from matplotlib.figure import Figure  # not pyplot: no display, no global state

    words = words if can_write(words.legend()) else PlotWords()
    texts = [_wrapped(event, len(timeline.events)) for event in timeline.events]
    heights = [_GAP + _LINE * (1 + len(lines)) for lines in texts]
    title = _lines(words.headline(timeline), _TITLE_WRAP, 2)
    head = _MARGIN + _TITLE_LINE * len(title)
    height = head + _AXIS + sum(heights) + 2 * _MARGIN
    figure = Figure(figsize=(_WIDTH, height), facecolor=_GROUND)
    sheet = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    sheet.set_xlim(0, _WIDTH)
    sheet.set_ylim(height, 0)  # inches from the top
    sheet.axis("off")
    _write(sheet, _MARGIN, _MARGIN, "\n".join(title), _TITLE_SIZE, _INK, va="top", weight="bold")
    width = 1 - 2 * _MARGIN / _WIDTH
    _draw_axis(
        figure.add_axes((_MARGIN / _WIDTH, 1 - (head + _AXIS) / height, width, _AXIS / height)),
        timeline,
        words,
    )
    top = head + _AXIS + _MARGIN
    for number, (event, lines) in enumerate(zip(timeline.events, texts, strict=True), start=1):
        _draw_event(sheet, number, event, (words.event(event), *lines), top)
        top += heights[number - 1]
    _write(
        sheet,
        _WIDTH - _MARGIN,
        height - _LEGEND_FOOT,
        words.legend(),
        _SMALL_SIZE,
        _FAINT,
        ha="right",
    )
    return _bytes(figure, form)


def _draw_axis(axes: Axes, timeline: Timeline, words: PlotWords) -> None:
    """The events above the axis of time, numbered, and under it how much came out when."""
    from matplotlib.dates import AutoDateLocator

    days = [event.date for event in timeline.events]
    every = [*days, *(day for day, _ in timeline.volume)]
    low, high = _place(min(every)), _place(max(every))
    edge = max(1.0, _EDGE * (high - low))
    low, high = low - edge, high + edge
    axes.set_xlim(low, high)
    axes.set_facecolor(_GROUND)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.axhline(0, color=_RULE, lw=_BASE, zorder=1)
    _draw_volume(axes, timeline.volume, low, high, words)
    levels = _levels([(_place(day) - low) / (high - low) for day in days])
    axes.set_ylim(-1 - _ROOM_BELOW, _ROOM_ABOVE + _LEVEL * (1 + max(levels)))
    for number, (event, level) in enumerate(zip(timeline.events, levels, strict=True), start=1):
        place, tall = _place(event.date), _LEVEL * (1 + level)
        axes.plot([place, place], [0, tall], color=_COLOURS[event.status], lw=_STEM, zorder=2)
        _draw_mark(axes, place, tall, number, event.status)
    locator = AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    places = [float(place) for place in axes.get_xticks() if low <= place <= high]
    begun = [datetime.date(1970, 1, 1) + datetime.timedelta(place) for place in places]
    axes.set_xticks(places, _ticks(begun, words), family=families())
    axes.tick_params(axis="x", colors=_FAINT, labelsize=_DAY_SIZE, length=0)
    axes.tick_params(axis="y", left=False, labelleft=False)


def _ticks(days: Sequence[datetime.date], words: PlotWords) -> list[str]:
    """The words of the axis: years or months where nothing but such begin there, else days, each
    named once, also where the axis has hours."""
    unit: Tick = "day"
    if all(day.day == 1 for day in days):
        unit = "year" if all(day.month == 1 for day in days) else "month"
    return [words.tick(day, unit) if day not in days[:n] else "" for n, day in enumerate(days)]


def _draw_volume(
    axes: Axes,
    volume: Sequence[tuple[datetime.date, int]],
    low: float,
    high: float,
    words: PlotWords,
) -> None:
    if not volume:
        return
    width = max(1.0, (high - low) / _BARS)
    counts: Counter[float] = Counter()
    for day, count in volume:
        bar = low + (int((_place(day) - low) / width) + 0.5) * width
        counts[_place(day) if width == 1 else bar] += count
    most = max(counts.values())
    heights = [-count / most for count in counts.values()]
    axes.bar(list(counts), heights, width=_BAR_SHARE * width, color=_BAR, zorder=2)
    told = words.volume(most, round(width))
    _write(axes, high, -1 - _BELOW_BARS, told, _SMALL_SIZE, _FAINT, ha="right", va="top")


def _place(day: datetime.date) -> float:
    """A day's place on matplotlib's axis of time, which counts days from 1970 on."""
    return float((day - datetime.date(1970, 1, 1)).days)


def _levels(places: Sequence[float]) -> list[int]:
    """The height of each mark, so that those close in time do not hide each other."""
    last = [-1.0] * _LEVELS
    levels = []
    for place in places:
        free = next((n for n in range(_LEVELS) if place - last[n] >= _CLOSE), None)
        level = last.index(min(last)) if free is None else free
        last[level] = place
        levels.append(level)
    return levels


def _draw_event(
    sheet: Axes, number: int, event: TimelineEvent, lines: Sequence[str], top: float
) -> None:
    right, down = _MARK_PLACE
    _draw_mark(sheet, _MARGIN + right, top + down, number, event.status)
    left = _MARGIN + right + _TEXT_PLACE
    day, *rest = lines
    _write(sheet, left, top, day, _TEXT_SIZE, _COLOURS[event.status], va="top", weight="bold")
    for row, line in enumerate(rest, start=1):
        _write(sheet, left, top + _LINE * row, line, _TEXT_SIZE, _INK, va="top")


def _draw_mark(axes: Axes, x: float, y: float, number: int, status: Status) -> None:
    """A disc with an event's number: filled where it is over, open where it is planned."""
    colour = _COLOURS[status]
    inside, ink = (colour, _GROUND) if status == "past" else (_GROUND, colour)
    axes.plot(x, y, "o", ms=_MARK, mec=colour, mfc=inside, mew=_BORDER, zorder=3)
    axes.text(
        x, y, str(number), fontsize=_SMALL_SIZE, weight="bold", color=ink,
        ha="center", va="center_baseline", zorder=4,
    )  # fmt: skip


def _write(
    axes: Axes, x: float, y: float, text: str, size: float, colour: str, **place: Any
) -> None:
    axes.text(x, y, text, fontsize=size, color=colour, family=families(), **place)


def _wrapped(event: TimelineEvent, events: int) -> list[str]:
    most = _MOST_LINES if events <= _MANY_EVENTS else 2
    return _lines(event.text, _WRAP, most)


def _lines(text: str, width: int, most: int) -> list[str]:
    """What of a text can be written, in lines of so many letters; Chinese ones are as wide as
    two."""
    plain = _plain(writable(text))
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in plain)
    fitting = round(width / (1 + wide / max(1, len(plain))))
    return textwrap.wrap(plain, fitting, max_lines=most, placeholder=" …")


def _plain(text: str) -> str:
    """Without control characters; a dollar sign would start a formula."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable.replace("$", r"\$")


def _bytes(figure: Figure, form: str) -> bytes:
    drawn = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # none is left that would be a box
        figure.savefig(drawn, format=form, dpi=_DPI, facecolor=figure.get_facecolor())
    return drawn.getvalue()
