"""Phrases: the runs of words in a text that say what it is about, and which of them are names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.questions import FILLER
from knowledge.questions.background import Background
from knowledge.text.analysis import Analyzer, Token

# What may stand between two words of one phrase.
_JOINT = re.compile(r"[ \u00a0'’-]*")
_BEGINS = re.compile(r"(?:^|[.?!:]\s*)[\"“‘(]*$")
# Before a name these say a place or a part, hardly ever who acts.
_PREPOSITION = re.compile(
    r"\b(?:in|at|to|from|of|on|for|near|about|into|across|against|with|by)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# An article, and the words that may stand between it and its noun's phrase: bananas have none in
# "the price of bananas".
_ARTICLE = re.compile(
    r"\b(?:the|an?)\s+"
    r"(?:(?!(?:of|in|at|on|for|to|from|with|by|about|between|and|or)\b)\w+\s+){0,2}$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[\w,;:)] )[A-Z]")
# How far before a phrase these are looked for.
_BEFORE = 32

Word = tuple[str, int, int, bool]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in `source` from `start` to `end`, with their terms.

    `weight` is how rare the rarest of them is in general news, times how much it matters in
    questions. `article` is where the article before it stands, if there is one; `after` tells
    whether a preposition stands before it.
    """

    source: str
    start: int
    end: int
    terms: tuple[str, ...]
    weight: float
    is_name: bool
    article: int | None
    after: bool

    @property
    def text(self) -> str:
        """The words as they stand there, without a possessive's ending."""
        return self.source[self.start : self.end].removesuffix("'s").removesuffix("’s")

    @property
    def noun(self) -> str:
        """As `text`, with the article before it and what stands between."""
        start = self.start if self.article is None else self.article
        return self.source[start : self.start] + self.text

    @property
    def is_noun(self) -> bool:
        """Whether a pronoun can stand for it: a name, or what has an article."""
        return self.is_name or self.article is not None

    @property
    def is_definite(self) -> bool:
        """Whether it is a thing that is taken to be known: "the impact", no name."""
        known = self.article is not None and self.source[self.article].casefold() == "t"
        return known and not self.is_name

    @property
    def is_actor(self) -> bool:
        """Whether it is likely somebody: a name that no article or preposition makes a place, a
        thing or a part of another name."""
        return self.is_name and self.article is None and not self.after

    @property
    def is_plural(self) -> bool:
        """Whether it likely stands for several things; a name stands for one."""
        last = self.text.casefold()
        return not self.is_name and last.endswith("s") and not last.endswith(("ss", "us", "is"))


def find_phrases(text: str, analyzer: Analyzer) -> Iterator[Phrase]:
    """The phrases of a text in its order: words that matter, names apart from other words.

    Names are what has a capital within a sentence; where nothing has, what usually has one.
    """
    background = Background.load()
    cased = bool(_CAPITAL.search(text))
    run: list[Word] = []
    for token in analyzer.tokens(text):
        word: Word | None = None
        if token.term and background.matters(token.term) >= FILLER:
            name = _is_name(text, token, cased, background)
            word = (token.term, token.start, token.end, name)
        if run and (word is None or not _continues(text, run, word)):
            yield _phrase(text, run, background)
            run = []
        if word is not None:
            run.append(word)
    if run:
        yield _phrase(text, run, background)


def _is_name(text: str, token: Token, cased: bool, background: Background) -> bool:
    first = text[token.start]
    if not first.isalpha():
        return False
    begins = _BEGINS.search(text[max(0, token.start - 4) : token.start])
    if first.isupper() and not begins:
        return True
    return (not cased or bool(begins)) and background.is_name(token.term)


def _continues(text: str, run: list[Word], word: Word) -> bool:
    return word[3] == run[0][3] and bool(_JOINT.fullmatch(text[run[-1][2] : word[1]]))


def _phrase(text: str, run: list[Word], background: Background) -> Phrase:
    terms = tuple(dict.fromkeys(term for term, _, _, _ in run))
    start, is_name = run[0][1], run[0][3]
    offset = max(0, start - _BEFORE)
    before = text[offset:start]
    article = _ARTICLE.search(before)
    return Phrase(
        source=text,
        start=start,
        end=run[-1][2],
        terms=terms,
        weight=max(background.rarity(term) * background.matters(term) for term in terms),
        is_name=is_name,
        article=article.start() + offset if article else None,
        after=bool(_PREPOSITION.search(before)),
    )
