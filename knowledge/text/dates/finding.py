"""Dates in a sentence: points found, joined into ranges and dated times, and resolved to days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from knowledge.text.characters import VisibleText
from knowledge.text.dates.calendar import Span, count_from, day_shift, middle, month_span
from knowledge.text.dates.grammar import (
    AND_GAP,
    BETWEEN,
    OFFSET_GAP,
    RANGE_BEFORE,
    RANGE_GAP,
    TIME_AFTER_GAP,
    TIME_BEFORE_GAP,
    WEEK_GAP,
)
from knowledge.text.dates.mention import DateMention, Grain
from knowledge.text.dates.point import Point
from knowledge.text.dates.points import find_points
from knowledge.text.dates.tense import Tense, tense_at

# A day without a year is taken for the nearest one; a verb's tense overrules that only further
# away than this, since tense is a weaker sign than nearness ("agreed to meet on May 9"). A month
# without a year always follows the tense: people write "in February" for the last or the next.
_NEAR_DAYS = 60
_DAY = timedelta(days=1)
# Hyphens that keep a line together, figure dashes and minus signs, for the hyphen that dates have.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212", "-"))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One mention: a point, or the first and last point of a range, with or without a time."""

    start: int
    end: int
    low: Point
    high: Point | None = None
    timed: bool = False


def find_dates(
    text: str, anchor: date | None = None, tense: Tense | None = None
) -> list[DateMention]:
    """The dates that a sentence mentions, in order, resolved as if written on `anchor`.

    `tense` says which way "Sunday" or "in March" looks; where it is None the verbs around each
    mention tell. Without an anchor only dates with a year are resolved; the others are returned
    with `first` and `last` None, so that they can still be quoted. Characters that nobody sees,
    such as soft hyphens, make no difference. Never raises.
    """
    if isinstance(anchor, datetime):
        anchor = anchor.date()
    seen = VisibleText.of(text)
    text = seen.text if seen else text
    found = [
        _mention(phrase, anchor, tense or tense_at(text, phrase.start, phrase.end))
        for phrase in _phrases(text)
    ]
    if seen is None:
        return found
    places = [seen.original(mention.start, mention.end) for mention in found]
    return [
        replace(mention, start=start, end=end)
        for mention, (start, end) in zip(found, places, strict=True)
    ]


def date_places(text: str) -> list[tuple[int, int]]:
    """Where `find_dates` would find dates, as (start, end)."""
    seen = VisibleText.of(text)
    places = [(phrase.start, phrase.end) for phrase in _phrases(seen.text if seen else text)]
    return [seen.original(*place) for place in places] if seen else places


def _phrases(text: str) -> list[_Phrase]:
    text = text.translate(_HYPHENS) if not text.isascii() else text
    phrases: list[_Phrase] = []
    for point in find_points(text):
        phrase = _Phrase(point.start, point.end, point, timed=point.clock)
        joined = _join(text, phrases[-1], phrase) if phrases else None
        if joined is None:
            phrases.append(phrase)
        else:
            phrases[-1] = joined
    return [phrase for phrase in phrases if phrase.low.offset is None]


def _join(text: str, left: _Phrase, right: _Phrase) -> _Phrase | None:
    """One phrase of two neighbours, or None where they are two mentions."""
    gap = left.end, right.start
    single = _join_single(text, left.low, right.low) if not left.high else None
    if single is not None:
        return _Phrase(single.start, single.end, single, timed=right.timed)
    if left.low.clock and right.low.clock:
        if left.high is None and RANGE_GAP.fullmatch(text, *gap):
            return replace(left, end=right.end, high=right.low)
        return None
    if left.low.clock and TIME_BEFORE_GAP.fullmatch(text, *gap) and _takes_time(right):
        return replace(right, start=left.start, timed=True)
    if right.low.clock and TIME_AFTER_GAP.fullmatch(text, *gap) and _takes_time(left):
        return replace(left, end=right.end, timed=True)
    if left.high is not None or left.low.to_day or right.low.clock or left.low.clock:
        return None
    opened = RANGE_BEFORE.search(text[max(0, left.start - 16) : left.start])
    if not _comparable(left.low, right.low, named=opened is not None):
        return None
    if RANGE_GAP.fullmatch(text, *gap):
        return replace(left, end=right.end, high=right.low)
    between = BETWEEN.search(text[max(0, left.start - 12) : left.start])
    if between and AND_GAP.fullmatch(text, *gap):
        # "between" stays: "May 7 and May 10" alone would be two days.
        start = left.start - len(between.group())
        return replace(left, start=start, end=right.end, high=right.low)
    return None


def _join_single(text: str, left: Point, right: Point) -> Point | None:
    """One point of two: "three weeks from tomorrow", "Tuesday of next week"."""
    if left.offset is not None and right.grain == "day" and OFFSET_GAP.fullmatch(
        text, left.end, right.start
    ):  # fmt: skip
        unit, count = left.offset

        def counted(anchor: date, tense: Tense | None) -> Span:
            base = _span(right, anchor, tense)
            if base is None:
                raise ValueError("nothing to count from")
            return count_from(base[0], unit, count)

        return Point(left.start, right.end, "today", "day", shift=counted)
    week = next((each for each in (left, right) if each.form == "turn" and each.shift), None)
    named = right if week is left else left
    if week is None or week.grain != "week" or named.form != "weekday" or named.turn:
        return None
    if not WEEK_GAP.fullmatch(text, left.end, right.start) or named.weekday is None:
        return None
    shift, weekday = week.shift, named.weekday
    if shift is None:
        return None
    return Point(
        left.start,
        right.end,
        "weekday",
        "day",
        weekday=weekday,
        shift=lambda anchor, tense: day_shift(shift(anchor, tense)[0], weekday),
    )


def _takes_time(phrase: _Phrase) -> bool:
    return phrase.low.grain == "day" and not phrase.timed


def _comparable(low: Point, high: Point, *, named: bool) -> bool:
    """Whether two points can be the ends of one range: "2019 to 2021", not "Sunday to 2021".

    After "from" or "between", where the range is `named`, they may be of different kinds.
    """
    if "unclear" in (low.form, high.form):
        return False
    if named:
        return True
    if low.turn or high.turn:
        return False
    if high.year and {low.form, high.form} <= {"year", "month", "day"} and not high.in_year:
        return low.year is None or low.year <= high.year
    return low.form == high.form or {low.form, high.form} <= {"today", "weekday", "day"}


def _mention(phrase: _Phrase, anchor: date | None, tense: Tense | None) -> DateMention:
    low, high = phrase.low, phrase.high
    try:
        span = _range_span(low, high, anchor, tense) if high else _span(low, anchor, tense)
    except (ValueError, OverflowError):  # "February 30", or days beyond the calendar's ends
        span = None
    first, last = span if span and span[0] <= span[1] else (None, None)
    grain: Grain = "time" if phrase.timed else low.grain
    relative = low.shift is not None or low.turn is not None
    ranged = high is not None or low.to_day is not None or (low.form == "year" and low.months > 12)
    yearless = None if phrase.timed and low.clock else _yearless(low, high)
    return DateMention(phrase.start, phrase.end, first, last, grain, relative, ranged, yearless)


def _yearless(low: Point, high: Point | None) -> tuple[int, int, int, int] | None:
    top = high or low
    if low.year or top.year or low.month is None or top.month is None:
        return None
    if low.day is None or top.day is None:
        return None
    return low.month, low.day, top.month, top.to_day or top.day


def _span(point: Point, anchor: date | None, tense: Tense | None) -> Span | None:
    if point.shift is not None:
        return point.shift(anchor, tense) if anchor else None
    if point.year is not None:
        return _in_year(point, point.year)
    if anchor is None or (point.month is None and point.in_year is None):
        return None
    if point.turn:
        return _turned(point, anchor)
    return _nearest(point, anchor, tense)


def _in_year(point: Point, year: int) -> Span:
    if point.in_year is not None:
        return point.in_year(year)
    month = point.month or 1
    if point.day is None:
        return month_span(year, month, point.months, point.part)
    return date(year, month, point.day), date(year, month, point.to_day or point.day)


def _turned(point: Point, anchor: date) -> Span:
    """ "last March", "this summer", "next May", "the third quarter of last year"."""
    if point.form == "quarter":
        return _in_year(point, anchor.year + {"last": -1, "next": 1}.get(point.turn or "", 0))
    spans = [_in_year(point, anchor.year + offset) for offset in (-2, -1, 0, 1, 2)]
    if point.turn in ("last", "past"):
        return max(span for span in spans if span[1] < anchor)
    if point.turn == "next":
        return min(span for span in spans if span[0] > anchor)
    if point.form != "season":  # "this September" is this year's, before it and after
        return _in_year(point, anchor.year)
    return min(span for span in spans if span[1] >= anchor and span[1].year >= anchor.year)


def _nearest(point: Point, anchor: date, tense: Tense | None) -> Span:
    spans = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            spans.append(_in_year(point, year))
        except ValueError:  # February 29 of a common year
            continue
    if point.weekday is not None:
        spans = [span for span in spans if span[0].weekday() == point.weekday] or spans
    exact = point.day is not None or point.in_year is not None
    return _nearest_of(spans, anchor, tense, exact=exact)


def _nearest_of(spans: list[Span], anchor: date, tense: Tense | None, *, exact: bool) -> Span:
    """The span nearest to the anchor that lies where the tense points, unless one is very near."""

    def distance(span: Span) -> int:
        if span[0] <= anchor <= span[1]:
            return 0
        return min(abs((span[0] - anchor).days), abs((span[1] - anchor).days))

    nearest = min(spans, key=distance)
    if tense is None or (exact and distance(nearest) <= _NEAR_DAYS):
        return nearest
    fitting = [
        span for span in spans if (span[0] <= anchor if tense == "past" else span[1] >= anchor)
    ]
    return min(fitting or spans, key=distance)


def _range_span(low: Point, high: Point, anchor: date | None, tense: Tense | None) -> Span | None:
    """The days from `low` to `high`; an end without a year takes the other's."""
    if low.clock:
        return None
    if low.part or high.part:
        return _range_of_parts(low, high, anchor, tense)
    if high.shift is not None and high.weekday is not None:
        start = _span(low, anchor, tense)
        if start is None:
            return None
        return start[0], day_shift(start[1], (high.weekday - start[1].weekday()) % 7)[1]
    if high.year is not None and low.year is None and low.month is not None:
        first, last = _in_year(low, high.year)[0], _in_year(high, high.year)[1]
        return (first if first <= last else _in_year(low, high.year - 1)[0]), last
    if anchor and _is_yearless(low) and _is_yearless(high):
        return _yearless_range(low, high, anchor, tense)
    start = _span(low, anchor, tense)
    if start is None:
        return None
    if high.year is None and high.month is not None:
        end = _in_year(high, start[0].year)[1]
        return start[0], (end if end >= start[0] else _in_year(high, start[0].year + 1)[1])
    end_span = _span(high, anchor, tense)
    return (start[0], end_span[1]) if end_span else None


def _is_yearless(point: Point) -> bool:
    return point.year is None and point.month is not None and not point.turn and not point.shift


def _yearless_range(low: Point, high: Point, anchor: date, tense: Tense | None) -> Span:
    """ "from May to September": of the year in which the whole of it fits best."""
    spans = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        first, last = _in_year(low, year)[0], _in_year(high, year)[1]
        spans.append((first, last if last >= first else _in_year(high, year + 1)[1]))
    return _nearest_of(spans, anchor, tense, exact=low.day is not None)


def _range_of_parts(
    low: Point, high: Point, anchor: date | None, tense: Tense | None
) -> Span | None:
    """ "from the end of March to the middle of September": parts at the ends are points in time."""
    span = _range_span(replace(low, part=None), replace(high, part=None), anchor, tense)
    start = _span(replace(low, part=None, year=low.year or (span and span[0].year)), anchor, tense)
    end = _span(replace(high, part=None, year=high.year or (span and span[1].year)), anchor, tense)
    if start is None or end is None:
        return None
    first = {"mid": middle(start), "late": start[1] + _DAY}.get(low.part or "", start[0])
    last = {"mid": middle(end) - _DAY, "early": end[0] - _DAY}.get(high.part or "", end[1])
    return first, last
