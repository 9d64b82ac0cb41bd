"""What is not well with a bot that runs: its feeds, the age of its coverage, its disk, its version.

`doctor` looks once; the Discord bot looks every minute and tells its operators.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from packaging.version import InvalidVersion, Version

from bot import VERSION
from bot.app.days import day
from bot.app.settings import Settings
from knowledge import ClusterState, Feed, FetchRules, Status, feed_headlines

# Feeds fail now and then; so many times in a row is no accident.
MANY_FAILURES = 3
DISK, STALE, UPGRADE, CLUSTER = "disk", "stale", "upgrade", "cluster"
_FEED = "feed "
# The disk has room again where that much more than the limit is free: it may go up and down.
_ROOM = 1.25
_MEGABYTE = 1_000_000
_VERSION = re.compile(r"\d+(?:\.\d+)+\S*")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is not well: `text` says how it is, `hint` what to do.

    `over` is what to tell when it is no more. A condition with the `key` of another and another
    `over` is news.
    """

    key: str
    text: str
    hint: str
    over: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What is not well at a moment; of the keys in `undecided` it cannot be told yet."""

    found: tuple[Condition, ...]
    undecided: frozenset[str]


def examine(
    settings: Settings, status: Status, now: datetime, told: Collection[str]
) -> Examination:
    """How the coverage and the disk are; `told` are the keys of the conditions told before.

    While feeds wait to be fetched, as after a start, nobody knows how old the coverage is.
    """
    wanted = settings.warnings
    found = [failing(feed, wanted.feed_hours, now) for feed in status.feeds]
    found.append(searched_badly(status.cluster))
    found.append(full(settings, enough=_ROOM if DISK in told else 1.0))
    waiting = any(feed.due <= now for feed in status.feeds)
    if not waiting:
        found.append(stale(status, wanted.stale_days, now.date()))
    undecided = frozenset([STALE] if waiting else [])
    return Examination(tuple(filter(None, found)), undecided)


def failing(feed: Feed, hours: int, now: datetime) -> Condition | None:
    """A feed of which nothing could be fetched for so many hours, in more than a few tries."""
    since = feed.succeeded or feed.added
    if feed.failures < MANY_FAILURES or now - since < timedelta(hours=hours):
        return None
    # What follows the question mark may be a password.
    address = feed.url.partition("?")[0]
    reason = (feed.error or "").removeprefix(f"{feed.url}: ").replace(feed.url, address)
    name = address if feed.title == feed.url else f"{feed.title} ({address})"
    return Condition(
        _FEED + feed.url,
        f"The feed {name} has failed {feed.failures:,} times in a row and has not worked for "
        f"{_long(now - since)}: {reason}",
        "Look at its address in a browser, or remove the feed.",
        f"The feed {name} fails no longer.",
    )


def stale(status: Status, days: int, today: date) -> Condition | None:
    """A coverage whose newest article is older than so many days; 0 puts up with any age."""
    if not days or status.last is None or (age := (today - status.last).days) <= days:
        return None
    return Condition(
        STALE,
        f"The newest article is of {day(status.last)}, {age:,} days ago.",
        "Look at the feeds, or add newer articles.",
        "The coverage has new articles again.",
    )


def searched_badly(cluster: ClusterState | None) -> Condition | None:
    """A search cluster that cannot be asked, or lacks copies of its shards."""
    if cluster is None or cluster.colour == "green":
        return None
    lacking = "passages" if cluster.colour == "red" else "further copies of passages"
    return Condition(
        CLUSTER,
        f"{cluster.error[:1].upper()}{cluster.error[1:]}."
        if cluster.error
        else f"The search cluster is {cluster.colour}: {lacking} are on no node.",
        "Look after its nodes; what is asked meanwhile is answered as far as it can be.",
        "The search cluster is well again.",
    )


def full(settings: Settings, *, enough: float = 1.0) -> Condition | None:
    """A disk of the data directory with less room than the settings want, times `enough`."""
    least = settings.warnings.free_mb
    free = free_megabytes(settings.data_dir)
    if free >= least * enough:
        return None
    return Condition(
        DISK,
        f"{free:,} MB are free on the disk of the data directory, fewer than {least:,}.",
        "Make room, or move data_dir to another disk.",
        "The disk of the data directory has room again.",
    )


def free_megabytes(data_dir: Path) -> int:
    """What is free where the data directory is, or will be."""
    nearest = next(folder for folder in (data_dir, *data_dir.parents) if folder.is_dir())
    return shutil.disk_usage(nearest).free // _MEGABYTE


def upgrade(newest: Version | None) -> Condition | None:
    """A release that is newer than this version."""
    if newest is None or newest <= Version(VERSION):
        return None
    return Condition(
        UPGRADE,
        f"Dateline {newest} is out; this is {VERSION}.",
        "Read its changelog, make a backup, then install it.",
        f"Dateline {newest} or a later version runs now, or it was withdrawn.",
    )


def newest_release(settings: Settings) -> Version | None:
    """The newest version that the feed of releases names, of those that are finished.

    Raises CoverageError where the feed cannot be read.
    """
    address = settings.warnings.releases
    if address is None:
        return None
    rules = FetchRules(settings.fetch.contact or "", settings.fetch.allow)
    return max(_versions(feed_headlines(address, rules)), default=None)


def _versions(titles: Iterable[str]) -> Iterator[Version]:
    for title in titles:
        for found in _VERSION.findall(title):
            try:
                version = Version(found)
            except InvalidVersion:
                continue
            if not version.is_prerelease:
                yield version


def _long(time: timedelta) -> str:
    hours = int(time.total_seconds()) // 3600
    return f"{hours:,} hours" if hours < 48 else f"{hours // 24:,} days"
