"""Collections beside a base: each is opened when it is asked for and closed when it lies idle."""

from __future__ import annotations

import logging
import shutil
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from knowledge.collection import INDEX
from knowledge.coverage import Coverage
from knowledge.durable import changed_at, whole_file
from knowledge.errors import CoverageError
from knowledge.index import BaseChoice, UnwritableError, engine_of
from knowledge.report import FeedUpdate
from knowledge.sources.records import FileRecords, Records

_log = logging.getLogger(__name__)

# Within a collection's folder: its articles, and the day it was given up.
ARTICLES, LEFT = "articles", "left"
_DELETED = ".deleted-"
KEPT_DAYS = 30

# Collections that stay open unless said otherwise, and whose feeds are fetched at the same time.
MOST_OPEN = 100
_MOST_FETCHING = 8


@dataclass(slots=True)
class _Entry:
    """A collection that is in use, or was lately."""

    opening: threading.Lock = field(default_factory=threading.Lock)
    coverage: Coverage | None = None
    users: int = 0


class Collections:
    """Collections by number, each in a folder of its own within `folder`, that read `base` too.

    At most `most_open` stay open while nobody uses them. `choice_of` tells what of the base a
    collection reads; it is asked each time. Feeds and logs are kept in `records`, by default in
    files of each folder. Every method may be called from any thread.
    """

    def __init__(
        self,
        base: Coverage,
        folder: Path,
        *,
        most_open: int = MOST_OPEN,
        keep_days: int | None = None,
        choice_of: Callable[[int], BaseChoice] = lambda _: BaseChoice(),
        records: Records | None = None,
    ) -> None:
        self.base = base
        self._folder = folder
        self._most_open = most_open
        self._keep_days = keep_days
        self.choice_of = choice_of
        self._lock = threading.Lock()
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._fetching: set[int] = set()
        self._aged_on: dict[int, date] = {}  # when each was last relieved of what is too old
        self._fetchers = threading.Semaphore(_MOST_FETCHING)
        self._records = records or FileRecords(lambda name: folder / name)

    @contextmanager
    def use(self, number: int) -> Iterator[Coverage]:
        """The collection of a number, which stays open for so long; made where there is none.

        Raises CoverageError where its folder cannot be used.
        """
        with self._lock:
            entry = self._entries.setdefault(number, _Entry())
            self._entries.move_to_end(number)
            entry.users += 1
        try:
            with entry.opening:
                if entry.coverage is None:
                    entry.coverage = self._open(number)
            entry.coverage.choice = self.choice_of(number)
            yield entry.coverage
        finally:
            with self._lock:
                entry.users -= 1
                idle = self._idle()
            for each in idle:
                each.close()

    def numbers(self) -> list[int]:
        """The numbers of all collections, open or not."""
        names = (path.name for path in self._folder.glob("[0-9]*"))
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def open_numbers(self) -> list[int]:
        """Those of the collections that are open."""
        with self._lock:
            return [number for number, entry in self._entries.items() if entry.coverage]

    def touched(self, number: int) -> tuple[int, object]:
        """What changes when the articles or the feeds of a collection do; it is not opened."""
        index = self._folder / str(number) / INDEX
        return changed_at(index), self._records.version(str(number))

    def close(self) -> None:
        """Closes all; the base stays open."""
        with self._lock:
            entries = list(self._entries.values())
            self._entries.clear()
        for entry in entries:
            if entry.coverage:
                entry.coverage.close()

    def refresh_feeds(
        self, now: datetime, told: Callable[[int, FeedUpdate], object]
    ) -> list[threading.Thread]:
        """Begins to fetch the feeds that are due at `now` and to let go of what has grown too old.

        `told` is called from other threads, which are returned: a collection whose feeds are slow
        keeps none of the others from their turn. Those that wait longest come first.
        """
        is_open = set(self.open_numbers())
        turns: list[tuple[datetime, int]] = []
        numbers = self.numbers()
        dues = self._records.first_due(map(str, numbers))
        for number in numbers:
            due = dues.get(str(number))
            may_age = number in is_open and self._aged_on.get(number) != now.date()
            if (due and due <= now) or may_age:
                turns.append((due or now, number))
        waiting = deque(number for _, number in sorted(turns))
        started: list[threading.Thread] = []
        while len(started) < len(turns) and self._fetchers.acquire(blocking=False):
            work = threading.Thread(target=self._fetch, args=(waiting, now, told), daemon=True)
            work.start()
            started.append(work)
        return started

    def _fetch(
        self, waiting: deque[int], now: datetime, told: Callable[[int, FeedUpdate], object]
    ) -> None:
        """Takes one collection after the other, with other threads that do the same."""
        try:
            while True:
                self._refresh(waiting.popleft(), now, told)
        except IndexError:
            return
        finally:
            self._fetchers.release()

    def _refresh(
        self, number: int, now: datetime, told: Callable[[int, FeedUpdate], object]
    ) -> None:
        with self._lock:
            if number in self._fetching:  # since an earlier look
                return
            self._fetching.add(number)
        try:
            if not self._left_on(number):
                self._aged_on[number] = now.date()
                with self.use(number) as coverage:
                    for update in coverage.refresh_feeds(now):
                        told(number, update)
        except CoverageError as error:
            _log.warning("collection %d: %s", number, error)
        except Exception:
            _log.exception("collection %d: unexpected error", number)
        finally:
            self._fetching.discard(number)

    def look(self) -> None:
        """Reloads the open collections whose files have changed and are written to the end."""
        self._bring_up_to_date(Coverage.reload_settled)

    def take_over(self) -> None:
        """Has the open collections read what other processes have brought up to date."""
        self._bring_up_to_date(Coverage.take_over)

    def _bring_up_to_date(self, how: Callable[[Coverage], None]) -> None:
        for number in self.open_numbers():
            try:
                with self.use(number) as coverage:
                    how(coverage)
            except CoverageError as error:
                _log.warning("collection %d: %s; it stays as it is", number, error)

    def give_up(self, number: int, day: date) -> None:
        """Notes that a collection is no longer wanted; the first such day counts."""
        folder = self._folder / str(number)
        if folder.is_dir() and not self._left_on(number):
            with whole_file(folder / LEFT) as stream:
                stream.write(day.isoformat().encode())

    def take_back(self, number: int) -> None:
        """Notes that a collection is wanted again."""
        (self._folder / str(number) / LEFT).unlink(missing_ok=True)

    def delete_given_up(self, today: date) -> list[int]:
        """Deletes the collections that were given up KEPT_DAYS ago and earlier; their numbers."""
        deleted = []
        for number in self.numbers():
            day = self._left_on(number)
            if day is None or today - day < timedelta(days=KEPT_DAYS):
                continue
            # First, as of another end the folder still tells; and not while all wait for the lock.
            self._records.drop(str(number))
            with self._lock:
                entry = self._entries.get(number)
                if entry and entry.users:
                    continue  # another day
                self._entries.pop(number, None)
                gone = self._folder / f"{_DELETED}{number}"
                (self._folder / str(number)).rename(gone)
            if entry and entry.coverage:
                entry.coverage.close()
            engine_of(self.base.cluster, str(number), self.base.home).drop()
            deleted.append(number)
        for path in self._folder.glob(f"{_DELETED}*"):  # also what an end came between
            shutil.rmtree(path, ignore_errors=True)
        return deleted

    def _open(self, number: int) -> Coverage:
        folder = self._folder / str(number)
        try:
            (folder / ARTICLES).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableError(f"collection {number}: {error.strerror}") from None
        return Coverage.open(
            [folder / ARTICLES],
            folder,
            keep_days=self._keep_days,
            base=self.base,
            name=str(number),
            records=self._records,
        )

    def _idle(self) -> list[Coverage]:
        """Takes out what is open beyond the limit and used by nobody; the lock is held."""
        idle = []
        for number, entry in list(self._entries.items()):
            if len(self._entries) <= self._most_open:
                break
            if not entry.users:
                del self._entries[number]
                if entry.coverage:
                    idle.append(entry.coverage)
        return idle

    def _left_on(self, number: int) -> date | None:
        try:
            return date.fromisoformat((self._folder / str(number) / LEFT).read_text())
        except (OSError, ValueError):
            return None
