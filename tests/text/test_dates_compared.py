"""Dates compared, written out, and found again in whatever text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dated import DAYS, only
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.dates import (
    find_dates,
    format_range,
    overlaps,
    same_dates,
)
from knowledge.text.dates.mention import MONTHS


def test_same_dates_in_other_words() -> None:
    short, full = only("7–10 May", None), only("May 7 to May 10, 2025", None)
    assert same_dates(short, full)
    assert same_dates(only("Wednesday, May 7"), only("2025-05-07"))
    assert not same_dates(full, only("May 7, 2025"))
    assert not same_dates(full, only("May 7 to May 10, 2024"))
    assert not same_dates(only("Sunday", None), only("Monday", None))


def test_overlaps() -> None:
    visit = only("May 7 to May 10, 2025")
    assert overlaps(visit, only("May 9, 2025"))
    assert overlaps(only("May 2025"), visit)
    assert not overlaps(visit, only("May 11, 2025"))
    assert not overlaps(visit, only("May 9", None))


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2025, 5, 7), date(2025, 5, 7), "May 7, 2025"),
        (date(2025, 5, 7), date(2025, 5, 10), "May 7 to 10, 2025"),
        (date(2025, 5, 7), date(2025, 6, 1), "May 7 to June 1, 2025"),
        (date(2024, 12, 30), date(2025, 1, 2), "December 30, 2024 to January 2, 2025"),
        (date(2025, 2, 1), date(2025, 2, 28), "February 2025"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
    ],
)
def test_format_range(first: date, last: date, written: str) -> None:
    assert format_range(first, last) == written


@given(DAYS, st.integers(0, 4000))
def test_what_is_written_out_is_found_again(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    mention = only(format_range(first, last), None)
    assert (mention.start, mention.end) == (0, len(format_range(first, last)))
    assert (mention.first, mention.last) == (first, last)


FORMATS = (
    "{month} {day}, {year}",
    "{day} {month} {year}",
    "{day} {month}, {year}",
    "the {day} of {month} {year}",
    "{short}. {day}, {year}",
    "{year:04}-{number:02}-{day:02}",
    "{month} {day} {year}",
)


@given(
    DAYS, st.sampled_from(FORMATS), st.sampled_from(["He came on {}.", "({})", "{}", "By {}, he"])
)
def test_every_format_of_a_day_is_read(day: date, form: str, sentence: str) -> None:
    name = MONTHS[day.month - 1]
    written = form.format(month=name, short=name[:3], day=day.day, year=day.year, number=day.month)
    text = sentence.format(written)
    mention = only(text, None)
    assert (mention.first, mention.last) == (day, day)
    assert text[mention.start : mention.end] in written


FRAGMENTS = """May May 7 10 31 2025 1999 to - – and , . on Sunday next last this week quarter first
of the 10:30 a.m. noon in three days ago between early mid- fall 30 February 90s 19th century
2/3/2020 will met may"""
WORDS = st.sampled_from(FRAGMENTS.split())


@given(
    st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join)),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_gives_ordered_mentions_that_do_not_overlap(
    text: str, anchor: date | None
) -> None:
    mentions = find_dates(text, anchor)
    position = 0
    for mention in mentions:
        assert position <= mention.start < mention.end <= len(text)
        position = mention.end
        assert (mention.first is None) == (mention.last is None)
        if mention.first and mention.last:
            assert mention.first <= mention.last
