"""Watching the coverage's files: telling of changes when they are complete."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import watch

from knowledge.errors import CoverageError
from knowledge.sources.readers import Scan, scan

# Seconds for which all files have to stay the same before they count as written ...
_QUIET = 2.0
# ... and after which that is waited for no longer: something writes all the time.
_PATIENCE = 20.0
# Milliseconds after which is looked without being told: folders on a network tell nothing, and one
# that was replaced by another tells nothing any more.
_LOOK_EVERY = 30_000


def changes(paths: Sequence[Path], stop: Event) -> Iterator[None]:
    """Yields whenever the files of a coverage may have changed, until `stop` is set."""
    seen: Scan | None = None
    while not stop.is_set():
        there = [path for path in paths if path.exists()]
        try:
            for _ in watch(
                *there,
                stop_event=stop,
                rust_timeout=_LOOK_EVERY,
                yield_on_timeout=True,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                if seen is None or seen != _look(paths):
                    seen = _settle(paths, stop)
                    yield
                if [path for path in paths if path.exists()] != there:
                    break  # to watch what is there now
        except OSError:  # a folder went away between two looks
            stop.wait(_QUIET)


def _settle(paths: Sequence[Path], stop: Event) -> Scan | None:
    """Waits until the files stay as they are; returns them as they were last seen."""
    until = time.monotonic() + _PATIENCE
    before = _look(paths)
    while not stop.wait(_QUIET) and time.monotonic() < until:
        now = _look(paths)
        if now == before:
            break
        before = now
    return before


def _look(paths: Sequence[Path]) -> Scan | None:
    try:
        return scan(paths)
    except CoverageError:
        return None
