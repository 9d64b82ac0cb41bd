"""Refreshing in a process of its own, so that questions are answered meanwhile at full speed.

Reading and analysing articles is work for the interpreter, of which a process has one: done in a
thread here, every step of a search would wait for it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from knowledge.errors import CoverageError, KnowledgeError
from knowledge.index.build import child_process as children
from knowledge.index.build.changed import files_to_read
from knowledge.index.build.refresh import refresh
from knowledge.index.disk.generation import Stored
from knowledge.index.engine import EMBEDDED, Engine
from knowledge.report import Progress, ReloadReport
from knowledge.sources.readers import Scan

# What is done here: reading this many bytes, merging into so many passages, takes under a second.
_FEW_BYTES = 1_500_000
_FEW_PASSAGES = 20_000
_COMPRESSION = 4  # what a compressed file counts for


def is_costly(stored: Stored | None, found: Scan, oldest: date | None) -> bool:
    """Whether a refresh would keep the interpreter busy for long."""
    if stored and stored.index.passage_count > _FEW_PASSAGES:
        return True
    sizes = (
        file.size * (_COMPRESSION if file.path.suffix == ".gz" else 1)
        for file in files_to_read(stored, found, oldest)
    )
    return sum(sizes) > _FEW_BYTES


def refresh_aside(
    paths: Sequence[str | Path],
    folder: Path,
    progress: Progress | None = None,
    *,
    anew: bool = False,
    oldest: date | None = None,
    engine: Engine = EMBEDDED,
    in_use: int | None = None,
) -> ReloadReport:
    """As `refresh`, by another process; it ends where `progress` raises."""
    child = children.Child(f"{__name__}.serve")
    try:
        child.send(([Path(path) for path in paths], folder, anew, oldest, engine, in_use))
        while True:
            kind, *values = child.receive()
            if kind == "done":
                report: ReloadReport = values[0]
                return report
            if kind == "failed":
                error: KnowledgeError = values[0]
                raise error
            if progress:
                progress(*values)
    except EOFError:
        raise CoverageError(
            f"the process that indexes ended early (exit code {child.stop()}); was memory short? "
            "The index stays as it was before"
        ) from None
    finally:
        child.stop()


def serve(requests: BinaryIO, results: BinaryIO) -> None:
    """The work of the child."""
    paths, folder, anew, oldest, engine, in_use = children.receive(requests)
    threading.Thread(target=_end_with_parent, args=(requests,), daemon=True).start()

    def progress(what: str, done: int, total: int | None) -> None:
        if total is None and done % 50:
            return  # each is a message to the parent
        children.send(results, ("progress", what, done, total))

    try:
        report = refresh(
            paths, folder, progress, anew=anew, oldest=oldest, engine=engine, in_use=in_use
        )
    except KnowledgeError as error:
        children.send(results, ("failed", error))
    else:
        children.send(results, ("done", report))


def _end_with_parent(requests: BinaryIO) -> None:
    """The parent sends nothing more; its end closes the stream."""
    requests.read()
    os._exit(1)
