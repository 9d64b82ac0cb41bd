"""Changes to a folder of articles: a file added, an article removed, a change undone.

Every change is first written down, with all that is needed to undo it, in a folder `.removed`
within that folder; then one rename makes it. A crash leaves the folder as it was before the change
or as it is after it, and nothing is ever deleted that could not be put back.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from knowledge.article import Article
from knowledge.errors import CoverageError
from knowledge.readers import FORMATS, SourceFile, format_of, is_no_article, read
from knowledge.readers.decoding import BadInputError, open_bytes, stream_problem
from knowledge.readers.rewriting import RawRecord, write_with, write_without
from knowledge.report import Unreadable

# The largest file that is taken, and what it may hold when decompressed.
MOST_BYTES = 25_000_000
MOST_UNPACKED_BYTES = 10 * MOST_BYTES

_JOURNAL = ".removed"
_MOST_NAME = 100
_LOCK_SECONDS = 10
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
# Names that Windows keeps for devices, so that a folder can move there.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a folder. `path` is the file it touched, `articles` are (id, title) of what came
    or went, and `unreadable` is what could not be read in an added file.

    `id` is what `undo` takes; None where the change took another one back and is no more on record.
    """

    id: str | None
    action: Literal["added", "removed", "restored"]
    path: Path
    articles: tuple[tuple[str, str | None], ...]
    unreadable: tuple[Unreadable, ...] = ()

    def __str__(self) -> str:
        named = self.articles[0][1] or self.articles[0][0] if len(self.articles) == 1 else None
        what = f"“{named}”" if named else f"{len(self.articles)} articles"
        place = "from" if self.action == "removed" else "in"
        done = f"{self.action.capitalize()} {what} {place} {self.path.name}."
        return f"{done} To take that back, undo change {self.id}." if self.id else done


def add_file(folder: Path, name: str, data: bytes) -> Change:
    """Adds a file of articles under a name from outside; the name is made safe and free.

    Raises CoverageError where the name has no known format, or the content is too large, holds no
    article that can be read (the message says why) or is there already.
    """
    name = safe_name(name)
    if len(data) > MOST_BYTES:
        raise CoverageError(f"{name}: larger than {MOST_BYTES // 1_000_000} MB; split it")
    with _journal(folder) as journal:
        path = _free_path(journal.folder / name, data)
        entry = journal.open_entry()
        try:
            staged = entry / path.name
            _write(staged, data)
            articles, unreadable = _check(staged, f"{journal.folder.name}/{path.name}")
            change = Change(entry.name, "added", path, articles, unreadable)
            journal.record(change)
            staged.rename(path)
        except BaseException:
            shutil.rmtree(entry, ignore_errors=True)
            raise
        _sync(journal.folder)
    return change


def remove_article(folder: Path, file: SourceFile, article_id: str) -> Change:
    """Removes an article: its file where it is the only one in it, else its record in the file.

    `file` is the scanned file that the article came from, within `folder`. Raises CoverageError
    where it does not hold the article or cannot be rewritten.
    """
    if not file.path.resolve().is_relative_to(folder.resolve()):
        raise CoverageError(f"{file.label} is not in the folder {folder}")
    with _journal(folder) as journal:
        titles = {item.id: item.title for item in read(file) if isinstance(item, Article)}
        if article_id not in titles:
            raise CoverageError(
                f"{file.label} holds no article {article_id!r}; reload the coverage"
            )
        gone = ((article_id, titles[article_id]),)
        if len(titles) == 1:
            return journal.remove_file(file.path.resolve(), gone)
        return journal.remove_records(file, gone)


def undo(folder: Path, change_id: str | None = None) -> Change:
    """Takes back a change, by default the last one that stands.

    An added file is removed, which can be undone in turn; a removed article comes back in its file,
    or in one beside it where the name is taken by now. Raises CoverageError where there is no such
    change.
    """
    with _journal(folder) as journal:
        standing = journal.changes()
        wanted = [change for change in standing if change_id in (None, change.id)]
        if not wanted:
            which = f"change {change_id!r}" if change_id else "change"
            raise CoverageError(f"there is no {which} to undo in {folder}")
        change = wanted[-1]
        entry = journal.root / str(change.id)
        if change.action == "added":
            done = journal.remove_file(change.path, change.articles)
        else:
            done = journal.restore(entry, change)
        # The empty entry stays, so that its number never comes to stand for another change.
        (entry / "change.json").unlink()
    return done


def changes(folder: Path) -> tuple[Change, ...]:
    """The changes that can be undone, oldest first."""
    if not (folder / _JOURNAL).is_dir():
        return ()
    with _journal(folder) as journal:
        return tuple(journal.changes())


def folder_of(paths: Sequence[Path], file: Path | None = None) -> Path:
    """The folder among a coverage's paths that holds a file, or the first of them.

    Raises CoverageError where there is none.
    """
    for path in paths:
        if path.is_dir() and (file is None or file.resolve().is_relative_to(path.resolve())):
            return path
    what = f"{file} is not in a folder of the coverage" if file else "no folder is open"
    raise CoverageError(f"{what}; name a folder as the coverage, not single files")


def safe_name(name: str) -> str:
    """A file name that stays in its folder and can be shown; raises CoverageError where it tells no
    known format or is one that readers pass over."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    last = re.sub(r"[^\w.()-]+", "-", last).strip("-. ")
    compressed = ".gz" if last.lower().endswith(".gz") else ""
    suffix = format_of(last)
    if suffix is None:
        known = " ".join(FORMATS)
        raise CoverageError(f"{last or 'the file'}: not one of {known}, each also .gz")
    stem = last[: -len(suffix + compressed)].strip("-. ") or "article"
    stem = f"_{stem}" if _DEVICES.match(stem) else stem
    room = _MOST_NAME - len(suffix + compressed)
    while len(stem.encode()) > room:  # file systems count bytes
        stem = stem[:-1]
    if is_no_article(stem + suffix):
        raise CoverageError(f"{last}: a name that is passed over when articles are read; rename it")
    return stem + suffix + compressed


class _Journal:
    """The changes of a folder: a numbered folder for each, with its record and what it removed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = self.folder / _JOURNAL

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
        _write(entry / "change.tmp", json.dumps(values).encode())
        (entry / "change.tmp").rename(entry / "change.json")
        _sync(entry)
        _sync(self.root)

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

    def remove_file(self, path: Path, articles: tuple[tuple[str, str | None], ...]) -> Change:
        """Moves a file into a new entry."""
        entry = self.open_entry()
        change = Change(entry.name, "removed", path, articles)
        self.record(change)
        path.rename(entry / path.name)
        _sync(path.parent)
        return change

    def remove_records(self, file: SourceFile, gone: tuple[tuple[str, str | None], ...]) -> Change:
        """Replaces a file by one without an article's record."""
        entry = self.open_entry()
        staged = entry / file.path.name
        try:
            records = write_without(file, gone[0][0], staged)
            shutil.copymode(file.path, staged)
        except BaseException:
            shutil.rmtree(entry, ignore_errors=True)
            raise
        change = Change(entry.name, "removed", file.path.resolve(), gone)
        self.record(change, records)
        staged.replace(change.path)
        _sync(change.path.parent)
        return change

    def restore(self, entry: Path, change: Change) -> Change:
        """Puts a removed file or record back."""
        values = self._values(entry) or {}
        path = change.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if values["records"]:
            staged = entry / path.name
            write_with(path, [(item[0], item[1]) for item in values["records"]], staged)
            if path.exists():
                shutil.copymode(path, staged)
            staged.replace(path)
        else:
            path = _free_path(path)
            (entry / change.path.name).rename(path)
        _sync(path.parent)
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
def _journal(folder: Path) -> Iterator[_Journal]:
    """The folder's journal, for one process at a time; expected errors become CoverageError."""
    journal = _Journal(folder)
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


def _check(
    path: Path, key: str
) -> tuple[tuple[tuple[str, str | None], ...], tuple[Unreadable, ...]]:
    """The articles of a file from outside, and its faults; raises CoverageError without any."""
    with open_bytes(path) as stream:
        left = MOST_UNPACKED_BYTES
        while left > 0 and (chunk := stream.read(1_000_000)):
            left -= len(chunk)
    if left <= 0:
        raise CoverageError(
            f"{path.name}: larger than {MOST_UNPACKED_BYTES // 1_000_000} MB unpacked"
        )
    articles: list[tuple[str, str | None]] = []
    unreadable: list[Unreadable] = []
    for item in read(SourceFile(path, path.name, path.stat().st_size, 0, key)):
        if isinstance(item, Article):
            articles.append((item.id, item.title))
        else:
            unreadable.append(item)
    if not articles:
        reasons = "; ".join(
            f"line {item.line}: {item.reason}" if item.line else item.reason
            for item in unreadable[:3]
        )
        raise CoverageError(f"{path.name}: {reasons}")
    return tuple(articles), tuple(unreadable)


def _free_path(path: Path, data: bytes | None = None) -> Path:
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


def _write(path: Path, data: bytes) -> None:
    """Writes a file and waits for the disk."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Waits until the names in a folder are on the disk; Windows cannot and need not."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
