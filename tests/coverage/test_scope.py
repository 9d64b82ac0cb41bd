"""Scope: which articles a question may use, and days as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

import pytest
from hostile import TEXT
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge import Article, BadDateError, Scope, parse_day
from knowledge.scope import ScopeOptions, make_scope

DAY = date(2025, 5, 7)
EVE = Article("eve", "Text.", source="BBC News", published=datetime(2025, 5, 6, 23, 59))
NOON = Article("noon", "Text.", source="CNN", published=datetime(2025, 5, 7, 12))
NEXT = Article("next", "Text.", published=datetime(2025, 5, 8))
UNDATED = Article("undated", "Text.", source="bbc news")
ALL = (EVE, NOON, NEXT, UNDATED)


@pytest.mark.parametrize(
    ("scope", "admitted"),
    [
        (Scope(), {"eve", "noon", "next", "undated"}),
        (Scope(source="bbc NEWS"), {"eve", "undated"}),
        (Scope(source="BBC"), set()),
        (Scope(source=""), {"eve", "noon", "next", "undated"}),
        (Scope(since=DAY), {"noon", "next"}),
        (Scope(until=DAY), {"eve", "noon"}),
        (Scope(since=DAY, until=DAY), {"noon"}),
        (Scope(as_of=DAY), {"eve", "noon", "undated"}),
        (Scope(as_of=DAY, until=DAY + timedelta(days=5)), {"eve", "noon"}),
        (Scope(as_of=DAY + timedelta(days=5), until=DAY), {"eve", "noon"}),
        (Scope(source="bbc news", since=DAY - timedelta(days=1)), {"eve"}),
    ],
)
def test_what_a_scope_admits(scope: Scope, admitted: set[str]) -> None:
    assert {article.id for article in ALL if scope.admits(article)} == admitted


days = st.none() | st.integers(-3, 3).map(lambda number: DAY + timedelta(days=number))
scopes = st.builds(Scope, st.sampled_from([None, "cnn", "BBC News"]), days, days, days)


@given(scopes, scopes, st.sampled_from(ALL))
def test_a_further_restriction_admits_nothing_more(
    scope: Scope, other: Scope, article: Article
) -> None:
    both = Scope(
        scope.source or other.source,
        max(filter(None, (scope.since, other.since)), default=None),
        min(filter(None, (scope.until, other.until)), default=None),
        min(filter(None, (scope.as_of, other.as_of)), default=None),
    )
    if both.admits(article):
        assert scope.admits(article)


@pytest.mark.parametrize(
    "written",
    [
        "2025-05-07",
        " 2025-05-07\n",
        "7 May 2025",
        "May 7, 2025",
        "7th of may 2025",
        "2025-05-07T18:30",
        "20250507",
        DAY,
        datetime(2025, 5, 7, 18, 30),
    ],
)
def test_days_as_people_write_them(written: str | date) -> None:
    assert parse_day(written, "since") == DAY
    assert not isinstance(parse_day(written, "since"), datetime)


def test_no_day_is_no_restriction() -> None:
    assert parse_day(None, "since") is None


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "May 2025", "2025", "7 May", "Monday", "today", "2025-02-30", "2025-13-45"),
        *("soon", "2026 10:0" + "7" * 40),
        *("Wednesday 7th 2025", "Wednesday May 2025", "Saturday 1st 2025", "2025 May, Wednesday"),
    ],
)
def test_what_is_not_one_whole_day_is_refused_by_the_option_s_name(written: str) -> None:
    with pytest.raises(BadDateError, match=r"^until: .*2025-05-07"):
        parse_day(written, "until")


@given(
    st.dates(date(1900, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y"])
)
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    assert parse_day(day.strftime(form), "as_of") == day


@example("0:0B")  # a zone that nobody knows
@given(TEXT | st.text("0123456789 -:/.,TZ+eE", max_size=30))
def test_any_text_is_a_day_or_refused_in_one_short_line(text: str) -> None:
    told = ""
    try:
        assert parse_day(text, "since") is not None
    except BadDateError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 250


def test_a_scope_is_given_whole_or_by_its_parts() -> None:
    whole = make_scope("Reuters", since="7 May 2025")
    assert whole == Scope("Reuters", since=DAY)
    assert make_scope(scope=whole) is whole


def test_each_option_is_read_into_its_own_part() -> None:
    made = make_scope("Reuters", "5 May 2025", "2025-05-06", "7 May 2025")
    assert made == Scope("Reuters", date(2025, 5, 5), date(2025, 5, 6), DAY)
    assert make_scope("") == make_scope() == Scope()


@pytest.mark.parametrize("option", ["since", "until", "as_of"])
def test_a_day_that_cannot_be_read_is_named_by_its_option(option: str) -> None:
    options = cast(ScopeOptions, {option: "soon " * 20})
    with pytest.raises(BadDateError) as refused:
        make_scope(**options)
    shown = ("soon " * 20)[:40]
    assert str(refused.value) == f"{option}: {shown!r} is not a date; write it as 2025-05-07"


def test_days_in_the_wrong_order_are_refused() -> None:
    assert make_scope(since=DAY, until=DAY) == Scope(since=DAY, until=DAY)
    with pytest.raises(BadDateError) as refused:
        make_scope(since="2025-05-08", until=DAY)
    assert str(refused.value) == "since 2025-05-08 is after until 2025-05-07; swap them"


@pytest.mark.parametrize("option", ["source", "since", "until", "as_of"])
def test_a_whole_scope_has_no_option_beside_it(option: str) -> None:
    options = cast(ScopeOptions, {option: "", "scope": Scope()})
    with pytest.raises(TypeError) as refused:
        make_scope(**options)
    assert str(refused.value) == "give a scope, or source, since, until and as_of"
