"""Taking records out of files of many articles, and putting them back."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from knowledge.sources.readers.encodings.decoding import (
    BadInputError,
    decode,
    lines_of,
    open_bytes,
    read_bounded,
)
from knowledge.sources.readers.files import SourceFile
from knowledge.sources.readers.formats import format_of
from knowledge.sources.readers.json_records import (
    MOST_JSON_BYTES,
    parse_line,
    parse_record,
    split_json,
)

# A record as it is written in its file, and how many records stood before it.
RawRecord = tuple[int, str]


def write_without(file: SourceFile, article_id: str, target: Path) -> list[RawRecord]:
    """Writes a `.json` or `.jsonl` file without an article to `target`; returns what it left out.

    That is every record with the id: only the first was loaded, but the next would take its place.
    Raises BadInputError where a `.json` file is malformed, and OSError, EOFError or zlib.error.
    """
    removed: list[RawRecord] = []

    def kept() -> Iterator[bytes]:
        for position, raw in enumerate(_raw_records(file.path)):
            if _article_id(raw, file) == article_id:
                removed.append((position, raw.decode("utf-8")))
            else:
                yield raw

    _write_records(target, kept(), file.path.name)
    return removed


def write_replacing(file: SourceFile, article_id: str, raw: str, target: Path) -> list[RawRecord]:
    """Writes a `.json` or `.jsonl` file with another record for an article to `target`; returns
    the one that stood there, or none where none did.

    Only the first with the id is loaded and replaced. Raises as `write_without`.
    """
    replaced: list[RawRecord] = []

    def records() -> Iterator[bytes]:
        for position, old in enumerate(_raw_records(file.path)):
            if not replaced and _article_id(old, file) == article_id:
                replaced.append((position, old.decode("utf-8")))
                yield raw.encode()
            else:
                yield old

    _write_records(target, records(), file.path.name, alone=_is_alone(file.path))
    return replaced


def write_with(path: Path, records: Iterable[RawRecord], target: Path) -> None:
    """Writes the file `path` to `target` with records put back where they stood.

    A record that is there already is not put in twice; a file that is gone is made anew. Raises as
    `write_without`.
    """
    missing = {position: raw.encode() for position, raw in records}
    if path.exists():
        present = set(missing.values()).intersection(_raw_records(path))
        missing = {at: raw for at, raw in missing.items() if raw not in present}
    existing = _raw_records(path) if path.exists() else iter(())
    _write_records(target, _merged(existing, missing), path.name)


def _merged(existing: Iterator[bytes], missing: dict[int, bytes]) -> Iterator[bytes]:
    """The existing records with each missing one at its position, or at the end."""
    position = 0
    for record in existing:
        while position in missing:
            yield missing.pop(position)
            position += 1
        yield record
        position += 1
    yield from missing.values()


def _raw_records(path: Path) -> Iterator[bytes]:
    """The records of a file as they are written there; of JSON Lines every line."""
    if format_of(path.name) == ".jsonl":
        with open_bytes(path) as stream:
            for line in lines_of(stream):
                yield line.rstrip(b"\r\n")
    else:
        text = decode(read_bounded(path, MOST_JSON_BYTES, "it is too long to change"))
        for record in split_json(text):
            yield record.raw.encode()


def _is_alone(path: Path) -> bool:
    """Whether a file is one object, not a list of them."""
    if format_of(path.name) == ".jsonl":
        return False
    text = decode(read_bounded(path, MOST_JSON_BYTES, "it is too long to change"))
    return not text.lstrip().startswith("[")


def _article_id(raw: bytes, file: SourceFile) -> str | None:
    try:
        return parse_record(parse_line(raw, 1), file.key or file.label, file.label).article.id
    except BadInputError:
        return None


def _write_records(
    target: Path, records: Iterable[bytes], name: str, *, alone: bool = False
) -> None:
    """Writes records in the format and compression that `name` tells, and waits for the disk.

    An only record that stands `alone` is not written as a list.
    """
    is_list = format_of(name) == ".json" and not alone
    with target.open("wb") as raw:
        stream = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if name.endswith(".gz") else raw
        _write_all(cast(BinaryIO, stream), records, is_list)
        if stream is not raw:
            stream.close()
        raw.flush()
        os.fsync(raw.fileno())


def _write_all(stream: BinaryIO, records: Iterable[bytes], is_list: bool) -> None:
    separator = b"[\n" if is_list else b""
    for record in records:
        stream.write(separator + record)
        separator = b",\n" if is_list else b"\n"
    stream.write(b"\n]\n" if is_list else b"\n")
