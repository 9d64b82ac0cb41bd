"""Facts: the dates and numbers of a sentence, and whether two of them tell the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.answering.accounts import says_less
from knowledge.digests.selection import Candidate
from knowledge.questions import AnswerType, Value, dated, find_values
from knowledge.questions.values import number_value
from knowledge.text.analysis import Analyzer
from knowledge.text.dates import find_dates, same_dates, tense_at

# Terms beside a number that tell what is counted: "4,000 guests", "rose to 4 percent".
_BESIDE = 2
_CLAUSE_END = re.compile(r"[,;:.!?()“”\"–—]")
# "said Tuesday" dates the saying, not what is said; "since 2014" dates no event.
_SAID = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|added|wrote|according\s+to|statement|since)\b"
    r"[^.;,]{0,25}$",
    re.IGNORECASE,
)
# A day that lies so near the article's own is of the article's own event: what is told of another
# day by an article of that day is another event of the same sort, no other account of it.
_OWN_EVENT = timedelta(days=2)
# Numbers that differ by no more than this share are the same one rounded, where they are large.
_ROUNDED, _LARGE = 0.01, 1000.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A date or a number of a sentence of an article published on the day `anchor`.

    What a number counts is told by its own words (`unit`) and by the terms just `before` and
    `after` it; before a date stands the tense in which it is told.
    """

    value: Value
    unit: frozenset[str]
    after: tuple[str, ...]
    before: tuple[str, ...]
    anchor: date | None

    @property
    def text(self) -> str:
        """The value as it is written, a relative day with its date."""
        return dated(self.value.text, self.value)


def read_facts(candidate: Candidate, analyzer: Analyzer) -> Iterator[Fact]:
    """The days and numbers of a sentence, in order."""
    text, anchor = candidate.text, candidate.day
    analyzer = analyzer.of(candidate.article.language)
    for mention in find_dates(text, anchor):
        is_day = mention.grain in ("day", "time") and mention.resolved
        if is_day and not _SAID.search(text[: mention.start]):
            value = Value(mention.start, mention.end, text[mention.start : mention.end], mention)
            tense = tense_at(text, mention.start, mention.end)
            yield Fact(value, frozenset(), (), (tense,) if tense else (), anchor)
    for value in find_values(AnswerType.NUMBER, "", text, anchor):
        if value.date or value.text.lower() == "one" or number_value(value.text) is None:
            continue
        words = (value.text[token.start : token.end] for token in analyzer.tokens(value.text))
        unit = frozenset(
            term for word in words if number_value(word) is None for term in analyzer.terms(word)
        )
        after = _CLAUSE_END.split(text[value.end :], maxsplit=1)[0]
        before = _CLAUSE_END.split(text[: value.start])[-1]
        yield Fact(
            value,
            unit,
            tuple(analyzer.terms(after)[:_BESIDE]),
            tuple(analyzer.terms(before)[-_BESIDE:]),
            anchor,
        )


def nearness(one: Fact, other: Fact) -> int:
    """How surely two facts of sentences that tell the same are values of one thing; 0: they are
    not. Two days to come are surer than two that have passed, of which there may be many."""
    if one.value.date or other.value.date:
        if not (one.value.date and other.value.date) or _are_two_events(one, other):
            return 0
        return 2 if one.before == other.before == ("future",) else 1
    mine, theirs = number_value(one.value.text), number_value(other.value.text)
    if mine is None or theirs is None or mine[1] != theirs[1] or one.unit != other.unit:
        return 0
    after, before = set(one.after) & set(other.after), set(one.before) & set(other.before)
    measured = bool(one.unit or mine[1])
    return len(after) + len(before) if after or measured else 0


def agree(one: Fact, other: Fact) -> bool:
    """Whether two comparable facts give the same value, one of them vaguer or rounded perhaps."""
    mine, theirs = one.value.date, other.value.date
    if mine and theirs:
        return same_dates(mine, theirs) or says_less(mine, theirs)
    numbers = [number_value(fact.value.text) for fact in (one, other)]
    first, second = (number[0] if number else 0.0 for number in numbers)
    largest = max(abs(first), abs(second))
    return abs(first - second) <= (_ROUNDED * largest if largest >= _LARGE else 0.0)


def _are_two_events(one: Fact, other: Fact) -> bool:
    """Whether each of two articles tells what happened on its own day."""
    days = [_own_day(fact) for fact in (one, other)]
    return all(days) and one.anchor != other.anchor


def _own_day(fact: Fact) -> bool:
    day = fact.value.date.first if fact.value.date else None
    return bool(fact.anchor and day and timedelta() <= fact.anchor - day <= _OWN_EVENT)


def outside(candidate: Candidate, facts: Sequence[Fact], analyzer: Analyzer) -> list[str]:
    """The terms of a sentence without those of its values, which differ where values do."""
    spans = [(fact.value.start, fact.value.end) for fact in facts]
    return [
        token.term
        for token in analyzer.of(candidate.article.language).tokens(candidate.text)
        if token.term and not any(start <= token.start < end for start, end in spans)
    ]
