"""Text analysis: one object turns text into terms, for the index and the question alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeVar

from knowledge.text.characters import VisibleText, visible
from knowledge.text.folding import APOSTROPHES, joined
from knowledge.text.languages import Language, load_language

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
# Numbers with spaces, initials with points ("U.S."), numbers with separators ("1,200", "3.5"),
# words with inner apostrophes ("don't"); accents may follow their letter as characters of their
# own.
_LETTERS = r"\w[\w\u0300-\u036f]*"
_WORD = re.compile(
    rf"{_SPACED}|(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)+|{_LETTERS}(?:[{APOSTROPHES}]{_LETTERS})*"
)

# How many words are remembered where many articles are read and where questions are, how much of
# what stands between white space ("(Moscow),") at most, and the characters of the longest of
# either. Answers come to ever new words for as long as a bot runs, in 2,000 questions over 12,468
# articles to 110,000; with 20,000 of them the passages of a question take 3.8 ms instead of 2.7.
_MOST_WORDS, MOST_ASKED_WORDS, _MOST_CHUNKS, _LONGEST = 500_000, 20_000, 100_000, 40


class Token(NamedTuple):
    """A word of a text: its term and its offsets in the text."""

    term: str
    start: int
    end: int


class Analyzer:
    """Lower case, accents off, stop words out, Snowball stems: those of English, and by `of` those
    of other languages.

    Accents go because people type "Erdogan" for "Erdoğan"; "U.S." becomes "us", and "1,200",
    "1 200" with a narrow space and "1'200" become "1200". Characters that nobody sees, such as soft
    hyphens, change nothing. A name that two languages write alike has one term in both, mostly.

    Terms of single words are cached, and of what stands between white space, which no word reaches
    across: analysing a large coverage costs one look-up a word. At most `most_words` of either are.
    """

    def __init__(self, language: Language | None = None, most_words: int = _MOST_WORDS) -> None:
        self.language = language or load_language(None)
        self._most_words = most_words
        # Neither cache leads back to the analyzer, so that the memory of one that a reload made is
        # free the moment it is done: reading a hundred servers' articles left 100 MB of them.
        self._words = _Cache(partial(_make_term, self.language), most_words)
        most_chunks = min(most_words, _MOST_CHUNKS)
        self._chunks = _Cache(partial(_make_terms, self.language, self._words), most_chunks)
        self._others: dict[str, Analyzer] = {}

    def of(self, language: str | None) -> Analyzer:
        """The analyzer of texts in a language, by its ISO 639-1 code: English's for None and for a
        language that has none of its own."""
        found = load_language(language)
        if found.code == self.language.code:
            return self
        if found.code not in self._others:
            self._others[found.code] = Analyzer(found, self._most_words)
        return self._others[found.code]

    @property
    def stop_words(self) -> frozenset[str]:
        """The words too common to tell one passage from another, as they are compared."""
        return self.language.stop_words

    def term(self, word: str) -> str:
        """The term of one word, or "" for a stop word."""
        return self._words[word]

    def terms(self, text: str) -> list[str]:
        """The terms of a text in order, stop words left out."""
        chunks = text.split()
        if _has_narrow_space(text) or _has_thousands(chunks):
            chunks = _SPACED_NUMBER.sub(lambda found: joined(found.group()), text).split()
        return list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))

    def tokens(self, text: str) -> list[Token]:
        """As `terms`, with the offsets of each word; stop words have the term ""."""
        return [Token(term, *place) for term, place in zip(*self.places(text), strict=True)]

    def places(self, text: str) -> tuple[list[str], list[tuple[int, int]]]:
        """As `tokens`, the terms and their offsets apart: half the work."""
        seen = VisibleText.of(text)
        plain = seen.text if seen else text
        places = [word.span() for word in _WORD.finditer(plain)]
        if self.language.cut:
            places = [cut for place in places for cut in self._cut(plain, *place)]
        known = self._words
        terms = [known[plain[start:end]] for start, end in places]
        return terms, [seen.original(*place) for place in places] if seen else places

    def _cut(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The words of a run of letters, in a language that is written without spaces."""
        assert self.language.cut
        for word in self.language.cut(text[start:end]):
            yield start, (start := start + len(word))


def _make_terms(language: Language, terms: Mapping[str, str], chunk: str) -> tuple[str, ...]:
    words = _WORD.findall(visible(chunk))
    if language.cut:
        words = [cut for word in words for cut in language.cut(word)]
    return tuple(term for word in words if (term := terms[word]))


def _make_term(language: Language, word: str) -> str:
    return language.term(visible(word))


def _has_narrow_space(text: str) -> bool:
    """Whether a text has one of `_NARROW`: four looks that cost less than one pattern."""
    return not text.isascii() and any(map(text.__contains__, _NARROW))


def _has_thousands(chunks: Sequence[str]) -> bool:
    """Whether three digits stand alone after other digits, as in "1 204 560"."""
    if _THOUSANDS.isdisjoint(chunks):  # true of most texts, and quick to tell
        return False
    alone = [number for number, chunk in enumerate(chunks) if chunk in _THOUSANDS]
    return any(number and chunks[number - 1][-1].isdigit() for number in alone)


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
