"""Candidate short answers: the spans of a sentence that could be what the question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import Literal, NamedTuple

from knowledge.analysis import STOP_WORDS
from knowledge.answering.classification import AnswerType
from knowledge.answering.lexicon import (
    CITIES,
    CONTINENTS,
    COUNTRIES,
    NO_PERSON_WORDS,
    NUMBER_WORDS,
    ORGANIZATION_WORDS,
    PERSON_TITLES,
    US_STATES,
)
from knowledge.answering.question import Question
from knowledge.dates import DateMention, date_places, find_dates, tense_at

SpanKind = Literal["name", "number", "date", "quoted", "phrase"]


class Span(NamedTuple):
    """A candidate at `start`..`end` of an article's text. `fit` tells from 0 to 1 how well it
    suits the type asked for; `date` is set for a date."""

    start: int
    end: int
    text: str
    kind: SpanKind
    fit: float
    date: DateMention | None = None


# The fit from which on a span suits the type asked for.
FITTING = 0.5

_CAP = r"(?:[A-Z][\w&’'.-]*[\w]|[A-Z](?:\.[A-Z])*\.?)"
_NAME = re.compile(
    rf"{_CAP}(?:(?:\s+(?:of|de|la|al|the|and|bin|von|van|du|for|del|y|&))?(?:\s+the)?\s+{_CAP})*"
)
_QUOTED = re.compile(r"[“\"]([^“”\"\n]{2,60})[”\"]|‘([^‘’\n]{2,60})’(?!\w)")
_NUMBER_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_AMOUNT = (
    r"\d[\d,]*(?:\.\d+)?(?:(?:st|nd|rd|th)\b)?"
    r"(?:[-\s]?(?:million|billion|trillion|thousand|hundred|m|bn|tn|k)\b)?(?:\s?%|\s?per\s?cent\b)?"
)
# Of lower-case text, which takes a third of the time that ignoring the case does.
_NUMBER = re.compile(
    rf"{_AMOUNT}|[$£€¥]\s?{_AMOUNT}|(?:us|a|c|hk)[$£€¥]\s?{_AMOUNT}"
    rf"|\b(?:{_NUMBER_WORD})(?:[-\s](?:and\s)?(?:{_NUMBER_WORD}))*\b(?:\s?per\s?cent\b)?"
)
_UNIT = re.compile(
    r"[-\s](?:(?:more|consecutive|straight|full)\s)?((?:year|month|week|day|hour|minute|second|mile"
    r"|kilomet(?:er|re)|met(?:er|re)|f(?:oo|ee)t|inch|acre|pound|kilo|ton(?:ne)?|degree|dollar|euro"
    r"|cent|time|point)(?:e?s)?)\b",
    re.IGNORECASE,
)
_RANGE_FIT = 0.8
# What a number may be asked for, by the question's words.
_MEASURES = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in (
        ("how long", "how long"),
        ("duration", "how (?:long|old)"),
        ("money", "how much|cost|price|fee|fine|salary|pay|worth|paid"),
        ("percent", "percent|percentage|per cent|share|rate"),
    )
}
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def find_spans(
    question: Question,
    sentence: str,
    anchor: date | None,
    names: frozenset[str],
    phrases: bool = True,
) -> Iterator[Span]:
    """The candidates in a sentence for a question, with offsets into the sentence.

    `anchor` is the day the sentence was published, against which dates are read; `names` are words
    known to be names, since every sentence begins with a capital. Without `phrases` those in lower
    case, of which there are many, are left out.
    """
    if question.answer_type is AnswerType.DATE:
        yield from _dates(question, sentence, anchor)
        return
    if question.answer_type is AnswerType.NUMBER:
        yield from _numbers(question, sentence, anchor)
        return
    for match in _NAME.finditer(sentence):
        yield from _names(question, sentence, match, names)
    for match in _QUOTED.finditer(sentence):
        group = 1 if match.group(1) else 2
        text = match.group(group)
        if len(text.split()) <= 8:
            start = match.start(group)
            yield Span(start, start + len(text), text, "quoted", _quoted_fit(question))
    if question.answer_type is AnswerType.THING:
        yield from _numbers(question, sentence, anchor)
        if phrases:
            yield from _phrases(question, sentence)


_RUN = re.compile(r"(?<![\w’'-])[a-z][a-z’'-]+(?:\s+[a-z][a-z’'-]+)*")
_WORD = re.compile(r"\S+")
_LONGEST_PHRASE = 3
_PHRASE_FIT = 0.4


def _phrases(question: Question, sentence: str) -> Iterator[Span]:
    """Runs of lower-case content words: what "which animal" or "what" asks for has no capital.

    Of a longer run the last words are taken, since an English noun phrase ends in its head.
    """
    asked = {term.word.lower() for term in question.terms}
    for run in _RUN.finditer(sentence):
        starts: list[int] = []
        end = 0
        for word in [*_WORD.finditer(sentence, *run.span()), None]:
            if word and not _parts_phrases(word.group(), asked):
                starts.append(word.start())
                end = word.end()
                continue
            for start in starts[: -_LONGEST_PHRASE - 1 : -1]:
                yield Span(start, end, sentence[start:end], "phrase", _PHRASE_FIT)
            starts = []


def _parts_phrases(word: str, asked: set[str]) -> bool:
    """Whether no noun phrase goes across a word; most verbs are told by their endings."""
    verbal = len(word) > 4 and word.endswith(("ed", "ly"))
    return verbal or word in STOP_WORDS or word in asked


def _dates(question: Question, sentence: str, anchor: date | None) -> Iterator[Span]:
    """The dates; two joined by "and" are one answer ("in March 2023 and September 2024")."""
    mentions = find_dates(sentence, anchor)
    skip = False
    for mention, following in zip_longest(mentions, mentions[1:]):
        if skip:
            skip = False
            continue
        end = mention.end
        if following is not None and sentence[end : following.start].strip(" ,") == "and":
            skip, end = True, following.end
        fit = _date_fit(question, mention, sentence, anchor)
        alone = None if skip else mention
        yield Span(mention.start, end, sentence[mention.start : end], "date", fit, alone)


def _date_fit(
    question: Question, mention: DateMention, sentence: str, anchor: date | None
) -> float:
    fit = _grain_fit(question.text.lower(), mention, sentence[mention.start : mention.end])
    earliest, latest = question.bounds
    if (earliest or latest) and mention.first is not None:
        within = (not earliest or mention.first >= earliest) and (
            not latest or mention.first <= latest
        )
        return fit if within else 0.1 * fit
    if question.tense and _looks(mention, sentence, anchor) not in (question.tense, None):
        fit *= 0.4
    return fit


def _grain_fit(asked: str, mention: DateMention, text: str) -> float:
    if "what time" in asked or "which time" in asked:
        return 1.0 if mention.grain == "time" else 0.2
    if "year" in asked:
        return 1.0 if _YEAR.search(text) else 0.4
    if "month" in asked and mention.grain not in ("day", "month", "time"):
        return 0.4
    if mention.grain in ("day", "time", "week", "month") and not mention.relative:
        return 1.0
    return 0.85 if not mention.relative else 0.7


def _looks(mention: DateMention, sentence: str, anchor: date | None) -> str | None:
    """Whether a date lies before or after the day of writing; by the verb where days don't tell."""
    days_tell = anchor is not None and mention.yearless is None
    if days_tell and mention.first is not None and mention.last is not None:
        assert anchor is not None
        if mention.last < anchor:
            return "past"
        if mention.first > anchor:
            return "future"
    return tense_at(sentence, mention.start, mention.end)


def _numbers(question: Question, sentence: str, anchor: date | None) -> Iterator[Span]:
    measure = _measure_asked(question.text)
    for mention in find_dates(sentence, anchor) if "how long" in measure else ():
        if mention.range:  # "from May 7 to May 10" tells how long
            text = sentence[mention.start : mention.end]
            yield Span(mention.start, mention.end, text, "date", _RANGE_FIT, mention)
    # "İ" alone is longer in lower case, which would shift the offsets.
    numbers = [match.span() for match in _NUMBER.finditer(sentence.replace("İ", "I").lower())]
    taken = date_places(sentence) if numbers else []
    for start, end in numbers:
        if any(first < end and start < last for first, last in taken):
            continue
        unit = _UNIT.match(sentence, end)
        text = sentence[start:end]
        fit = _number_fit(question, measure, sentence, text, end, unit is not None)
        if "duration" in measure and unit:
            end = unit.end(1)
        yield Span(start, end, sentence[start:end], "number", fit)


@lru_cache(maxsize=64)
def _measure_asked(question: str) -> frozenset[str]:
    """What a question for a number wants counted, by the names of `_MEASURES`."""
    return frozenset(name for name, pattern in _MEASURES.items() if pattern.search(question))


def _number_fit(
    question: Question, measure: frozenset[str], sentence: str, text: str, end: int, has_unit: bool
) -> float:
    if "percent" in measure:
        return 1.0 if "%" in text or "cent" in text.lower() else 0.3
    if "duration" in measure:
        return 1.0 if has_unit else 0.6 if "old" in question.text.lower() else 0.2
    if "money" in measure:
        return 1.0 if text[0] in "$£€¥UACH" and not text.isalpha() else 0.5
    if text[0] in "$£€¥" or "%" in text:
        return 0.4
    following = sentence[end : end + 60].lower().split()[:4]
    stems = tuple(term.word.lower()[:4] for term in question.terms)
    beside = any(word.startswith(stems) for word in following) if stems else False
    return 1.0 if beside else 0.6


def _names(
    question: Question, sentence: str, match: re.Match[str], names: frozenset[str]
) -> Iterator[Span]:
    for start, text in _pieces(question, match):
        text = text.rstrip(".,’'-")
        words = text.split()
        # A sentence starts with a capital whether or not it starts with a name.
        if start == 0 or sentence[max(0, start - 2) : start].strip() in ("“", '"', ".", ":"):
            starts = words[0].lower() in _STARTERS
            if len(words) == 1 and (starts or words[0].strip(".,’'") not in names):
                continue
            if starts:
                start, text = _less_first_word(start, text)
        text = text.removesuffix("’s").removesuffix("'s")
        if question.answer_type is AnswerType.PERSON:
            while " " in text and text.split()[0] in PERSON_TITLES:
                start, text = _less_first_word(start, text)
        if text:
            fit = name_fit(question, sentence, start, text)
            yield Span(start, start + len(text), text, "name", fit)


_JOINED = re.compile(r"\s+(?:of|and|for|&)\s+(?:the\s+)?")


def _pieces(question: Question, match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """A run of capitals as (start, text); for a person each name of "Xi and Putin of Russia"."""
    place = 0
    if question.answer_type is AnswerType.PERSON:
        for joint in _JOINED.finditer(match.group()):
            yield match.start() + place, match.group()[place : joint.start()]
            place = joint.end()
    yield match.start() + place, match.group()[place:]


def _less_first_word(start: int, text: str) -> tuple[int, str]:
    rest = text[len(text.split()[0]) :].lstrip()
    return start + len(text) - len(rest), rest


def names_inside(sentences: Iterable[str]) -> frozenset[str]:
    """The words that stand with a capital inside a sentence, so that they are names."""
    return frozenset(
        word
        for sentence in sentences
        for match in _NAME.finditer(sentence)
        if match.start() > 2
        for word in match.group().split()
    )


_STARTERS = frozenset(
    """the a an in on at it this that these those he she they we i but and or if as for with from
    by to of after before while when where what who how why there here his her their our its my
    your not no so then also one two some many most more all both each according since during
    despite although though because however meanwhile now today yesterday still yet just only even
    last next earlier later about over under between among into than other another such
    any""".split()
)


def name_fit(question: Question, sentence: str, start: int, text: str) -> float:
    """How well a name suits the type asked for, from 0 to 1, by lists and by its neighbours."""
    words = text.split()
    is_place = text in COUNTRIES or text in US_STATES or text in CITIES or text in CONTINENTS
    before = sentence[max(0, start - 24) : start].split()[-2:]
    is_org = bool(ORGANIZATION_WORDS & set(words)) or (
        len(words) == 1 and text.isupper() and len(text) > 1 and not is_place
    )
    titled = any(word.strip(".,") in PERSON_TITLES for word in before)
    if question.answer_type is AnswerType.PERSON:
        if is_place or is_org or NO_PERSON_WORDS & set(words):
            return 0.45 if is_org else 0.1
        return 1.0 if titled or 2 <= len(words) <= 4 else 0.6
    if question.answer_type is AnswerType.PLACE:
        return _place_fit(question, text, before, is_place, is_org)
    if question.answer_type is AnswerType.ORGANIZATION:
        return 1.0 if is_org else 0.2 if is_place or titled else 0.7
    if not question.focus and (titled or is_place):
        return 0.3  # a bare "what" seldom asks for somebody or somewhere
    return 0.6


def _place_fit(
    question: Question, text: str, before: list[str], is_place: bool, is_org: bool
) -> float:
    finer = {"countri": COUNTRIES, "nation": COUNTRIES, "state": US_STATES, "citi": CITIES,
             "contin": CONTINENTS}.get(question.focus)  # fmt: skip
    if finer is not None:
        return 1.0 if text in finer else 0.25 if is_place else 0.35
    if is_place:
        return 1.0
    placed = bool(before) and before[-1].lower() in ("in", "at", "near", "to", "from", "outside")
    return 0.8 if placed and not is_org else 0.4


def _quoted_fit(question: Question) -> float:
    named = question.answer_type in (AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANIZATION)
    return 0.2 if named else 0.6
