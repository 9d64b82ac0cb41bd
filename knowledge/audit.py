"""The audit log: who changed the coverage, when and how. Lines are only ever added to it."""

from __future__ import annotations

import json
import os
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from knowledge.errors import CoverageError

Action = Literal[
    "added",
    "changed",
    "removed",
    "restored",
    "feed added",
    "feed removed",
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
        self._path = path

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
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # One write to a file opened for appending lands whole, after all others.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise CoverageError(f"{self._path}: {error.strerror or error}") from None

    def entries(self, most: int) -> tuple[LogEntry, ...]:
        """The last `most` entries, newest first; a line that a crash cut short is passed over."""
        try:
            with self._path.open("rb") as stream:
                lines = deque(stream, maxlen=most)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise CoverageError(f"{self._path}: {error.strerror or error}") from None
        entries = []
        for line in reversed(lines):
            try:
                values = json.loads(line)
                time = datetime.fromisoformat(values["time"])
                entries.append(LogEntry(time, values["by"], values["action"], values["what"]))
            except (ValueError, KeyError, TypeError):
                continue
        return tuple(entries)
