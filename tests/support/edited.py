"""Files of articles that a test edits."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def record(number: int, text: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"a{number}", "title": f"Story {number}", "text": text, **fields}


def write(path: Path, *records: dict[str, Any]) -> None:
    """Replaces a file, with a time of change of its own even within one tick of the clock."""
    path.write_text("".join(json.dumps(each) + "\n" for each in records))
    write.ticks += 1_000_000  # type: ignore[attr-defined]
    os.utime(path, ns=(write.ticks, write.ticks))  # type: ignore[attr-defined]


write.ticks = 1_700_000_000_000_000_000  # type: ignore[attr-defined]


def two_files(folder: Path) -> Path:
    """A folder of three articles in two files."""
    folder.mkdir()
    write(
        folder / "one.jsonl",
        record(1, "The bridge of Harburg was closed on Tuesday.", published="2025-03-04"),
        record(2, "The library of Tarn opened again.", source="Tarn Daily"),
    )
    write(folder / "two.jsonl", record(3, "A comet passed.", published="2025-03-05", source="Sky"))
    return folder
