"""The journal of a folder of articles: every change written down before one rename makes it.

It is a folder `.removed` within that folder, with a numbered folder for each change that holds its
record and all that is needed to undo it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from knowledge.errors import CoverageError
from knowledge.report import Named, Unreadable
from knowledge.sources.readers import SourceFile
from knowledge.sources.readers.encodings.decoding import BadInputError, stream_problem
from knowledge.sources.readers.rewriting import (
    RawRecord,
    write_replacing,
    write_with,
    write_without,
)

Action = Literal["added", "changed", "removed", "restored"]

FOLDER = ".removed"
_LOCK_SECONDS = 10
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a folder. `path` is the file it touched, `articles` are (id, title) of what came,
    went or got another text, and `unreadable` is what is wrong with what came.

    `id` is what `undo` takes; None where the change took another one back and is no more on record.
    """

    id: str | None
    action: Action
    path: Path
    articles: tuple[Named, ...]
    unreadable: tuple[Unreadable, ...] = ()

    def __str__(self) -> str:
        named = self.articles[0][1] or self.articles[0][0] if len(self.articles) == 1 else None
        what = f"“{named}”" if named else f"{len(self.articles)} articles"
        place = "from" if self.action == "removed" else "in"
        done = f"{self.action.capitalize()} {what} {place} {self.path.name}."
        return f"{done} To take that back, undo change {self.id}." if self.id else done


class Journal:
    """The changes of a folder: a numbered folder for each, with its record and what it removed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = self.folder / FOLDER

    def open_entry(self) -> Path:
        """A new entry, without a record yet."""
        entry = self.root / str(max(self._numbers(), default=0) + 1)
        entry.mkdir()
        return entry

    def record(self, change: Change, records: list[RawRecord] | None = None) -> None:
        """Writes a change down; from here on it counts as soon as it is made."""
        entry = self.root / str(change.id)
        values = {
            "action": change.action,
            "path": str(change.path.relative_to(self.folder)),
            "articles": change.articles,
            "time": datetime.now().isoformat(timespec="seconds"),
            "records": records,
        }
        write_through(entry / "change.tmp", json.dumps(values).encode())
        (entry / "change.tmp").rename(entry / "change.json")
        sync_folder(entry)
        sync_folder(self.root)

    def changes(self) -> list[Change]:
        """What is written down and was made, oldest first: an entry whose rename never came, or
        whose file somebody took away, is none."""
        found = []
        for number in sorted(self._numbers()):
            values = self._values(self.root / str(number))
            if values is not None:
                path = self.folder / values["path"]
                articles = tuple((item[0], item[1]) for item in values["articles"])
                made = (
                    values["records"] or self._moved_file(number, values["action"], path).exists()
                )
                if made:
                    found.append(Change(str(number), values["action"], path, articles))
        return found

    def remove_file(self, path: Path, articles: tuple[Named, ...]) -> Change:
        """Moves a file into a new entry."""
        entry = self.open_entry()
        change = Change(entry.name, "removed", path, articles)
        self.record(change)
        path.rename(entry / path.name)
        sync_folder(path.parent)
        return change

    def replace_record(self, file: SourceFile, article: Named, raw: str) -> Change:
        """Replaces a file by one with another record for an article."""
        return self._rewrite(
            file, article, "changed", lambda target: write_replacing(file, article[0], raw, target)
        )

    def remove_records(self, file: SourceFile, article: Named) -> Change:
        """Replaces a file by one without an article's record."""
        return self._rewrite(
            file, article, "removed", lambda target: write_without(file, article[0], target)
        )

    def _rewrite(
        self,
        file: SourceFile,
        article: Named,
        action: Action,
        write: Callable[[Path], list[RawRecord]],
    ) -> Change:
        """Replaces a file by what `write` makes of it; it returns the records that it left out."""
        entry = self.open_entry()
        staged = entry / file.path.name
        try:
            records = write(staged)
            shutil.copymode(file.path, staged)
            if not records:
                raise CoverageError(f"{file.path.name} holds no article {article[0]!r} any more")
        except BaseException:
            shutil.rmtree(entry, ignore_errors=True)
            raise
        change = Change(entry.name, action, file.path.resolve(), (article,))
        self.record(change, records)
        staged.replace(change.path)
        sync_folder(change.path.parent)
        return change

    def records_of(self, change: Change) -> list[RawRecord]:
        """What a change took out of a file of records."""
        values = self._values(self.root / str(change.id)) or {}
        return [(item[0], item[1]) for item in values["records"] or ()]

    def restore(self, change: Change) -> Change:
        """Puts a removed file or record back."""
        entry = self.root / str(change.id)
        records = self.records_of(change)
        path = change.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if records:
            staged = entry / path.name
            write_with(path, records, staged)
            if path.exists():
                shutil.copymode(path, staged)
            staged.replace(path)
        else:
            path = free_path(path)
            (entry / change.path.name).rename(path)
        sync_folder(path.parent)
        return Change(None, "restored", path, change.articles)

    def _moved_file(self, number: int, action: str, path: Path) -> Path:
        return path if action == "added" else self.root / str(number) / path.name

    def _numbers(self) -> list[int]:
        return [int(entry.name) for entry in self.root.iterdir() if entry.name.isdecimal()]

    def _values(self, entry: Path) -> dict[str, Any] | None:
        try:
            values: dict[str, Any] = json.loads((entry / "change.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return values


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal, for one process at a time; expected errors become CoverageError."""
    journal = Journal(folder)
    try:
        journal.root.mkdir(exist_ok=True)
        with FileLock(journal.root / "lock", timeout=_LOCK_SECONDS):
            yield journal
    except Timeout:
        raise CoverageError(f"{folder} is being changed by another process; try again") from None
    except BadInputError as error:
        line = f", line {error.line}" if error.line else ""
        raise CoverageError(f"cannot be changed{line}: {error.reason}; repair the file") from None
    except (OSError, EOFError, zlib.error) as error:
        if getattr(error, "errno", None) in _NO_RIGHT:
            reason = f"{folder}: the bot's user may not write there; change its owner or its rights"
            raise CoverageError(reason) from None
        name = getattr(error, "filename", None) or folder
        raise CoverageError(f"{name}: {stream_problem(error)}") from None


def free_path(path: Path, data: bytes | None = None) -> Path:
    """The path, or one with a number where it is taken; raises CoverageError where `data` is there
    already."""
    stem, dot, suffix = path.name.partition(".")
    number = 1
    while path.exists():
        if data is not None and path.stat().st_size == len(data) and path.read_bytes() == data:
            raise CoverageError(f"{path.name} is there already, with the same content")
        number += 1
        path = path.with_name(f"{stem}-{number}{dot}{suffix}")
    return path


def write_through(path: Path, data: bytes) -> None:
    """Writes a file and waits for the disk."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are on the disk; Windows cannot and need not."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
