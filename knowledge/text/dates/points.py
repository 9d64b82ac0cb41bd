"""Single points in time as a text names them, not yet resolved to days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from knowledge.text.dates.calendar import Span, day_shift, turned_unit, turned_weekday, units_away
from knowledge.text.dates.grammar import (
    COUNTS,
    DATE_WORDS,
    FORMS,
    LIST_GAP,
    MONTH_NEXT,
    MONTH_NUMBERS,
    MONTH_WORD_BEFORE,
    NO_NOUN_NEXT,
    ORDINALS,
    VERB_AFTER_YEAR,
    WEEKDAYS,
    YEAR_WORD_BEFORE,
)
from knowledge.text.dates.mention import Grain
from knowledge.text.dates.tense import Tense, tense_at

# Months whose name is also a verb, an adjective or a person's.
_AMBIGUOUS = frozenset({"march", "may", "april", "june", "august"})
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_FOUR_DIGITS = re.compile(r"\d{4}")
# Characters looked at before a bare month or year.
_CONTEXT = 24


@dataclass(frozen=True, slots=True)
class Point:
    """What was written at `text[start:end]`.

    Either `shift` gives the days from the day of writing, or the calendar fields do: `months`
    months from `month` on (1 where it is None), or the days `day` to `to_day` of it; a `year` of
    None is to be found. `part` is "early", "mid" or "late"; `turn` is "last", "this", "next" or
    "past"; `clock` is set for a time of day alone.
    """

    start: int
    end: int
    form: str
    grain: Grain
    year: int | None = None
    month: int | None = None
    day: int | None = None
    to_day: int | None = None
    months: int = 1
    part: str | None = None
    turn: str | None = None
    weekday: int | None = None
    shift: Callable[[date, Tense | None], Span] | None = None
    clock: bool = False


def find_points(text: str) -> list[Point]:
    """The points of a text in order, no two of which overlap."""
    words = set(_WORD.findall(text.lower()))
    if DATE_WORDS.isdisjoint(words) and not _DIGIT.search(text):
        return []
    digits = 4 if _FOUR_DIGITS.search(text) else 1 if _DIGIT.search(text) else 0
    points: list[Point] = []
    for name, form in FORMS.items():
        if digits < form.digits or (form.words and form.words.isdisjoint(words)):
            continue
        build = _BUILDERS[name]
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if all(end <= point.start or start >= point.end for point in points):
                point = build(match, points)
                if point is not None:
                    points.append(point)
    return sorted(points, key=lambda point: point.start)


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


def _month_day(match: re.Match[str], _: list[Point]) -> Point | None:
    day, to_day, end = _number(match["day"]), match["to_day"], match.end()
    lower = match["month"][0].islower()
    if lower and not match["year"] and re.match(r"\s+[a-z]+s\b", match.string[end:]):
        return None  # "they march 10 miles"
    last = _number(to_day) if to_day else None
    if last is not None and not match["year"]:
        wordy = match["separator"].strip().isalpha()
        if wordy and not NO_NOUN_NEXT.match(match.string, end):
            last, end = None, match.end("day")
    if last is not None and not _is_run(match, day, last):
        last, end = None, match.end("day")
    point = _calendar_day(match, day, last)
    return replace(point, end=end, year=point.year if end == match.end() else None)


def _day_month(match: re.Match[str], _: list[Point]) -> Point | None:
    day, to_day = _number(match["day"]), match["to_day"]
    verb = match["month"][0].islower() and not match["year"]
    if verb and re.match(r"\s+[a-z]", match.string[match.end() :]):
        return None  # "all 7 may be free"
    if to_day and not _is_run(match, day, _number(to_day)):
        return replace(_calendar_day(match, _number(to_day), None), start=match.start("to_day"))
    return _calendar_day(match, day, _number(to_day) if to_day else None)


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
        weekday=_weekday(weekday) if weekday else None,
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
        part=_part(match),
        turn=_turn(match),
    )


def _is_month(match: re.Match[str], name: str, found: list[Point]) -> bool:
    """Whether a month's name with neither day nor year means the month."""
    text, end = match.string, match.end()
    doubtful = name in _AMBIGUOUS or len(name) <= 4
    if match["month"][0].islower():
        word_next = re.match(r"\s+[a-z]", text[end : end + 8]) is not None
        at_home = match["turn"] or match["part"] or _before(MONTH_WORD_BEFORE, match)
        return bool(len(name) > 3 or name == "may") and (
            bool(at_home) and not word_next if doubtful else True
        )
    if not doubtful or match["turn"] or match["part"]:
        return True
    if re.match(r"\s+(?:on|for|of|to|against)\b", text[end : end + 10]):
        return False  # "the March on Washington"
    return bool(_before(MONTH_WORD_BEFORE, match) or MONTH_NEXT.match(text, end)) or _is_listed(
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
        part=_part(match),
        turn=_turn(match),
    )


def _quarter(match: re.Match[str], _: list[Point]) -> Point | None:
    word = match["number"].lower()
    number = ORDINALS.get(word) or int(word)
    half = match["kind"].lower() in ("half", "h")
    if half and number > 2:
        return None
    months = 6 if half else 3
    year = int(match["year"]) if match["year"] else None
    month = 1 + months * (number - 1)
    return Point(*match.span(), "quarter", "quarter", year, month, months=months, turn=_turn(match))


def _decade(match: re.Match[str], _: list[Point]) -> Point:
    year = int(match["decade"])
    return Point(*match.span(), "decade", "decade", year, months=120, part=_part(match))


def _century(match: re.Match[str], _: list[Point]) -> Point:
    first = 100 * int(match["century"]) - 99
    return Point(*match.span(), "century", "century", first, months=1200)


def _today(match: re.Match[str], _: list[Point]) -> Point:
    word = " ".join((match["beyond"] or match["word"]).lower().split())
    days = {"yesterday": -1, "last night": -1, "tomorrow": 1, "after tomorrow": 2}
    count = -2 if word == "before yesterday" else days.get(word, 0)
    return Point(*match.span(), "today", "day", shift=lambda anchor, _: day_shift(anchor, count))


def _weekday_point(match: re.Match[str], _: list[Point]) -> Point:
    weekday, turn = _weekday(match["weekday"]), _turn(match)
    return Point(
        *match.span(),
        "weekday",
        "day",
        weekday=weekday,
        shift=lambda anchor, tense: turned_weekday(anchor, weekday, turn, tense),
    )


def _turn_point(match: re.Match[str], _: list[Point]) -> Point:
    unit, turn, half = match["unit"].lower(), _turn(match) or "this", match["half"]
    grain: Grain = "week" if unit == "weekend" else unit  # type: ignore[assignment]
    return Point(
        *match.span(),
        "turn",
        grain,
        shift=lambda anchor, _: turned_unit(anchor, unit, turn, half.lower() if half else None),
    )


def _ago(match: re.Match[str], _: list[Point]) -> Point | None:
    ahead, back = match["ahead"], match["back"]
    if bool(ahead) == bool(back):
        return None
    if ahead:
        # "the first time in three years", "built in two days": only what lies ahead is a date.
        before = match.string[: match.start()].rstrip().lower()
        if before.endswith(("time", "first", "once", "twice")):
            return None
        if tense_at(match.string, *match.span()) != "future":
            return None
    words = match["count"].lower().split()
    count = int(words[0]) if words[0].isdigit() else COUNTS[words[1 if len(words) > 1 else 0]]
    unit = match["unit"].lower()
    signed = count if ahead else -count
    grain: Grain = unit  # type: ignore[assignment]
    return Point(
        *match.span(), "ago", grain, shift=lambda anchor, _: units_away(anchor, unit, signed)
    )


def _time(match: re.Match[str], _: list[Point]) -> Point:
    return Point(*match.span(), "time", "time", clock=True)


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
    return Point(start, match.end(), "year", "year", year, months=months, part=_part(match))


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
    if match["part_the"] or _before(YEAR_WORD_BEFORE, match, "year"):
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


def _before(pattern: re.Pattern[str], match: re.Match[str], group: str = "month") -> bool:
    start = match.start(group)
    return pattern.search(match.string[max(0, start - _CONTEXT) : start]) is not None


def _number(day: str) -> int:
    return int(day.rstrip("stndrhSTNDRH"))


def _weekday(name: str) -> int:
    return next(i for i, full in enumerate(WEEKDAYS) if full[:3] == name.lower()[:3])


def _turn(match: re.Match[str]) -> str | None:
    """The direction a word points in: "last", "this", "next" or "past"."""
    turn = match.groupdict().get("turn")
    if not turn:
        return None
    word = turn.lower().split()[-1]
    return {"previous": "last", "coming": "next"}.get(word, word)


def _part(match: re.Match[str]) -> str | None:
    if not match["part"]:
        return None
    word = match["part"].lower().split()[0]
    return {"end": "late", "close": "late", "beginning": "early", "start": "early"}.get(
        word, "mid" if word == "middle" else word
    )


_BUILDERS: dict[str, Callable[[re.Match[str], list[Point]], Point | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "month_day": _month_day,
    "day_month": _day_month,
    "month": _month,
    "season": _season,
    "quarter": _quarter,
    "short_quarter": _quarter,
    "decade": _decade,
    "century": _century,
    "today": _today,
    "weekday": _weekday_point,
    "turn": _turn_point,
    "ago": _ago,
    "time": _time,
    "year": _year,
}
