"""Candidates: the phrases of earlier turns that a question may mean, and what speaks for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.conversation.leaning import Asked
from knowledge.conversation.phrases import Phrase, find_phrases
from knowledge.conversation.turn import Turn
from knowledge.questions.classification import VALUE_TYPES, classify
from knowledge.text.analysis import Analyzer

# Words up to which an answer is a short one, which a later question may be about.
SHORT = 8


@dataclass(slots=True)
class Candidate:
    """A phrase of earlier turns with what speaks for and against adding it."""

    phrase: Phrase
    features: dict[str, float] = field(default_factory=dict)

    def note(self, **found: float) -> None:
        """Keeps the larger of what is known already and what was found."""
        for name, value in found.items():
            self.features[name] = max(self.features.get(name, 0.0), value)


def find_candidates(asked: Asked, turns: Sequence[Turn], analyzer: Analyzer) -> list[Candidate]:
    """The phrases of the turns before, the newest first, each once."""
    found: dict[frozenset[str], Candidate] = {}
    count = len(turns)
    for back, turn in enumerate(reversed(turns), 1):
        phrases = list(find_phrases(turn.question, analyzer))
        for place, phrase in enumerate(phrases):
            candidate = found.setdefault(frozenset(phrase.terms), Candidate(phrase))
            candidate.note(last=back == 1, first=back == count, between=1 < back < count)
            candidate.note(opens=back == 1 and place == 0)
            candidate.features["times"] = candidate.features.get("times", 0.0) + 1.0 / count
    for phrase in _names_said(turns[-1], analyzer):
        found.setdefault(frozenset(phrase.terms), Candidate(phrase)).note(last=0.5)
    own = asked.terms
    kept = [each for each in found.values() if not own.issuperset(each.phrase.terms)]
    for candidate in kept:
        _describe(candidate, asked, count)
    return kept


def _names_said(turn: Turn, analyzer: Analyzer) -> list[Phrase]:
    """The names in a short answer; a day or a number is not what a question is about."""
    if len(turn.answer.split()) > SHORT or classify(turn.question)[0] in VALUE_TYPES:
        return []
    return [phrase for phrase in find_phrases(turn.answer, analyzer) if phrase.is_name]


def _describe(candidate: Candidate, asked: Asked, count: int) -> None:
    phrase, features = candidate.phrase, candidate.features
    last = features.get("last", 0.0)
    before = max(features.get("first", 0.0) * (count > 1), features.get("between", 0.0))
    candidate.note(
        constant=1.0,
        carried=last * before,
        single=count == 1,
        name=phrase.is_name,
        noun=phrase.is_noun,
        after=phrase.after,
        rare=phrase.weight / 5.0,
        long=min(len(phrase.terms), 4) / 2.0,
        overlaps=bool(asked.terms.intersection(phrase.terms)),
        bare=not asked.phrases,
        names_too=phrase.is_name and any(each.is_name for each in asked.phrases),
        opener_last=last * ("opener" in asked.standing),
        person=("person" in asked.standing) * float(phrase.is_actor),
        many=("many" in asked.standing) * float(phrase.is_plural),
        thing=("thing" in asked.standing) * float(not phrase.is_plural),
    )
