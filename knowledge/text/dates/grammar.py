"""How dates are written in English news: one regular expression for each form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.text.dates.holidays import HOLIDAY_NAMES, HOLIDAYS_GATE

_MONTH_WORDS = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may",),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
MONTH_NUMBERS = {word: n for n, words in enumerate(_MONTH_WORDS, start=1) for word in words}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SMALL_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
COUNTS = {word: n for n, word in enumerate(_SMALL_NUMBERS, start=1)} | {
    "a": 1,
    "an": 1,
    "couple": 2,
}

_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_MONTH = rf"(?P<month>{_MONTH_NAME})(?:\.(?=,?\s+\d))?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WITH_WEEKDAY = (
    rf"(?:\b(?P<weekday>{_WEEKDAY}|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?,?\s+(?:the\s+)?)?"
)
_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
DAY_WORDS = {word: n for n, word in enumerate((*_ONES, *_TEENS), start=1)} | {
    **{f"twenty {word}": 20 + n for n, word in enumerate(_ONES, start=1)},
    "thirtieth": 30,
    "thirty first": 31,
}
# "In May first lady …": an ordinal that is often an adjective is a day only where no noun follows.
_DAY_WORD = (
    r"(?:(?:twenty|thirty)[-\s](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    rf"|thirtieth|{'|'.join((*_ONES[3:], *_TEENS))}|(?:first|second|third)"
    r"(?=\s*(?:$|[,.;:?!)]|\d{4}|(?:of|was|is|in|at|for|on|through|to|until|and)\b)))\b"
)
_DAY_NUMBER = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?|{_DAY_WORD})"
_DAY_ORDINAL = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)|{_DAY_WORD})"
_DAY = rf"(?P<day>{_DAY_NUMBER})"
_SEPARATOR = r"(?:\s*[-–—]\s*|\s+(?:to|through|until|till|and)\s+(?:the\s+)?)"
_YEAR_NUMBER = r"(?:1\d|20)\d\d"
_YEAR = rf"(?P<year>{_YEAR_NUMBER})(?![\d%]|[.,]\d|-\d\d?-)"
_PART = (
    r"(?:(?P<part>early|late|mid|(?:end|close|beginning|start|middle)\s+of)[-\s]\s*(?:the\s+)?)?"
)
_TURN = r"(?P<turn>last|this\s+past|this\s+coming|this|next|past|coming|previous|following)"
_TIME = (
    r"(?:(?:[01]?\d|2[0-3])(?::[0-5]\d)?\s*(?:a\.m\.|p\.m\.|[ap]m\b)|noon\b|midnight\b"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d(?=\s+(?:GMT|UTC|local|E[SD]?T|BST|CES?T)\b))"
    r"(?:\s+(?:GMT|UTC|local\s+time|E[SD]?T|BST|CES?T)\b)?"
)
# Nouns that make the number before them a count even where a year would fit ("in 2000 homes").
_COUNTED = (
    r"(?!\s+(?:people|men|women|children|dollars|euros|pounds|students|workers|employees|troops"
    r"|soldiers|votes|seats|points|percent|per\s+cent|tons|tonnes|kg|km|kilomet(?:er|re)s|miles"
    r"|met(?:er|re)s|feet|hours|homes|houses|places|cases|countries|cities|copies|stores|schools"
    r"|hospitals|jobs|words|pages|cars|years|days|deaths|residents|passengers|players|members)\b)"
)

_UNITS = frozenset({"day", "week", "weekend", "month", "quarter", "year", "decade", "century"})


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a date, tried only on text with one of `words` and `digits` digits in a row.

    Most sentences have neither, which settles them in a few microseconds.
    """

    pattern: re.Pattern[str]
    words: frozenset[str] | None = None
    digits: int = 0


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MONTHS_GATE = frozenset(MONTH_NUMBERS)
_SEASONS_GATE = frozenset({"spring", "summer", "autumn", "fall", "winter"})
_TIME_GATE = frozenset(
    (
        "m",
        "am",
        "pm",
        "noon",
        "midnight",
        "local",
        "gmt",
        "utc",
        "bst",
        "cet",
        "cest",
        "et",
        "est",
        "edt",
    )
)
_TODAY_GATE = frozenset(
    ("now", "today", "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening", "night")
)

# In order of precedence: what one form has taken, a later one leaves alone.
FORMS: dict[str, Form] = {
    "iso": Form(
        _compiled(
            r"(?<![\w/.-])(?P<year>(?:1\d|20)\d\d)(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)"
            r"(?P<day>\d\d?)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/-])"
        ),
        digits=4,
    ),
    "numeric": Form(
        _compiled(
            r"(?<![\w/.-])(?P<one>\d\d?)(?P<mark>[/.-])(?P<two>\d\d?)(?P=mark)(?P<year>(?:19|20)\d\d)"
            r"(?![\w/-])"
        ),
        digits=4,
    ),
    "jointed": Form(  # 05-Aug-2016, 2019/aug/01, Dec-2018
        _compiled(
            rf"(?<![\w/-])(?:(?:\d{{1,4}}|{_MONTH_NAME})[-/]){{1,2}}(?:\d{{1,4}}|{_MONTH_NAME})(?![\w/-])"
        ),
        _MONTHS_GATE,
        digits=1,
    ),
    "week": Form(
        _compiled(
            r"\b(?:the\s+)?(?:(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last)\s+week"
            rf"\s+(?:of|in)\s+(?P<of>{_MONTH_NAME})(?!\.?\s+\d\d?\b)"
            rf"|(?:week\s+(?:of|commencing|beginning|starting|from)|w/c)\s+(?P<from>{_MONTH_NAME})\s+{_DAY}"
            rf"(?![\w%]))(?:,?\s+(?:of\s+)?{_YEAR})?"
        ),
        frozenset({"week", "w"}),
    ),
    "holiday": Form(
        _compiled(
            rf"\b(?:(?P<of>(?:the\s+)?weekend\s+of)\s+)?(?:{_TURN}\s+)?(?P<holiday>{HOLIDAY_NAMES})"
            rf"(?P<weekend>\s+weekend\b)?"
            rf"(?:\s+(?:of\s+|in\s+)?(?:{_YEAR}{_COUNTED}|(?P<this>this)\s+year\b))?"
            r"(?P<late>\s+weekend\b)?"
        ),
        HOLIDAYS_GATE,
    ),
    "month_day": Form(
        _compiled(
            rf"{_WITH_WEEKDAY}\b{_MONTH},?\s+(?:the\s+)?{_DAY}(?![\w%]|[.,:]\d)"
            rf"(?:(?P<separator>{_SEPARATOR})(?P<to_day>{_DAY_NUMBER})(?![\w%]|[.,:]\d)"
            rf"(?!\s+(?:of\s+)?{_MONTH_NAME}|\s*[ap]\.?m\b))?"
            rf"(?:(?:\s?,\s*|\s+)(?:of\s+|in\s+)?{_YEAR}{_COUNTED})?"
        ),
        _MONTHS_GATE,
    ),
    "day_month": Form(
        _compiled(
            rf"{_WITH_WEEKDAY}(?<![\w.,:$£€/-]){_DAY}(?:(?P<separator>{_SEPARATOR})"
            rf"(?P<to_day>{_DAY_NUMBER}))?\s+(?:day\s+)?(?:of\s+)?{_MONTH}"
            rf"(?:,?\s+(?:of\s+|in\s+)?{_YEAR}{_COUNTED})?"
        ),
        _MONTHS_GATE,
    ),
    "month": Form(
        _compiled(
            rf"\b(?:{_TURN}\s+)?{_PART}\b{_MONTH}(?:,?\s+(?:of\s+|in\s+)?{_YEAR}{_COUNTED})?"
        ),
        _MONTHS_GATE,
    ),
    "season": Form(
        _compiled(
            rf"\b(?:{_TURN}\s+)?{_PART}\b(?P<season>spring|summer|autumn|fall|winter)\b"
            rf"(?:\s+(?:of\s+)?{_YEAR}{_COUNTED})?"
        ),
        _SEASONS_GATE,
    ),
    "quarter": Form(
        _compiled(
            r"\b(?P<number>first|second|third|fourth)[-\s](?P<kind>quarter|half)\s+(?:of\s+)?"
            rf"(?:the\s+)?(?:fiscal\s+)?(?:{_YEAR}{_COUNTED}|(?P<turn>this|last|next)\s+year)"
        ),
        frozenset({"quarter", "half"}),
    ),
    "short_quarter": Form(
        _compiled(
            rf"\b(?P<kind>[QH])(?P<number>[1-4])(?:-|\s+)(?:of\s+)?{_YEAR}{_COUNTED}"
            rf"|\b(?P<first_year>{_YEAR_NUMBER})[-\s](?P<last_kind>[QH])(?P<last_number>[1-4])\b"
        ),
        digits=4,
    ),
    "decade": Form(_compiled(rf"\b{_PART}\b(?P<decade>(?:1\d|20)\d0)s\b"), digits=4),
    "century": Form(
        _compiled(r"\b(?P<century>[1-9]|1\d|2[01])(?:st|nd|rd|th)[-\s]century\b"),
        frozenset({"century"}),
    ),
    "today": Form(
        _compiled(
            r"\b(?:(?:the\s+)?day\s+(?P<beyond>after\s+tomorrow|before\s+yesterday)"
            r"|(?<!USA\s)(?P<word>(?<=between\s)now|(?<=and\s)now|(?<=to\s)now|today|yesterday|tomorrow|tonight|last\s+night|this\s+(?:morning|afternoon|evening)))\b"
            r"(?:\s+(?:morning|afternoon|evening|night))?"
        ),
        _TODAY_GATE,
    ),
    "weekday_day": Form(  # "Tuesday the eleventh", "Fri 14th"
        _compiled(
            r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat"
            rf"|Sun)\b\.?,?\s+(?:the\s+)?(?P<day>{_DAY_ORDINAL}|\d\d(?=\s*(?:$|[!?.,;)](?!\d))))"
            r"(?![\w%])"
        ),
        frozenset({*WEEKDAYS, *(name[:3] for name in WEEKDAYS), "tues", "thurs", "thur"}),
    ),
    "weekday": Form(
        _compiled(
            r"\b(?=[mtwfslpnc])"  # most places are left at once
            r"(?<!Black\s)(?<!Good\s)(?<!Super\s)(?<!Ash\s)(?<!Cyber\s)(?<!Mail\son\s)"
            rf"(?:{_TURN}\s+)?(?P<weekday>{_WEEKDAY})\b"
            r"(?!\s+(?:Times|Mirror|Telegraph|Express|Mail|Night\s+(?:Live|Football)))"
            r"(?:\s+(?:morning|afternoon|evening|night))?"
        ),
        frozenset(WEEKDAYS),
    ),
    "turn": Form(
        _compiled(
            rf"\b(?:(?P<half>earlier|later)\s+)?(?:the\s+)?{_TURN}\s+"
            r"(?P<unit>week(?:end)?|month|quarter|year|decade|century)\b"
        ),
        _UNITS,
    ),
    "ago": Form(
        _compiled(
            r"\b(?:(?P<ahead>in)\s+)?(?:(?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight"
            r"|nine|ten|eleven|twelve|an?(?!\s+couple)|a\s+couple\s+of))\s+(?P<unit>day|week|month|year)s?"
            r"(?:(?P<back>\s+ago)|(?P<onward>\s+from\s+now)"
            r"|\s+(?P<side>from|after|before|prior\s+to|following)(?=\s))?\b"
        ),
        _UNITS | {f"{unit}s" for unit in _UNITS},
    ),
    "time": Form(_compiled(rf"(?<![\w:.$£€-]){_TIME}"), _TIME_GATE),
    "year": Form(
        _compiled(
            rf"(?<![\w.,:$£€#/+-])(?P<part_the>the\s+)?{_PART}(?<![\w.,:$£€#/+-]){_YEAR}"
            rf"(?:(?P<mark>[-–/~]|\s+(?:to|through|until|till)\s+)(?P<to_year>(?:1\d|20)\d\d|\d\d)(?![\w%]|[.,]\d))?(?![\w/-])"
            rf"{_COUNTED}"
        ),
        digits=4,
    ),
}

# A text without a digit and without any of these has no date at all.
DATE_WORDS = frozenset().union(*(form.words for form in FORMS.values() if form.words))

RANGE_GAP = _compiled(r"\s*[-–—~]\s*|,?\s+(?:to|through|until|till)\s+(?:the\s+)?")
AND_GAP = _compiled(r"\s+and\s+(?:the\s+)?")
TIME_BEFORE_GAP = _compiled(r",?\s+(?:on\s+)?|\s+of\s+")
TIME_AFTER_GAP = _compiled(r",?\s+(?:at\s+|around\s+|by\s+)?")
BETWEEN = _compiled(r"\bbetween\s+(?:the\s+)?$")
# Before the first end of a range, and anywhere before its second.
RANGE_BEFORE = _compiled(r"\b(?:from|between)\s+(?:the\s+)?$")
RANGE_OPENS = _compiled(r"\b(?:from|between)\b")
# Between a weekday and the week it is of: "Tuesday of next week", "next week on Tuesday".
WEEK_GAP = _compiled(r"\s+(?:of\s+|in\s+)?(?:the\s+)?|\s+on\s+|\s+-\s+")
OFFSET_GAP = _compiled(r"\s+(?:the\s+)?")

# A month's name that is also a word or a name is a month only where one is at home.
MONTH_WORD_BEFORE = _compiled(
    r"\b(?:in|since|until|till|by|from|of|during|before|after|between|through|around|the|every|each"
    r"|earlier|later)\s+(?:the\s+)?$"
)
LIST_GAP = _compiled(r",?\s+(?:and|or|to|through|until)\s+|,\s+|\s*[-–—/]\s*")
MONTH_NEXT = _compiled(rf"(?:\s*[-–—/]\s*|,?\s+(?:to|and|or|through|until)\s+|,\s+){_MONTH_NAME}")
NO_NOUN_NEXT = _compiled(
    r"\s*(?:$|[,.;:?!)\]\"”])|\s+(?:in|at|for|by|with|as|on|after|amid|during|before|when|while)\b"
)
YEAR_WORD_BEFORE = _compiled(
    r"(?:\b(?:in|since|until|till|by|from|of|during|before|after|between|through|to|for|around"
    r"|circa|the|its|their|his|her|our|on|and|or|as|than|fiscal|year|late|early|mid|season|summer"
    r"|winter|spring|fall|autumn|back|again)\s+|[(\[–—]\s*|\b(?:\w+['’]s?)\s+)$"
)
VERB_AFTER_YEAR = _compiled(
    r"\s*(?:$|[,:;.?!)]|\s(?:was|is|saw|has|had|will|marked|brought|began|ended|would|could|may)\b)"
)
