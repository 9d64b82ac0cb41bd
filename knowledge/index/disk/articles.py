"""The articles' texts on disk: records in segment files, each read when it is asked for.

A segment is never changed once it is written; generations of the index share segments, so that a
reload writes the records of new and changed articles only.
"""

from __future__ import annotations

import json
import os
import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, overload

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article, Section
from knowledge.errors import KnowledgeError
from knowledge.index.tables import I64, U32
from knowledge.sources.readers import MARK_BYTES

MAGIC = b"DATELINE-TEXTS-1\n"
_DIGEST = np.dtype("V16")
_MARK = np.dtype(f"V{MARK_BYTES}")

_CACHED = 128  # articles kept as objects; one answer looks at about ten


class DamagedError(KnowledgeError):
    """A file of the index is not what was written; the index has to be built again."""


class OtherVersionError(DamagedError):
    """A file of the index is whole, but another version of this program made it, or this one with
    other settings."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the record of each article is, by article number."""

    segments: U32
    offsets: I64  # bytes into the segment
    sizes: I64  # bytes
    checksums: U32  # CRC-32 of the record
    digests: NDArray[np.void]  # see `digest`
    marks: NDArray[np.void]  # of the line it was made of, see `Reading`; zeros where there is none
    files: U32  # number of the file the article was read from


def encode(article: Article) -> bytes:
    """The record of an article: a line of JSON with everything but the text, then the text."""
    fields = {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "authors": article.authors,
        "published": article.published.isoformat() if article.published else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "path": article.path,
        "language": article.language,
        "sections": [(each.title, each.start, each.end) for each in article.sections],
    }
    return json.dumps(fields).encode() + b"\n" + article.text.encode("utf-8", "surrogatepass")


def decode(record: bytes) -> Article:
    """The article of a record."""
    head, _, text = record.partition(b"\n")
    fields = json.loads(head)
    for name in ("published", "updated"):
        fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
    fields["authors"] = tuple(fields["authors"])
    fields["sections"] = tuple(Section(*each) for each in fields["sections"])
    return Article(text=text.decode("utf-8", "surrogatepass"), **fields)


def digest(article: Article) -> bytes:
    """What tells whether an article has changed; where it lies is left out."""
    return blake2b(encode(replace(article, path=None)), digest_size=_DIGEST.itemsize).digest()


def empty_places() -> Places:
    """The places of no article."""
    u32, i64 = np.zeros(0, np.uint32), np.zeros(0, np.int64)
    return Places(u32, i64, i64, u32, np.zeros(0, _DIGEST), np.zeros(0, _MARK), u32)


class SegmentWriter:
    """Appends records to a new segment and remembers where they are."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rows: list[tuple[int, int, int]] = []
        self._digests: list[bytes] = []
        self._marks: list[bytes] = []
        self.size = stream.write(MAGIC)

    def append(self, article: Article, mark: bytes) -> int:
        """Writes one article with the mark of its line; returns the number of its row."""
        record = encode(article)
        self._rows.append((self.size, len(record), zlib.crc32(record)))
        self._digests.append(digest(article))
        self._marks.append(mark or bytes(MARK_BYTES))
        self.size += self._stream.write(record)
        return len(self._rows) - 1

    def places(self, segment: int) -> Places:
        """Where the records are, by row, given the segment's number; their files are not known."""
        rows = np.array(self._rows, np.int64).reshape(-1, 3)
        return Places(
            np.full(len(rows), segment, np.uint32),
            rows[:, 0],
            rows[:, 1],
            rows[:, 2].astype(np.uint32),
            np.frombuffer(b"".join(self._digests), _DIGEST),
            np.frombuffer(b"".join(self._marks), _MARK),
            np.zeros(len(rows), np.uint32),
        )


class StoredArticles(Sequence[Article]):
    """The articles of one generation by number, read from the segments' open files.

    Raises DamagedError where a record is not the one that was written.
    """

    def __init__(self, places: Places, segments: Sequence[Path]) -> None:
        self._places = places
        self._paths = tuple(segments)
        self._descriptors: list[int] = []
        # A generation goes when the last search that uses it ends, and its files with it.
        weakref.finalize(self, _close, self._descriptors)
        for path in self._paths:
            self._descriptors.append(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
        self._known: OrderedDict[int, Article] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._places.sizes)

    @overload
    def __getitem__(self, number: int) -> Article: ...
    @overload
    def __getitem__(self, number: slice) -> list[Article]: ...
    def __getitem__(self, number: int | slice) -> Article | list[Article]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        known = self._known.get(number)
        if known is None:
            known = decode(self.record(number))
            with self._lock:
                self._known[number] = known
                if len(self._known) > _CACHED:
                    self._known.popitem(last=False)
        return known

    def record(self, number: int) -> bytes:
        """The bytes of an article's record, checked."""
        places = self._places
        segment, size = int(places.segments[number]), int(places.sizes[number])
        data = _read(self._descriptors[segment], int(places.offsets[number]), size)
        if zlib.crc32(data) != int(places.checksums[number]):
            raise DamagedError(f"{self._paths[segment]}: the text of an article is damaged")
        return data


def check_segment(path: Path, size: int) -> None:
    """Raises DamagedError where a segment is not there or is not one of that size."""
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(MAGIC))
            actual = os.fstat(stream.fileno()).st_size
    except FileNotFoundError:
        raise DamagedError(f"{path} is missing") from None
    if magic != MAGIC or actual != size:
        raise DamagedError(f"{path} is damaged or was made by another program")


if hasattr(os, "pread"):

    def _read(descriptor: int, offset: int, size: int) -> bytes:
        return os.pread(descriptor, size, offset)

else:  # Windows
    _seeking = threading.Lock()

    def _read(descriptor: int, offset: int, size: int) -> bytes:
        with _seeking:
            os.lseek(descriptor, offset, os.SEEK_SET)
            return os.read(descriptor, size)


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
