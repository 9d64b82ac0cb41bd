"""Leaning: whether a question can be understood alone, or only with what was said before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.conversation.phrases import Phrase, find_phrases
from knowledge.text.analysis import Analyzer

# The closed classes of English words that stand for something said before.
_CLASSES = {
    "person": r"\b(?:he|she|him|her|his|hers|himself|herself)\b",
    "thing": r"\b(?:it|its|itself|one)\b",
    "many": r"\b(?:they|them|their|theirs|ones|these|those|both)\b",
    "event": r"\b(?:this|that(?!\s+(?:he|she|it|they|we|the|an?)\b)|then|there)\b",
    "other": r"\b(?:others?|another|else|more|same|instead|different|also|too)\b",
    "opener": r"^\W*(?:(?:ok|okay|so)\W+)*(?:and|but|or|(?:what|how)\s+about)\b",
}
_PATTERNS = {name: re.compile(words, re.IGNORECASE) for name, words in _CLASSES.items()}
# Those of them that take the place of a noun.
PRONOUNS = ("person", "thing", "many")


# After what is known by it: "the price of bananas" names what "the price" leaves to earlier turns.
_OF = re.compile(r"\s+(?:of|in|at|on|for|to|from|between|against)\s", re.IGNORECASE)

# The features of a question are brought to about one, and what is far longer than usual counts as
# long and no more: weights (inverse document frequencies), terms, words. A short one has few words.
_WEIGHT, _MOST_WEIGHT = 5.0, 15.0
_TERMS, _MOST_TERMS = 4.0, 8
_WORDS, _MOST_WORDS = 10.0, 15
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its own words have it; `standing` holds the first word of each class above."""

    text: str
    phrases: tuple[Phrase, ...]
    standing: dict[str, re.Match[str]]

    @classmethod
    def of(cls, text: str, analyzer: Analyzer) -> Asked:
        """What a question says by itself."""
        found = {name: pattern.search(text) for name, pattern in _PATTERNS.items()}
        standing = {name: match for name, match in found.items() if match}
        return cls(text, tuple(find_phrases(text, analyzer)), standing)

    @property
    def terms(self) -> frozenset[str]:
        """The terms of all its phrases."""
        return frozenset(term for phrase in self.phrases for term in phrase.terms)

    def stands_for_said(self, name: str) -> bool:
        """Whether it has a word of a class, and no pronoun that may stand for what it names itself
        before that: "why did Xi say that he would come"."""
        found = self.standing.get(name)
        if found is None or name not in PRONOUNS:
            return found is not None
        return not any(each.is_noun and each.end <= found.start() for each in self.phrases)

    def _is_left_open(self, phrase: Phrase) -> bool:
        """Whether a phrase is a thing taken to be known, and nothing says which one."""
        of = _OF.match(self.text, phrase.end)
        named = of is not None and any(each.start >= of.end() for each in self.phrases)
        return phrase.is_definite and not named

    def features(self) -> dict[str, float]:
        """What tells whether it leans on what was said."""
        weights = [phrase.weight for phrase in self.phrases]
        return {
            "constant": 1.0,
            **{name: float(self.stands_for_said(name)) for name in _CLASSES},
            "weight": min(sum(weights), _MOST_WEIGHT) / _WEIGHT,
            "heaviest": max(weights, default=0.0) / _WEIGHT,
            "terms": min(len(self.terms), _MOST_TERMS) / _TERMS,
            "definite": float(any(self._is_left_open(phrase) for phrase in self.phrases)),
            "names": float(any(phrase.is_name for phrase in self.phrases)),
            "words": min(len(self.text.split()), _MOST_WORDS) / _WORDS,
            "short": float(len(self.text.split()) <= _SHORT),
        }
