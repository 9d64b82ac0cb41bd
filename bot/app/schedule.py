"""Hours of the day as a server chooses them: when it is quiet there, and when its digest is due.

They are read off the wall clock of the server's zone, so that they stay where they are when the
clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.language import gettext_noop

Every = Literal["day", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
EVERY: tuple[Every, ...] = get_args(Every)
EVERY_LABELS: dict[Every, str] = {
    "day": gettext_noop("Every day"),
    "monday": gettext_noop("Every Monday"),
    "tuesday": gettext_noop("Every Tuesday"),
    "wednesday": gettext_noop("Every Wednesday"),
    "thursday": gettext_noop("Every Thursday"),
    "friday": gettext_noop("Every Friday"),
    "saturday": gettext_noop("Every Saturday"),
    "sunday": gettext_noop("Every Sunday"),
}


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the day, to another, which may be on the next day."""

    first: time
    last: time

    def hold(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether it is quiet at a moment."""
        local = now.astimezone(zone).time()
        if self.first <= self.last:
            return self.first <= local < self.last
        return local >= self.first or local < self.last


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """Every day, or on one day of the week, at a time; posted into a channel, or told to somebody
    directly."""

    channel: int | None
    every: Every
    at: time

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last moment until now at which a digest was due."""
        today = now.astimezone(zone).date()
        days = (today - timedelta(days=back) for back in range(-1, 9))
        due = (self._moment(day, zone) for day in days if self._is_on(day))
        return next(moment for moment in due if moment <= now)

    def next_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first moment after now at which a digest is due."""
        today = now.astimezone(zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(-1, 9))
        due = (self._moment(day, zone) for day in days if self._is_on(day))
        return next(moment for moment in due if moment > now)

    def _is_on(self, day: date) -> bool:
        return self.every == "day" or EVERY.index(self.every) == day.weekday() + 1

    def _moment(self, day: date, zone: ZoneInfo) -> datetime:
        """A time that the clocks skip is as long after midnight as it would have been, one that
        comes twice is the first (as RFC 5545 has it)."""
        return datetime.combine(day, self.at, zone).astimezone(UTC)


def day_began(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day began that it is in a zone."""
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)


def read_time(text: str) -> time:
    """A time of the day as people write it: "8:00", "20.30", "7"; raises ValueError."""
    hours, _, minutes = text.strip().replace(".", ":").partition(":")
    if not hours.isdigit() or not (minutes or "0").isdigit() or len(hours) > 2 or len(minutes) > 2:
        raise ValueError(text)
    return time(int(hours), int(minutes or 0))


def read_every(text: str) -> Every:
    """How often a digest comes, as it is kept; raises ValueError."""
    for each in EVERY:
        if each == text:
            return each
    raise ValueError(text)


def read_hours(text: str) -> QuietHours:
    """Two times with a dash between them: "22:00-7:00"; raises ValueError."""
    first, dash, last = text.replace("–", "-").partition("-")
    if not dash:
        raise ValueError(text)
    return QuietHours(read_time(first), read_time(last))
