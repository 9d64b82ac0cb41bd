"""Whose an index in a cluster is: a data directory is told from others by a random name in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock

from knowledge.durable import whole_file

_FILE = "cluster-owner"


def owner_in(data_dir: Path) -> str:
    """The name of a data directory, the same for all processes that share it."""
    path = data_dir / _FILE
    with suppress(FileNotFoundError):
        return path.read_text(encoding="ascii")
    with FileLock(data_dir / f"{_FILE}.lock"):
        if not path.exists():
            with whole_file(path) as stream:
                stream.write(uuid4().hex.encode("ascii"))
    return path.read_text(encoding="ascii")
