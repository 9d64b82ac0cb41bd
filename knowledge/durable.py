"""Files that are whole or not there, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream to a file that appears under its name when all of it is on the disk, or not at all.

    The content goes to a file beside it, which is synchronised and then renamed; the folder is
    synchronised after it, so that the name outlives a power cut. OSError passes through.
    """
    aside = path.with_name(path.name + ".tmp")
    try:
        with aside.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def changed_at(folder: Path) -> int:
    """When something was put into a folder or taken away, 0 where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
