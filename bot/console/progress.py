"""A progress bar on a terminal's standard error, for what takes long enough to wonder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from bot.console.terminal import make_console
from knowledge import Progress

# Seconds after which people wonder; most openings take less, and a bar would only flash.
_PATIENCE = 0.5


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A callback for progress that draws a bar after a moment; None where nobody would see it."""
    console = make_console(stderr=True)
    if not console.is_interactive:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"))
    bar = Bar(*columns, TimeElapsedColumn(), console=console, transient=True)
    task = bar.add_task("", total=None, count="")
    started = time.monotonic()

    def note(what: str, done: int, total: int | None) -> None:
        count = f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""
        bar.update(task, description=what, completed=done, total=total, count=count)
        if time.monotonic() - started > _PATIENCE:
            bar.start()  # once more does nothing

    try:
        yield note
    finally:
        bar.stop()
