"""Days in the reader's language: said in it, and read back as they are said and as people write."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.day_options import read_days
from bot.app.day_suggestions import suggest_days
from bot.app.days import day, days
from bot.language import LANGUAGES, Language, speaking
from knowledge import BadDateError

SUNDAY = date(2026, 11, 29)
SAID: dict[Language, tuple[str, ...]] = {
    "en": ("4 May 2025", "4–7 May 2025", "May 2025", "2025"),
    "de": ("4. Mai 2025", "4.–7. Mai 2025", "Mai 2025", "2025"),
    "fr": ("4 mai 2025", "4–7 mai 2025", "mai 2025", "2025"),
    "es": ("4 de mayo de 2025", "4–7 de mayo de 2025", "mayo de 2025", "2025"),
    "zh": ("2025年5月4日", "2025年5月4日 – 7日", "2025年5月", "2025年"),
}
SPANS = (
    (date(2025, 5, 4), date(2025, 5, 4)),
    (date(2025, 5, 4), date(2025, 5, 7)),
    (date(2025, 5, 1), date(2025, 5, 31)),
    (date(2025, 1, 1), date(2025, 12, 31)),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_said_in_the_readers_language(language: Language) -> None:
    with speaking(language):
        assert tuple(days(*span) for span in SPANS) == SAID[language]


@pytest.mark.parametrize("language", LANGUAGES)
@given(day_=st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_said(language: Language, day_: date) -> None:
    with speaking(language):
        assert read_days(day(day_), "since", SUNDAY) == (day_, day_)
        month = day_.replace(day=1)
        assert read_days(days(month, _end(month)), "since", SUNDAY) == (month, _end(month))


def _end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@pytest.mark.parametrize(
    ("language", "written", "first", "last"),
    [
        ("de", "gestern", "2026-11-28", "2026-11-28"),
        ("de", "Letzte Woche", "2026-11-16", "2026-11-22"),
        ("de", "3. Jan. 2025", "2025-01-03", "2025-01-03"),
        ("de", "6.5.2025", "2025-05-06", "2025-05-06"),
        ("de", "yesterday", "2026-11-28", "2026-11-28"),
        ("fr", "1er mai 2025", "2025-05-01", "2025-05-01"),
        ("fr", "hier", "2026-11-28", "2026-11-28"),
        ("fr", "le 3 févr. 2025", "2025-02-03", "2025-02-03"),
        ("es", "el mes pasado", "2026-10-01", "2026-10-31"),
        ("es", "3 de mayo", "2026-05-03", "2026-05-03"),
        ("zh", "上周", "2026-11-16", "2026-11-22"),
        ("zh", "5月3日", "2026-05-03", "2026-05-03"),
        ("zh", "2025-05-07", "2025-05-07", "2025-05-07"),
    ],
)
def test_days_as_people_write_them(language: Language, written: str, first: str, last: str) -> None:
    with speaking(language):
        assert [str(each) for each in read_days(written, "since", SUNDAY)] == [first, last]


@pytest.mark.parametrize("written", ["13月3日", "月", "年月日", "0月", "日", ". ."])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_day_is_refused_in_the_readers_language(
    language: Language, written: str
) -> None:
    with speaking(language), pytest.raises(BadDateError) as told:
        read_days(written, "since", SUNDAY)
    assert "2025-05-07" in str(told.value)
    assert (" is not a date" in str(told.value)) == (language == "en")


def test_days_are_suggested_in_the_readers_language() -> None:
    first, last = date(2024, 12, 30), date(2025, 5, 6)
    with speaking("de"):
        assert "Mai 2025" in dict(suggest_days("ma", first, last, SUNDAY))
        assert "letzte Woche: 16.–22. Nov. 2026" in dict(suggest_days("letz", first, last, SUNDAY))
        assert "3 Mai: 3. Mai 2026" in dict(suggest_days("3 ma", first, last, SUNDAY))
    with speaking("zh"):
        assert "上周: 2026年11月16日 – 22日" in dict(suggest_days("上", first, last, SUNDAY))
