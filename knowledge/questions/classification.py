"""Classification: what kind of thing a question asks for, by its question word and its noun."""

from __future__ import annotations

import re
from enum import Enum


class AnswerType(Enum):
    """What kind of thing answers a question."""

    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NUMBER = "number"
    LIST = "list"
    DEFINITION = "definition"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes/no"
    THING = "thing"


# Types whose value can be told apart from other words, of which a sentence has few.
VALUE_TYPES = (AnswerType.DATE, AnswerType.NUMBER)
# The nouns by which a value of such a type, or a list, is asked for ("what year", "the price of").
FOCUS_TYPES = {
    noun: kind
    for kind, nouns in {
        AnswerType.DATE: "year month day date decade century weekday when season",
        AnswerType.NUMBER: """percentage percent number amount price age sum rate share proportion
            score total figure fraction cost salary fee fine distance temperature height weight
            length population speed size magnitude pay toll count""",
        AnswerType.LIST: "issues topics items points agenda goals themes subjects measures areas",
    }.items()
    for noun in nouns.split()
}


_INTERROGATIVE = re.compile(
    r"\b(?:(?P<when>when|whens|wen|when's"
    r"|(?:what|which|wat|wich) (?:exact )?(?:time|days?|dates?|years?|months?|weekday)\b)"
    r"|(?P<number>how (?:many|much|long|old|far|tall|high|big|large|often|fast|heavy|few|soon))"
    r"|(?P<who>who|whom|whose|who's|whos)|(?P<where>where|where's|wheres|wher)"
    r"|(?P<why>why|how come|what for)"
    r"|(?P<how>how)|(?P<which>which|what|what's|whats|wat|wich))\b",
    re.IGNORECASE,
)
# A question word after a comma or a noun begins a clause ("…, which …", "the day when …"); one
# that opens the sentence, follows a preposition or ends it asks.
_OPENING = re.compile(
    r"(?:^|[,;:–—-]|\b(?:in|on|at|to|for|of|from|with|by|into|about|and|so|but|hi|hey|hello|is|was"
    r"|are|were|know|tell me|than|since|until|as|toward|after|before))\s*$",
    re.IGNORECASE,
)
# How far before a question word its opening is looked for, so that long text costs no more a word.
_OPENING_CHARS = 16
_SENTENCE = re.compile(r"[^.?!]+(?:[.](?=\S)[^.?!]*)*[.?!]*")
_NOUN_AFTER = re.compile(r"\b(?:which|what|wich|wat)\s+((?:[\w'’-]+\s*){1,7})", re.IGNORECASE)
_NOUN_OF_BE = re.compile(
    r"\b(?:what|which|wat)(?:['’]?s|\s+(?:is|was|are|were|will\s+be))\s+"
    r"(?:the|his|her|their|its|a|an)\s+((?:[\w'’-]+\s*){1,6})",
    re.IGNORECASE,
)
_BREAKS = frozenset(
    """is are was were be been will would can could did do does has have had may might must shall
    should to of in on at for from by with as that and or than after before during about
    early late next this last earlier later since while who which""".split()
)
_POLITE = re.compile(
    r"^\W*(?:please |pls |hey |hi |hello |so )*(?:do|does|can|could|would|will)\s+"
    r"(?:you|u|anyone|anybody|someone|somebody)\b.{0,20}?\b(?:know|tell|say|explain)\b(?: me| us)?",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(
    r"\bstands? for\b|\bdoes \S+ mean\b|\bmeaning of\b|\bfull (?:name|form)\b"
    r"|\babbreviation\b|\bacronym\b|\bdefin(?:e|ition)\b|\bshort for\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"\b(?:on the agenda|agenda items|list (?:all|the|of)|name (?:all|the|some|two|three|four)"
    r"|what (?:are|were|will be) the (?:\w+ ){0,3}(?:issues|topics|items|points|things|areas|goals)"
    r"|which (?:issues|topics|items|subjects|areas|points)"
    r"|what (?:issues|topics|items|subjects|areas|points)"
    r"|what(?:'s| is)? (?:all )?(?:on|up for))\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:so |and |but |hi |hey |hello )*(?:is|are|was|were|will|would|can|could|did|do|does"
    r"|has|have|had|should)\b",
    re.IGNORECASE,
)
# The most words of a question that is only keywords.
_KEYWORDS = 8
_KINDS = {
    "when": AnswerType.DATE,
    "number": AnswerType.NUMBER,
    "who": AnswerType.PERSON,
    "where": AnswerType.PLACE,
    "why": AnswerType.REASON,
    "how": AnswerType.MANNER,
}


def classify(text: str) -> tuple[AnswerType, str]:
    """The type of answer a question asks for, and its focus noun ("" where there is none)."""
    if _STANDS_FOR.search(text):
        return AnswerType.DEFINITION, ""
    if _LISTING.search(text):
        return AnswerType.LIST, ""
    asking = _asking_sentence(_POLITE.sub("", text))
    found = _question_word(asking)
    if found is None:
        return (AnswerType.YES_NO, "") if _YES_NO.match(asking) else _by_keyword(asking)
    kind = _KINDS.get(str(found.lastgroup))
    if kind is not None:
        return kind, ""
    focus = focus_noun(asking[found.start() :])
    return FOCUS_TYPES.get(focus, AnswerType.THING), focus


def is_interrogative(text: str) -> bool:
    """Whether a text has the form of a question: a question mark, a question word that asks, a verb
    in front, or words that ask for a meaning or a list."""
    asking = _asking_sentence(_POLITE.sub("", text))
    asks = _question_word(asking) or _YES_NO.match(asking)
    return bool("?" in text or asks or _STANDS_FOR.search(text) or _LISTING.search(text))


def _by_keyword(text: str) -> tuple[AnswerType, str]:
    """The type of a question without a question word: "dart mission cost", "super bowl date"."""
    words = [word.strip(".,;:!?'’\"").lower() for word in text.split()]
    for word in reversed(words if len(words) <= _KEYWORDS else []):
        for noun in (word, word.removesuffix("s")):
            if FOCUS_TYPES.get(noun) in VALUE_TYPES:
                return FOCUS_TYPES[noun], noun
    return AnswerType.THING, ""


def _asking_sentence(text: str) -> str:
    """The last sentence with a question word, else the last sentence."""
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)] or [text]
    asking = [sentence for sentence in sentences if _question_word(sentence)]
    return (asking or sentences)[-1]


def _question_word(sentence: str) -> re.Match[str] | None:
    """The word that asks: the first that opens a question, not a clause."""
    if _YES_NO.match(sentence):
        return None
    found = list(_INTERROGATIVE.finditer(sentence))
    relative = ("when", "where", "who")
    opening = [
        match
        for match in found
        if _OPENING.search(sentence, max(0, match.start() - _OPENING_CHARS), match.start())
        or (match.lastgroup not in relative and not sentence[: match.start()].endswith(", "))
        or not sentence[match.end() :].strip(" ?!.")
    ]
    best = [m for m in opening if not sentence[: m.start()].rstrip().endswith(",")]
    if not best and not opening and len(sentence.split()) > 6:
        return None  # only clauses: "… when NASA revealed them in July."
    return next(iter(best or opening or found), None)


def focus_noun(text: str) -> str:
    """The head of the noun phrase after "which" or "what", in lower case.

    "star" in "which tennis star", "age" in "what is his age".
    """
    match = _NOUN_OF_BE.match(text) or _NOUN_AFTER.match(text)
    if not match:
        return ""
    head = ""
    for word in match.group(1).split():
        bare = word.lower()
        if bare in _BREAKS:
            break
        head = bare.removesuffix("'s").removesuffix("’s")
        if head not in FOCUS_TYPES and head.removesuffix("s") in FOCUS_TYPES:
            head = head.removesuffix("s")
        if head in FOCUS_TYPES or head != bare:
            break
    return head


def definition_words(text: str) -> str:
    """The words that ask for a definition: "full name of", "stand for"."""
    return " ".join(match.group() for match in _STANDS_FOR.finditer(text))
