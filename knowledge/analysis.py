"""Text analysis: one object turns text into terms, for the index and the question alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple, TypeVar

import Stemmer

Made = TypeVar("Made")

# Initials with points ("U.S."), numbers with separators ("1,200", "3.5"), words with inner
# apostrophes ("don't"); accents may follow their letter as characters of their own.
_LETTERS = r"\w[\w\u0300-\u036f]*"
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)+|{_LETTERS}(?:['’]{_LETTERS})*")
# Letters that are no base letter and accent to Unicode, but are to who types them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_POSSESSIVE = re.compile(r"['’]s?$")
# British spellings meet American ones: "organise", "labour", "centre", "defence".
_BRITISH = (
    ("is", re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)"), "iz"),
    ("our", re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|ite|ites|able|hood|hoods)?$)"), "or"),
    ("tre", re.compile(r"(?<=\w{3})tre(?=s?$)"), "ter"),
    ("ence", re.compile(r"(?<=\w{3})ence(?=s?$)"), "ense"),
)

# Words too common to tell one passage from another. Question words are among them: the answer's
# sentence does not repeat them.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers herself him himself his how i if in into is it
    its itself just me more most my myself no nor not now of off on once only or other our ours
    ourselves out over own said same say says she should so some such than that the their theirs
    them themselves then there these they this those through to too under until up very was we
    were what when where which while who whom whose why will with would you your yours yourself
    yourselves whats whos wheres whens hows thats theres heres im ive dont doesnt didnt cant couldnt
    wont wouldnt isnt arent wasnt werent hasnt havent shouldnt don't doesn't didn't can't couldn't
    won't wouldn't isn't aren't wasn't weren't hasn't haven't shouldn't i'm i've i'd we're they're
    you're he'd she'd they've we've""".split()
)


# How many words are remembered, how much of what stands between white space ("(Moscow),"), and
# the characters of the longest of either.
_MOST_WORDS, _MOST_CHUNKS, _LONGEST = 500_000, 100_000, 40


class Token(NamedTuple):
    """A word of a text: its term and its offsets in the text."""

    term: str
    start: int
    end: int


class Analyzer:
    """Lower case, accents and possessives off, stop words out, Snowball English stems.

    British spellings become American ones. Accents go because people type "Erdogan" for "Erdoğan";
    "U.S." becomes "us" and "1,200" "1200".

    Terms of single words are cached, and of what stands between white space, which no word reaches
    across: analysing a large coverage costs one look-up a word.
    """

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english", 0)
        self._words = _Cache(self._make_term, _MOST_WORDS)
        self._chunks = _Cache(self._make_terms, _MOST_CHUNKS)

    def term(self, word: str) -> str:
        """The term of one word, or "" for a stop word."""
        return self._words[word]

    def terms(self, text: str) -> list[str]:
        """The terms of a text in order, stop words left out."""
        return list(chain.from_iterable(map(self._chunks.__getitem__, text.split())))

    def tokens(self, text: str) -> list[Token]:
        """As `terms`, with the offsets of each word; stop words have the term ""."""
        return [Token(term, *place) for term, place in zip(*self.places(text), strict=True)]

    def places(self, text: str) -> tuple[list[str], list[tuple[int, int]]]:
        """As `tokens`, the terms and their offsets apart: half the work."""
        words = list(_WORD.finditer(text))
        known = self._words
        return [known[word.group()] for word in words], [word.span() for word in words]

    def _make_terms(self, chunk: str) -> tuple[str, ...]:
        return tuple(term for word in _WORD.findall(chunk) if (term := self._words[word]))

    def _make_term(self, word: str) -> str:
        folded = word.lower() if word.isascii() else _folded(word)
        folded = _POSSESSIVE.sub("", folded.replace(",", ""))
        if not folded[:1].isdigit():
            folded = folded.replace(".", "").replace("’", "'")
        if folded in STOP_WORDS:
            return ""
        for part, pattern, american in _BRITISH:
            if part in folded:
                folded = pattern.sub(american, folded)
        return str(self._stemmer.stemWord(folded))


def _folded(word: str) -> str:
    """A word in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_PLAIN)


class _Cache(dict[str, Made]):
    """What is made of strings, made where it is missing: one that is known costs one look-up."""

    def __init__(self, make: Callable[[str], Made], most: int) -> None:
        self._make = make
        self._most = most

    def __missing__(self, text: str) -> Made:
        made = self._make(text)
        if len(text) <= _LONGEST:
            if len(self) >= self._most:  # bounds memory on text that never repeats
                self.clear()
            self[text] = made
        return made
