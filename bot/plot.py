"""Draws a timeline as a picture; matplotlib is loaded only here."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.terminal import clean, days
from knowledge import KnowledgeError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from knowledge import Event, Timeline

_COLOURS = {"past": "#4878a8", "planned": "#e08214"}
_LABEL_CHARS = 80
# Beyond this many rows the picture cannot be read, and matplotlib refuses it in the end.
_MOST_EVENTS = 60


class PlotError(KnowledgeError):
    """The picture cannot be drawn; the message says what to do."""


def plot_timeline(timeline: Timeline, path: Path) -> None:
    """Writes the first events of a timeline to `path`; its ending chooses PNG, SVG or PDF.

    Raises PlotError without matplotlib, without events or for another ending, and OSError.
    """
    try:
        from matplotlib.figure import Figure
        from matplotlib.patches import Patch
    except ImportError:
        raise PlotError("--plot needs matplotlib: pip install matplotlib") from None
    if path.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise PlotError(f"--plot writes .png, .svg or .pdf, not {path.name!r}")
    events = timeline.events[:_MOST_EVENTS]
    if not events:
        raise PlotError("there is no dated event to draw")
    figure = Figure(figsize=(14, 1.5 + 0.35 * len(events)), layout="constrained")
    axes = figure.subplots()
    axes.use_sticky_edges = False  # room on the left of the first bar
    for row, event in enumerate(events):
        colour = _COLOURS[event.status]
        left: Any = event.date  # matplotlib takes dates where its types say numbers
        width: Any = (event.end or event.date) - event.date
        axes.barh(row, width, left=left, height=0.4, color=colour)
        axes.plot(left, row, marker="o", color=colour)  # a day is too narrow a bar to see
    axes.set_yticks(range(len(events)), [_label(event) for event in events], fontsize=8)
    axes.invert_yaxis()
    axes.xaxis_date()
    axes.grid(axis="x", alpha=0.3)
    axes.set_title(_plain(timeline.topic or "Timeline"))
    patches = [Patch(color=colour, label=status) for status, colour in _COLOURS.items()]
    axes.legend(handles=patches, loc="best")
    _write(figure, path)


def _label(event: Event) -> str:
    text = textwrap.shorten(clean(event.text), _LABEL_CHARS, placeholder=" …")
    return _plain(f"{days(event.date, event.end or event.date)}: {text}")


def _plain(text: str) -> str:
    """A dollar sign would start a formula."""
    return clean(text).replace("$", r"\$")


def _write(figure: Figure, path: Path) -> None:
    """Saves beside the target, then renames, so that no half picture is ever seen."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            figure.savefig(file, format=path.suffix[1:].lower(), dpi=120, bbox_inches="tight")
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
