"""The index in use: brought up to date with its files, swapped whole, rebuilt when damaged."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from knowledge.errors import CoverageError
from knowledge.index.abstract import Index
from knowledge.index.build.changed import has_aged, is_current
from knowledge.index.build.child_refresh import is_costly, refresh_aside
from knowledge.index.build.refresh import refresh, report_of
from knowledge.index.disk.articles import DamagedError
from knowledge.index.disk.generation import Stored
from knowledge.index.disk.store import OutdatedError, Store, SupersededError
from knowledge.index.engine import EMBEDDED, Engine
from knowledge.index.index import TableIndex
from knowledge.index.opensearch.cluster import one_question
from knowledge.index.view import View
from knowledge.passages import Passage
from knowledge.report import Progress, ReloadReport, Unreadable
from knowledge.sources.readers import Scan, scan

Made = TypeVar("Made")

_log = logging.getLogger(__name__)


class CurrentIndex:
    """The newest generation of the index in a folder. May be used from any thread.

    Whoever asks has one generation in hand to the end; the next is made aside and swapped in.
    Articles older than `keep_days` are left out. Raises CoverageError where the folder cannot be
    used.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        folder: Path,
        keep_days: int | None,
        engine: Engine = EMBEDDED,
    ) -> None:
        self._paths = paths
        self._store = Store(folder, engine)
        self.engine = engine
        self._keep_days = keep_days
        self._changing = threading.RLock()
        self._stored: Stored | None = None
        self._telling = threading.Lock()
        self._views: weakref.WeakSet[View] = weakref.WeakSet()
        self._is_superseded = False
        self.unreadable: tuple[Unreadable, ...] = ()
        self.loaded_at = datetime.now()

    def tell(self, view: View) -> None:
        """Has a view let go of what it was made of whenever the next generation is swapped in: an
        old one would stay in memory for as long as nobody asks there."""
        with self._telling:
            self._views.add(view)

    def open(self, progress: Progress | None, *, strict: bool) -> ReloadReport:
        """As `reload`; an index that cannot be brought up to date is used as it is, with a warning,
        unless `strict`."""
        started = time.perf_counter()
        try:
            return self.reload(progress)
        except OutdatedError as error:
            self._stored = None if strict else self._store.newest(quietly=True)
            if self._stored is None:
                raise
            _log.warning("%s; answering from the index as it is", error)
            return report_of(self._stored, Scan((), ()), started)
        finally:
            self.engine.state()  # the first to ask waits, and that is to be no answer

    def close(self) -> None:
        """Lets go of it."""
        self._stored = None

    @property
    def stored(self) -> Stored:
        """The generation in use."""
        if self._stored is None:
            raise CoverageError("the coverage is closed")
        return self._stored

    def is_current(self, found: Scan) -> bool:
        """Whether it is made of the files as they were found."""
        return is_current(self.stored, found, self._oldest)

    @property
    def has_aged(self) -> bool:
        """Whether it holds articles that have grown too old since it was loaded."""
        return has_aged(self.stored, self._oldest)

    @property
    def _oldest(self) -> date | None:
        """The first day whose articles are kept."""
        return date.today() - timedelta(days=self._keep_days) if self._keep_days else None

    def reload(self, progress: Progress | None = None) -> ReloadReport:
        """Reads what is new or changed in the files; see `refresh` for what it raises.

        Where another version has taken the index over, SupersededError is raised, and said in the
        log once.
        """
        with self._changing:
            try:
                return self._reload(progress)
            except SupersededError as error:
                if not self._is_superseded:
                    _log.warning("%s", error)
                self._is_superseded = True
                raise

    def _reload(self, progress: Progress | None) -> ReloadReport:
        started = time.perf_counter()
        found, oldest = scan(self._paths), self._oldest
        before = self._store.newest()
        if before and is_current(before, found, oldest) and self.engine.holds(before.generation):
            return self._use(before, report_of(before, found, started))
        if found.files:
            self.engine.prepare()
        return self._refresh(is_costly(before, found, oldest), progress)

    def answer(self, make: Callable[[TableIndex], Made]) -> Made:
        """What `make` makes of the index for one reader; builds it again where its files turn out
        damaged."""
        stored = self.stored
        try:
            with one_question():
                return make(stored.index)
        except DamagedError as error:
            with self._changing:
                if self._stored is stored:  # nobody else has done it meanwhile
                    _log.warning("%s; building the index again", error)
                    self._refresh(costly=True, anew=True)
            return make(self.stored.index)

    def _refresh(
        self, costly: bool, progress: Progress | None = None, *, anew: bool = False
    ) -> ReloadReport:
        work = refresh_aside if costly else refresh
        report = work(
            self._paths,
            self._store.folder,
            progress,
            anew=anew,
            oldest=self._oldest,
            engine=self.engine,
            in_use=self._store.in_use,
        )
        made = self._store.newest()
        if made is None:
            raise CoverageError(
                f"{self._store.folder}: the index was written by another version of this program; "
                "restart it"
            )
        return self._use(made, report)

    def _use(self, stored: Stored, report: ReloadReport) -> ReloadReport:
        self._stored = stored
        self._is_superseded = False
        with self._telling:
            for view in self._views:
                view.forget()
        self.unreadable = report.unreadable
        self.loaded_at = datetime.now()
        return report


def read_passage(
    answer: Callable[[Callable[[Index], Passage]], Passage], index: Index, number: int
) -> Passage:
    """A passage of an index that was asked; where its text turns out damaged, as what is in use
    has it, by `answer`. Raises DamagedError where that has it no longer."""
    try:
        return index.passage(number)
    except DamagedError as damaged:
        within = {each: index.passages_of(each) for each in index.article_ids()}
        article = next(each for each, passages in within.items() if number in passages)
        place = number - within[article].start
        try:
            return answer(lambda used: used.passage(used.passages_of(article)[place]))
        except LookupError:
            raise damaged from None
