"""`Coverage`: the one door to everything this library knows."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar, Unpack

from knowledge.answer import Answer, Hit
from knowledge.answering import Answering, Asking, asking, rank
from knowledge.article import AHEAD, FIRST_DAY, Article
from knowledge.comparing import Comparison, compare
from knowledge.conversation import Turn, converse
from knowledge.digests.latest import MOST_LISTED, Latest, latest
from knowledge.digests.summary import Length, Summary, summarise
from knowledge.digests.timeline import MOST_EVENTS, Timeline, timeline
from knowledge.errors import CoverageError
from knowledge.index import BaseChoice, CurrentIndex, Index, TableIndex, View, read_passage
from knowledge.questions.background import Background
from knowledge.reading import ReaderError, load_reader
from knowledge.report import (
    Feed,
    FeedUpdate,
    Progress,
    ReloadReport,
    SourceCount,
    Status,
    Unreadable,
)
from knowledge.scope import Day, ScopeOptions, make_scope
from knowledge.sources import folder
from knowledge.sources.archive import make_archive
from knowledge.sources.audit import AuditLog, LogEntry
from knowledge.sources.feeds import Subscriptions
from knowledge.sources.fetching import Fetcher, FetchError, FetchRules, GoneError
from knowledge.sources.identity import article_id
from knowledge.sources.journal import Change
from knowledge.sources.readers import Scan, SourceFile, scan
from knowledge.text.analysis import Analyzer

_log = logging.getLogger(__name__)

Made = TypeVar("Made")


class Coverage:
    """Articles in files, made searchable. Every method may be called from any thread.

    One with a `base`, another coverage, is a collection of its own beside it: questions are
    answered from both together, as `choice` says, and all that changes, lists or tells of changes
    is about its own articles alone.

    Each question is answered from one generation of the index; `reload` makes the next one aside
    and swaps it in, so questions never wait for it nor see half of it.

    >>> with Coverage.open(["config/sample-coverage"]) as coverage:
    ...     answer = coverage.ask("When does Xi visit Moscow?", since="2025-05-06")
    >>> answer.answer
    'May 7 to May 10, 2025'
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        data_dir: str | Path | None,
        rules: FetchRules,
        keep_days: int | None,
        reader_threads: int,
        base: Coverage | None = None,
    ) -> None:
        self._paths = [Path(path) for path in paths]
        self._discard: Callable[[], object] | None = None
        if data_dir is None:
            data_dir = tempfile.mkdtemp(prefix="dateline-")
            self._discard = weakref.finalize(self, shutil.rmtree, data_dir, ignore_errors=True)
        self._current = CurrentIndex(self._paths, Path(data_dir) / "index", keep_days)
        self._audit = AuditLog(Path(data_dir) / "changes.jsonl")
        self._base = base
        self._view = View()
        if base:
            base._current.tell(self._view)
        self.choice = BaseChoice()
        # Hosts are asked one request at a time, whichever collection it is for.
        self._fetcher: Fetcher = base._fetcher if base else Fetcher(rules)
        target = next((path for path in self._paths if path.is_dir()), None)
        self._feeds = Subscriptions(
            Path(data_dir) / "feeds",
            target,
            self._fetcher,
            lambda article: self._find(article) is not None,
            keep_days,
        )
        self._analyzer: Analyzer = base._analyzer if base else Analyzer()
        self._reader_threads = reader_threads
        self._keep_days = keep_days
        self._looked: Scan | None = None
        self._changing = threading.RLock()
        # What `open` read; `index` on the command line reports it.
        self.opened = ReloadReport(0, 0, 0, 0, 0, (), 0.0)

    @classmethod
    def open(
        cls,
        paths: Sequence[str | Path],
        data_dir: str | Path | None = None,
        progress: Progress | None = None,
        *,
        rules: FetchRules | None = None,
        keep_days: int | None = None,
        strict: bool = False,
        reader_threads: int = 2,
        base: Coverage | None = None,
    ) -> Coverage:
        """Opens the articles of files and folders, indexing what is new or changed.

        `rules` are for what is fetched. Articles older than `keep_days` are left out, and those
        among them that feeds brought are deleted. The index lives in `data_dir`; without one it is
        made anew and kept for this object alone. Where it cannot be brought up to date, since
        another process is at it or `data_dir` cannot be written to, it is used as it is with a
        warning, unless `strict`. `reader_threads` are the processor cores that reading one question
        may use; with 0, or where the reader's model is missing or damaged, words alone decide. A
        `base` has its own `rules` and reader, and has to stay open for longer.
        Raises CoverageError when a path is missing or `data_dir` cannot be used.
        """
        coverage = cls(paths, data_dir, rules or FetchRules(), keep_days, reader_threads, base)
        coverage.opened = coverage._current.open(progress, strict=strict)
        coverage._note_reload("", coverage.opened)
        return coverage

    def close(self) -> None:
        """Lets go of the index; it is not to be asked again."""
        self._view.forget()
        self._current.close()
        if self._discard:
            self._discard()

    def __enter__(self) -> Coverage:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def index(self) -> Index:
        """What questions are answered from now."""
        return self._read(self._current.stored.index)

    def _read(self, own: TableIndex, base: TableIndex | None = None) -> Index:
        """The index of what is read with a generation of its own articles."""
        if self._base is None:
            return own
        return self._view.of(base or self._base._current.stored.index, own, self.choice)

    def _answer(self, make: Callable[[Index], Made]) -> Made:
        """What `make` makes of what is read; a damaged index is built again first."""
        if self._base is None:
            return self._current.answer(make)
        return self._base._current.answer(
            lambda base: self._current.answer(lambda own: make(self._read(own, base)))
        )

    def search(
        self,
        question: str,
        k: int = 10,
        **options: Unpack[ScopeOptions],
    ) -> list[Hit]:
        """The k passages nearest to the question, best first; the newer weigh a little more.

        They are read when they are looked at, as they were when they were found.
        """
        index, scope = self.index, make_scope(**options)
        found = rank(index, self._analyzer.terms(question), k, scope)
        read = partial(read_passage, self._answer, index)
        return [Hit(partial(read, number), score) for number, score in found]

    def ask(
        self,
        question: str,
        *,
        passages: int | None = None,
        turns: Sequence[Turn] = (),
        **options: Unpack[ScopeOptions],
    ) -> Answer:
        """Answers a question, or abstains; `passages` asks for so many of the best with it.

        A question that leans on the `turns` before it, oldest first, is completed from them;
        the answer's `understood` then tells as what. One that leans on turns that there are not
        gets the stories that it may mean as `choices`.
        """
        scope = make_scope(**options)
        answering = self.answering
        return self._answer(
            lambda index: converse(index, answering, question, turns, scope, passages=passages)
        )

    def asking(self, text: str, *, follows: bool = False) -> Asking:
        """Whether a message asks something, so that one among people's talk can be left alone.

        `follows` tells that something was asked before, on which it may lean.
        """
        analyzer, background = self._analyzer, Background.load()
        return self._answer(
            lambda index: asking(text, index, analyzer, background, follows=follows)
        )

    @cached_property
    def answering(self) -> Answering:
        """What questions are answered with; loads the reader's model when it is first used."""
        if self._base:
            return self._base.answering
        if not self._reader_threads:
            return Answering(self._analyzer)
        try:
            return Answering(self._analyzer, load_reader(threads=self._reader_threads))
        except ReaderError as error:
            _log.warning("%s; questions are answered by their words alone", error)
            return Answering(self._analyzer)

    def summarise(
        self,
        topic: str | None = None,
        *,
        length: Length = "medium",
        **options: Unpack[ScopeOptions],
    ) -> Summary:
        """What the coverage says on a topic, or in all, in sentences of the articles."""
        scope = make_scope(**options)
        return self._answer(lambda index: summarise(index, self._analyzer, topic, scope, length))

    def timeline(
        self,
        topic: str | None = None,
        *,
        events: int | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Timeline:
        """The dated sentences on a topic, or of the main story, in the order of their dates.

        `events` is the most that are told; without it, as many as one can take in.
        """
        scope = make_scope(**options)
        most = MOST_EVENTS if events is None else events
        return self._answer(lambda index: timeline(index, self._analyzer, topic, scope, most))

    def compare(
        self, topic: str, *, since: Day = None, until: Day = None, as_of: Day = None
    ) -> Comparison:
        """What the sources say of a topic or answer to a question: what they agree on, where they
        differ, and what only one of them has."""
        scope = make_scope(None, since, until, as_of)
        answering = self.answering
        return self._answer(lambda index: compare(index, answering, topic, scope))

    def latest(
        self,
        topic: str | None = None,
        *,
        most: int = MOST_LISTED,
        **options: Unpack[ScopeOptions],
    ) -> Latest:
        """The newest articles, or those on a topic, newest first: at most `most`, or 200."""
        scope = make_scope(**options)
        return self._answer(lambda index: latest(index, self._analyzer, topic, scope, most))

    def reload(self, progress: Progress | None = None, *, by: str = "") -> ReloadReport:
        """Reads what is new or changed in the files and forgets what is gone; `by` is for the log.

        Much work is done by another process. An exception that `progress` raises ends it. Raises
        CoverageError when a path is missing, another process is indexing, or the disk is full; the
        index then stays as it was.
        """
        report = self._current.reload(progress)
        self._note_reload(by, report)
        return report

    def _note_reload(self, by: str, report: ReloadReport) -> None:
        if report.added or report.changed or report.removed:
            counts = f"{report.added} added, {report.changed} changed, {report.removed} removed"
            try:
                self._audit.note(by, "reloaded", counts)
            except CoverageError as error:  # what was read is no less in use
                _log.warning("%s; the log of changes lacks: reloaded, %s", error, counts)

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
        target = next((path for path in self._paths if path.is_dir()), None)
        return folder.changes(target)[::-1] if target else ()

    def _done(self, change: Change, by: str, problems: Sequence[str] = ()) -> Change:
        """Notes a change of the folder and takes it in; adds what else is to be told of it."""
        names = ", ".join(title or article for article, title in change.articles[:5])
        self._audit.note(by, change.action, f"{change.path.name}: {names}")
        before = self._current.stored.generation.too_old
        more = self._current.reload().too_old - before
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
        self._audit.note(by, "feed added", url)
        self._take_in([update])
        return update

    def remove_feed(self, url: str, *, by: str = "") -> Feed:
        """Removes a feed and leaves its articles. Raises CoverageError for an unknown one."""
        feed = self._feeds.remove(url)
        self._audit.note(by, "feed removed", url)
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
            self._audit.note("", "dropped", f"{len(dropped)} articles that are too old")
        if dropped or self._current.has_aged:
            self.reload()
        return updates

    def _take_in(self, updates: Sequence[FeedUpdate]) -> None:
        """Notes and reads what feeds brought, and notes which have moved."""
        for update in updates:
            if update.moved_from:
                self._audit.note("", "feed moved", f"{update.moved_from} to {update.feed.url}")
        brought = [update for update in updates if update.new or update.changed]
        for update in brought:
            counts = f"{len(update.new)} new, {len(update.changed)} changed"
            self._audit.note("", "feed", f"{update.feed.title}: {counts}")
        if brought:
            self._current.reload()

    def watch(self, stop: threading.Event, changed: Callable[[ReloadReport], object]) -> None:
        """Reloads when the files change and tells `changed` of it, until `stop` is set.

        A file that is still being written is waited for. Blocks: it wants a thread of its own.
        """
        from knowledge.sources import watching

        for _ in watching.changes(self._paths, stop):
            try:
                report = self.reload(by="folder")
            except CoverageError as error:  # a folder that is gone may come back
                _log.warning("%s; the coverage stays as it is", error)
            else:
                if report.added or report.changed or report.removed:
                    changed(report)

    def reload_settled(self) -> None:
        """Reloads where the files have changed since they were read, and not since the last call:
        what `watch` does for those who call it again and again instead."""
        found = scan(self._paths)
        if found == self._looked and not self._current.is_current(found):
            self.reload(by="folder")
        self._looked = found

    def archive(self, most_bytes: int) -> bytes:
        """All of the collection as a zip file: the files of its folder, the feeds, the log.

        Raises CoverageError where that is larger than `most_bytes`.
        """
        target = folder.folder_of(self._paths)
        return make_archive(target, self._audit.path, self.feeds(), most_bytes)

    def log(self, most: int = 100) -> tuple[LogEntry, ...]:
        """The last changes of the coverage, newest first: who, when and what."""
        return self._audit.entries(most)

    def articles(self) -> Sequence[Article]:
        """Every article, without those of a base, newest first; each is read from the disk when it
        is looked at."""
        return self._current.stored.articles

    def article(self, article_id: str) -> Article | None:
        """The article of an id in what is read; None where there is none."""
        try:
            return self._answer(lambda index: index.article(article_id))
        except KeyError:
            return None

    def sources(self) -> tuple[SourceCount, ...]:
        """The sources of what is read, most articles first."""
        return self.index.sources()

    def status(self) -> Status:
        """What can be read now; files, feeds and what is left out are those of the coverage itself,
        not of a base."""
        stored = self._current.stored
        index = self._read(stored.index)
        sources = index.sources()
        return Status(
            articles=index.article_count,
            passages=index.passage_count,
            first=min((count.first for count in sources if count.first), default=None),
            last=max((count.last for count in sources if count.last), default=None),
            sources=sources,
            unreadable=self._current.unreadable,
            index_bytes=stored.bytes,
            loaded_at=self._current.loaded_at,
            feeds=self._feeds.all(),
            copies=index.copy_count,
            too_old=stored.generation.too_old,
            languages=index.languages(),
            undated=index.undated_count,
            misdated=index.count_outside(FIRST_DAY, date.today() + AHEAD),
            own=stored.index.article_count if self._base else None,
        )
