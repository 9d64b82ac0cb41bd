"""Hours of the day over the changes of the clocks, in zones that have them and one that has not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.schedule import EVERY, DigestTimes, QuietHours, day_began, read_hours, read_time

# Each with days around both changes of 2025; the clocks of Lord Howe go on by half an hour.
CHANGES = {
    "Europe/Berlin": ("2025-03-30", "2025-10-26"),
    "America/New_York": ("2025-03-09", "2025-11-02"),
    "America/Santiago": ("2025-09-07", "2025-04-06"),
    "Australia/Lord_Howe": ("2025-10-05", "2025-04-06"),
    "Europe/London": ("2025-03-30", "2025-10-26"),
}
AROUND = [(zone, day) for zone, days in CHANGES.items() for day in days]
times = st.times(max_value=time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0))


def minutes_around(day: str) -> Iterator[datetime]:
    """Every ten minutes from the day before the change to two days after it."""
    first = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1, hours=14)
    return (first + timedelta(minutes=10 * step) for step in range(6 * 24 * 4))


@pytest.mark.parametrize(("zone", "day"), AROUND)
@pytest.mark.parametrize("at", ["00:00", "00:30", "02:00", "02:30", "08:00"])
def test_a_digest_is_due_once_on_each_day(zone: str, day: str, at: str) -> None:
    here, times = ZoneInfo(zone), DigestTimes(1, "day", read_time(at))
    due = sorted({times.last_due(moment, here) for moment in minutes_around(day)})
    days = [moment.astimezone(here).date() for moment in due]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert len(days) >= 4
    for moment in due:
        local = moment.astimezone(here)
        late = datetime.combine(local.date(), local.time()) - datetime.combine(
            local.date(), read_time(at)
        )
        assert timedelta() <= late <= timedelta(hours=1)  # more than 0 where the clocks skip it


@given(st.sampled_from(AROUND), times, st.sampled_from(EVERY), st.integers(0, 4 * 24 * 60))
def test_the_last_is_not_after_now_and_the_next_is(
    around: tuple[str, str], at: time, every: str, minutes: int
) -> None:
    zone, day = ZoneInfo(around[0]), datetime.fromisoformat(around[1]).replace(tzinfo=UTC)
    now = day - timedelta(days=2) + timedelta(minutes=minutes)
    digest = DigestTimes(1, next(each for each in EVERY if each == every), at)
    last, following = digest.last_due(now, zone), digest.next_due(now, zone)
    assert last <= now < following
    days = (following.astimezone(zone).date() - last.astimezone(zone).date()).days
    assert days == (1 if every == "day" else 7)
    assert digest.last_due(following, zone) == following
    if every != "day":
        assert last.astimezone(zone).date().strftime("%A").lower() == every


@pytest.mark.parametrize(("zone", "day"), AROUND)
def test_quiet_hours_stay_on_the_wall_clock(zone: str, day: str) -> None:
    here, quiet = ZoneInfo(zone), QuietHours(time(22), time(7))
    for moment in minutes_around(day):
        hour = moment.astimezone(here).hour
        assert quiet.hold(moment, here) == (hour >= 22 or hour < 7)


@given(times, times, times)
def test_quiet_hours_and_the_rest_make_up_the_day(first: time, last: time, at: time) -> None:
    moment, zone = datetime.combine(datetime(2025, 5, 5), at, UTC), ZoneInfo("UTC")
    held = QuietHours(first, last).hold(moment, zone)
    if first != last:
        assert held != QuietHours(last, first).hold(moment, zone)
    else:
        assert not held


def test_a_day_begins_at_midnight_of_the_zone() -> None:
    now = datetime(2025, 3, 30, 12, tzinfo=UTC)
    assert day_began(now, ZoneInfo("Europe/Berlin")) == datetime(2025, 3, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [("8", time(8)), ("08:00", time(8)), ("20.30", time(20, 30)), (" 7:05 ", time(7, 5))],
)
def test_times_as_people_write_them(text: str, read: time) -> None:
    assert read_time(text) == read


@pytest.mark.parametrize("text", ["", "x", "24:00", "8:60", "08:00:00", "-1", "8-9", "١٢:00x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


def test_hours_have_a_dash_between_two_times() -> None:
    assert read_hours("22–7:30") == QuietHours(time(22), time(7, 30))
    with pytest.raises(ValueError):
        read_hours("22:00")
