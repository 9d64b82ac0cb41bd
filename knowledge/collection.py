"""A collection: articles in files, kept indexed, and all that changes them."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from knowledge.article import Article
from knowledge.durable import changed_at
from knowledge.errors import CoverageError
from knowledge.index import BusyError, CurrentIndex, SearchCluster, SupersededError, engine_of
from knowledge.report import Feed, FeedUpdate, Progress, ReloadReport, Unreadable
from knowledge.sources import folder
from knowledge.sources.archive import make_archive
from knowledge.sources.audit import Action, AuditLog, LogEntry
from knowledge.sources.feeds import Subscriptions
from knowledge.sources.fetching import Fetcher, FetchError, FetchRules, GoneError
from knowledge.sources.identity import article_id
from knowledge.sources.journal import Change
from knowledge.sources.readers import Scan, SourceFile, scan
from knowledge.sources.records import FEEDS, FileRecords, Records

_log = logging.getLogger(__name__)

# The name of a collection that is beside no other.
BASE = "base"
# Within the data directory, the folder of the index.
INDEX = "index"
# Seconds for which another process that brings the index up to date is waited for, as where several
# serve one bot, and between two looks whether it is done.
_PATIENCE, _PAUSE = 20.0, 0.2


class Collection:
    """Files of articles, their feeds, their log, and the index of them.

    All that it changes, lists or tells of is about its own articles alone, also beside a `base`,
    with which it shares nothing but the politeness towards the hosts that both fetch from.
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        data_dir: str | Path | None,
        rules: FetchRules,
        keep_days: int | None,
        base: Collection | None,
        cluster: SearchCluster | None = None,
        name: str = BASE,
        records: Records | None = None,
    ) -> None:
        self._paths = [Path(path) for path in paths]
        self._discard: Callable[[], object] | None = None
        if data_dir is None:
            data_dir = tempfile.mkdtemp(prefix="dateline-")
            self._discard = weakref.finalize(self, shutil.rmtree, data_dir, ignore_errors=True)
        self.cluster: SearchCluster | None = base.cluster if base else cluster
        # The data directory, of the base where there is one.
        self.home: Path = base.home if base else Path(data_dir)
        self._index_folder = Path(data_dir) / INDEX
        engine = engine_of(self.cluster, name, self.home)
        self._current = CurrentIndex(self._paths, self._index_folder, keep_days, engine)
        self._data_dir = Path(data_dir)
        self._name = name
        self._records: Records = records or FileRecords(lambda _: self._data_dir)
        self._base: Collection | None = base
        # Hosts are asked one request at a time, whichever collection it is for.
        self._fetcher: Fetcher = base._fetcher if base else Fetcher(rules)
        self._keep_days = keep_days
        self._looked: Scan | None = None
        self._taken_over_at = 0
        self._changing = threading.RLock()
        # What opening read; `index` on the command line reports it.
        self.opened = ReloadReport(0, 0, 0, 0, 0, (), 0.0)

    def _open(self, progress: Progress | None, *, strict: bool) -> None:
        self.opened = self._current.open(progress, strict=strict)
        if self.opened.removed or self.opened.added < self.opened.articles:  # else made anew
            self._note_reload("", self.opened)

    @cached_property
    def _feeds(self) -> Subscriptions:
        return Subscriptions(
            self._records.feeds(self._name),
            self._data_dir / FEEDS,
            self._folder,
            self._fetcher,
            lambda article: self._find(article) is not None,
            self._keep_days,
        )

    @property
    def _audit(self) -> AuditLog:
        return self._records.log(self._name)

    @property
    def _folder(self) -> Path | None:
        """The folder that is added to, if there is one."""
        return next((path for path in self._paths if path.is_dir()), None)

    def close(self) -> None:
        """Lets go of the index; it is not to be asked again."""
        self._current.close()
        if self._discard:
            self._discard()

    def reload(self, progress: Progress | None = None, *, by: str = "") -> ReloadReport:
        """Reads what is new or changed in the files and forgets what is gone; `by` is for the log.

        Much work is done by another process. An exception that `progress` raises ends it. Raises
        CoverageError when a path is missing, another process is indexing for long, or the disk is
        full; the index then stays as it was.
        """
        report = self._bring_up_to_date(progress)
        self._note_reload(by, report)
        return report

    def _bring_up_to_date(self, progress: Progress | None = None) -> ReloadReport:
        """Reads the files, or takes over what another process has just made of them."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._current.reload(progress)
            except BusyError:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)

    def _note_reload(self, by: str, report: ReloadReport) -> None:
        if report.added or report.changed or report.removed:
            counts = f"{report.added} added, {report.changed} changed, {report.removed} removed"
            self._note(by, "reloaded", counts)

    def add_file(self, name: str, data: bytes, *, by: str = "") -> Change:
        """Adds a file of articles to the coverage's folder and takes it in; `by` is for the log.

        Raises CoverageError where there is no folder to add to or the file is refused.
        """
        return self._done(folder.add_file(folder.folder_of(self._paths), name, data), by)

    def add_url(self, url: str, *, by: str = "") -> Change:
        """Adds the article of a web page or a PDF; one that the coverage has gets the new text.

        Raises FetchError where nothing comes or what comes holds no article, and GoneError where
        the server says that there is nothing at the address.
        """
        from knowledge.sources.pages import (  # slow to load, and often not needed
            fetch_page,
            write_page,
        )

        try:
            page = fetch_page(self._fetcher, url, datetime.now(UTC))
        except FetchError as error:
            if error.is_gone:
                raise GoneError(error, self._find(article_id(url))) from None
            raise
        with self._changing:
            change = write_page(page, self._paths, self._find, self._file_of)
            if change is None:
                raise CoverageError(f"{url}: the coverage has that article, with the same text")
            return self._done(change, by, page.problems)

    def remove(self, article_id: str, *, by: str = "") -> Change:
        """Removes an article from its folder and forgets it.

        Raises CoverageError for an unknown article or one that lies outside the folders.
        """
        article = self._find(article_id)
        if article is None and self._base and self._base._find(article_id):
            raise CoverageError(f"article {article_id!r} belongs to the base, not to this one")
        if article is None:
            raise CoverageError(f"there is no article {article_id!r}; reload the coverage")
        file = self._file_of(article)
        change = folder.remove_article(folder.folder_of(self._paths, file.path), file, article_id)
        return self._done(change, by)

    def _file_of(self, article: Article) -> SourceFile:
        for file in scan(self._paths).files:
            if file.label == article.path:
                return file
        raise CoverageError(f"{article.path} is gone; reload the coverage")

    def undo(self, change_id: str | None = None, *, by: str = "") -> Change:
        """Takes back a change that was added, changed or removed, by default the last."""
        return self._done(folder.undo(folder.folder_of(self._paths), change_id), by)

    def changes(self) -> tuple[Change, ...]:
        """The changes that can be taken back, the last first; raises CoverageError where they
        cannot be looked at."""
        target = self._folder
        return folder.changes(target)[::-1] if target else ()

    def _done(self, change: Change, by: str, problems: Sequence[str] = ()) -> Change:
        """Notes a change of the folder and takes it in; adds what else is to be told of it."""
        names = ", ".join(title or article for article, title in change.articles[:5])
        self._note(by, change.action, f"{change.path.name}: {names}")
        before = self._current.stored.generation.too_old
        more = self._bring_up_to_date().too_old - before
        if more > 0 and change.action != "removed":
            problems = (*problems, f"{more:,} left out: published over {self._keep_days} days ago")
        told = (Unreadable(str(change.path), None, problem) for problem in problems)
        return replace(change, unreadable=(*change.unreadable, *told))

    def _find(self, article_id: str) -> Article | None:
        """The article of an id among its own, without those of a base."""
        try:
            return self._current.answer(lambda index: index.article(article_id))
        except KeyError:
            return None

    def feeds(self) -> tuple[Feed, ...]:
        """The feeds and their health, by title."""
        return self._feeds.all()

    def add_feed(
        self, url: str, *, by: str = "", minutes: int = 15, check: bool = True
    ) -> FeedUpdate:
        """Adds a feed, to be fetched every so many minutes; `check` fetches it at once.

        Raises CoverageError where it is there already and, when fetched, where that does not go
        well or it is no feed.
        """
        update = self._feeds.add(url, minutes, check=check)
        self._note(by, "feed added", url)
        self._take_in([update])
        return update

    def remove_feed(self, url: str, *, by: str = "") -> Feed:
        """Removes a feed and leaves its articles. Raises CoverageError for an unknown one."""
        feed = self._feeds.remove(url)
        self._note(by, "feed removed", url)
        return feed

    def refresh_feeds(
        self, now: datetime | None = None, *, force: bool = False
    ) -> tuple[FeedUpdate, ...]:
        """Fetches the feeds that are due at `now`, or all, and takes in what they bring.

        Lets go of what has grown too old. A feed that fails says so in its update.
        Raises CoverageError where the articles cannot be written.
        """
        now = now or datetime.now(UTC)
        updates = tuple(self._feeds.refresh(now, force=force))
        self._take_in(updates)
        dropped = self._feeds.drop_old(now)
        if dropped:
            self._note("", "dropped", f"{len(dropped)} articles that are too old")
        if dropped or self._current.has_aged:
            self.reload()
        return updates

    def _take_in(self, updates: Sequence[FeedUpdate]) -> None:
        """Notes and reads what feeds brought, and notes which have moved."""
        for update in updates:
            if update.moved_from:
                self._note("", "feed moved", f"{update.moved_from} to {update.feed.url}")
        brought = [update for update in updates if update.new or update.changed]
        for update in brought:
            counts = f"{len(update.new)} new, {len(update.changed)} changed"
            self._note("", "feed", f"{update.feed.title}: {counts}")
        if brought:
            self._bring_up_to_date()

    def watch(self, stop: threading.Event, changed: Callable[[ReloadReport], object]) -> None:
        """Reloads when the files change and tells `changed` of it, until `stop` is set.

        A file that is still being written is waited for. Blocks: it wants a thread of its own.
        """
        from knowledge.sources import watching

        for _ in watching.changes(self._paths, stop):
            try:
                report = self._reload_after_others(stop)
            except SupersededError:
                continue
            except CoverageError as error:  # a folder that is gone may come back
                _log.warning("%s; the coverage stays as it is", error)
            else:
                if report.added or report.changed or report.removed:
                    changed(report)

    def _reload_after_others(self, stop: threading.Event) -> ReloadReport:
        """Reloads, however long another process indexes: nothing would tell of the change again."""
        while True:
            try:
                return self.reload(by="folder")
            except BusyError:
                if stop.is_set():
                    raise

    def reload_settled(self) -> None:
        """Reloads where the files have changed since they were read, and not since the last call:
        what `watch` does for those who call it again and again instead."""
        found = scan(self._paths)
        if found == self._looked and not self._current.is_current(found):
            with suppress(SupersededError):  # which the log has once
                self.reload(by="folder")
        self._looked = found

    def take_over(self) -> None:
        """Reads what another process has brought up to date since the last call."""
        changed = changed_at(self._index_folder)
        if changed != self._taken_over_at:
            with suppress(SupersededError):
                self._bring_up_to_date()
            self._taken_over_at = changed

    def archive(self, most_bytes: int) -> bytes:
        """All of the collection as a zip file: the files of its folder, the feeds, the log.

        Raises CoverageError where that is larger than `most_bytes`.
        """
        target = folder.folder_of(self._paths)
        return make_archive(target, self._audit.entries()[::-1], self.feeds(), most_bytes)

    def _note(self, by: str, action: Action, what: str) -> None:
        try:
            self._audit.note(LogEntry.of(by, action, what))
        except CoverageError as error:  # what was done is done no less
            _log.warning("%s; the log of changes lacks: %s, %s", error, action, what)

    def log(self, most: int = 100) -> tuple[LogEntry, ...]:
        """The last changes of the coverage, newest first: who, when and what."""
        return self._audit.entries(most)

    @property
    def loaded_at(self) -> datetime:
        """When the articles were read last."""
        return self._current.loaded_at

    def article_ids(self) -> list[str]:
        """The ids of all articles, without those of a base, newest first."""
        return self._current.stored.index.article_ids()

    def articles(self) -> Sequence[Article]:
        """Every article, without those of a base, newest first; each is read from the disk when it
        is looked at."""
        return self._current.stored.articles
