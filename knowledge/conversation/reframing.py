"""Reframing: a fragment that has no question of its own is put into the frame of the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.conversation.leaning import Asked
from knowledge.conversation.phrases import Phrase, find_phrases
from knowledge.conversation.turn import Turn
from knowledge.questions import AnswerType
from knowledge.questions.classification import classify
from knowledge.text.analysis import Analyzer

_OPENER = re.compile(
    r"^\W*(?:(?:ok|okay|and|but|or|so|then|what about|how about)\b\W*)+", re.IGNORECASE
)
# A question word with nothing to ask of: "why?", "where exactly", "since when".
_BARE = re.compile(
    r"\W*(?P<word>when|where|why|how come|how|who|since when|until when)"
    r"(?:\s+(?:exactly|then|though|so|not|is that|was that|so))?\W*$",
    re.IGNORECASE,
)
# A question that asks for a circumstance: the rest of it is the same for all of them.
_CIRCUMSTANCE = re.compile(
    r"^\W*(?:(?:and|so|but)\s+)?(?:on\s+)?(?P<word>when|where|why|how(?:\s+(?:long|often))?"
    r"|(?:what|which)\s+(?:day|date|time|year|month|place|city))\s+"
    r"(?=(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)\b)",
    re.IGNORECASE,
)
_TIME = re.compile(r"^(?:before|after|since|until|by|around)\b", re.IGNORECASE)
_THAT = re.compile(r"\b(?:that|this|then|it)\b", re.IGNORECASE)
# An answer that is put into a question has no more words.
MOST_WORDS = 8
_PLACED = re.compile(
    r"^(?:in|at|on|to|from|for|with|near|during|before|after|since|until|by|around)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|when|where|why|how|what|which|is|are|was|were|do|does|did|has|have|will"
    r"|would|can|could|tell|say)\b",
    re.IGNORECASE,
)


def reframe(asked: Asked, last: Turn, analyzer: Analyzer) -> str | None:
    """The last question asked anew for what a fragment names; None where it is no fragment."""
    opener = _OPENER.match(asked.text)
    fragment = asked.text[opener.end() if opener else 0 :].strip(" ?!.,")
    if not fragment or any(name in asked.standing for name in ("person", "many", "other")):
        return None
    if found := _BARE.match(fragment):
        return _asking(found["word"], last)
    if _ASKS.search(fragment) or not (opener or _PLACED.match(fragment)):
        return None
    names = [each for each in find_phrases(last.question, analyzer) if each.is_name]
    if len(asked.phrases) == 1 and "thing" not in asked.standing:
        phrase = asked.phrases[0]
        if phrase.is_name and (exchanged := _exchanged(phrase, fragment, last, names)):
            return exchanged
        if phrase.article is not None and (asking := _CIRCUMSTANCE.match(last.question)):
            within = f" ({', '.join(each.text for each in names)})" if names else ""
            return f"{asking['word']} is {fragment}{within}?"
    if _PLACED.match(fragment):
        return f"{last.question.rstrip(' ?!.')}, {_dated(fragment, last)}?"
    return None


def _asking(word: str, last: Turn) -> str | None:
    """The last question with another question word, where it asks for a circumstance as well."""
    if not _CIRCUMSTANCE.match(last.question) or word.lower() == "who":
        return None
    return f"{word} {_CIRCUMSTANCE.sub('', last.question)}"


def _dated(fragment: str, last: Turn) -> str:
    """A fragment of time with the day that was said in place of "that"."""
    days = last.answer.strip().rstrip(".")
    asked_when = classify(last.question)[0] is AnswerType.DATE
    if not (days and asked_when and _TIME.match(fragment)) or len(days.split()) > MOST_WORDS:
        return fragment
    return _THAT.sub(lambda _: days, fragment, count=1)


def _exchanged(name: Phrase, fragment: str, last: Turn, names: Sequence[Phrase]) -> str | None:
    """The last question with one name for another: a place for a place, else the one that acts."""
    placed = bool(_PLACED.match(fragment))
    names = [each for each in names if set(each.terms) != set(name.terms)]
    old = next((each for each in names if each.after == placed), None)
    if old is None:
        return None
    text, start = last.question, old.start
    if placed:
        start = text.rindex(" ", 0, text.rindex(" ", 0, start)) + 1
    return f"{text[:start]}{fragment}{text[old.start + len(old.text) :]}"
