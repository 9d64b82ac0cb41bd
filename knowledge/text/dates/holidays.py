"""Holidays that news dates events by, and on which days of a year they fall."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import MO, SU, TH, relativedelta, weekday

_Rule = Callable[[int], date]


def _on(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day)


def _the(nth: int, day: weekday, month: int, more: int = 0) -> _Rule:
    """The nth such weekday of a month, the last for -1, and so many days more."""
    start = relativedelta(month=month, day=1 if nth > 0 else 31, weekday=day(nth))
    return lambda year: date(year, 1, 1) + start + timedelta(more)


def _easter(more: int) -> _Rule:
    return lambda year: easter(year) + timedelta(more)


# By name in lower case, without an apostrophe and without a "day" at the end, both of which may
# stand there; those that also mean something else must have it, or their own second word.
_RULES: dict[str, _Rule] = {
    "new years eve": _on(12, 31),
    "new years day": _on(1, 1),
    "new year day": _on(1, 1),
    "martin luther king": _the(3, MO, 1),
    "mlk day": _the(3, MO, 1),
    "groundhog day": _on(2, 2),
    "valentines": _on(2, 14),
    "presidents day": _the(3, MO, 2),
    "international womens day": _on(3, 8),
    "saint patricks": _on(3, 17),
    "saint patrick": _on(3, 17),
    "st patricks": _on(3, 17),
    "april fools": _on(4, 1),
    "earth day": _on(4, 22),
    "anzac": _on(4, 25),
    "may day": _on(5, 1),
    "mothers day": _the(2, SU, 5),
    "memorial day": _the(-1, MO, 5),
    "juneteenth": _on(6, 19),
    "fathers day": _the(3, SU, 6),
    "independence day": _on(7, 4),
    "bastille": _on(7, 14),
    "labor day": _the(1, MO, 9),
    "columbus day": _the(2, MO, 10),
    "halloween": _on(10, 31),
    "guy fawkes": _on(11, 5),
    "veterans day": _on(11, 11),
    "remembrance day": _on(11, 11),
    "thanksgiving": _the(4, TH, 11),
    "black friday": _the(4, TH, 11, more=1),
    "cyber monday": _the(4, TH, 11, more=4),
    "christmas eve": _on(12, 24),
    "christmas": _on(12, 25),
    "boxing day": _on(12, 26),
    "ash wednesday": _easter(-46),
    "palm sunday": _easter(-7),
    "maundy thursday": _easter(-3),
    "good friday": _easter(-2),
    "easter sunday": _easter(0),
    "easter monday": _easter(1),
    "easter": _easter(0),
    "ascension day": _easter(39),
    "pentecost": _easter(49),
    "whit monday": _easter(50),
}  # fmt: skip


def _pattern(name: str) -> str:
    words = [re.sub(r"s$", r"['’]?s['’]?", word) for word in name.split()]
    return r"\s+".join(words) + (r"(?:\s+day)?" if not name.endswith("day") else "")


HOLIDAY_NAMES = rf"(?:{'|'.join(map(_pattern, sorted(_RULES, key=len, reverse=True)))})\b"
# A text with none of these words names no holiday.
HOLIDAYS_GATE = frozenset(re.findall(r"[a-z]+", " ".join(_RULES))) - {"day", "eve", "new", "st"} | {
    word.removesuffix("s") for word in re.findall(r"[a-z]+", " ".join(_RULES)) if len(word) > 4
}


def holiday_rule(written: str) -> _Rule:
    """On which day of a year a holiday falls, by its name as HOLIDAY_NAMES matched it."""
    name = " ".join(re.sub(r"['’]", "", written.lower()).split())
    return _RULES.get(name) or _RULES[name.removesuffix(" day")]
