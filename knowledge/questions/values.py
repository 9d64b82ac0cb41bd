"""Values: the dates and numbers of a sentence, so that one value in other words is the same."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.questions.classification import AnswerType
from knowledge.text.dates import DateMention, date_places, find_dates, format_range, same_dates

_SMALL = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_VAGUE = "dozen dozens hundreds thousands millions half third quarter once twice".split()
_CURRENCIES = frozenset("$£€¥₹")
# What parts the thousands of a number, in articles and in questions; on the continent it is points,
# and the comma stands before the decimals.
_PARTED = re.compile("[,\u00a0\u202f]")
_POINTED = r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?![.,]?\d)"
_DECIMAL_COMMA = re.compile(r"(.*\d),(\d{1,2})")
# A sign before a number, not the hyphen or dash between two things, nor the mark of a list.
_MINUS = r"(?<![^\s(])[-\u2212](?=[$£€¥₹]?\d)"
_IS_POINTED = re.compile(_POINTED)
_IS_NEGATIVE = re.compile(_MINUS)
# What stands in or beside a number and is no part of its value: "US$5", "9 years old".
_AROUND = frozenset("and per us a c hk old".split())
_PART = re.compile(rf"{_POINTED}|\d[\d,\u00a0\u202f]*(?:\.\d+)?|per\s?cent\b|[a-z]+|%|[$£€¥₹]")
_AMOUNT = (
    rf"(?:{_POINTED}|\d{{1,3}}(?:[\u00a0\u202f]\d{{3}})+|\d(?:[\d,]*\d)?(?:\.\d+)?)"
    r"(?:(?:st|nd|rd|th)\b)?"
    r"(?:[-\s]?(?:million|billion|trillion|thousand|hundred|m|bn|tn|k)\b)?(?:\s?%|\s?per\s?cent\b)?"
)
_WORD = "|".join(sorted([*_SMALL, *_SCALES, *_VAGUE], key=len, reverse=True))
# Of lower-case text, which takes a third of the time that ignoring the case does.
_NUMBER = re.compile(
    rf"(?:{_MINUS})?(?:(?:us|a|c|hk)?[$£€¥₹]\s?)?{_AMOUNT}"
    rf"|\b(?:{_WORD})(?:[-\s](?:and\s)?(?:{_WORD}))*\b(?:\s?per\s?cent\b)?"
)
_UNIT = re.compile(
    r"[-\s](?:(?:more|consecutive|straight|full)\s)?(?:year|month|week|day|hour|minute|second|mile"
    r"|kilomet(?:er|re)|met(?:er|re)|f(?:oo|ee)t|inch|acre|pound|kilo|ton(?:ne)?|degree|dollar|euro"
    r"|cent|time|point)(?:e?s)?(?:[-\s]old)?\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"year|month|week|day|hour|minute|second|decade|centur|mile|met(?:er|re)|f(?:oo|ee)t|inch"
)
# What a number is asked for by, and what its value must look like; both of lower-case text.
_MEASURES = (
    (re.compile(r"\bhow old\b|\bage\b"), re.compile(r"old\b|^\d{1,3}$")),
    (re.compile(r"\bhow long\b"), _LENGTH),
    (
        re.compile(r"\b(?:cost|price|fee|fine|salary|paid)\b"),
        re.compile(r"[$£€¥₹]|dollar|euro|pound|cent"),
    ),
    (re.compile(r"\bpercent|\bper ?cent"), re.compile(r"%|per ?cent")),
)  # fmt: skip
# Which way a question looks in time, by the first such word from its "when" on.
_TENSE = re.compile(
    r"\b(?:(?P<past>did|was|were)|(?P<future>will|going to|gonna|next|upcoming)"
    r"|(?P<present>is|are|does|do)|when[’']?(?P<short>s))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\bwhen.*", re.IGNORECASE | re.DOTALL)
# A time of day is asked for; a day alone is none.
_CLOCK = re.compile(r"\b(?:what|which|wat|wich) (?:exact )?time\b", re.IGNORECASE)
# What "when does it open?" asks for is not long over: a date up to so long before the day of
# writing may be it.
_RECENT = timedelta(days=30)
_NAME = re.compile(r"[^\W\d_a-z][\w’'.-]+")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Value:
    """A date or a number at `start`..`end` of a text; `date` is None for a number."""

    start: int
    end: int
    text: str
    date: DateMention | None = None


def find_values(kind: AnswerType, question: str, text: str, anchor: date | None) -> Iterator[Value]:
    """The values of a text that are of the kind that a question asks for.

    `anchor` is the day the text was published, against which dates are read. No values for a kind
    whose values are not told apart from other words.
    """
    if kind is AnswerType.DATE:
        clock = _CLOCK.search(question)
        for mention in find_dates(text, anchor):
            if clock and mention.grain != "time":
                continue
            if not _is_out_of_tense(question, mention, anchor):
                yield Value(mention.start, mention.end, text[mention.start : mention.end], mention)
    elif kind is AnswerType.NUMBER:
        yield from _numbers(question.lower(), text, anchor)


def _is_out_of_tense(question: str, mention: DateMention, anchor: date | None) -> bool:
    """Whether a date lies before the day of writing though the question asks what will be, long
    before it though it asks what is, or after it though it asks what was."""
    if anchor is None or mention.first is None or mention.last is None:
        return False
    asked = _WHEN.search(question)
    tense = _TENSE.search(asked[0] if asked else question)
    if tense is None:
        return False
    if tense["past"]:
        return mention.first > anchor
    return mention.last < (anchor if tense["future"] else anchor - _RECENT)


def _numbers(question: str, text: str, anchor: date | None) -> Iterator[Value]:
    wanted = next((looks for asked, looks in _MEASURES if asked.search(question)), None)
    if wanted is _LENGTH:
        for mention in find_dates(text, anchor):
            if mention.range:  # "from May 7 to May 10" tells how long
                yield Value(mention.start, mention.end, text[mention.start : mention.end], mention)
    # "İ" alone is longer in lower case, which would shift the offsets.
    found = [match.span() for match in _NUMBER.finditer(text.replace("İ", "I").lower())]
    taken = date_places(text) if found else []
    for start, end in found:
        before = bisect_left(taken, (end,))  # dates are in order and do not overlap
        if before and taken[before - 1][1] > start:
            continue
        unit = _UNIT.match(text, end)
        end = unit.end() if unit else end
        if wanted is None or wanted.search(text[start:end].lower()):
            yield Value(start, end, text[start:end])


def fits(kind: AnswerType, question: str, text: str, anchor: date | None) -> bool:
    """Whether a text holds something of the kind asked for that the question does not say itself.

    For a kind that cannot be told apart from other words every text does.
    """
    asked = set(_WORDS.findall(question.lower()))
    if kind in (AnswerType.DATE, AnswerType.NUMBER):
        return any(
            not asked.issuperset(_WORDS.findall(value.text.lower()))
            for value in find_values(kind, question, text, anchor)
        )
    if kind is AnswerType.PERSON:
        return any(found.group().lower() not in asked for found in _NAME.finditer(text))
    return True


def is_same(one: Value | str, other: Value | str) -> bool:
    """Whether two answers are one value: the same days, the same number, or the same words.

    Names agree where one has all words of the other ("Xi", "Xi Jinping").
    """
    if isinstance(one, Value) and isinstance(other, Value):
        if one.date and other.date:
            return same_dates(one.date, other.date)
        numbers = number_value(one.text), number_value(other.text)
        if all(numbers):
            return numbers[0] == numbers[1]
    first, second = (set(_WORDS.findall(normalised(_text(each)))) for each in (one, other))
    return bool(first and second) and (first <= second or second <= first)


def _text(value: Value | str) -> str:
    return value if isinstance(value, str) else value.text


def dated(text: str, value: Value | None) -> str:
    """A short answer as it is written; a relative day ("Monday") with the date that it means."""
    day = value.date if value else None
    if day is None or not day.relative or day.first is None or day.last is None:
        return text
    return f"{text} ({format_range(day.first, day.last)})"


def normalised(text: str) -> str:
    """A value with everything that is only spelling taken off: case, accents, articles, marks."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(word for word in _WORDS.findall(folded) if word not in ("the", "a", "an"))


def number_value(text: str) -> tuple[float, str] | None:
    """The value of a number and its kind ("%", a currency's sign or ""); None for anything else.

    Reads digits with separators and scales ("1.5 million", "$85m") and English number words; a
    unit after it is left out.
    """
    total = current = 0.0
    kind, seen = "", False
    for part in _PART.findall(text.lower()):
        if part in _CURRENCIES or part == "%":
            kind = part
        elif part.startswith("per") and part.endswith("cent"):
            kind = "%"
        elif part[0].isdigit():
            current, seen = current + _amount(part), True
        elif part in _SMALL:
            current, seen = current + _SMALL[part], True
        elif part in _SCALES:
            scaled = (current or 1.0) * _SCALES[part]
            if part == "hundred":
                current = scaled
            else:
                total, current = total + scaled, 0.0
            seen = True
        elif part not in _AROUND and not _UNIT.match(f" {part}"):
            return None
    sign = -1 if _IS_NEGATIVE.match(text) else 1
    return (sign * (total + current), kind) if seen else None


def _amount(digits: str) -> float:
    """The value of a number in digits."""
    if _IS_POINTED.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif decimal := _DECIMAL_COMMA.fullmatch(digits):
        digits = f"{decimal[1]}.{decimal[2]}"
    return float(_PARTED.sub("", digits))
