"""A timeline as a picture; needs matplotlib, which the package's extra "plot" installs."""

from __future__ import annotations

import datetime
import os
import tempfile
import textwrap
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.digests.timeline import Status, Timeline, TimelineEvent
from knowledge.errors import KnowledgeError
from knowledge.text.dates import format_range

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 9.0  # inches
_LINE = 0.19  # inches for a line of text
_GAP = 0.22  # inches between two events
_WRAP = 100  # characters in a line of text
_MOST_LINES = 3
_INK, _FAINT = "#1f2933", "#7b8794"
_COLOURS: dict[Status, str] = {"past": "#3e5c76", "planned": "#d97706"}
_FORMATS = (".png", ".svg", ".pdf")


class PlotError(KnowledgeError):
    """The timeline cannot be drawn: no matplotlib, no events, or no place for the file."""


def check_plot(path: str | Path) -> None:
    """Raises PlotError where no timeline could be drawn to that file, whatever it holds: another
    ending than .png, .svg or .pdf, no such folder, no matplotlib."""
    target = Path(path)
    if target.suffix.lower() not in _FORMATS:
        raise PlotError(f"{target}: a timeline is drawn as {', '.join(_FORMATS)}; name it so")
    if not target.parent.is_dir():
        raise PlotError(f"{target}: there is no folder {target.parent}; create it")
    if find_spec("matplotlib") is None:
        raise PlotError(
            "drawing needs matplotlib; install it with: pip install 'dateline-bot[plot]'"
        )


def plot_timeline(timeline: Timeline, path: str | Path) -> None:
    """Draws a timeline, earliest event on top, to a .png, .svg or .pdf file, replacing it whole.

    Events that are over have a filled mark, planned ones an open mark of another colour. Raises
    PlotError as `check_plot` does, and when the timeline is empty or the file cannot be written.
    """
    check_plot(path)
    target = Path(path)
    if not timeline.events:
        raise PlotError("the timeline has no events to draw; try another topic or a wider range")
    from matplotlib.figure import Figure  # not pyplot: no display, no global state

    texts = [_wrapped(event) for event in timeline.events]
    heights = [_GAP + _LINE * (1 + len(lines)) for lines in texts]
    title = textwrap.wrap(_plain(timeline.headline), 60)
    head = 0.35 + 0.3 * len(title)
    height = head + sum(heights) + 0.35
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(height, 0)  # inches from the top
    axes.axis("off")
    axes.text(0.4, 0.3, "\n".join(title), fontsize=15, weight="bold", color=_INK, va="top")
    tops = [head + sum(heights[:i]) + _GAP for i in range(len(heights))]
    axes.plot([0.55, 0.55], [tops[0], tops[-1] + 0.1], color="#cbd2d9", lw=2, zorder=1)
    for event, lines, top in zip(timeline.events, texts, tops, strict=True):
        _draw(axes, event, lines, top)
    _legend(axes, height)
    _save(figure, target)


def _draw(axes: Axes, event: TimelineEvent, lines: list[str], top: float) -> None:
    colour = _COLOURS[event.status]
    inside = colour if event.status == "past" else "white"
    axes.plot(0.55, top + 0.07, "o", ms=9, mec=colour, mfc=inside, mew=2, zorder=2)
    days = format_range(event.date, event.end or event.date)
    axes.text(0.85, top, days, fontsize=10.5, weight="bold", color=colour, va="top")
    numbers = "".join(f" [{citation.n}]" for citation in event.citations)
    axes.text(_WIDTH - 0.4, top, numbers, fontsize=9, color=_FAINT, va="top", ha="right")
    for row, line in enumerate(lines, start=1):
        axes.text(0.85, top + _LINE * row, line, fontsize=9.5, color=_INK, va="top")


def _legend(axes: Axes, height: float) -> None:
    made = datetime.date.today().isoformat()
    axes.text(
        _WIDTH - 0.4, height - 0.15, f"● past   ○ planned   drawn {made}",
        fontsize=8, color=_FAINT, ha="right",
    )  # fmt: skip


def _wrapped(event: TimelineEvent) -> list[str]:
    return textwrap.wrap(_plain(event.text), _WRAP, max_lines=_MOST_LINES, placeholder=" …")


def _plain(text: str) -> str:
    """Without control characters; a dollar sign would start a formula."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable.replace("$", r"\$")


def _save(figure: Figure, target: Path) -> None:
    """Writes beside the target and renames, so that no half-written picture is left."""
    try:
        handle, name = tempfile.mkstemp(suffix=target.suffix, dir=target.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file, warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph")  # shown as a box; no reader's concern
                figure.savefig(file, format=target.suffix[1:].lower(), dpi=150)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(0o644)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise PlotError(f"{target}: cannot be written: {error.strerror or error}") from error
