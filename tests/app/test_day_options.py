"""Days as people write them into options: read, refused where they may be two, suggested."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st

from bot.app.day_options import read_days, read_scope
from bot.app.day_suggestions import suggest_days
from knowledge import BadDateError, Scope

SUNDAY = date(2026, 11, 29)
DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025-05-07", "2025-05-07", "2025-05-07"),
        (" 2025-05-07\n", "2025-05-07", "2025-05-07"),
        ("2025-05-07T18:30", "2025-05-07", "2025-05-07"),
        ("20250507", "2025-05-07", "2025-05-07"),
        ("7th of may 2025", "2025-05-07", "2025-05-07"),
        ("May 7, 2025", "2025-05-07", "2025-05-07"),
        ("Wednesday 2025-05-07", "2025-05-07", "2025-05-07"),
        ("13/05/2025", "2025-05-13", "2025-05-13"),
        ("05/13/2025", "2025-05-13", "2025-05-13"),
        ("6.5.2025", "2025-05-06", "2025-05-06"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-05", "2025-05-01", "2025-05-31"),
        ("May 2025", "2025-05-01", "2025-05-31"),
        ("dec 2024", "2024-12-01", "2024-12-31"),
        ("q1 2025", "2025-01-01", "2025-03-31"),
        ("may", "2026-05-01", "2026-05-31"),
        ("3 May", "2026-05-03", "2026-05-03"),
        ("3 Jan", "2026-01-03", "2026-01-03"),  # nearer is the one to come
        ("29 Feb", "2024-02-29", "2024-02-29"),
        ("today", "2026-11-29", "2026-11-29"),
        ("Yesterday", "2026-11-28", "2026-11-28"),
        ("monday", "2026-11-23", "2026-11-23"),
        ("3 days ago", "2026-11-26", "2026-11-26"),
        ("last  week", "2026-11-16", "2026-11-22"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last year", "2025-01-01", "2025-12-31"),
    ],
)
def test_days_as_people_write_them(written: str, first: str, last: str) -> None:
    assert [str(day) for day in read_days(written, "since", SUNDAY)] == [first, last]


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "soon", "the day before yesteryear", "2025-02-30", "2025-13-45", "3/5", "12"),
        *("Wednesday 7th 2025", "Wednesday May 2025", "2025 May, Wednesday"),
        *("7 May or 8 May", "Xi visits in May 2025", "10 am", "2026 10:0" + "7" * 40),
    ],
)
def test_what_is_no_day_is_refused_by_the_option_s_name(written: str) -> None:
    with pytest.raises(BadDateError, match=r"^until: .* is not a date; write it as 2025-05-07"):
        read_days(written, "until", SUNDAY)


@pytest.mark.parametrize("written", ["06/05/2025", "06-05-2025", "6/5/25"])
def test_a_day_that_may_be_two_is_refused_with_both(written: str) -> None:
    told = "is 6 May 2025 or 5 June 2025; write 2025-05-06 or 2025-06-05"
    with pytest.raises(BadDateError, match=f"^since: {written} {told}$"):
        read_days(written, "since", SUNDAY)


@given(
    DATES,
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%A %d %B %Y"]),
    DATES,
)
def test_a_whole_day_is_read_back_whenever_it_is_read(day: date, form: str, today: date) -> None:
    assert read_days(day.strftime(form), "since", today) == (day, day)


@given(DATES, st.integers(0, 364))
def test_a_day_without_its_year_is_the_last_one(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    assert read_days(f"{day.day} {day:%B}", "since", today) == (day, day)


@given(TEXT | st.text("0123456789 -:/.,TZ+eE", max_size=30), DATES)
def test_any_text_is_days_in_order_or_refused_in_one_short_line(text: str, today: date) -> None:
    told = ""
    try:
        first, last = read_days(text, "since", today)
        assert first <= last
    except BadDateError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 250


def test_since_begins_and_until_ends_with_what_is_written() -> None:
    assert read_scope({"source": "x", "since": "2024", "until": "May 2025"}) == Scope(
        "x", date(2024, 1, 1), date(2025, 5, 31)
    )
    assert read_scope({}) == Scope()


def test_what_counts_from_a_day_counts_from_as_of() -> None:
    read = read_scope({"since": "yesterday", "as_of": "7 May 2025"}, SUNDAY)
    assert read == Scope(since=date(2025, 5, 6), as_of=date(2025, 5, 7))


def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(
        BadDateError, match=r"^--since \(9 May 2025\) is after --until \(1 May 2025"
    ):
        read_scope({"since": "2025-05-09", "until": "2025-05-01"}, prefix="--")


FIRST, LAST = date(2024, 12, 30), date(2025, 5, 6)


@pytest.mark.parametrize(
    ("typed", "name", "first"),
    [
        ("", "today: 29 November 2026", "2026-11-29"),
        ("last w", "last week: 16–22 November 2026", "2026-11-16"),
        ("ma", "May 2025", "2025-05-01"),
        ("202", "2024", "2024-01-01"),
        ("3 ma", "3 May: 3 May 2026", "2026-05-03"),
        ("3 may 2025", "3 May 2025", "2025-05-03"),
        ("06/05/2025", "6 May 2025", "2025-05-06"),
        ("06/05/2025", "5 June 2025", "2025-06-05"),
    ],
)
def test_days_are_suggested(typed: str, name: str, first: str) -> None:
    found = dict(suggest_days(typed, FIRST, LAST, SUNDAY))
    assert str(found[name][0]) == first


@given(st.text("0123456789 mayjun/-.", max_size=12))
def test_every_suggestion_is_days_in_order(typed: str) -> None:
    for _, (first, last) in suggest_days(typed, FIRST, LAST, SUNDAY):
        assert first <= last
    assert suggest_days("no such day", None, None, SUNDAY) == []
