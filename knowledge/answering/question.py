"""A question: what it asks for, in which terms, and how much each term matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal

from knowledge.analysis import Analyzer
from knowledge.answering.classification import (
    AnswerType,
    after_who,
    classify,
    definition_words,
    tense_of,
)
from knowledge.answering.lexicon import FOCUS_TYPES, LIGHT_WORDS, SYNONYM_GROUPS
from knowledge.answering.thesaurus import Thesaurus
from knowledge.background import Background
from knowledge.dates import find_dates
from knowledge.index import Index
from knowledge.index.bm25 import K1
from knowledge.spelling import Reading, read_misspelt


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question: as typed, its weight (inverse document frequency over the coverage
    and a background of general news), whether it is part of a name, and the terms that may stand
    for it in an answer: the `synonyms` that the lexicon names and, each with the share of the
    meaning that they have in common, the `related` ones of the thesaurus."""

    term: str
    word: str
    weight: float
    is_name: bool
    synonyms: frozenset[str]
    related: Mapping[str, float]


@dataclass(frozen=True)
class Question:
    """A question made ready for search.

    `focus` is the term of the noun asked for ("which *country*"), "" where there is none; `act`
    that of the word after "who", which tells what was done; `tense` is that of its verb where it
    tells; `bounds` the days a date asked for must lie between, from
    "after 2019" or "before May 2025"; `corrections` are misspelt words as (typed, read);
    `possible_score` bounds what BM25 can give a passage for it; `passages` is how many passages the
    coverage has.
    """

    text: str
    answer_type: AnswerType
    focus: str
    act: str
    tense: Literal["past", "future"] | None
    bounds: tuple[date | None, date | None]
    terms: tuple[Term, ...]
    corrections: tuple[tuple[str, str], ...]
    possible_score: float
    passages: int

    @cached_property
    def total_weight(self) -> float:
        """The sum of the terms' weights; 0 for a question without any term."""
        return sum(term.weight for term in self.terms)

    @property
    def is_open(self) -> bool:
        """Whether nothing tells what kind of value is asked for."""
        return self.answer_type is AnswerType.THING and not self.focus

    @property
    def is_bare(self) -> bool:
        """Whether it only names one thing: "what is the SCO", "nato?"."""
        words = [term for term in self.terms if term.word.lower() not in LIGHT_WORDS]
        return self.answer_type is AnswerType.THING and len(words) == 1


# The noun asked for is named by its value ("which country" by "France"), seldom repeated beside
# it; one whose values cannot be told ("which hotel") more often is.
TYPED_FOCUS_WEIGHT, FOCUS_WEIGHT = 0.3, 0.5
LIGHT_WEIGHT = 0.15
# Unknown words of one question that are looked up as misspelt, at about 5 ms each.
MOST_MISSPELT = 12

_MENTION = re.compile(r"<[@#:][^>\s]{1,64}>|https?://\S+|@(?:everyone|here)\b")
# Characters of no width, which come with pasted text, and marks of emphasis around words.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKS = re.compile(r"[*`~|]+|\b_+|_+\b")


# What is said around a question in a chat: greetings, whether anybody has an idea, and thanks. Each
# looks at a bounded stretch, since a question may be as long as its sender likes.
_GREETING = re.compile(
    r"\W{0,9}(?:(?:hi|hiya|hey|heya|hello|yo|sup|greetings|good (?:morning|afternoon|evening)"
    r"|quick question|question)\b\W{0,9}(?:(?:all|guys|everyone|everybody|folks|team|there|bot"
    r"|people|friends|y'all)\b\W{0,9})?){1,4}",
    re.IGNORECASE,
)
_ANY_IDEA = re.compile(r"\bany (?:idea|clue)s?\b", re.IGNORECASE)
_THANKS = re.compile(
    r"\W{1,9}(?:thanks|thank you|thx|ty|cheers)(?: (?:in advance|a lot|all|guys|so much))?\W{0,9}$",
    re.IGNORECASE,
)
_THANKS_CHARS = 48


def _bare(text: str) -> str:
    """A question without marks, mentions and what is said around it, if anything is left."""
    cleaned = " ".join(_MARKS.sub(" ", _MENTION.sub(" ", _UNSEEN.sub("", text))).split())
    greeting = _GREETING.match(cleaned)
    thanks = _THANKS.search(cleaned, max(0, len(cleaned) - _THANKS_CHARS))
    inner = cleaned[greeting.end() if greeting else 0 : thanks.start() if thanks else None]
    return " ".join(_ANY_IDEA.sub(" ", inner).split()) or cleaned


def read_question(text: str, index: Index, analyzer: Analyzer, background: Background) -> Question:
    """Turns a reader's words into a Question against one coverage.

    Words the coverage does not have are read as the closest word it has when the spelling is
    near enough; each such reading is told in `corrections`.
    """
    cleaned = _bare(text)
    answer_type, focus_word = classify(cleaned)
    terms, corrections = _terms(cleaned, index, analyzer, background)
    focus = analyzer.term(focus_word)
    act = next(iter(analyzer.terms(after_who(cleaned))), "")
    if len(terms) > 1:
        share = TYPED_FOCUS_WEIGHT if focus_word in FOCUS_TYPES else FOCUS_WEIGHT
        terms = tuple(
            replace(term, weight=term.weight * share) if term.term == focus else term
            for term in terms
        )
    bounds: tuple[date | None, date | None] = (None, None)
    asking = ""
    if answer_type is AnswerType.DATE:
        bounds, asking = _bounds(cleaned)
    elif answer_type is AnswerType.DEFINITION:
        asking = definition_words(cleaned)
    light = set(analyzer.terms(asking))
    terms = tuple(
        replace(term, weight=term.weight * LIGHT_WEIGHT) if term.term in light else term
        for term in terms
    )
    possible = sum(index.idf(term.term) for term in terms) * (K1 + 1.0)
    tense = tense_of(cleaned)
    return Question(
        cleaned,
        answer_type,
        focus,
        act,
        tense,
        bounds,
        terms,
        corrections,
        possible or 1.0,
        index.passage_count,
    )


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


@lru_cache(maxsize=4)
def _synonyms(analyzer: Analyzer) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in SYNONYM_GROUPS.splitlines():
        group = {analyzer.term(word) for word in line.split()} - {""}
        for term in group:
            table.setdefault(term, set()).update(group - {term})
    return {term: frozenset(others) for term, others in table.items()}


def _terms(
    text: str, index: Index, analyzer: Analyzer, background: Background
) -> tuple[tuple[Term, ...], tuple[tuple[str, str], ...]]:
    synonyms, thesaurus = _synonyms(analyzer), Thesaurus.load()
    found: dict[str, Term] = {}
    corrections: list[tuple[str, str]] = []
    looked_up = 0
    # A line typed without capitals tells nothing of its names, so general news does.
    capitals = any(word[:1].isupper() for word in text.split()[1:])
    for position, token in enumerate(analyzer.tokens(text)):
        word = text[token.start : token.end]
        light = word.lower() in LIGHT_WORDS
        readings: list[Reading] | None = None
        known = not token.term or index.document_frequency(token.term) or light
        if not known and not background.knows(token.term) and looked_up < MOST_MISSPELT:
            looked_up += 1
            readings = read_misspelt(word, index, analyzer)
            if readings:
                corrections.append((word, " ".join(read for read, _ in readings)))
        terms = [token.term] if readings is None else [term for _, term in readings]
        if light and not index.document_frequency(token.term):
            continue  # "wen", "pls": tells nothing, and stands nowhere
        for term in filter(None, terms):
            if capitals:
                is_name = word[0].isupper() and position > 0
            else:
                # What neither general news nor the coverage knows is no name but a slip.
                is_name = background.is_name(term) and index.document_frequency(term) > 0
            is_name = is_name and not light
            earlier = found.get(term)
            if earlier is None or (is_name and not earlier.is_name):
                weight = background.weight(term, index) * (LIGHT_WEIGHT if light else 1.0)
                related = {} if is_name else thesaurus.related(term)
                others = synonyms.get(term, frozenset())
                found[term] = Term(term, word, weight, is_name, others, related)
    return tuple(found.values()), tuple(corrections)
