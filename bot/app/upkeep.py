"""Keeping the coverage, and servers' collections, up to date: feeds and folders."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

from bot.app.opening import note_feeds
from bot.app.settings import Settings
from knowledge import KEPT_DAYS, Collections, Coverage, FeedUpdate, KnowledgeError, ReloadReport

_log = logging.getLogger(__name__)

# Seconds between two looks at which feeds are due, and after a fault before the next try.
_PAUSE = 10.0


class Upkeep:
    """Fetches the feeds that are due and watches the folders, each in a daemon thread of its own;
    a further one does so for the `collections` beside the coverage, and deletes what is given up.
    Of several processes of one bot, the one that `leads` fetches and deletes, and each takes over
    what another has read.

    A fault is logged and costs one round; nothing but `stop` ends the work.
    """

    def __init__(
        self,
        coverage: Coverage,
        settings: Settings,
        collections: Collections | None = None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._coverage = coverage
        self._leads = leads
        self._collections = collections
        self._tidied: date | None = None
        self._settings = settings
        self._stopping = threading.Event()
        self._noted = False

    def start(self) -> None:
        """Begins; to be called once."""
        jobs = [("feeds", self._refresh)]
        if self._settings.coverage.watch:
            jobs.append(("watching", self._watch))
        if self._collections:
            jobs.append(("servers", self._keep_servers))
        for name, job in jobs:
            threading.Thread(target=self._supervise, args=(name, job), daemon=True).start()

    def stop(self) -> None:
        """Ends the work at its next step; does not wait for it."""
        self._stopping.set()

    def _supervise(self, name: str, job: Callable[[], object]) -> None:
        told = ""
        while not self._stopping.is_set():
            try:
                job()
                told = ""
            except (KnowledgeError, OSError) as error:
                if not self._stopping.is_set() and str(error) != told:
                    told = str(error)
                    _log.info("%s: %s", name, told)
            except Exception:
                _log.exception("%s: unexpected error", name)
            self._stopping.wait(_PAUSE)

    def _refresh(self) -> None:
        if self._settings.state.url:  # there may be others
            self._coverage.take_over()
        if not self._leads():
            self._noted = False
            return
        if not self._noted:  # once: a feed that an admin removes is not to come back meanwhile
            note_feeds(self._coverage, self._settings)
            self._noted = True
        for update in self._coverage.refresh_feeds():
            news = update.error or update.new or update.changed or update.moved_from
            _log.log(logging.INFO if news else logging.DEBUG, "%s", _described(update))

    def _keep_servers(self) -> None:
        collections = self._collections
        if collections is None:
            return
        if self._settings.coverage.watch:
            collections.look()
        if self._settings.state.url:
            collections.take_over()
        if not self._leads():
            return
        collections.refresh_feeds(datetime.now(UTC), _tell_server)
        if self._tidied != (today := date.today()):
            for server in collections.delete_given_up(today):
                _log.info("server %d was left %d days ago: its data is deleted", server, KEPT_DAYS)
            self._tidied = today  # after it: what failed is tried again

    def _watch(self) -> None:
        self._coverage.watch(self._stopping, _tell)


def _tell_server(server: int, update: FeedUpdate) -> None:
    news = update.error or update.new or update.changed or update.moved_from
    level = logging.INFO if news else logging.DEBUG
    _log.log(level, "server %d: %s", server, _described(update))


def _described(update: FeedUpdate) -> str:
    """What a look at a feed brought, in one line."""
    feed = update.feed
    if feed.error:
        return f"feed {feed.url}: {feed.error}"
    moved = f", moved here from {update.moved_from}" if update.moved_from else ""
    return f"feed {feed.url}: {len(update.new)} new, {len(update.changed)} changed{moved}"


def _tell(report: ReloadReport) -> None:
    _log.info(
        "files changed: %d articles added, %d changed, %d removed, %d could not be read",
        report.added,
        report.changed,
        report.removed,
        len(report.unreadable),
    )
