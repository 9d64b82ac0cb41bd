"""The feeds of a coverage: added, removed, listed, and fetched when they are due."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import CoverageError
from knowledge.report import Feed, FeedUpdate, Named, Unreadable
from knowledge.sources.feeds.store import FeedStore, StoredFeed
from knowledge.sources.fetching import Fetcher
from knowledge.sources.identity import article_id

# Below the coverage's folder, for the feeds' articles: each feed has a folder of its own in it.
FOLDER = "feeds"
_LOCK_SECONDS = 10


class Subscriptions:
    """The feeds that `store` keeps and whose articles go below the folder `target`. Files in the
    folder `locks` keep processes apart that work on one.

    Their articles are kept for `keep_days`, or for good. `is_held` tells whether the coverage has
    an article of an id, from a feed or not.

    May be used from any thread and by several processes: each feed is worked on by one at a time.
    """

    def __init__(
        self,
        store: FeedStore,
        locks: Path,
        target: Path | None,
        fetcher: Fetcher,
        is_held: Callable[[str], bool],
        keep_days: int | None = None,
    ) -> None:
        self._is_held = is_held
        self._keep_days = keep_days
        self._dropped_on: date | None = None
        self._store = store
        self._locks = locks
        self._target = target
        self._fetcher = fetcher

    def all(self) -> tuple[Feed, ...]:
        """The feeds by title."""
        return tuple(self._feed(each) for each in self._known())

    def add(self, url: str, minutes: int, *, check: bool) -> FeedUpdate:
        """Adds a feed; `check` fetches it at once, and adds it only if that goes well.

        Raises CoverageError where it is there already, cannot be fetched or is no feed.
        """
        now = datetime.now(UTC)
        with self._locked(url):
            there = self._get(url)
            if there:
                moved = f", as {there.url}" if there.url != url else ""
                raise CoverageError(f"{url} is among the feeds already{moved}")
            feed = StoredFeed(url, now.isoformat(), minutes, now.isoformat(), title=url)
            if not check:
                self._store.save(feed)
                return FeedUpdate(self._feed(feed))
            update = self._fetch(feed, now)
            if update.error:
                raise CoverageError(f"The feed was not added. {update.error}")
            return update

    def remove(self, url: str) -> Feed:
        """Removes a feed, by its address or one it had before, and leaves its articles.

        Raises CoverageError for an unknown one.
        """
        there = self._get(url)
        with self._locked(there.address if there else url):
            feed = self._get(url)
            if feed is None:
                raise CoverageError(f"{url} is not among the feeds")
            self._store.forget(feed)
            return self._feed(feed)

    def refresh(self, now: datetime, *, force: bool) -> Iterator[FeedUpdate]:
        """Fetches the feeds that are due, or all of them.

        One that another process is at work on is left out. Raises CoverageError where an article
        cannot be written.
        """
        for each in self._known():
            if not force and not each.is_due(now):
                continue
            try:
                with self._locked(each.address, seconds=0):
                    feed = self._store.get(each.name)
                    if feed is None or not (force or feed.is_due(now)):
                        continue  # another process has just been at it
                    update = self._fetch(feed, now)
            except Timeout:
                continue
            yield update

    def drop_old(self, now: datetime) -> tuple[Named, ...]:
        """Removes, once a day, what feeds brought and is too old to keep.

        An article without a date counts from the day it came. None comes back with the feed.
        """
        if not self._keep_days or not self._target or self._dropped_on == now.date():
            return ()
        self._dropped_on = now.date()
        first = now.date() - timedelta(days=self._keep_days)
        dropped = []
        for path in sorted((self._target / FOLDER).glob("*/*.json")):
            try:
                record = json.loads(path.read_bytes())
                came = datetime.fromtimestamp(path.stat().st_mtime)
                day = datetime.fromisoformat(record.get("published") or came.isoformat()).date()
                if day < first:
                    path.unlink()
                    dropped.append((str(record.get("id")), record.get("title")))
            except (OSError, ValueError, AttributeError):
                continue
        return tuple(dropped)

    def _known(self) -> list[StoredFeed]:
        """The feeds by title."""
        return sorted(self._store.all(), key=lambda each: (each.title, each.url))

    def _get(self, url: str) -> StoredFeed | None:
        """The feed of an address, which may be one that it had before."""
        if feed := self._store.get(article_id(url)):
            return feed
        moved = [each for each in self._known() if each.former]
        return next((each for each in moved if url == each.url), None) or next(
            (each for each in moved if url in each.former), None
        )

    def _fetch(self, feed: StoredFeed, now: datetime) -> FeedUpdate:
        from knowledge.sources.feeds.updating import Update  # slow to load, and often not needed

        others = (each for each in self._store.all() if each.name != feed.name)
        taken = {article for each in others for article in each.articles}
        update = Update(
            self._fetcher,
            self._articles(feed),
            now,
            lambda article: article in taken or self._is_held(article),
        )
        after = self._moved(feed, update.run(feed))
        if after.succeeded or self._store.get(feed.name):
            self._store.save(after)
        shown = self._feed(after)
        moved_from = feed.url if after.url != feed.url else None
        if moved_from:  # told with this update alone: it is the feed's address from now on
            reason = f"the feed has moved here for good from {moved_from}"
            shown = replace(shown, problems=(Unreadable(after.url, None, reason), *shown.problems))
        return FeedUpdate(
            shown, not feed.settled, tuple(update.new), tuple(update.changed), moved_from
        )

    def _moved(self, before: StoredFeed, after: StoredFeed) -> StoredFeed:
        """The feed after a fetch, at its old address where another feed has the new one."""
        if after.url == before.url:
            return after
        other = self._get(after.url)
        if other is None or other.name == before.name:
            return after
        reason = f"it has moved to {after.url}, which is among the feeds already; remove this one"
        return replace(
            after,
            url=before.url,
            former=before.former,
            problems=(Unreadable(before.url, None, reason), *after.problems),
        )

    def _articles(self, feed: StoredFeed) -> Path:
        if self._target is None:
            raise CoverageError("feeds want a folder to put articles in; name one as the coverage")
        return self._target / FOLDER / feed.name

    def _feed(self, feed: StoredFeed) -> Feed:
        paths = self._articles(feed).glob("*.json") if self._target else ()
        there = {path.stem for path in paths}
        return Feed(
            url=feed.url,
            title=feed.title,
            added=datetime.fromisoformat(feed.added),
            minutes=feed.minutes,
            checked=datetime.fromisoformat(feed.checked) if feed.checked else None,
            succeeded=datetime.fromisoformat(feed.succeeded) if feed.succeeded else None,
            due=datetime.fromisoformat(feed.due),
            failures=feed.failures,
            error=feed.error,
            articles=len(there),
            problems=feed.problems,
            former=feed.former,
            elsewhere=len(feed.articles - there),
        )

    @contextmanager
    def _locked(self, url: str, seconds: float | None = None) -> Iterator[None]:
        """Alone with a feed; raises CoverageError after a while, or Timeout after `seconds`."""
        self._locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(
            self._locks / f"{article_id(url)}.lock",
            timeout=_LOCK_SECONDS if seconds is None else seconds,
        )
        try:
            lock.acquire()
        except Timeout:
            if seconds is not None:
                raise
            raise CoverageError(f"{url} is being fetched just now; try again") from None
        try:
            yield
        finally:
            lock.release()
