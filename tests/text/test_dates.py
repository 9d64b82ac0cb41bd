"""Dates in running text, as an article of Sunday, May 4, 2025 writes them."""

from __future__ import annotations

from datetime import date

import pytest
from dated import SUNDAY, found, only

from knowledge.text.dates import (
    date_places,
    find_dates,
    tense_at,
)


@pytest.mark.parametrize(
    ("text", "mention", "first", "last"),
    [
        ("He comes on May 7, 2025.", "May 7, 2025", "2025-05-07", "2025-05-07"),
        ("He comes on 7 May 2025.", "7 May 2025", "2025-05-07", "2025-05-07"),
        ("on the 7th of May", "7th of May", "2025-05-07", "2025-05-07"),
        ("dated 2025-05-07 by hand", "2025-05-07", "2025-05-07", "2025-05-07"),
        ("Logged 2025-05-07T15:31:00Z.", "2025-05-07T15:31:00Z", "2025-05-07", "2025-05-07"),
        ("October 16: Philadelphia", "October 16", "2025-10-16", "2025-10-16"),
        ("on 25/12/2024", "25/12/2024", "2024-12-25", "2024-12-25"),
        ("on 7.5.2025", "7.5.2025", "2025-05-07", "2025-05-07"),
        ("Sept. 11, 2001, attacks", "Sept. 11, 2001", "2001-09-11", "2001-09-11"),
        ("On Friday, May 9, he", "Friday, May 9", "2025-05-09", "2025-05-09"),
        ("from May 7 to May 10, 2025, as", "May 7 to May 10, 2025", "2025-05-07", "2025-05-10"),
        ("on May 7–10 in Moscow", "May 7–10", "2025-05-07", "2025-05-10"),
        ("on 7–10 May", "7–10 May", "2025-05-07", "2025-05-10"),
        ("from 7 to 10 May 2025", "7 to 10 May 2025", "2025-05-07", "2025-05-10"),
        ("7 May to 10 June 2025", "7 May to 10 June 2025", "2025-05-07", "2025-06-10"),
        ("December 30 to January 2, 2025", None, "2024-12-30", "2025-01-02"),
        ("between May 7 and May 10", "between May 7 and May 10", "2025-05-07", "2025-05-10"),
        ("on May 7 and 8, 2025", "May 7 and 8, 2025", "2025-05-07", "2025-05-08"),
        ("in May 2025", "May 2025", "2025-05-01", "2025-05-31"),
        ("January–March 2023", "January–March 2023", "2023-01-01", "2023-03-31"),
        ("in early 2024", "early 2024", "2024-01-01", "2024-04-30"),
        ("in mid-May", "mid-May", "2025-05-10", "2025-05-20"),
        ("at the end of March 2023", "end of March 2023", "2023-03-21", "2023-03-31"),
        ("in 2019, prices", "2019", "2019-01-01", "2019-12-31"),
        ("the 2022 World Cup", "2022", "2022-01-01", "2022-12-31"),
        ("from 2019 to 2021", "2019 to 2021", "2019-01-01", "2021-12-31"),
        ("the 2021/22 season", "2021/22", "2021-01-01", "2022-12-31"),
        ("in the 1990s", "1990s", "1990-01-01", "1999-12-31"),
        ("in the 19th century", "19th century", "1801-01-01", "1900-12-31"),
        ("in spring 2023", "spring 2023", "2023-03-01", "2023-05-31"),
        ("the third quarter of 2024", "third quarter of 2024", "2024-07-01", "2024-09-30"),
        ("in Q3 2024", "Q3 2024", "2024-07-01", "2024-09-30"),
        ("at 10 a.m. on May 9", "10 a.m. on May 9", "2025-05-09", "2025-05-09"),
        ("May 7, 2025, 3:31 PM", "May 7, 2025, 3:31 PM", "2025-05-07", "2025-05-07"),
    ],
)
def test_absolute_dates(text: str, mention: str | None, first: str, last: str) -> None:
    assert found(text) == [(mention or text, first, last)]
    assert not only(text).relative


@pytest.mark.parametrize(
    ("text", "mention", "first", "last"),
    [
        ("on the second of August", "second of August", "2025-08-02", None),
        ("on the fourth of July, 1995", "fourth of July, 1995", "1995-07-04", None),
        ("April ninth through seventeenth", None, "2025-04-09", "2025-04-17"),
        ("on 05-Aug-2016 in Bonn", "05-Aug-2016", "2016-08-05", None),
        ("on June 28 in 2020", "June 28 in 2020", "2020-06-28", None),
        ("in the first week of January 2015", None, "2014-12-29", "2015-01-04"),
        ("in the last week of July", "the last week of July", "2025-07-28", "2025-08-03"),
        ("in the week of April 10", "the week of April 10", "2025-04-07", "2025-04-13"),
        ("from March to May", "March to May", "2025-03-01", "2025-05-31"),
        ("between August and October", None, "2025-08-01", "2025-10-31"),
        ("from November to February", "November to February", "2024-11-01", "2025-02-28"),
        ("between May 2 and now", None, "2025-05-02", "2025-05-04"),
        ("from 2014 through May 2018", "2014 through May 2018", "2014-01-01", "2018-05-31"),
        ("2014 to 2018 were dry", "2014 to 2018", "2014-01-01", "2018-12-31"),
        ("from April in 2016 to June in 2017", None, "2016-04-01", "2017-06-30"),
        ("from the middle of 2007 to the end of 2008", None, "2007-07-02", "2008-12-31"),
        ("2017-Q1 was good", "2017-Q1", "2017-01-01", "2017-03-31"),
        ("two weeks before Christmas 2024", None, "2024-12-11", None),
    ],
)
def test_days_in_words_weeks_and_ranges(
    text: str, mention: str | None, first: str, last: str | None
) -> None:
    ((seen, *days),) = found(text)
    assert days == [first, last or first]
    assert mention is None or seen == mention


@pytest.mark.parametrize(
    ("text", "mention", "first", "last"),
    [
        ("on Christmas Day", "Christmas Day", "2024-12-25", None),
        ("on New Year's Eve 2023", "New Year's Eve 2023", "2023-12-31", None),
        ("on Valentine’s Day", "Valentine’s Day", "2025-02-14", None),
        ("It was Easter 2018.", "Easter 2018", "2018-04-01", None),
        ("Good Friday was quiet.", "Good Friday", "2025-04-18", None),
        ("before last Thanksgiving", "last Thanksgiving", "2024-11-28", None),
        ("the sales of Black Friday 2010", "Black Friday 2010", "2010-11-26", None),
        ("over Labor Day weekend 2021", "Labor Day weekend 2021", "2021-09-04", "2021-09-06"),
        ("Memorial Day 2024", "Memorial Day 2024", "2024-05-27", None),
    ],
)
def test_holidays(text: str, mention: str, first: str, last: str | None) -> None:
    assert found(text) == [(mention, first, last or first)]


def test_every_holiday_has_its_day_in_every_year() -> None:
    for name in (
        "may day",
        "mother's day",
        "Easter",
        "presidents day",
        "Guy Fawkes",
        "Whit Monday",
    ):
        mention = only(f"It was {name} 2024.")
        assert mention.first is not None
        assert mention.first.year == 2024


@pytest.mark.parametrize(
    ("text", "mention", "first", "last"),
    [
        ("He arrived today.", "today", "2025-05-04", "2025-05-04"),
        ("He arrived yesterday morning.", "yesterday morning", "2025-05-03", "2025-05-03"),
        ("He arrives tomorrow.", "tomorrow", "2025-05-05", "2025-05-05"),
        ("the day before yesterday", "the day before yesterday", "2025-05-02", "2025-05-02"),
        ("He arrived on Tuesday.", "Tuesday", "2025-04-29", "2025-04-29"),
        ("He arrived on Sunday.", "Sunday", "2025-05-04", "2025-05-04"),
        ("He will arrive on Tuesday.", "Tuesday", "2025-05-06", "2025-05-06"),
        ("He spoke last Sunday.", "last Sunday", "2025-04-27", "2025-04-27"),
        ("See you next Friday.", "next Friday", "2025-05-09", "2025-05-09"),
        ("this week", "this week", "2025-04-28", "2025-05-04"),
        ("last month", "last month", "2025-04-01", "2025-04-30"),
        ("next year", "next year", "2026-01-01", "2026-12-31"),
        ("earlier this year", "earlier this year", "2025-01-01", "2025-05-04"),
        ("two days ago", "two days ago", "2025-05-02", "2025-05-02"),
        ("two weeks ago", "two weeks ago", "2025-04-14", "2025-04-20"),
        ("a couple of years ago", "a couple of years ago", "2023-01-01", "2023-12-31"),
        ("Talks will begin in three days.", "in three days", "2025-05-07", "2025-05-07"),
        ("last March", "last March", "2025-03-01", "2025-03-31"),
        ("last May", "last May", "2024-05-01", "2024-05-31"),
        ("last summer", "last summer", "2024-06-01", "2024-08-31"),
        ("last weekend", "last weekend", "2025-04-26", "2025-04-27"),
        ("He left last Friday.", "last Friday", "2025-04-25", "2025-04-25"),
        ("It opens three weeks from tomorrow.", "three weeks from tomorrow", "2025-05-26", None),
        ("two months from now", "two months from now", "2025-07-01", "2025-07-31"),
        ("They met on Tuesday of last week.", "Tuesday of last week", "2025-04-22", None),
        ("Talks go on next week on Monday.", "next week on Monday", "2025-05-05", None),
        ("It opens on Friday the 13th.", "Friday the 13th", "2025-06-13", None),
    ],
)
def test_relative_dates(text: str, mention: str, first: str, last: str | None) -> None:
    assert found(text) == [(mention, first, last or first)]
    assert only(text).relative
    assert not only(text, None).resolved


@pytest.mark.parametrize(
    ("text", "mention", "first"),
    [
        ("It opens on 9\u00ad Ju\u00adly 2025.", "9\u00ad Ju\u00adly 2025", "2025-07-09"),
        (
            "\u2066It opens on 9\u200b July\u2069 2025\u200f.",
            "9\u200b July\u2069 2025",
            "2025-07-09",
        ),
        ("It opened Wed\u00adnes\u00adday.", "Wed\u00adnes\u00adday", "2025-04-30"),
        ("It w\u200bill open Wed\u2060nesday.", "Wed\u2060nesday", "2025-05-07"),
        ("It opens on 2025\u201107\u201109.", "2025\u201107\u201109", "2025-07-09"),
        ("It runs 7\u22129 July 2025.", "7\u22129 July 2025", "2025-07-07"),
        ("It opens on 9\u00a0July\u202f2025.", "9\u00a0July\u202f2025", "2025-07-09"),
    ],
)
def test_what_nobody_sees_and_hyphens_of_any_kind_hide_no_date(
    text: str, mention: str, first: str
) -> None:
    assert [(quote, day) for quote, day, _ in found(text)] == [(mention, first)]
    assert [text[start:end] for start, end in date_places(text)] == [mention]


def test_each_weekday_looks_the_way_its_own_clause_does() -> None:
    text = "Biden will visit Israel on Wednesday, the White House said Tuesday."
    assert [first for _, first, _ in found(text)] == ["2025-05-07", "2025-04-29"]


def test_the_callers_tense_overrules_the_verbs() -> None:
    (mention,) = find_dates("a meeting on Tuesday", SUNDAY, "future")
    assert mention.first == date(2025, 5, 6)


def test_a_year_not_written_is_the_nearest() -> None:
    assert only("the vote on December 20", date(2025, 1, 4)).first == date(2024, 12, 20)
    assert only("the vote on January 20", date(2024, 12, 29)).first == date(2025, 1, 20)


def test_a_far_day_without_a_year_follows_the_tense() -> None:
    assert only("He resigned in November.", date(2025, 7, 1)).first == date(2024, 11, 1)
    assert only("He will resign in March.", date(2025, 7, 1)).first == date(2026, 3, 1)


def test_two_dates_are_two_mentions() -> None:
    text = "Xi’s visits to Russia in March 2023 and September 2024 show it."
    assert [mention for mention, _, _ in found(text)] == ["March 2023", "September 2024"]
    assert [mention for mention, _, _ in found("in 2019, 2020 and 2021")] == [
        "2019",
        "2020",
        "2021",
    ]


@pytest.mark.parametrize("text", ["on May 9", "on Friday", "05/06/2025", "February 30, 2025"])
def test_what_cannot_be_resolved_can_still_be_quoted(text: str) -> None:
    mention = only(text, None)
    assert text.endswith(text[mention.start : mention.end])
    assert (mention.first, mention.last) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "May he rest in peace.",
        "This may be it, and 7 may be free.",
        "The Women's March drew crowds; they march 10 miles.",
        "a march on Washington, and the March on Washington",
        "Theresa May said so.",
        "April said June agreed with August.",
        "a second man sat down, The Sun wrote",
        "2,000 people, 2025 people, $2024 and 1999 dollars",
        "a Boeing 747 on Route 66, Windows 2000 and Tokyo 2020",
        "It was the first time in three years.",
        "It will be ready within six months.",
        "at 18-24 years, 2-1 up, 24/7",
        "USA TODAY reported",
        "Tuesdays are quiet.",
        "They may second it, the third man said, and now they rest.",
        "He won the first of three, and now he rests.",
        "",
    ],
)
def test_false_friends_are_no_dates(text: str) -> None:
    assert found(text) == []


def test_a_count_after_a_date_is_no_part_of_it() -> None:
    assert [mention for mention, _, _ in found("On May 7 and 8 people died")] == ["May 7"]
    assert [mention for mention, _, _ in found("On May 7, 2,000 people died")] == ["May 7"]


def test_tense_of_the_nearest_verb() -> None:
    text = "He said he will go on Sunday"
    assert tense_at(text, text.index("Sunday")) == "future"
    assert tense_at("On Sunday, he left", 3, 9) == "past"
    assert tense_at("Sunday", 0, 6) is None


def test_tense_of_a_verb_with_soft_hyphens() -> None:
    text = "The fer\u00adry sail\u00aded on Sunday, and the next w\u200bill on Tuesday."
    assert tense_at(text, text.index("Sunday")) == "past"
    assert tense_at(text, text.index("Tuesday"), text.index(".")) == "future"
