"""Days as they are written in the language spoken, put into the English that is read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from functools import cache

from bot.language import ENGLISH, Language, gettext, gettext_noop, spoken

# What people write most, and what is suggested to them.
PHRASES = (
    *(gettext_noop("today"), gettext_noop("yesterday")),
    *(gettext_noop("this week"), gettext_noop("last week")),
    *(gettext_noop("this month"), gettext_noop("last month")),
    *(gettext_noop("this year"), gettext_noop("last year")),
)
_WORD = re.compile(r"[^\W\d_]+\.?")
# "7." in German and "1er" in French are days of a month; "6.5.2025" is none.
_ORDINAL = re.compile(r"(?<=\d)(?:\.(?=\s)|er\b)")
_SMALL_WORDS = frozenset("de del der dem den le".split())
_CHINESE = re.compile(r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})[日号])?")


def in_english(text: str) -> str:
    """What is written in the language spoken, as far as it is phrases, months and weekdays."""
    language = spoken()
    if language == ENGLISH:
        return text
    folded = text.casefold()
    for phrase in PHRASES:
        if folded == gettext(phrase).casefold():
            return phrase
    if (found := _CHINESE.fullmatch(text)) and text:
        month = calendar.month_name[int(found["month"])] if _is_month(found["month"]) else ""
        return " ".join(filter(None, [found["day"], month, found["year"]]))
    words = _words(language)
    return " ".join(_ORDINAL.sub("", _WORD.sub(lambda word: _read(word[0], words), text)).split())


def months() -> list[str]:
    """The names of the months in the language spoken, January first."""
    if (language := spoken()) == ENGLISH:
        return list(calendar.month_name[1:])
    from babel.dates import get_month_names

    return list(get_month_names("wide", "format", language).values())


def _is_month(number: str | None) -> bool:
    return bool(number) and 1 <= int(number or 0) <= 12


def _read(word: str, words: Mapping[str, str]) -> str:
    plain = word.casefold().rstrip(".")
    return "" if plain in _SMALL_WORDS else words.get(plain, word)


@cache
def _words(language: Language) -> Mapping[str, str]:
    """The names of months and weekdays, also their short forms, with the English ones."""
    from babel.dates import get_day_names, get_month_names

    found: dict[str, str] = {}
    for width in ("abbreviated", "wide"):
        for number, name in get_month_names(width, "format", language).items():
            found[name.casefold().rstrip(".")] = calendar.month_name[number]
        for number, name in get_day_names(width, "format", language).items():
            found[name.casefold().rstrip(".")] = calendar.day_name[number]
    return found
