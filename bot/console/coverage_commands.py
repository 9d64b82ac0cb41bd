"""The console's commands for the coverage itself: what it holds, and changes of it."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from bot.console import reports, terminal
from bot.console.command import Command
from bot.console.coverage_actions import add, remove, who
from bot.console.progress import progress_bar
from knowledge import Coverage

# Where a change comes from, and how much of their log is shown.
_PLACE = "console"
_LOG_LINES = 30


class CoverageCommands:
    """Looks at a coverage and changes it."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    def rows(self) -> tuple[Command, ...]:
        """The commands."""
        return (
            Command("/sources", "the sources and how many articles each has", self._sources),
            Command("/coverage status", "what the coverage holds", self._status),
            Command("/coverage reload", "read what is new or changed", self._reload),
            Command(
                "/coverage add FILE|URL", "add a file, or a page of the web", self._add, "files"
            ),
            Command(
                "/coverage remove ARTICLE",
                "take out one, by its id, title or file",
                self._remove,
                "articles",
            ),
            Command("/coverage undo [CHANGE]", "take back the last change", self._undo),
            Command("/coverage log", "who changed the coverage", self._log),
            Command("/coverage feed list", "the feeds, and how each does", self._feeds),
            Command("/coverage feed add URL", "add an RSS or Atom feed", self._add_feed),
            Command("/coverage feed remove URL", "its articles stay", self._remove_feed, "feeds"),
            Command("/coverage feed refresh", "look at all feeds now", self._refresh),
        )

    def _sources(self, text: str) -> RenderableType:
        return reports.render_sources(self._coverage.sources())

    def _status(self, text: str) -> RenderableType:
        return reports.render_status(self._coverage.status(with_feeds=True))

    def _reload(self, text: str) -> RenderableType:
        with progress_bar() as progress:
            return reports.render_report(self._coverage.reload(progress, by=who(_PLACE)))

    def _add(self, text: str) -> RenderableType:
        target = text.strip().strip('"')
        return reports.render_change(add(self._coverage, target, who(_PLACE)))

    def _remove(self, text: str) -> RenderableType:
        return reports.render_change(remove(self._coverage, text.strip(' "'), who(_PLACE)))

    def _undo(self, text: str) -> RenderableType:
        return reports.render_change(self._coverage.undo(text.strip() or None, by=who(_PLACE)))

    def _log(self, text: str) -> RenderableType:
        return reports.render_log(self._coverage.log(_LOG_LINES))

    def _feeds(self, text: str) -> RenderableType:
        return reports.render_feeds(self._coverage.feeds())

    def _add_feed(self, text: str) -> RenderableType:
        return reports.render_updates([self._coverage.add_feed(text.strip(), by=who(_PLACE))])

    def _remove_feed(self, text: str) -> RenderableType:
        feed = self._coverage.remove_feed(text.strip(), by=who(_PLACE))
        return Text(f"removed: {terminal.clean(feed.url)}; its articles stay")

    def _refresh(self, text: str) -> RenderableType:
        return reports.render_updates(self._coverage.refresh_feeds(force=True))
