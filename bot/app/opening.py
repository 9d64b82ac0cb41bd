"""Opening the coverage as the settings say."""

from __future__ import annotations

from bot.app.settings import Settings
from knowledge import Coverage, FetchRules, Progress

# Who notes the feeds of the settings, for the log of the coverage.
SETTINGS = "settings"


def open_coverage(
    settings: Settings, progress: Progress | None = None, *, strict: bool = False
) -> Coverage:
    """The coverage of the settings; raises what `Coverage.open` raises."""
    return Coverage.open(
        settings.coverage.paths,
        settings.data_dir,
        progress,
        rules=FetchRules(settings.fetch.contact or "", settings.fetch.allow),
        keep_days=settings.coverage.keep_days or None,
        strict=strict,
        reader_threads=settings.answer.threads if settings.answer.reader else 0,
    )


def note_feeds(coverage: Coverage, settings: Settings) -> None:
    """Notes the settings' feeds that are not known yet; each is fetched when it is its turn."""
    known = {address for feed in coverage.feeds() for address in (feed.url, *feed.former)}
    for feed in settings.coverage.feeds:
        if feed.url not in known:
            coverage.add_feed(feed.url, by=SETTINGS, minutes=feed.minutes, check=False)
