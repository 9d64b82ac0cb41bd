"""What tells at a glance whether a sentence gives a value of the type that is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.answering.classification import AnswerType
from knowledge.answering.question import Question

_DIGIT_OR_NUMBER = re.compile(
    r"\d[\d,.]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?"
    r"|hundreds?|thousands?|millions?|billions?|half|quarter|third|twice|once)\b"
)
_DATE_HINT = re.compile(
    r"\b(?:(?:19|20)\d\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March"
    r"|April|June|July|August|September|October|November|December|\w+day|week|month|year"
    r"|yesterday|tomorrow|today)\b"
)
_CAUSE = re.compile(
    r"\b(?:because|since|due to|as a result|owing to|thanks to|in order to|so that|caused|led to"
    r"|driven by|prompted|resulting from|in light of|following|after|amid|to mark)\b",
    re.IGNORECASE,
)
_NAME_INSIDE = re.compile(r"(?<=\s)[A-Z][\w’'-]*")
_FULL_NAME = re.compile(r"[A-Z][\w’'-]+ (?:[A-Z]\. )?[A-Z][\w’'-]+")
_PLACED = re.compile(r"\b(?:in|at|near|from|to|outside|of|across) (?:the )?([A-Z][\w’'-]*)")
# Kinds of number in lower case, by what asks for them.
_NUMBERS = (
    (re.compile(r"\bhow old\b|\bage\b"), re.compile(r"\byears?[- ]old\b|\baged?\b|, \d\d,")),
    (
        re.compile(r"\bhow (?:long|far|fast|tall|high|big|large|deep|heavy|wide)\b"),
        re.compile(
            r"\d[\d,.]*[- ]?(?:mph|km|cm|kg|m|ft|years?|months?|weeks?|days?|hours?|minutes?"
            r"|seconds?|miles?|meters?|metres?|kilomet\w+|feet|foot|inch\w*|acres?|pounds?|tons?"
            r"|tonnes?)\b"
            r"|\b(?:years?|months?|weeks?|days?|hours?|minutes?|miles?|feet)\b"
        ),
    ),
    (
        re.compile(r"\bhow much\b|\b(?:cost|price|fee|fine|salary|pay|worth|paid)\b"),
        re.compile(r"[$£€¥]\s?\d|\b(?:dollars?|pounds?|euros?|cents|percent|per cent)\b|%"),
    ),
    (re.compile(r"\bpercent|\bper ?cent|\bshare\b|\brate\b"), re.compile(r"%|\bper ?cent")),
)


def value_test(question: Question) -> Callable[[str], bool]:
    """What tells at a glance whether a sentence gives a value of the type asked for.

    What stands in the question is no value.
    """
    asked = question.text.lower()
    words = set(re.findall(r"[\w’'-]+", asked))
    if question.answer_type is AnswerType.NUMBER:
        number = next((kind for asks, kind in _NUMBERS if asks.search(asked)), _DIGIT_OR_NUMBER)
        return lambda text: _gives(number, text.lower(), words)
    pattern = {
        AnswerType.DATE: _DATE_HINT,
        AnswerType.PERSON: _FULL_NAME,
        AnswerType.PLACE: _PLACED,
        AnswerType.REASON: _CAUSE,
    }.get(question.answer_type, _NAME_INSIDE)
    return lambda text: _gives(pattern, text, words)


def _gives(pattern: re.Pattern[str], text: str, asked: set[str]) -> bool:
    return any(
        not asked.issuperset(found.group().lower().split()) for found in pattern.finditer(text)
    )
