"""The folder an index lives in: its generations, one of which counts, and who may write."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from knowledge.errors import CoverageError, KnowledgeError
from knowledge.index.bm25 import K1, B
from knowledge.index.disk import generation
from knowledge.index.disk.articles import DamagedError, OtherVersionError
from knowledge.index.disk.generation import Generation, Stored
from knowledge.index.engine import EMBEDDED, Engine
from knowledge.passages import TARGET_WORDS

_log = logging.getLogger(__name__)
_NAME = re.compile(r"(?:generation-(\d+)\.index|articles-(\d+)\.texts)(?:\.tmp)?")


@cache
def settings() -> dict[str, Any]:
    """What an index depends on besides the articles and `generation.VERSION`, which counts the
    changes of our own code; an index made with other settings is built again."""
    return {
        "stemmer": version("PyStemmer"),
        "sentences": version("sentencex"),
        "stop_words": version("stop-words"),
        "detector": version("cld3-py"),
        "chinese": version("rjieba"),
        "japanese": version("tinysegmenter"),
        "sketches": version("rensa"),
        "target_words": TARGET_WORDS,
        "k1": K1,
        "b": B,
    }


class Store:
    """A folder of generations, numbered as they were made; the newest that is whole counts.

    Any number of processes may read; one writes at a time. Files are never changed after they have
    got their names. Older generations are removed when a newer one stands: who still has one open
    keeps its content until it is closed (where the system refuses to remove an open file, it goes
    with the next).

    `in_use` is the number of the generation that this process answers from. What another version
    writes after it is the index from then on: versions that run side by side, as while several
    processes are upgraded one by one, would else build it again in turns without end.
    """

    def __init__(self, folder: Path, engine: Engine = EMBEDDED, in_use: int | None = None) -> None:
        self.folder = folder
        self.in_use = in_use
        self._engine = engine
        self._settings = {**settings(), **engine.settings}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CoverageError(f"{folder}: {error.strerror}; name another --data-dir") from None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keeps other writers out; raises CoverageError at once where there is one."""
        try:
            with FileLock(self.folder / "lock", timeout=0):
                yield
        except Timeout:
            raise BusyError(
                f"another process is indexing in {self.folder}; try again when it is done, or name "
                "another --data-dir"
            ) from None

    def newest(self, *, quietly: bool = False) -> Stored | None:
        """The generation that counts, or None; what cannot be used is passed over and, unless
        `quietly`, logged. Raises SupersededError where another version has taken over."""
        while True:
            numbers = self._generations()
            for number in sorted(numbers, reverse=True):
                try:
                    stored = generation.read(self._path(number), self._settings, self._engine)
                except FileNotFoundError:
                    break
                except DamagedError as error:
                    if self._generations() != numbers:
                        break  # a writer has just replaced it
                    is_newer = self.in_use is not None and number > self.in_use
                    if is_newer and isinstance(error, OtherVersionError):
                        raise SupersededError(
                            f"another version of this program keeps the index in {self.folder} "
                            "now; this process answers from what it has until it is started anew"
                        ) from None
                    level = logging.DEBUG if quietly else logging.WARNING
                    _log.log(level, "%s; the index will be built again", error)
                else:
                    self.in_use = number
                    return stored
            else:
                return None

    def next_number(self) -> int:
        """A number that no file has."""
        return max((number for _, number in self._files()), default=0) + 1

    def segment_path(self, number: int) -> Path:
        """The file for the texts of a generation."""
        return self.folder / f"articles-{number:08}.texts"

    def publish(self, number: int, made: Generation) -> None:
        """Makes a generation the one that counts."""
        generation.write(self._path(number), made, self._settings)

    def tidy(self) -> None:
        """Removes what no longer counts, and what a writer that was killed has left behind."""
        newest = self.newest()
        if newest is None:
            return
        wanted = {newest.path.name, *(each.name for each in newest.generation.segments)}
        for path, _ in self._files():
            if path.name not in wanted:
                try:
                    path.unlink(missing_ok=True)
                except PermissionError:  # Windows, while somebody has it open
                    _log.info("%s is in use; it will be removed later", path)

    def _path(self, number: int) -> Path:
        return self.folder / f"generation-{number:08}.index"

    def _generations(self) -> set[int]:
        return {number for path, number in self._files() if path.suffix == ".index"}

    def _files(self) -> list[tuple[Path, int]]:
        """The files of this folder that are the index's, with their numbers."""
        found = []
        for path in self.folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match:
                found.append((path, int(match[1] or match[2])))
        return found


class OutdatedError(CoverageError):
    """The index could not be brought up to date; what it was before still stands."""


def outdated(error: KnowledgeError) -> OutdatedError:
    """What is told where something else is the reason for that."""
    return OutdatedError(f"{error}; the index stays as it was before")


class BusyError(OutdatedError):
    """Another process is writing the index."""


class SupersededError(OutdatedError):
    """Another version of this program writes the index now."""


class UnwritableError(OutdatedError):
    """The index's folder cannot be written to, or is full."""
