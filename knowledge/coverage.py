"""`Coverage`: the one door to everything this library knows."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from knowledge import folder
from knowledge.analysis import Analyzer
from knowledge.answer import Answer, Hit
from knowledge.answering import ask, find_hits
from knowledge.article import Article
from knowledge.errors import BadDateError, CoverageError
from knowledge.folder import Change
from knowledge.index import Index
from knowledge.index.aside import is_costly, refresh_aside
from knowledge.index.generation import Stored
from knowledge.index.refresh import is_current, refresh, report_of
from knowledge.index.store import BusyError, Store
from knowledge.index.texts import DamagedError
from knowledge.readers import Scan, scan
from knowledge.report import Progress, ReloadReport, SourceCount, Status, Unreadable
from knowledge.scope import Scope, parse_day
from knowledge.summary import Summary, summarise
from knowledge.timeline import Timeline, timeline

Day = date | str | None
Made = TypeVar("Made")

_log = logging.getLogger(__name__)


class Coverage:
    """Articles in files, made searchable. Every method may be called from any thread.

    Each question is answered from one generation of the index; `reload` makes the next one aside
    and swaps it in, so questions never wait for it nor see half of it.
    """

    def __init__(self, paths: Sequence[str | Path], data_dir: str | Path | None) -> None:
        self._paths = [Path(path) for path in paths]
        self._discard: Callable[[], object] | None = None
        if data_dir is None:
            data_dir = tempfile.mkdtemp(prefix="dateline-")
            self._discard = weakref.finalize(self, shutil.rmtree, data_dir, ignore_errors=True)
        self._store = Store(Path(data_dir) / "index")
        self._analyzer = Analyzer()
        self._changing = threading.RLock()
        self._stored: Stored | None = None
        self._unreadable: tuple[Unreadable, ...] = ()
        self._loaded_at = datetime.now()
        # What `open` read; `index` on the command line reports it.
        self.opened = ReloadReport(0, 0, 0, 0, 0, (), 0.0)

    @classmethod
    def open(
        cls,
        paths: Sequence[str | Path],
        data_dir: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Coverage:
        """Opens the articles of files and folders, indexing what is new or changed.

        The index lives in `data_dir`; without one it is made anew and kept for this object alone.
        Where another process is indexing there, what it has made so far is used as it is.
        Raises CoverageError when a path is missing or `data_dir` cannot be used.
        """
        coverage = cls(paths, data_dir)
        started = time.perf_counter()
        try:
            coverage.opened = coverage.reload(progress)
        except BusyError as error:
            coverage._stored = coverage._store.newest()
            if coverage._stored is None:
                raise
            _log.warning("%s; answering from the index as it is", error)
            coverage.opened = report_of(coverage._stored, Scan((), ()), started)
        return coverage

    def close(self) -> None:
        """Lets go of the index; it is not to be asked again."""
        self._stored = None
        if self._discard:
            self._discard()

    def __enter__(self) -> Coverage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def index(self) -> Index:
        """The generation in use."""
        return self._opened().index

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> list[Hit]:
        """The k passages nearest to the question, best first; the newer weigh a little more."""
        scope = make_scope(source, since, until, as_of)
        terms = self._analyzer.terms(question)
        return self._answer(lambda index: find_hits(index, terms, k, scope))

    def ask(
        self,
        question: str,
        *,
        passages: int | None = None,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> Answer:
        """Answers a question, or abstains; `passages` asks for so many of the best with it."""
        scope = make_scope(source, since, until, as_of)
        return self._answer(
            lambda index: ask(index, self._analyzer, question, scope, passages=passages)
        )

    def summarise(
        self,
        topic: str | None = None,
        *,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> Summary:
        """What the coverage says on a topic, or in all, in sentences of the articles."""
        scope = make_scope(source, since, until, as_of)
        return self._answer(lambda index: summarise(index, self._analyzer, topic, scope))

    def timeline(
        self,
        topic: str | None = None,
        *,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> Timeline:
        """The dated sentences on a topic, or of all, in the order of their dates."""
        scope = make_scope(source, since, until, as_of)
        return self._answer(lambda index: timeline(index, self._analyzer, topic, scope))

    def reload(self, progress: Progress | None = None) -> ReloadReport:
        """Reads what is new or changed in the files and forgets what is gone.

        Much work is done by another process. An exception that `progress` raises ends it. Raises
        CoverageError when a path is missing, another process is indexing, or the disk is full; the
        index then stays as it was.
        """
        with self._changing:
            started = time.perf_counter()
            found = scan(self._paths)
            before = self._store.newest()
            if before and is_current(before, found):
                return self._use(before, report_of(before, found, started))
            return self._refresh(is_costly(before, found), progress)

    def _refresh(
        self, costly: bool, progress: Progress | None = None, *, anew: bool = False
    ) -> ReloadReport:
        work = refresh_aside if costly else refresh
        report = work(self._paths, self._store.folder, progress, anew=anew)
        made = self._store.newest()
        if made is None:
            raise CoverageError(
                f"{self._store.folder}: the index was written by another version of this program; "
                "restart it"
            )
        return self._use(made, report)

    def _use(self, stored: Stored, report: ReloadReport) -> ReloadReport:
        self._stored = stored
        self._unreadable = report.unreadable
        self._loaded_at = datetime.now()
        return report

    def _answer(self, make: Callable[[Index], Made]) -> Made:
        """What `make` makes of the index; builds it again where its files turn out damaged."""
        stored = self._opened()
        try:
            return make(stored.index)
        except DamagedError as error:
            with self._changing:
                if self._stored is stored:  # nobody else has done it meanwhile
                    _log.warning("%s; building the index again", error)
                    self._refresh(costly=True, anew=True)
            return make(self._opened().index)

    def _opened(self) -> Stored:
        if self._stored is None:
            raise CoverageError("the coverage is closed")
        return self._stored

    def add_file(self, name: str, data: bytes) -> Change:
        """Adds a file of articles to the coverage's folder and takes it in.

        Raises CoverageError where there is no folder to add to or the file is refused.
        """
        change = folder.add_file(self._folder(), name, data)
        self.reload()
        return change

    def remove(self, article_id: str) -> Change:
        """Removes an article from its folder and forgets it.

        Raises CoverageError for an unknown article or one that lies outside the folders.
        """
        try:
            article = self._answer(lambda index: index.article(article_id))
        except KeyError:
            raise CoverageError(
                f"there is no article {article_id!r}; reload the coverage"
            ) from None
        file = next((file for file in scan(self._paths).files if file.label == article.path), None)
        if file is None:
            raise CoverageError(f"{article.path} is gone; reload the coverage")
        change = folder.remove_article(self._folder(file.path), file, article_id)
        self.reload()
        return change

    def undo(self, change_id: str | None = None) -> Change:
        """Takes back a change that `add_file` or `remove` made, by default the last."""
        change = folder.undo(self._folder(), change_id)
        self.reload()
        return change

    def _folder(self, holding: Path | None = None) -> Path:
        """The first folder of the coverage, or the one that holds a file."""
        for path in self._paths:
            if path.is_dir() and (
                holding is None or holding.resolve().is_relative_to(path.resolve())
            ):
                return path
        what = f"{holding} is not in a folder of the coverage" if holding else "no folder is open"
        raise CoverageError(f"{what}; name a folder as the coverage, not single files")

    def articles(self) -> Sequence[Article]:
        """Every article, newest first; each is read from the disk when it is looked at."""
        return self._opened().articles

    def sources(self) -> tuple[SourceCount, ...]:
        """The sources, most articles first."""
        return self.index.sources()

    def status(self) -> Status:
        """What the coverage holds now."""
        stored = self._opened()
        sources = stored.index.sources()
        return Status(
            articles=stored.index.article_count,
            passages=stored.index.passage_count,
            first=min((count.first for count in sources if count.first), default=None),
            last=max((count.last for count in sources if count.last), default=None),
            sources=sources,
            unreadable=self._unreadable,
            index_bytes=stored.bytes,
            loaded_at=self._loaded_at,
        )


def make_scope(source: str | None, since: Day, until: Day, as_of: Day) -> Scope:
    """A scope from a caller's options; raises BadDateError naming the option."""
    first, last = parse_day(since, "since"), parse_day(until, "until")
    if first and last and first > last:
        raise BadDateError(f"since {first} is after until {last}; swap them")
    return Scope(source or None, first, last, parse_day(as_of, "as_of"))
