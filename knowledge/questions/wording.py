"""The words of a question or topic, with their terms in the languages of what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.index import Index
from knowledge.text.analysis import Analyzer
from knowledge.text.languages import ENGLISH, IS_EAST_ASIAN, IS_KANA


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `text[start:end]`. `terms` are its terms, the one that weighs first: none for a
    stop word, several where languages stem it differently and the coverage has more than one."""

    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in order. `analyzer` is that of the language that it is in, as far as one
    can tell."""

    words: tuple[Word, ...]
    analyzer: Analyzer

    @property
    def terms(self) -> list[str]:
        """All terms in order."""
        return [term for word in self.words for term in word.terms]

    @property
    def same(self) -> dict[str, str]:
        """The further terms of words, each with the one that weighs."""
        return {term: word.terms[0] for word in self.words for term in word.terms[1:]}


def read_words(text: str, index: Index, analyzer: Analyzer) -> Wording:
    """The words of what somebody asks, analysed in the language that they are in.

    That is the language of the coverage, or English, of which they hold the most stop words. Of two
    or three words several may hold as many: then their terms in all of these are looked for, since
    what is written alike in two languages, as names are, may be stemmed differently, and a term
    that no passage holds finds nothing (docs/languages.md has figures of this and other ways).
    """
    first, *others = _plausible(text, index, analyzer)
    if not others:
        words = (
            Word(each.start, each.end, (each.term,) if each.term else ())
            for each in first.tokens(text)
        )
        return Wording(tuple(words), first)
    found: dict[tuple[int, int], dict[str, None]] = {}
    for each in (first, *others):
        for token in each.tokens(text):
            terms = found.setdefault((token.start, token.end), {})
            terms.update({token.term: None} if token.term else {})
    words = (Word(*place, _held(terms, index)) for place, terms in sorted(found.items()))
    return Wording(tuple(words), first)


def read_terms(text: str, index: Index, analyzer: Analyzer) -> list[str]:
    """The terms of `read_words`, without the places of words, which take most of its time."""
    first, *others = _plausible(text, index, analyzer)
    return read_words(text, index, analyzer).terms if others else first.terms(text)


def _held(terms: Iterable[str], index: Index) -> tuple[str, ...]:
    """Those of the terms that the coverage has, the rarest first; else the first."""
    counts = {term: index.document_frequency(term) for term in terms}
    held = sorted(filter(counts.__getitem__, counts), key=counts.__getitem__)
    return tuple(held or [*counts][:1])


def _plausible(text: str, index: Index, analyzer: Analyzer) -> list[Analyzer]:
    """The analyzers of the languages that a text may be in, that of most articles first."""
    codes = (*index.language_codes, ENGLISH)
    known = list({each.language.code: each for each in map(analyzer.of, codes)}.values())
    if len(known) == 1:
        return known
    fitting = [each for each in known if _fits(text, each)] or known
    held = {each.language.code: _stopped(text, each) for each in fitting}
    best = max(held.values())
    return [each for each in fitting if held[each.language.code] == best]


def _fits(text: str, analyzer: Analyzer) -> bool:
    """Whether a text has the characters of a language, where these tell: Japanese has kana."""
    if not IS_EAST_ASIAN.search(text):
        return analyzer.language.cut is None
    if IS_KANA.search(text):
        return analyzer.language.code == "ja"
    return analyzer.language.cut is not None


def _stopped(text: str, analyzer: Analyzer) -> int:
    return sum(not token.term for token in analyzer.tokens(text))
