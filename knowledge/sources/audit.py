"""The audit log: who changed the coverage, when and how. Lines are only ever added to it."""

from __future__ import annotations

import errno
import json
import os
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

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


class AuditLog:
    """The log in a file, one JSON object a line. Several processes may write to it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, by: str, action: Action, what: str) -> None:
        """Adds an entry. Raises CoverageError where it cannot be written."""
        values = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": by[:_MOST_WORDS],
            "action": action,
            "what": what[:_MOST_WORDS],
        }
        line = json.dumps(values).encode("ascii") + b"\n"
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

    def entries(self, most: int) -> tuple[LogEntry, ...]:
        """The last `most` entries, newest first; a damaged line is passed over."""
        try:
            with self.path.open("rb") as stream:
                lines = deque(stream, maxlen=most)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise CoverageError(f"{self.path}: {error.strerror or error}") from None
        entries = []
        for line in reversed(lines):
            try:
                values = json.loads(line)
                time = datetime.fromisoformat(values["time"])
                entry = LogEntry(time, values["by"], values["action"], values["what"])
                if all(isinstance(each, str) for each in (entry.by, entry.action, entry.what)):
                    entries.append(entry)
            except (ValueError, KeyError, TypeError):
                continue
        return tuple(entries)


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _last_byte(stream: BinaryIO) -> bytes:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1)
