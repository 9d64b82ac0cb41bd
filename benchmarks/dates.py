"""The finder of dates against a public specification: ``python -m benchmarks.dates FILE``.

FILE is the one of Recognizers-Text for dates (JSON, also .gz): sentences with a day of writing and
the dates in them, most with a value for the past and one for the future. A date is right where a
mention overlaps it and means exactly the days of one of its values. Prints, by kind of date, how
many there are, the share found, and the share right; first the kinds that news has, with their
sum, then the others. Dates that no value is given for are left out, and times of day are not
looked at.

The specification ends a range before its last day ("this week" ends on Monday) and a range of two
named ends before the second ("from May to July" ends on July 1); news means both ends, so there the
day itself and the end of the unit it begins are right too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from knowledge.text.dates import DateMention, find_dates

_DAY = timedelta(days=1)
_MONTH = (
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_UNIT = r"(?:day|week|weekend|fortnight|month|quarter|year|decade|centur(?:y|ie))s?"
# The kind of a date is that of the first pattern that fits its words. "open" ranges have one end
# ("before 2010") and no days of their own; in "numbers" the order of day and month, or the year, is
# left to the reader; "spelled" has a year in words or of two digits.
_KINDS = {
    "open": r"\b(?:before|after|since|until|till|by|prior|later than|earlier than|or (?:later|above"
    r"|after|before|earlier)|starting|ending|more than|less than|within|rest of"
    r"|remaining|to date|as (?:late|early|soon) as|on(?:wards?)|up to|upto|not)\b|[<>=≥≤]",
    "spelled": r"\b(?:hundred|thousand|nineteen|seventeen|of \d\d$|first \d\d$)"
    r"|\btwenty (?:one|two|three|four|five|six|seven|eight|nine)\b",
    "numbers": r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}(?![\d/.-]*\d)|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|^\d{1,4}-\d{1,4}$|\d{1,2}/\d{1,2}-",
    "holidays": r"\b(?:christmas|easter|thanksgiving|new year|halloween|labor day|independence"
    r"|patrick|black friday|earth day|juneteenth|jubilee|eid\b)",
    "ranges": r"\b(?:from|between)\b.*\b(?:to|and|till|until|through)\b|\b(?:to|through)\b"
    rf"|(?:\d|[a-z]{{3}})\s*[-–—~]\s*(?:{_MONTH}|\d)",
    "weekdays": r"\b(?:mon|tue|wed|thu|thur|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?\b",
    "days": rf"{_MONTH}.*\d|\d.*{_MONTH}|\b(?:today|tomorrow|yesterday|tonight)\b"
    rf"|(?:st|nd|rd|th|nth)\b.*{_MONTH}|{_MONTH}.*(?:st|nd|rd|th)\b|\d{{4}}[-/.]\d{{1,2}}[-/.]\d",
    "months": _MONTH,
    "distances": rf"\b(?:ago|from now|in|hence|later|back)\b|\b{_UNIT} (?:ago|from now|later)\b",
    "units": rf"\b(?:this|last|next|past|previous|coming|current|upcoming|same)\b.*{_UNIT}",
    "years, quarters, seasons": r"\d{4}|\bq[1-4]\b|\bh[12]\b|quarter|half|spring|summer|autumn"
    r"|fall|winter|\d0s|century|year",
    "others": "",
}
_NEWS = ("days", "weekdays", "months", "ranges", "holidays")
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """A date in a sentence: where it stands and the days that it may mean, the end excluded."""

    sentence: str
    written: date | None
    start: int
    end: int
    text: str
    values: tuple[tuple[date, date], ...]

    @property
    def kind(self) -> str:
        """What it is made of."""
        return next(kind for kind, pattern in _PATTERNS.items() if pattern.search(self.text))

    def mention(self) -> DateMention | None:
        """The mention that the finder has there."""
        found = find_dates(self.sentence, self.written)
        overlap = [each for each in found if each.start < self.end and self.start < each.end]
        return max(overlap, key=lambda each: self._is_right(each), default=None)

    def _is_right(self, mention: DateMention) -> bool:
        return mention.last is not None and any(
            mention.first == first and (mention.last == end - _DAY or (
                self.kind == "ranges" and mention.last in _ends(end)))
            for first, end in self.values
        )  # fmt: skip

    def is_right(self) -> bool:
        """Whether the finder gives one of the values."""
        mention = self.mention()
        return mention is not None and self._is_right(mention)


def main() -> None:
    """Runs the command line."""
    options = _options()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    began = time.process_time()
    for case in cases(options.file):
        kind = case.kind
        count[kind] += 1
        found[kind] += case.mention() is not None
        right[kind] += case.is_right()
        if options.failures in ("all", kind) and not case.is_right():
            mention = case.mention()
            got = mention and f"{case.sentence[mention.start : mention.end]!r} {mention.first} to"
            print(f"{kind}: {case.text!r} of {case.written} in {case.sentence!r}: {got}"
                  f" {mention and mention.last}; right: {_written(case)}")  # fmt: skip
    seconds = time.process_time() - began
    print("| kind | dates | found | right |\n|---|---|---|---|")
    for kind in _NEWS:
        print(_row(kind, count[kind], found[kind], right[kind]))
    totals = [sum(counter[kind] for kind in _NEWS) for counter in (count, found, right)]
    print(_row("**those of news**", *totals))
    for kind in [kind for kind in _KINDS if kind not in _NEWS]:
        print(_row(kind, count[kind], found[kind], right[kind]))
    print(f"\n{1e6 * seconds / (3 * (sum(count.values()) or 1)):.0f} µs a sentence")


def _row(kind: str, count: int, found: int, right: int) -> str:
    return f"| {kind} | {count} | {found / (count or 1):.3f} | {right / (count or 1):.3f} |"


def _written(case: Case) -> str:
    return " or ".join(f"{first} to {end - _DAY}" for first, end in case.values)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the specification, JSON")
    parser.add_argument("--failures", default="", help="print what is wrong of a kind, or of all")
    return parser.parse_args()


def cases(path: Path) -> Iterator[Case]:
    """The dates of a specification that have a value; a day's end is the next day."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        rows = json.loads(file.read())  # bytes may begin with a byte order mark
    for row in rows:
        reference = row.get("Context", {}).get("ReferenceDateTime")
        written = date.fromisoformat(reference[:10]) if reference else None
        for result in row["Results"]:
            kind = result.get("TypeName", "").rpartition(".")[2]
            if kind not in ("date", "daterange") or "Start" not in result:
                continue
            values = tuple(_values(kind, (result.get("Resolution") or {}).get("values", [])))
            if values:
                start, end = result["Start"], result["End"] + 1
                text = row["Input"][start:end]
                yield Case(row["Input"], written, start, end, text, values)


def _values(kind: str, values: list[Mapping[str, Any]]) -> Iterator[tuple[date, date]]:
    for value in values:
        if kind == "date" and _is_day(value.get("value")):
            day = date.fromisoformat(value["value"])
            yield day, day + _DAY
        elif _is_day(value.get("start")) and _is_day(value.get("end")):
            yield date.fromisoformat(value["start"]), date.fromisoformat(value["end"])


def _is_day(text: str | None) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text or "") is not None


def _ends(end: date) -> set[date]:
    """The last days that a range up to `end` may have: that day, its month's, quarter's, year's."""
    ends = {end}
    if end.day == 1:
        for months in (1, 3, 12):
            ends.add(end + relativedelta(months=months) - _DAY)
    return ends


if __name__ == "__main__":
    main()
