"""Changes to a folder of articles: a file added, an article removed, a change undone.

Every change is first written down, with all that is needed to undo it, in a folder `.removed`
within that folder; then one rename makes it. A crash leaves the folder as it was before the change
or as it is after it, and nothing is ever deleted that could not be put back.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.article import Article
from knowledge.errors import CoverageError
from knowledge.report import Named, Unreadable
from knowledge.sources.journal import (
    FOLDER,
    Change,
    Journal,
    free_path,
    open_journal,
    sync_folder,
    write_through,
)
from knowledge.sources.readers import FORMATS, SourceFile, format_of, is_no_article, read
from knowledge.sources.readers.encodings.decoding import STREAM_ERRORS, open_bytes, stream_problem

# The largest file that is taken, and what it may hold when decompressed.
MOST_BYTES = 25_000_000
MOST_UNPACKED_BYTES = 10 * MOST_BYTES

_MOST_NAME = 100
# The formats that hold articles as records, each of which can be taken out or replaced.
_RECORDS = (".json", ".jsonl")
# Names that Windows keeps for devices, so that a folder can move there.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def add_file(folder: Path, name: str, data: bytes) -> Change:
    """Adds a file of articles under a name from outside; the name is made safe and free.

    Raises CoverageError where the name has no known format, or the content is too large, holds no
    article that can be read (the message says why) or is there already.
    """
    name = safe_name(name)
    if len(data) > MOST_BYTES:
        raise CoverageError(f"{name}: larger than {MOST_BYTES // 1_000_000} MB; split it")
    with open_journal(folder) as journal:
        path = free_path(journal.folder / name, data)
        entry = journal.open_entry()
        try:
            staged = entry / path.name
            write_through(staged, data)
            articles, unreadable = _check(staged, f"{journal.folder.name}/{path.name}")
            change = Change(entry.name, "added", path, articles, unreadable)
            journal.record(change)
            staged.rename(path)
        except BaseException:
            shutil.rmtree(entry, ignore_errors=True)
            raise
        sync_folder(journal.folder)
    return change


def remove_article(folder: Path, file: SourceFile, article_id: str) -> Change:
    """Removes an article: its file where it is the only one in it, else its record in the file.

    A page that holds several, a live blog, goes as a whole: there are no records to take out.
    `file` is the scanned file that the article came from, within `folder`. Raises CoverageError
    where it does not hold the article or cannot be rewritten.
    """
    _check_place(folder, file)
    with open_journal(folder) as journal:
        titles = {item.id: item.title for item in read(file) if isinstance(item, Article)}
        if article_id not in titles:
            raise CoverageError(
                f"{file.label} holds no article {article_id!r}; reload the coverage"
            )
        if len(titles) == 1 or format_of(file.path.name) not in _RECORDS:
            return journal.remove_file(file.path.resolve(), tuple(titles.items()))
        return journal.remove_records(file, (article_id, titles[article_id]))


def replace_article(folder: Path, file: SourceFile, record: Mapping[str, Any]) -> Change:
    """Gives an article another text: `record` takes the place of the one with its id in `file`.

    Raises CoverageError where the file is not within `folder`, holds no records, or not that one.
    """
    _check_place(folder, file)
    if format_of(file.path.name) not in _RECORDS:
        raise CoverageError(
            f"{file.label} holds an earlier version in a form that is not changed here; remove "
            f"article {record['id']!r} first"
        )
    with open_journal(folder) as journal:
        named = (record["id"], record.get("title"))
        raw = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode()
        return journal.replace_record(file, named, raw)


def undo(folder: Path, change_id: str | None = None) -> Change:
    """Takes back a change, by default the last one that stands.

    An added file is removed and a changed article gets its earlier text, both of which can be
    undone in turn; a removed article comes back in its file, or in one beside it where the name is
    taken by now. Raises CoverageError where there is no such
    change.
    """
    with open_journal(folder) as journal:
        standing = journal.changes()
        wanted = [change for change in standing if change_id in (None, change.id)]
        if not wanted:
            which = f"change {change_id!r}" if change_id else "change"
            raise CoverageError(f"there is no {which} to undo")
        change = wanted[-1]
        entry = journal.root / str(change.id)
        if change.action == "added":
            done = journal.remove_file(change.path, change.articles)
        elif change.action == "changed":
            done = _put_back(journal, change)
        else:
            done = journal.restore(change)
        # The empty entry stays, so that its number never comes to stand for another change.
        (entry / "change.json").unlink()
    return done


def _put_back(journal: Journal, change: Change) -> Change:
    """Gives a changed article the record that it had."""
    ((_, raw),) = journal.records_of(change)
    file = SourceFile(change.path, change.path.name, 0, 0)
    return journal.replace_record(file, (change.articles[0][0], json.loads(raw).get("title")), raw)


def _check_place(folder: Path, file: SourceFile) -> None:
    if not file.path.resolve().is_relative_to(folder.resolve()):
        raise CoverageError(f"{file.path.name} is not in a folder of the coverage")


def changes(folder: Path) -> tuple[Change, ...]:
    """The changes that can be undone, oldest first."""
    if not (folder / FOLDER).is_dir():
        return ()
    with open_journal(folder) as journal:
        return tuple(journal.changes())


def folder_of(paths: Sequence[Path], file: Path | None = None) -> Path:
    """The folder among a coverage's paths that holds a file, or the first of them.

    Raises CoverageError where there is none.
    """
    for path in paths:
        if path.is_dir() and (file is None or file.resolve().is_relative_to(path.resolve())):
            return path
    what = f"{file.name} is not in a folder of the coverage" if file else "no folder is open"
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


def _check(path: Path, key: str) -> tuple[tuple[Named, ...], tuple[Unreadable, ...]]:
    """The articles of a file from outside, and its faults; raises CoverageError without any."""
    left = MOST_UNPACKED_BYTES
    try:
        with open_bytes(path) as stream:
            while left > 0 and (chunk := stream.read(1_000_000)):
                left -= len(chunk)
    except STREAM_ERRORS as error:
        raise CoverageError(f"{path.name}: {stream_problem(error)}") from None
    if left <= 0:
        raise CoverageError(
            f"{path.name}: larger than {MOST_UNPACKED_BYTES // 1_000_000} MB unpacked"
        )
    articles: list[Named] = []
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
