"""A question: what it asks for, in which terms, and how much each term matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Literal

from knowledge.analysis import STOP_WORDS, Analyzer
from knowledge.answering.background import Background
from knowledge.answering.lexicon import FOCUS_TYPES, LIGHT_WORDS, SYNONYM_GROUPS
from knowledge.dates import find_dates
from knowledge.index import Index


class AnswerType(Enum):
    """What kind of thing answers a question."""

    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANIZATION = "organization"
    NUMBER = "number"
    LIST = "list"
    DEFINITION = "definition"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes/no"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question: as typed, its weight (inverse document frequency over the coverage
    and a background of general news), whether it is part of a name, and the terms that may stand
    for it in an answer."""

    term: str
    word: str
    weight: float
    is_name: bool
    synonyms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready for search.

    `focus` is the term of the noun asked for ("which *country*"), "" where there is none; `tense`
    that of its verb where it tells; `bounds` the days a date asked for must lie between, from
    "after 2019" or "before May 2025"; `corrections` are misspelt words as (typed, read).
    """

    text: str
    answer_type: AnswerType
    focus: str
    tense: Literal["past", "future"] | None
    bounds: tuple[date | None, date | None]
    terms: tuple[Term, ...]
    corrections: tuple[tuple[str, str], ...]

    @property
    def total_weight(self) -> float:
        """The sum of the terms' weights; 0 for a question without any term."""
        return sum(term.weight for term in self.terms)


FOCUS_WEIGHT = 0.3
LIGHT_WEIGHT = 0.15

_MENTION = re.compile(r"<[@#:][^>\s]{1,64}>|https?://\S+|@(?:everyone|here)\b")
_INTERROGATIVE = re.compile(
    r"\b(?:(?P<when>when|(?:what|which) (?:exact )?(?:time|days?|dates?|years?|months?|weekday)\b)"
    r"|(?P<number>how (?:many|much|long|old|far|tall|high|big|large|often|fast|heavy|few|big))"
    r"|(?P<who>who|whom|whose|who's|whos)|(?P<where>where|where's)|(?P<why>why|how come|what for)"
    r"|(?P<how>how)|(?P<which>which|what|what's|whats))\b",
    re.IGNORECASE,
)
_FOCUS = re.compile(r"\b(?:which|what)\s+((?:[\w'’.-]+\s*){1,6})", re.IGNORECASE)
_AUXILIARIES = frozenset(
    """is are was were be been will would can could did do does has have had may might must shall
    should to of in on at for from by with as that and or than after before during about""".split()
)
_STANDS_FOR = re.compile(
    r"\bstands? for\b|\bmeaning of\b|\bfull (?:name|form)\b|\babbreviation\b|\bacronym\b"
    r"|\bdefin(?:e|ition)\b|\bshort for\b",
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


def read_question(text: str, index: Index, analyzer: Analyzer, background: Background) -> Question:
    """Turns a reader's words into a Question against one coverage.

    Words the coverage does not have are read as the closest word it has when the spelling is
    near enough; each such reading is told in `corrections`.
    """
    cleaned = " ".join(_MENTION.sub(" ", text).split())
    answer_type, focus_word = classify(cleaned)
    terms, corrections = _terms(cleaned, index, analyzer, background)
    focus = analyzer.term(focus_word)
    if len(terms) > 1:  # the noun asked for is named by its value, seldom repeated beside it
        terms = tuple(
            replace(term, weight=term.weight * FOCUS_WEIGHT) if term.term == focus else term
            for term in terms
        )
    bounds: tuple[date | None, date | None] = (None, None)
    if answer_type is AnswerType.DATE:
        bounds, words = _bounds(cleaned)
        bound = set(analyzer.terms(words))
        terms = tuple(
            replace(term, weight=term.weight * LIGHT_WEIGHT) if term.term in bound else term
            for term in terms
        )
    return Question(cleaned, answer_type, focus, _tense(cleaned), bounds, terms, corrections)


def classify(text: str) -> tuple[AnswerType, str]:
    """The type of answer a question asks for, and its focus noun ("" where there is none)."""
    if _STANDS_FOR.search(text):
        return AnswerType.DEFINITION, ""
    if _LISTING.search(text):
        return AnswerType.LIST, ""
    focus = focus_noun(text)
    found = _INTERROGATIVE.search(text)
    if found is None or (_YES_NO.match(text) and found.start() > 25):
        return (AnswerType.YES_NO if _YES_NO.match(text) else AnswerType.THING), focus
    kinds = {
        "when": AnswerType.DATE,
        "number": AnswerType.NUMBER,
        "who": AnswerType.PERSON,
        "where": AnswerType.PLACE,
        "why": AnswerType.REASON,
        "how": AnswerType.MANNER,
    }
    kind = kinds.get(str(found.lastgroup))
    if kind is None:
        kind = AnswerType(FOCUS_TYPES.get(focus.lower(), "thing"))
    return kind, focus


def focus_noun(text: str) -> str:
    """The head of the noun phrase after "which" or "what": "star" in "which tennis star"."""
    match = _FOCUS.search(text)
    if not match:
        return ""
    head = ""
    for word in match.group(1).split():
        bare = word.strip(".,?!").lower()
        if bare in _AUXILIARIES:
            break
        head = bare.removesuffix("'s").removesuffix("’s")
        if head not in FOCUS_TYPES and head.removesuffix("s") in FOCUS_TYPES:
            head = head.removesuffix("s")
        if head in FOCUS_TYPES or word.endswith(("'s", "’s")):
            break
    return head


_PAST = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|going to|gonna|next|upcoming|planned)\b", re.IGNORECASE)


def _tense(text: str) -> Literal["past", "future"] | None:
    if _FUTURE.search(text):
        return "future"
    return "past" if _PAST.search(text) else None


_BOUND = re.compile(r"\b(?:(before|prior to|until)|(after|since))\s+$", re.IGNORECASE)


def _bounds(text: str) -> tuple[tuple[date | None, date | None], str]:
    """The earliest and latest day a question allows, and the words that say so."""
    earliest = latest = None
    words = []
    for mention in find_dates(text, None):
        match = _BOUND.search(text, 0, mention.start)
        if match and mention.first is not None and mention.last is not None:
            words.append(text[mention.start : mention.end])
            if match.group(1):
                latest = mention.first - timedelta(days=1)
            else:
                earliest = mention.last + timedelta(days=1)
    return (earliest, latest), " ".join(words)


def _synonyms(analyzer: Analyzer) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in SYNONYM_GROUPS.splitlines():
        group = {analyzer.term(word) for word in line.split()} - {""}
        for term in group:
            table.setdefault(term, set()).update(group - {term})
    return {term: frozenset(others) for term, others in table.items()}


_SYNONYM_CACHE: dict[int, dict[str, frozenset[str]]] = {}


def _terms(
    text: str, index: Index, analyzer: Analyzer, background: Background
) -> tuple[tuple[Term, ...], tuple[tuple[str, str], ...]]:
    synonyms = _SYNONYM_CACHE.setdefault(analyzer.version, _synonyms(analyzer))
    found: dict[str, Term] = {}
    corrections: list[tuple[str, str]] = []
    for position, token in enumerate(analyzer.tokens(text)):
        word = text[token.start : token.end]
        if not token.term:
            continue
        term = token.term
        if not index.document_frequency(term) and not background.knows(term):
            read = read_misspelt(word, index, analyzer)
            if read == "":
                continue
            if read is not None:
                corrections.append((word, read[0]))
                term = read[1]
        light = word.lower() in LIGHT_WORDS
        weight = background.weight(term, index) * (LIGHT_WEIGHT if light else 1.0)
        is_name = word[0].isupper() and position > 0 and not light
        earlier = found.get(term)
        if earlier is None or (is_name and not earlier.is_name):
            found[term] = Term(term, word, weight, is_name, synonyms.get(term, frozenset()))
    return tuple(found.values()), tuple(corrections)


def read_misspelt(
    word: str, index: Index, analyzer: Analyzer
) -> tuple[str, str] | Literal[""] | None:
    """The word that a misspelt one stands for, as (word, term); "" for a stop word, None for none.

    One slip (a letter more, less, another or two swapped) is undone on the word as typed, so that
    the stemmer sees a real word; two slips, in long words, are met among the coverage's terms.
    """
    typed = word.lower().removesuffix("'s").removesuffix("’s")
    if len(typed) < 3 or any(char.isdigit() for char in typed) or typed in LIGHT_WORDS:
        return None
    read: dict[str, tuple[int, str]] = {}
    for edit in _one_slip(typed):
        term = analyzer.term(edit)
        if not term:
            if edit in STOP_WORDS and len(typed) <= 5:
                return ""
            continue
        count = index.document_frequency(term) if len(typed) > 3 else 0
        # Of edits that stem alike the one that keeps the typed length is the likelier word.
        rank = count * 2 + (len(edit) == len(typed))
        if count and rank > read.get(term, (0, ""))[0]:
            read[term] = (rank, edit)
    if read:
        term = max(read, key=lambda found: (index.document_frequency(found), found))
        return read[term][1], term
    if len(typed) >= 7:
        near = [found for found in index.closest(analyzer.term(typed)) if found[2] <= 2]
        if near:
            term = min(near, key=lambda found: (found[2], -found[1]))[0]
            return term, term
    return None


def _one_slip(word: str) -> Iterator[str]:
    """All words one edit away from `word` (Damerau), the first letter kept unless swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for i in range(len(word)):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :] if i + 1 < len(word) else word
        if i:
            yield word[:i] + word[i + 1 :]
            for letter in letters:
                yield word[:i] + letter + word[i + 1 :]
        for letter in letters:
            yield word[: i + 1] + letter + word[i + 1 :]
