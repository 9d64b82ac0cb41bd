"""The audit log: who changed the coverage, when and how. Entries are only ever added to it."""

from __future__ import annotations

import errno
import json
import os
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, Self

from knowledge.errors import CoverageError

Action = Literal[
    "added",
    "changed",
    "removed",
    "restored",
    "feed added",
    "feed removed",
    "feed moved",
    "feed",
    "reloaded",
    "dropped",
]
_MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One act. `time` is in UTC; `by` is empty where nobody is known to have asked for it."""

    time: datetime
    by: str
    action: Action
    what: str

    @classmethod
    def of(cls, by: str, action: Action, what: str) -> Self:
        """An entry for what is done now, its words cut where they are very many."""
        now = datetime.now(UTC).replace(microsecond=0)
        return cls(now, by[:_MOST_WORDS], action, what[:_MOST_WORDS])

    def to_json(self) -> str:
        """The entry as a line of text."""
        values = {"time": self.time.isoformat(), "by": self.by}
        return json.dumps({**values, "action": self.action, "what": self.what})

    @classmethod
    def from_json(cls, line: str | bytes) -> Self | None:
        """The entry of a line of text; None where that is damaged."""
        try:
            values = json.loads(line)
            time = datetime.fromisoformat(values["time"])
            entry = cls(time, values["by"], values["action"], values["what"])
        except (ValueError, KeyError, TypeError):
            return None
        words = (entry.by, entry.action, entry.what)
        return entry if all(isinstance(each, str) for each in words) else None


class AuditLog(Protocol):
    """Keeps the log of a collection. Raises CoverageError where it cannot be read or written."""

    def note(self, entry: LogEntry) -> None:
        """Adds an entry."""

    def entries(self, most: int | None = None) -> tuple[LogEntry, ...]:
        """The last `most` entries, or all, newest first; one that is damaged is left out."""


class LogFile:
    """The log in a file, one JSON object a line. Several processes may write to it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, entry: LogEntry) -> None:
        """Adds an entry. Raises CoverageError where it cannot be written."""
        line = entry.to_json().encode("ascii") + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # One write to a file opened for appending lands whole, after all others.
            with open(self.path, "ab+", buffering=0, opener=_open_privately) as stream:
                if stream.tell() and _last_byte(stream) != b"\n":  # cut short by a crash
                    line = b"\n" + line
                if stream.write(line) < len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(stream.fileno())
        except OSError as error:
            raise CoverageError(f"{self.path}: {error.strerror or error}") from None

    def entries(self, most: int | None = None) -> tuple[LogEntry, ...]:
        """The last `most` entries, or all, newest first; a damaged line is passed over."""
        try:
            with self.path.open("rb") as stream:
                lines = deque(stream, maxlen=most)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise CoverageError(f"{self.path}: {error.strerror or error}") from None
        return tuple(entry for line in reversed(lines) if (entry := LogEntry.from_json(line)))


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _last_byte(stream: BinaryIO) -> bytes:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1)
