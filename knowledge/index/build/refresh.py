"""Brings an index up to date with its files: reads what changed, keeps what did not."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.article import Article
from knowledge.durable import whole_file
from knowledge.index.build.changed import files_to_read, is_current, key_of, seconds
from knowledge.index.build.merge import Named, empty_tables, names_of
from knowledge.index.build.workers import Analysts
from knowledge.index.disk.articles import DamagedError, Places, SegmentWriter, digest, empty_places
from knowledge.index.disk.generation import Generation, KnownFile, Segment, Stored
from knowledge.index.disk.store import Store, UnwritableError, outdated
from knowledge.index.engine import EMBEDDED, Engine
from knowledge.index.opensearch.failures import ClusterError
from knowledge.index.tables import I64, UNDATED
from knowledge.report import Progress, ReloadReport, Unreadable
from knowledge.sources.readers import (
    MARK_BYTES,
    Reading,
    Scan,
    SourceFile,
    Unchanged,
    read_changed,
    scan,
)
from knowledge.text.detection import LanguageDetector

_log = logging.getLogger(__name__)

# Texts are kept in at most so many files, each with at least this share of it in use; the articles
# of others move to the newest.
_MOST_SEGMENTS = 16
_LEAST_USED = 0.5

_REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "make room on the disk"),
    **dict.fromkeys(
        (errno.EROFS, errno.EACCES, errno.EPERM), "let the user that runs this write there"
    ),
}


def refresh(
    paths: Sequence[str | Path],
    folder: Path,
    progress: Progress | None = None,
    *,
    anew: bool = False,
    oldest: date | None = None,
    engine: Engine = EMBEDDED,
    in_use: int | None = None,
) -> ReloadReport:
    """Makes the newest generation in `folder` one of the files as they are now.

    `anew` reads and analyses all files, whatever is there. Articles that were published before
    `oldest` are left out. `in_use` is as in `Store`.

    Raises CoverageError where a path is missing, and OutdatedError where another process is writing
    or this one cannot; the generation before then still counts.
    """
    started = time.perf_counter()
    store = Store(folder, engine, in_use)
    found = scan(paths)
    try:
        with store.writing():
            # Who calls this has looked already, and told of what is damaged.
            newest = store.newest(quietly=True)
            base = None if anew else newest
            try:
                report = _Refresh(store, engine, base, found, oldest, progress).run(started)
            except DamagedError as error:  # a text that had to be moved
                _log.warning("%s; the index will be built again", error)
                report = _Refresh(store, engine, None, found, oldest, progress).run(started)
            store.tidy()
            return report
    except ClusterError as error:
        raise outdated(error) from error
    except OSError as error:
        where = f"{error.filename or folder}: {error.strerror or error}"
        remedy = _REMEDIES.get(error.errno or 0, "look after the disk")
        raise UnwritableError(
            f"{where}; {remedy}, then reload; the index stays as it was before"
        ) from error


def report_of(stored: Stored, found: Scan, started: float) -> ReloadReport:
    """The report where nothing has changed."""
    return ReloadReport(
        articles=stored.index.article_count,
        passages=stored.index.passage_count,
        added=0,
        changed=0,
        removed=0,
        unreadable=_faults(found, stored.generation.files),
        seconds=time.perf_counter() - started,
        too_old=stored.generation.too_old,
    )


class _Refresh:
    """One run: what stays of the generation before, and what is new."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        base: Stored | None,
        found: Scan,
        oldest: date | None,
        progress: Progress | None,
    ) -> None:
        self._store = store
        self._engine = engine
        self._found = found
        self._oldest = oldest
        self._progress = progress or (lambda what, done, total: None)
        self._base = base
        self._old = (
            self._base.generation
            if self._base
            else Generation(empty_tables(), empty_places(), (), ())
        )
        self._old_names = names_of(self._old.tables)
        self._old_numbers = {name.id: number for number, name in enumerate(self._old_names)}
        self._detector = LanguageDetector()
        self._files: list[KnownFile] = []
        self._owners: dict[str, int] = {}  # article id -> number of the file that has it
        self._kept: dict[int, int] = {}  # number of an old article that stays -> of its file
        self._moved: dict[int, int] = {}  # of those whose text is written anew -> its row
        self._new: list[tuple[Named, int, int]] = []  # with the number of the file, and the row

    def run(self, started: float) -> ReloadReport:
        """Reads, merges, publishes."""
        if self._base and is_current(self._base, self._found, self._oldest):
            if not self._engine.holds(self._old):
                self._engine.put(self._old, self._old, self._store.folder, self._progress)
                self._engine.settle(self._old, self._old)
            return report_of(self._base, self._found, started)
        number = self._store.next_number()
        path = self._store.segment_path(number)
        with whole_file(path) as stream, Analysts() as analysts:
            writer = SegmentWriter(stream)
            self._read_files(writer, analysts)
            batches = analysts.results()
            kept = np.array(sorted(self._kept), np.int64)
            used = self._carry_over(kept, writer)
        self._progress("merging", 0, None)
        names = [name for name, _, _ in self._new]
        tables, order = self._engine.merge(
            self._old.tables, kept, names, batches, lambda: self._lost(kept)
        )
        places = self._places(kept, order, used, writer)
        segments = [self._old.segments[n] for n in used] + [Segment(path.name, writer.size)]
        self._progress("writing", 0, None)
        made = Generation(tables, places, tuple(segments), tuple(self._files), self._oldest)
        self._engine.put(self._old, made, self._store.folder, self._progress)
        self._store.publish(number, made)
        self._engine.settle(self._old, made)
        changed = sum(name.id in self._old_numbers for name in names)
        return ReloadReport(
            articles=len(tables.times),
            passages=len(tables.starts),
            added=len(names) - changed,
            changed=changed,
            removed=len(self._old_numbers.keys() - self._owners.keys()),
            unreadable=_faults(self._found, self._files),
            seconds=time.perf_counter() - started,
            too_old=made.too_old,
        )

    def _lost(self, kept: I64) -> list[Article]:
        """The old articles that are not kept as they are."""
        gone = np.setdiff1d(np.arange(len(self._old_names)), kept).tolist()
        return [self._base.articles[number] for number in gone] if self._base else []

    def _read_files(self, writer: SegmentWriter, analysts: Analysts) -> None:
        """Takes the articles of every file; of one that looks as before, from the old index."""
        to_read = {key_of(file) for file in files_to_read(self._base, self._found, self._oldest)}
        known = {
            key_of(file): number
            for number, file in enumerate(self._old.files)
            if key_of(file) not in to_read and not file.shadowed
        }
        articles_of: dict[int, list[int]] = {}
        for article, file_number in enumerate(self._old.places.files.tolist()):
            articles_of.setdefault(file_number, []).append(article)
        before = {(file.label, file.key): number for number, file in enumerate(self._old.files)}
        for file in self._found.files:
            old = known.get(key_of(file))
            if old is None:
                was = before.get((file.label, file.key), -1)
                marks = self._marks(articles_of.get(was, []))
                self._take_new(file, marks, self._left_out(was), writer, analysts)
            else:
                self._take_old(self._old.files[old], articles_of.get(old, []))

    def _marks(self, articles: Sequence[int]) -> dict[bytes, str]:
        """The ids of old articles by the marks of the lines they were made of."""
        marks = self._old.places.marks
        found = {marks[number].tobytes(): self._old_names[number].id for number in articles}
        found.pop(bytes(MARK_BYTES), None)
        return found

    def _left_out(self, file: int) -> Mapping[bytes, str]:
        """As `_marks`, of the lines of an old file whose articles were too old and still are."""
        returning = seconds(self._oldest) < seconds(self._old.oldest)
        return self._old.files[file].left_out if file >= 0 and not returning else {}

    def _take_old(self, file: KnownFile, articles: Sequence[int]) -> None:
        faults = []
        too_old, left_out = file.too_old, dict(file.left_out)
        for number in articles:
            name = self._old_names[number]
            if self._is_too_old(name.time):
                too_old += 1
                left_out |= self._marks([number])
            elif fault := self._claim(name.id, file.label):
                faults.append(fault)
            else:
                self._kept[number] = len(self._files)
        self._files.append(
            KnownFile(*key_of(file), (*file.unreadable, *faults), bool(faults), too_old, left_out)
        )

    def _take_new(
        self,
        file: SourceFile,
        marks: Mapping[bytes, str],
        left_out: Mapping[bytes, str],
        writer: SegmentWriter,
        analysts: Analysts,
    ) -> None:
        """Takes the articles of a file that is new or changed; `marks` are those of its lines that
        the old index knows, `left_out` of those it has no articles of for their age."""
        faults: list[Unreadable] = []
        old: dict[bytes, str] = {}
        shadowed, too_old = False, 0
        for item in read_changed(file, {**marks, **left_out}):
            if isinstance(item, Unreadable):
                faults.append(item)
                continue
            if item.mark in left_out:
                too_old += 1
                old[item.mark] = left_out[item.mark]
                continue
            name = self._name_of(item)
            if self._is_too_old(name.time):
                too_old += 1
                old[item.mark] = name.id
            elif fault := self._claim(name.id, file.label):
                faults.append(fault)
                shadowed = True
            elif isinstance(item, Unchanged):
                self._kept[self._old_numbers[item.id]] = len(self._files)
            else:
                self._take_article(item, writer, analysts)
                self._progress("indexing", len(self._owners), None)
        old.pop(b"", None)
        self._files.append(KnownFile(*key_of(file), tuple(faults), shadowed, too_old, old))

    def _name_of(self, item: Reading | Unchanged) -> Named:
        if isinstance(item, Unchanged):
            return self._old_names[self._old_numbers[item.id]]
        return Named.of(item.article)

    def _is_too_old(self, time: int) -> bool:
        return UNDATED < time < seconds(self._oldest)

    def _claim(self, article_id: str, label: str) -> Unreadable | None:
        """Gives an id to the file at hand, or says which has it."""
        owner = self._owners.setdefault(article_id, len(self._files))
        if owner == len(self._files):
            return None
        first = self._files[owner].label
        return Unreadable(label, None, f"the id {article_id!r} is already one of {first}")

    def _take_article(self, read: Reading, writer: SegmentWriter, analysts: Analysts) -> None:
        """Analyses an article unless the old index has it with the same content."""
        article = self._in_its_language(read.article)
        old = self._old_numbers.get(article.id)
        same = old is not None and self._old.places.digests[old].tobytes() == digest(article)
        if old is not None and same:
            self._kept[old] = len(self._files)
            # Its record is written anew where it says another path, or its line is another one.
            moved = self._old.files[self._old.places.files[old]].label != article.path
            if moved or self._old.places.marks[old].tobytes() != (read.mark or bytes(MARK_BYTES)):
                self._moved[old] = writer.append(article, read.mark)
            return
        self._new.append((Named.of(article), len(self._files), writer.append(article, read.mark)))
        analysts.add(article)

    def _in_its_language(self, article: Article) -> Article:
        """An article with the language that it is in, where it declares none and it shows."""
        if article.language:
            return article
        told = self._detector.tell(f"{article.title or ''}\n{article.text}")
        return replace(article, language=told)

    def _carry_over(self, kept: I64, writer: SegmentWriter) -> list[int]:
        """Moves what lies in segments not worth keeping; returns the numbers of those that are."""
        places = self._old.places
        stay = np.array([n for n in kept.tolist() if n not in self._moved], np.int64)
        count = len(self._old.segments)
        in_use = np.bincount(places.segments[stay], places.sizes[stay], minlength=count).tolist()
        worth = [
            n for n, each in enumerate(self._old.segments) if in_use[n] > _LEAST_USED * each.size
        ]
        worth = sorted(sorted(worth, key=in_use.__getitem__)[-_MOST_SEGMENTS + 1 :])
        for number in stay[~np.isin(places.segments[stay], worth)].tolist():
            assert self._base
            article, mark = self._base.articles[number], places.marks[number].tobytes()
            self._moved[number] = writer.append(article, mark)
        return worth

    def _places(self, kept: I64, order: I64, used: Sequence[int], writer: SegmentWriter) -> Places:
        """Where the texts of the merged articles are."""
        written = writer.places(len(used))
        moved = np.searchsorted(kept, np.array(list(self._moved), np.int64))
        moved_rows = np.array(list(self._moved.values()), np.int64)
        new_rows = np.array([row for _, _, row in self._new], np.int64)
        columns = {}
        for field in fields(Places):
            column = getattr(self._old.places, field.name)[kept]
            if field.name == "segments":
                column = np.searchsorted(used, column).astype(np.uint32)
            column[moved] = getattr(written, field.name)[moved_rows]
            column = np.concatenate((column, getattr(written, field.name)[new_rows]))
            columns[field.name] = column[order]
        files = [self._kept[n] for n in kept.tolist()] + [file for _, file, _ in self._new]
        columns["files"] = np.array(files, np.uint32)[order]
        return Places(**columns)


def _faults(found: Scan, files: Sequence[KnownFile]) -> tuple[Unreadable, ...]:
    return (*found.unreadable, *(item for file in files for item in file.unreadable))
