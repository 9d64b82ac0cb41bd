"""The lines typed at the console, kept in a file as far as there is room for it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from prompt_toolkit.history import FileHistory


class History(FileHistory):
    """A history that a disk which is full or may not be written to costs nothing but its file."""

    def __init__(self, path: Path) -> None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(str(path))

    def load_history_strings(self) -> Iterable[str]:
        """The lines of before, newest first."""
        try:
            yield from super().load_history_strings()
        except OSError:
            return

    def store_string(self, string: str) -> None:
        """Keeps a line for the next time, where that is possible."""
        with suppress(OSError):
            super().store_string(string)
