"""All of a collection in one zip file, for those whom it belongs to."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from knowledge.errors import CoverageError
from knowledge.report import Feed
from knowledge.sources.audit import LogEntry

# Files that only keep processes apart, or are not written to the end yet.
_NOT_CONTENT = (".lock", ".tmp")


def make_archive(
    articles: Path, log: Sequence[LogEntry], feeds: Sequence[Feed], most_bytes: int
) -> bytes:
    """A zip file with the files of a folder of articles, what was removed from it, the log, and the
    feeds as `feeds.json`.

    Raises CoverageError where it would be larger than `most_bytes`, or a file cannot be read.
    """
    held = io.BytesIO()
    try:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("feeds.json", json.dumps([_feed(each) for each in feeds], indent=2))
            archive.writestr("log.jsonl", "".join(f"{each.to_json()}\n" for each in log))
            for path in sorted(articles.rglob("*")):
                if path.is_file() and path.suffix not in _NOT_CONTENT and path.name != "lock":
                    archive.write(path, f"articles/{path.relative_to(articles)}")
                if held.tell() > most_bytes:
                    break
    except OSError as error:
        raise CoverageError(f"{Path(error.filename or '').name}: {error.strerror}") from None
    if held.tell() > most_bytes:
        raise CoverageError(
            f"all of it together is larger than {most_bytes / 1e6:,.0f} MB, which is the most that "
            "can be sent; ask whoever runs the bot for the folder"
        )
    return held.getvalue()


def _feed(feed: Feed) -> dict[str, object]:
    return {
        "url": feed.url,
        "title": feed.title,
        "minutes": feed.minutes,
        "added": feed.added.isoformat(),
    }
