"""One generation of the index as a file: a checked header, then arrays to be mapped.

    magic   8 bytes  "DATELINE"
    version 4 bytes  VERSION, little-endian as all numbers
    size    4 bytes  of the header
    check   4 bytes  CRC-32 of the version, the size and the header
    header           JSON: settings, segments; of each array its name, type, offset, size, CRC-32
    arrays           each at a multiple of 64 bytes, zeros between

Opening checks everything and copies nothing. What was damaged, cut short, made by another version
or with other settings raises DamagedError with the reason; it is never used in part.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.durable import whole_file
from knowledge.index.disk.articles import (
    DamagedError,
    OtherVersionError,
    Places,
    StoredArticles,
    check_segment,
)
from knowledge.index.engine import EMBEDDED, Engine
from knowledge.index.index import TableIndex
from knowledge.index.tables import Tables
from knowledge.report import Unreadable

# The version of the index. Raise it when a file of articles is read, split, stemmed or sketched
# otherwise than before, or when these files are laid out otherwise: older indexes are then built
# again. tests/index/test_index_version.py notices both.
VERSION = 6

_MAGIC = b"DATELINE"
_PREFIX = struct.Struct("<8sIII")
_CHECKED = struct.Struct("<II")
_ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of articles' texts, in the same folder."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was read: one that looks the same is not read again."""

    label: str
    key: str
    size: int
    mtime_ns: int
    unreadable: tuple[Unreadable, ...]
    # Whether an article was left out since another file has its id: should that go, this counts.
    shadowed: bool = False
    # How many articles were left out since they were published before the generation's `oldest`.
    too_old: int = 0
    # Their ids by the marks of the lines they were made of, see `Reading`.
    left_out: Mapping[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Generation:
    """Everything that one state of the coverage was made into.

    `oldest` is the first day of publication that was let in, None where all were.
    """

    tables: Tables
    places: Places
    segments: tuple[Segment, ...]
    files: tuple[KnownFile, ...]
    oldest: date | None = None

    @property
    def too_old(self) -> int:
        """How many articles were left out for their age."""
        return sum(file.too_old for file in self.files)


@dataclass(frozen=True, slots=True)
class Stored:
    """A generation opened from its file; `bytes` is what it takes on disk, texts included."""

    path: Path
    generation: Generation
    articles: StoredArticles
    index: TableIndex
    bytes: int


def write(path: Path, generation: Generation, settings: dict[str, Any]) -> None:
    """Writes a generation; its segments are on the disk already."""
    arrays = {
        **_columns("tables", generation.tables),
        **_columns("places", generation.places),
        "files": np.frombuffer(json.dumps(_files_to_json(generation.files)).encode(), np.uint8),
    }
    described = []
    offset = 0
    for name, values in arrays.items():
        described.append([name, values.dtype.str, offset, values.nbytes, zlib.crc32(values.data)])
        offset += -(-values.nbytes // _ALIGNMENT) * _ALIGNMENT
    header = {
        "settings": settings,
        "segments": [[segment.name, segment.size] for segment in generation.segments],
        "oldest": generation.oldest.isoformat() if generation.oldest else None,
        "arrays": described,
        "size": offset,
    }
    text = json.dumps(header).encode()
    text += b" " * (-(_PREFIX.size + len(text)) % _ALIGNMENT)
    check = zlib.crc32(_CHECKED.pack(VERSION, len(text)) + text)
    with whole_file(path) as stream:
        stream.write(_PREFIX.pack(_MAGIC, VERSION, len(text), check))
        stream.write(text)
        for values in arrays.values():
            stream.write(values.data)
            stream.write(bytes(-values.nbytes % _ALIGNMENT))


def read(path: Path, settings: dict[str, Any], engine: Engine = EMBEDDED) -> Stored:
    """Opens a generation that was made with these settings."""
    with path.open("rb") as stream:
        prefix = stream.read(_PREFIX.size)
        header = _header(path, prefix, stream.read(_header_size(prefix)))
        if header["settings"] != settings:
            raise OtherVersionError(f"{path} was made with other settings or another version")
        start = _PREFIX.size + _header_size(prefix)
        size = start + header["size"]
        if stream.seek(0, 2) != size:
            raise DamagedError(f"{path} was cut short")
        mapped = memoryview(mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ))
    arrays = {}
    for name, kind, offset, length, checksum in header["arrays"]:
        part = mapped[start + offset : start + offset + length]
        if zlib.crc32(part) != checksum:
            raise DamagedError(f"{path}: {name} is damaged")
        arrays[name] = np.frombuffer(part, np.dtype(kind))
    segments = tuple(Segment(*each) for each in header["segments"])
    for segment in segments:
        check_segment(path.parent / segment.name, segment.size)
    tables = Tables(**_of("tables", arrays))
    places = Places(**_of("places", arrays))
    articles = StoredArticles(places, [path.parent / segment.name for segment in segments])
    files = _files_from_json(json.loads(bytes(arrays["files"])))
    oldest = date.fromisoformat(header["oldest"]) if header["oldest"] else None
    made = Generation(tables, places, segments, files, oldest)
    return Stored(
        path,
        made,
        articles,
        engine.index(made, articles),
        size + sum(segment.size for segment in segments),
    )


def _header_size(prefix: bytes) -> int:
    return int(_PREFIX.unpack(prefix)[2]) if len(prefix) == _PREFIX.size else 0


def _header(path: Path, prefix: bytes, text: bytes) -> dict[str, Any]:
    if len(prefix) < _PREFIX.size or not prefix.startswith(_MAGIC):
        raise DamagedError(f"{path} is damaged or was made by another program")
    _, version, size, check = _PREFIX.unpack(prefix)
    if zlib.crc32(_CHECKED.pack(version, size) + text) != check:
        raise DamagedError(f"{path}: the header is damaged")
    if version != VERSION:
        raise OtherVersionError(f"{path} was made by another version of this program")
    header: dict[str, Any] = json.loads(text)
    return header


def _columns(prefix: str, table: Tables | Places) -> dict[str, NDArray[Any]]:
    return {
        f"{prefix}.{field.name}": np.ascontiguousarray(getattr(table, field.name))
        for field in fields(table)
    }


def _of(prefix: str, arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    start = f"{prefix}."
    return {name[len(start) :]: each for name, each in arrays.items() if name.startswith(start)}


def _files_to_json(files: Sequence[KnownFile]) -> list[Any]:
    return [
        [
            *(each.label, each.key, each.size, each.mtime_ns, each.shadowed, each.too_old),
            {mark.hex(): article for mark, article in each.left_out.items()},
            [(item.path, item.line, item.reason) for item in each.unreadable],
        ]
        for each in files
    ]


def _files_from_json(rows: list[Any]) -> tuple[KnownFile, ...]:
    return tuple(
        KnownFile(
            *(label, key, size, mtime),
            tuple(Unreadable(*item) for item in unreadable),
            shadowed,
            too_old,
            {bytes.fromhex(mark): article for mark, article in left_out.items()},
        )
        for label, key, size, mtime, shadowed, too_old, left_out, unreadable in rows
    )
