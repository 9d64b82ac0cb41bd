"""Single points in time as a text names them, not yet resolved to days."""

from __future__ import annotations

import re
from bisect import bisect_left, insort

from knowledge.text.dates import calendar_points
from knowledge.text.dates.calendar import (
    day_shift,
    turned_unit,
    turned_weekday,
    units_away,
    weekday_and_day,
)
from knowledge.text.dates.grammar import COUNTS, DATE_WORDS, FORMS, RANGE_OPENS
from knowledge.text.dates.mention import Grain
from knowledge.text.dates.point import Point, number_of, turn_of, weekday_of
from knowledge.text.dates.tense import tense_at

_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_FOUR_DIGITS = re.compile(r"\d{4}")


def find_points(text: str) -> list[Point]:
    """The points of a text in order, no two of which overlap."""
    words = set(_WORD.findall(text.lower()))
    if DATE_WORDS.isdisjoint(words) and not _DIGIT.search(text):
        return []
    digits = 4 if _FOUR_DIGITS.search(text) else 1 if _DIGIT.search(text) else 0
    points: list[Point] = []
    taken: list[tuple[int, int]] = []  # in order, none within another
    for name, form in FORMS.items():
        if digits < form.digits or (form.words and form.words.isdisjoint(words)):
            continue
        build = _BUILDERS[name]
        for match in form.pattern.finditer(text):
            if not _overlaps(taken, *match.span()):
                point = build(match, points)
                if point is not None:
                    points.append(point)
                    insort(taken, (point.start, point.end))
    return sorted(points, key=lambda point: point.start)


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (end, end))
    return at > 0 and taken[at - 1][1] > start


def _today(match: re.Match[str], _: list[Point]) -> Point | None:
    word = " ".join((match["beyond"] or match["word"]).lower().split())
    if word == "now" and not RANGE_OPENS.search(match.string[: match.start()]):
        return None
    days = {"yesterday": -1, "last night": -1, "tomorrow": 1, "after tomorrow": 2}
    count = -2 if word == "before yesterday" else days.get(word, 0)
    return Point(*match.span(), "today", "day", shift=lambda anchor, _: day_shift(anchor, count))


def _weekday_point(match: re.Match[str], _: list[Point]) -> Point:
    weekday, turn = weekday_of(match["weekday"]), turn_of(match)
    return Point(
        *match.span(),
        "weekday",
        "day",
        weekday=weekday,
        shift=lambda anchor, tense: turned_weekday(anchor, weekday, turn, tense),
    )


def _weekday_day(match: re.Match[str], _: list[Point]) -> Point:
    weekday, day = weekday_of(match["weekday"]), number_of(match["day"])
    return Point(
        *match.span(),
        "day",
        "day",
        shift=lambda anchor, tense: weekday_and_day(anchor, weekday, day, tense),
    )


def _turn_point(match: re.Match[str], _: list[Point]) -> Point:
    unit, turn, half = match["unit"].lower(), turn_of(match) or "this", match["half"]
    grain: Grain = "week" if unit == "weekend" else unit  # type: ignore[assignment]
    return Point(
        *match.span(),
        "turn",
        grain,
        shift=lambda anchor, _: turned_unit(anchor, unit, turn, half.lower() if half else None),
    )


def _ago(match: re.Match[str], _: list[Point]) -> Point | None:
    ahead, back = match["ahead"], match["back"]
    words = match["count"].lower().split()
    count = int(words[0]) if words[0].isdigit() else COUNTS[words[1 if len(words) > 1 else 0]]
    unit = match["unit"].lower()
    grain: Grain = unit  # type: ignore[assignment]
    if side := match["side"]:
        signed = -count if side.lower() in ("before", "prior to") else count
        return Point(*match.span(), "offset", grain, offset=(unit, signed))
    onward = match["onward"]
    if bool(ahead or onward) == bool(back):
        return None
    if ahead and not onward:
        # "the first time in three years", "built in two days": only what lies ahead is a date.
        before = match.string[: match.start()].rstrip().lower()
        if before.endswith(("time", "first", "once", "twice")):
            return None
        if tense_at(match.string, *match.span()) != "future":
            return None
    signed = -count if back else count
    return Point(
        *match.span(), "ago", grain, shift=lambda anchor, _: units_away(anchor, unit, signed)
    )


def _time(match: re.Match[str], _: list[Point]) -> Point:
    return Point(*match.span(), "time", "time", clock=True)


_BUILDERS: dict[str, calendar_points.Builder] = calendar_points.BUILDERS | {
    "today": _today,
    "weekday_day": _weekday_day,
    "weekday": _weekday_point,
    "turn": _turn_point,
    "ago": _ago,
    "time": _time,
}
