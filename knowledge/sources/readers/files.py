"""Which files a coverage consists of."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import CoverageError
from knowledge.report import Unreadable
from knowledge.sources.readers.formats import FORMATS, format_of

# What lies beside articles and is none: notes about the folder, and what browsers save with a page.
_NOTES = frozenset({"readme", "license", "licence", "changelog", "thumbs.db", "desktop.ini"})
_ATTACHMENTS = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp"),
    *(".mp3", ".mp4", ".webm", ".ogg", ".wav", ".css", ".js", ".map", ".woff", ".woff2", ".ttf"),
    *(".sha256", ".md5", ".py", ".sh", ".lock", ".tmp", ".bak"),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: `label` is its path as a person names it, `mtime_ns` its time of change.

    `key` names the file within the coverage wherever that lies, and is what derived article ids
    stand on; the label where it is empty.
    """

    path: Path
    label: str
    size: int
    mtime_ns: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a coverage in the order of their names, and what could not be looked at."""

    files: tuple[SourceFile, ...]
    unreadable: tuple[Unreadable, ...]


def is_no_article(name: str) -> bool:
    """Whether a folder's reader passes over a file of this name without a word.

    That is: hidden files, README, LICENSE and CHANGELOG in any format, and pictures, sound, styles,
    scripts and the like. Any other file that is in no known format is reported.
    """
    lower = name.lower()
    if lower.startswith((".", "~")) or lower.endswith("~") or lower in _NOTES:
        return True
    return lower.split(".")[0] in _NOTES or lower.endswith(_ATTACHMENTS)


def scan(paths: Sequence[str | Path]) -> Scan:
    """Lists the files of a coverage: each path is a file, or a folder that is read recursively.

    Links are followed, and a file that is reached twice is listed once. Hidden folders are left
    out, so is the folder that a browser saves with a page, and so are the files of
    `is_no_article`; a file that is named itself is always taken.
    Raises CoverageError for a path that does not exist.
    """
    walk = _Walk()
    for path in paths:
        root = Path(path)
        try:
            is_folder = stat.S_ISDIR(root.stat().st_mode)
        except OSError as error:
            reason = error.strerror or str(error)
            raise CoverageError(f"{root}: {reason}; name a file or folder of articles") from None
        name = root.resolve().name if is_folder else root.resolve().parent.name
        if is_folder:
            walk.folder(root, name)
        else:
            walk.file(root, f"{name}/{root.name}")
    return Scan(tuple(walk.files), tuple(walk.unreadable))


class _Walk:
    """The state of one scan."""

    def __init__(self) -> None:
        self.files: list[SourceFile] = []
        self.unreadable: list[Unreadable] = []
        self._seen: set[str] = set()  # real paths: breaks loops of links
        self._keys: set[str] = set()

    def folder(self, folder: Path, key: str) -> None:
        """Takes in the articles of a folder and of the folders in it."""
        pending = [(folder, key)]
        while pending:
            folder, key = pending.pop()
            if not self._first_time(folder):
                continue
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                self._report(folder, error.strerror or str(error))
                continue
            folders: list[os.DirEntry[str]] = []
            files: list[os.DirEntry[str]] = []
            for entry in entries:
                (folders if _is_folder(entry) else files).append(entry)
            for entry in files:
                if not is_no_article(entry.name):
                    self.file(Path(entry.path), f"{key}/{entry.name}")
            # "Page_files" beside "Page.html": what a browser saved with the page, frames included.
            saved = {f"{Path(entry.name).stem}_files" for entry in files}
            pending += [
                (Path(entry.path), f"{key}/{entry.name}")
                for entry in reversed(folders)
                if not entry.name.startswith(".") and entry.name not in saved
            ]

    def file(self, path: Path, key: str) -> None:
        """Takes in one file, or reports why it cannot be an article."""
        try:
            found = path.stat()
        except OSError as error:
            self._report(path, error.strerror or str(error))
            return
        if not self._first_time(path):
            return
        if not stat.S_ISREG(found.st_mode):
            self._report(path, "not a regular file")
        elif format_of(path.name) is None:
            known = " ".join(FORMATS)
            self._report(path, f"not a format that can be read ({known}, each also .gz)")
        else:
            if key in self._keys:  # two folders of the same name
                key = str(path.resolve())
            self._keys.add(key)
            label = _printable(str(path))
            self.files.append(SourceFile(path, label, found.st_size, found.st_mtime_ns, key))

    def _first_time(self, path: Path) -> bool:
        real = os.path.realpath(path)
        if real in self._seen:
            return False
        self._seen.add(real)
        return True

    def _report(self, path: Path, reason: str) -> None:
        self.unreadable.append(Unreadable(_printable(str(path)), None, reason))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one; a link that leads nowhere is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _printable(path: str) -> str:
    """A path whose name is not UTF-8 can be opened but not printed."""
    return path.encode("utf-8", "replace").decode()
