"""Text analysis: one object turns text into terms, for the index and the question alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeVar

import Stemmer

from knowledge.text.characters import VisibleText, visible

Made = TypeVar("Made")

# The spaces between the thousands of a number: no-break, figure, thin and narrow no-break.
_NARROW = "\u00a0\u2007\u2009\u202f"
# "12 300" with one of those is one number. With the space of every typewriter only what has two
# such spaces is: "May 12 300 people" has two numbers. What stands before the first digit is looked
# at after it, since a pattern that begins with a digit is searched for ten times as fast.
_SPACED = (
    rf"\d(?<![\w.,]\d)\d{{0,2}}(?:(?:[{_NARROW}]\d{{3}})+|(?: \d{{3}}){{2,}})(?:[.,]\d+)*"
    r"(?!\w|[.,]\w)"
)
_SPACED_NUMBER = re.compile(_SPACED)
# One of these stands between two spaces of every number with plain ones.
_THOUSANDS = frozenset(f"{n:03}" for n in range(1000))
# What is written for an apostrophe: typographic and modifier ones, and an accent.
_APOSTROPHES = "'’‘‛ʼ´＇"
# Numbers with spaces, initials with points ("U.S."), numbers with separators ("1,200", "3.5"),
# words with inner apostrophes ("don't"); accents may follow their letter as characters of their
# own.
_LETTERS = r"\w[\w\u0300-\u036f]*"
_WORD = re.compile(
    rf"{_SPACED}|(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)+|{_LETTERS}(?:[{_APOSTROPHES}]{_LETTERS})*"
)
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
# Thousands parted by points, as on the continent, or by apostrophes, as in Switzerland. Of one
# point alone nobody can tell whether it is a decimal one.
_POINTED = re.compile(r"(\d{1,3}(?:\.\d{3}){2,})(?:,(\d+))?")
_SWISS = re.compile(r"\d{1,3}(?:'\d{3})+")
# Letters that are no base letter and accent to Unicode, but are to who types them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_POSSESSIVE = re.compile(r"'s?$")
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
    "U.S." becomes "us", and "1,200", "1 200" with a narrow space and "1'200" become "1200".
    Characters that nobody sees, such as soft hyphens, change nothing.

    Terms of single words are cached, and of what stands between white space, which no word reaches
    across: analysing a large coverage costs one look-up a word.
    """

    def __init__(self) -> None:
        # Neither cache leads back to the analyzer, so that the memory of one that a reload made is
        # free the moment it is done: reading a hundred servers' articles left 100 MB of them.
        stemmer = Stemmer.Stemmer("english", 0)
        self._words = _Cache(partial(_make_term, stemmer.stemWord), _MOST_WORDS)
        self._chunks = _Cache(partial(_make_terms, self._words), _MOST_CHUNKS)

    def term(self, word: str) -> str:
        """The term of one word, or "" for a stop word."""
        return self._words[word]

    def terms(self, text: str) -> list[str]:
        """The terms of a text in order, stop words left out."""
        chunks = text.split()
        if _has_narrow_space(text) or _has_thousands(chunks):
            chunks = _SPACED_NUMBER.sub(lambda number: _joined(number.group()), text).split()
        return list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))

    def tokens(self, text: str) -> list[Token]:
        """As `terms`, with the offsets of each word; stop words have the term ""."""
        return [Token(term, *place) for term, place in zip(*self.places(text), strict=True)]

    def places(self, text: str) -> tuple[list[str], list[tuple[int, int]]]:
        """As `tokens`, the terms and their offsets apart: half the work."""
        seen = VisibleText.of(text)
        words = list(_WORD.finditer(seen.text if seen else text))
        known = self._words
        terms = [known[word.group()] for word in words]
        if seen:
            return terms, [seen.original(*word.span()) for word in words]
        return terms, [word.span() for word in words]


def _make_terms(terms: Mapping[str, str], chunk: str) -> tuple[str, ...]:
    words = _WORD.findall(visible(chunk))
    return tuple(term for word in words if (term := terms[word]))


def _make_term(stem: Callable[[str], str], word: str) -> str:
    folded = word.lower() if word.isascii() else _folded(visible(word))
    folded = _POSSESSIVE.sub("", folded)
    folded = _number(folded) if folded[:1].isdigit() else folded.replace(".", "")
    if folded in STOP_WORDS:
        return ""
    for part, pattern, american in _BRITISH:
        if part in folded:
            folded = pattern.sub(american, folded)
    return stem(folded)


def _has_narrow_space(text: str) -> bool:
    """Whether a text has one of `_NARROW`: four looks that cost less than one pattern."""
    return not text.isascii() and any(map(text.__contains__, _NARROW))


def _has_thousands(chunks: Sequence[str]) -> bool:
    """Whether three digits stand alone after other digits, as in "1 204 560"."""
    if _THOUSANDS.isdisjoint(chunks):  # true of most texts, and quick to tell
        return False
    alone = [number for number, chunk in enumerate(chunks) if chunk in _THOUSANDS]
    return any(number and chunks[number - 1][-1].isdigit() for number in alone)


def _joined(number: str) -> str:
    """A number without white space."""
    return "".join(number.split())


def _number(word: str) -> str:
    """A word that begins with a digit, without what parts its thousands."""
    word = _joined(word)
    if pointed := _POINTED.fullmatch(word):
        whole, decimals = pointed.groups()
        return whole.replace(".", "") + (f".{decimals}" if decimals else "")
    return word.replace("'", "") if _SWISS.fullmatch(word) else word.replace(",", "")


def _folded(word: str) -> str:
    """A word in lower case, without accents and with plain apostrophes."""
    # First the apostrophes: to Unicode an accent that stands alone is one on a space.
    straight = word.translate(_ONE_APOSTROPHE)
    decomposed = unicodedata.normalize("NFKD", straight).casefold()
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
