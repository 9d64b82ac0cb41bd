"""Keeping the coverage up to date while the bot or the console runs: feeds and folders."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from bot.app.opening import note_feeds
from bot.app.settings import Settings
from knowledge import Coverage, FeedUpdate, KnowledgeError, ReloadReport

_log = logging.getLogger(__name__)

# Seconds between two looks at which feeds are due, and after a fault before the next try.
_PAUSE = 10.0


class Upkeep:
    """Fetches the feeds that are due and watches the folders, each in a daemon thread of its own.

    A fault is logged and costs one round; nothing but `stop` ends the work.
    """

    def __init__(self, coverage: Coverage, settings: Settings) -> None:
        self._coverage = coverage
        self._settings = settings
        self._stopping = threading.Event()
        self._noted = False

    def start(self) -> None:
        """Begins; to be called once."""
        jobs = [("feeds", self._refresh)]
        if self._settings.coverage.watch:
            jobs.append(("watching", self._watch))
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
        if not self._noted:  # once: a feed that an admin removes is not to come back meanwhile
            note_feeds(self._coverage, self._settings)
            self._noted = True
        for update in self._coverage.refresh_feeds():
            news = update.error or update.new or update.changed or update.moved_from
            _log.log(logging.INFO if news else logging.DEBUG, "%s", _described(update))

    def _watch(self) -> None:
        self._coverage.watch(self._stopping, _tell)


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
