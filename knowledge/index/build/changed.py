"""What of a generation is no longer as its files are, or has grown too old."""

from __future__ import annotations

from datetime import date

from knowledge.index.disk.generation import KnownFile, Stored
from knowledge.index.tables import UNDATED
from knowledge.sources.readers import Scan, SourceFile


def is_current(base: Stored, found: Scan, oldest: date | None) -> bool:
    """Whether no file has changed and no article grown too old since a generation was made."""
    known = [key_of(file) for file in base.generation.files]
    return (
        known == [key_of(file) for file in found.files]
        and not files_to_read(base, found, oldest)
        and not has_aged(base, oldest)
    )


def has_aged(base: Stored, oldest: date | None) -> bool:
    """Whether a generation has articles that were published before a day."""
    times = base.generation.tables.times
    return bool(((times > UNDATED) & (times < seconds(oldest))).any())


def files_to_read(base: Stored | None, found: Scan, oldest: date | None) -> list[SourceFile]:
    """The files that are not as they were when a generation was made, and those with articles left
    out of it for which another `oldest` makes a difference."""
    if base is None:
        return list(found.files)
    made = base.generation
    returning = made.oldest is not None and seconds(oldest) < seconds(made.oldest)
    moved = oldest != made.oldest
    known = {
        key_of(file)
        for file in made.files
        if not (returning and file.too_old) and not (moved and file.shadowed)
    }
    return [file for file in found.files if key_of(file) not in known]


def seconds(day: date | None) -> int:
    """The beginning of a day as in Tables.times; None is before all days."""
    return (day.toordinal() - 1) * 86_400 if day else 0


def key_of(file: KnownFile | SourceFile) -> tuple[str, str, int, int]:
    """What a file looks like from outside."""
    return file.label, file.key, file.size, file.mtime_ns
