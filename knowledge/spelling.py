"""Spelling: words the coverage does not have, read as the ones they were meant to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from knowledge.analysis import STOP_WORDS, Analyzer
from knowledge.index import Index

# Letters of the longest word that is looked at: what is longer is no word, and has too many edits.
_LONGEST = 40


def read_misspelt(
    word: str, index: Index, analyzer: Analyzer
) -> tuple[str, str] | Literal[""] | None:
    """The word that a misspelt one stands for, as (word, term); "" for a stop word, None for none.

    One slip (a letter more, less, another or two swapped) is undone on the word as typed, so that
    the stemmer sees a real word; two slips, in long words, are met among the coverage's terms.
    """
    typed = word.lower().removesuffix("'s").removesuffix("’s")
    if not 3 <= len(typed) <= _LONGEST or any(char.isdigit() for char in typed):
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
