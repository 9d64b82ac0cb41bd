"""Points that the calendar places: days, weeks, months, seasons, years and holidays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from knowledge.text.dates.calendar import Span, week_of, week_of_month, with_weekend
from knowledge.text.dates.grammar import (
    LIST_GAP,
    MONTH_NEXT,
    MONTH_NUMBERS,
    MONTH_WORD_BEFORE,
    NO_NOUN_NEXT,
    ORDINALS,
    RANGE_BEFORE,
    VERB_AFTER_YEAR,
    YEAR_WORD_BEFORE,
)
from knowledge.text.dates.holidays import holiday_rule
from knowledge.text.dates.mention import Grain
from knowledge.text.dates.point import Point, follows, number_of, part_of, turn_of, weekday_of

Builder = Callable[[re.Match[str], list[Point]], Point | None]

# Months whose name is also a verb, an adjective or a person's.
_AMBIGUOUS = frozenset({"march", "may", "april", "june", "august"})
_VERBS = frozenset({"march", "may"})
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _iso(match: re.Match[str], _: list[Point]) -> Point | None:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Point(*match.span(), "day", "day", year, month, day)


def _numeric(match: re.Match[str], _: list[Point]) -> Point | None:
    """05/07/2025 is a day whose order cannot be known; 7.5.2025 is always day first."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if not (1 <= min(one, two) <= 12 and max(one, two) <= 31):
        return None
    if one > 12 or one == two or match["mark"] == ".":
        return Point(*match.span(), "day", "day", year, two, one)
    if two > 12:
        return Point(*match.span(), "day", "day", year, one, two)
    return Point(*match.span(), "unclear", "day")


def _jointed(match: re.Match[str], _: list[Point]) -> Point | None:
    """05-Aug-2016, 2019/aug/01, Dec-2018: one month's name, one day, one year at most."""
    parts = re.split(r"[-/]", match.group().lower())
    months = [part for part in parts if part in MONTH_NUMBERS]
    years = [int(part) for part in parts if len(part) == 4 and part.isdigit()]
    days = [int(part) for part in parts if len(part) < 3 and part.isdigit()]
    if len(months) != 1 or len(years) + len(days) != len(parts) - 1 or len(years) > 1:
        return None
    if len(days) > 1 or not all(1 <= day <= 31 for day in days):
        return None
    if len(parts) == 2 and parts[0] not in months:  # "Nov 18-Dec 19"
        return None
    year = years[0] if years else None
    month = MONTH_NUMBERS[months[0]]
    if not days:
        return Point(*match.span(), "month", "month", year, month)
    return Point(*match.span(), "day", "day", year, month, days[0])


def _week(match: re.Match[str], _: list[Point]) -> Point:
    """The first week of January, the week of April 10."""
    year = int(match["year"]) if match["year"] else None
    month = MONTH_NUMBERS[(match["of"] or match["from"]).lower()]
    if match["from"]:
        day = number_of(match["day"])
        return _in_years(match, "week", year, lambda in_year: week_of(date(in_year, month, day)))
    nth = -1 if match["nth"].lower() == "last" else ORDINALS.get(match["nth"].lower(), 0)
    nth = nth or int(match["nth"][0])
    return _in_years(match, "week", year, lambda in_year: week_of_month(in_year, month, nth))


def _holiday(match: re.Match[str], _: list[Point]) -> Point:
    rule = holiday_rule(match["holiday"])
    year = int(match["year"]) if match["year"] else None
    turn = "this" if match["this"] else turn_of(match)
    if match["of"] or match["weekend"] or match["late"]:
        return _in_years(match, "week", year, lambda in_year: with_weekend(rule(in_year)), turn)
    return _in_years(match, "day", year, lambda in_year: (rule(in_year), rule(in_year)), turn)


def _in_years(
    match: re.Match[str],
    grain: Grain,
    year: int | None,
    in_year: Callable[[int], Span],
    turn: str | None = None,
) -> Point:
    return Point(*match.span(), "day", grain, year, turn=turn, in_year=in_year)


def _month_day(match: re.Match[str], _: list[Point]) -> Point | None:
    day, to_day, end = number_of(match["day"]), match["to_day"], match.end()
    lower = match["month"][0].islower()
    if lower and not match["year"] and re.match(r"\s+[a-z]+s\b", match.string[end:]):
        return None  # "they march 10 miles"
    last = number_of(to_day) if to_day else None
    if last is not None and not match["year"]:
        wordy = match["separator"].strip().isalpha()
        if wordy and not NO_NOUN_NEXT.match(match.string, end):
            last, end = None, match.end("day")
    if last is not None and not _is_run(match, day, last):
        last, end = None, match.end("day")
    point = _calendar_day(match, day, last)
    return replace(point, end=end, year=point.year if end == match.end() else None)


def _day_month(match: re.Match[str], _: list[Point]) -> Point | None:
    day, to_day = number_of(match["day"]), match["to_day"]
    verb = match["month"] in _VERBS and not match["year"] and match["day"].isdigit()
    if verb and re.match(r"\s+[a-z]", match.string[match.end() :]):
        return None  # "all 7 may be free"
    if to_day and not _is_run(match, day, number_of(to_day)):
        return replace(_calendar_day(match, number_of(to_day), None), start=match.start("to_day"))
    return _calendar_day(match, day, number_of(to_day) if to_day else None)


def _is_run(match: re.Match[str], day: int, to_day: int) -> bool:
    """Whether two days of a month are the ends of a range, not two days of a list."""
    if match["separator"].strip().lower() != "and":
        return day < to_day
    between = match.string[: match.start()].rstrip().lower().endswith("between")
    return to_day == day + 1 or (between and day < to_day)


def _calendar_day(match: re.Match[str], day: int, to_day: int | None) -> Point:
    weekday = match["weekday"]
    return Point(
        *match.span(),
        "day",
        "day",
        int(match["year"]) if match["year"] else None,
        MONTH_NUMBERS[match["month"].lower()],
        day,
        to_day,
        weekday=weekday_of(weekday) if weekday else None,
    )


def _month(match: re.Match[str], found: list[Point]) -> Point | None:
    name, year = match["month"].lower(), match["year"]
    if not year and not _is_month(match, name, found):
        return None
    return Point(
        *match.span(),
        "month",
        "month",
        int(year) if year else None,
        MONTH_NUMBERS[name],
        part=part_of(match),
        turn=turn_of(match),
    )


def _is_month(match: re.Match[str], name: str, found: list[Point]) -> bool:
    """Whether a month's name with neither day nor year means the month."""
    text, end = match.string, match.end()
    if MONTH_NEXT.match(text, end) and RANGE_BEFORE.search(text[: match.start()]):
        return True
    doubtful = name in _AMBIGUOUS or len(name) <= 4
    if match["month"][0].islower():
        word_next = re.match(r"\s+[a-z]", text[end : end + 8]) is not None
        at_home = match["turn"] or match["part"] or follows(MONTH_WORD_BEFORE, match)
        return bool(len(name) > 3 or name == "may") and (
            bool(at_home) and not word_next if doubtful else True
        )
    if not doubtful or match["turn"] or match["part"]:
        return True
    if re.match(r"\s+(?:on|for|of|to|against)\b", text[end : end + 10]):
        return False  # "the March on Washington"
    return bool(follows(MONTH_WORD_BEFORE, match) or MONTH_NEXT.match(text, end)) or _is_listed(
        match, found, "month"
    )


def _season(match: re.Match[str], _: list[Point]) -> Point | None:
    turn, year = match["turn"], match["year"]
    if not (turn or year) or (turn and match.string[match.end() : match.end() + 4] == " in "):
        return None
    name = match["season"].lower()
    return Point(
        *match.span(),
        "season",
        "season",
        int(year) if year else None,
        _SEASON_STARTS[name],
        months=3,
        part=part_of(match),
        turn=turn_of(match),
    )


def _quarter(match: re.Match[str], _: list[Point]) -> Point | None:
    groups = match.groupdict()
    word = (groups["number"] or groups["last_number"]).lower()
    number = ORDINALS.get(word) or int(word)
    half = (groups["kind"] or groups["last_kind"]).lower() in ("half", "h")
    if half and number > 2:
        return None
    months = 6 if half else 3
    written = groups["year"] or groups.get("first_year")
    year = int(written) if written else None
    month = 1 + months * (number - 1)
    return Point(
        *match.span(), "quarter", "quarter", year, month, months=months, turn=turn_of(match)
    )


def _decade(match: re.Match[str], _: list[Point]) -> Point:
    year = int(match["decade"])
    return Point(*match.span(), "decade", "decade", year, months=120, part=part_of(match))


def _century(match: re.Match[str], _: list[Point]) -> Point:
    first = 100 * int(match["century"]) - 99
    return Point(*match.span(), "century", "century", first, months=1200)


def _year(match: re.Match[str], found: list[Point]) -> Point | None:
    text, year = match.string, int(match["year"])
    start = match.start("part") if match["part"] else match.start("year")
    to_year = _second_year(match, year)
    if match["to_year"] and to_year is None:
        return None
    sure = match["part"] or to_year or text.strip(" ?.!") == match["year"]
    if not sure and not _is_year(match, found):
        return None
    months = 12 if to_year is None else 12 * (to_year - year + 1)
    return Point(start, match.end(), "year", "year", year, months=months, part=part_of(match))


def _second_year(match: re.Match[str], year: int) -> int | None:
    """The last year of "2019–21", "2022/23" or "2019-2021", or None where it is no range."""
    written = match["to_year"]
    if not written:
        return None
    last = int(written) if len(written) == 4 else year - year % 100 + int(written)
    return last if year < last <= year + 99 else None


def _is_year(match: re.Match[str], found: list[Point]) -> bool:
    """Whether a bare number of four digits is a year: by the word before it, or a verb after it."""
    text, year = match.string, int(match["year"])
    if match["part_the"] or follows(YEAR_WORD_BEFORE, match, "year"):
        return year >= 1500 or re.search(r"\bin\s+$", text[: match.start("year")]) is not None
    if _is_listed(match, found, "year"):
        return True
    before = text[: match.start()].rstrip()
    return not before and year >= 1900 and bool(VERB_AFTER_YEAR.match(text, match.end()))


def _is_listed(match: re.Match[str], found: list[Point], form: str) -> bool:
    """Whether the match goes on a list or range that a point of the same form began."""
    start = match.start(form)
    return any(
        point.form == form and LIST_GAP.fullmatch(match.string, point.end, start)
        for point in found
        if point.end <= start
    )


BUILDERS: dict[str, Builder] = {
    "iso": _iso,
    "numeric": _numeric,
    "jointed": _jointed,
    "week": _week,
    "holiday": _holiday,
    "month_day": _month_day,
    "day_month": _day_month,
    "month": _month,
    "season": _season,
    "quarter": _quarter,
    "short_quarter": _quarter,
    "decade": _decade,
    "century": _century,
    "year": _year,
}
