"""Spelling: words the coverage does not have, read as the ones they were meant to be."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.index import Index
from knowledge.text.analysis import Analyzer

# Letters of the longest word that is looked at: what is longer is no word, and has too many edits.
_LONGEST = 40
# Letters from which on a word may have two slips, and that a part of two words has at least.
_LONG, _SHORTEST_PART = 7, 4
# Letters of the shortest word that is looked at; a slip in it could be any word, so only a stop
# word is read in it. Up to `_SHORT` letters a stop word is likelier than a word of the coverage.
_SHORTEST, _SHORT = 3, 5
# Slips in a long word.
_MOST_SLIPS = 2

Reading = tuple[str, str]


def read_misspelt(word: str, index: Index, analyzer: Analyzer) -> list[Reading] | None:
    """What a misspelt word stands for, as (word, term); none for a stop word, None if unknown.

    One slip (a letter more, less, another or two swapped) is undone on the word as typed, so that
    the stemmer sees a real word; two words typed as one are parted; two slips, in long words, are
    met among the coverage's terms.
    """
    typed = word.lower().removesuffix("'s").removesuffix("’s")
    if not _SHORTEST <= len(typed) <= _LONGEST or any(char.isdigit() for char in typed):
        return None
    if len(typed) <= _SHORT and any(edit in analyzer.stop_words for edit in _one_slip(typed)):
        return []
    if len(typed) == _SHORTEST:
        return None
    return (
        _undo_one_slip(typed, index, analyzer)
        or _part(typed, index, analyzer)
        or _nearest(typed, index, analyzer)
    )


def _undo_one_slip(typed: str, index: Index, analyzer: Analyzer) -> list[Reading] | None:
    read: dict[str, tuple[int, str]] = {}
    for edit in _one_slip(typed):
        term = analyzer.term(edit)
        count = index.document_frequency(term) if term else 0
        # Of edits that stem alike the one that keeps the typed length is the likelier word.
        rank = count * 2 + (len(edit) == len(typed))
        if count and rank > read.get(term, (0, ""))[0]:
            read[term] = (rank, edit)
    if not read:
        return None
    term = max(read, key=lambda found: (index.document_frequency(found), found))
    return [(read[term][1], term)]


def _part(typed: str, index: Index, analyzer: Analyzer) -> list[Reading] | None:
    """Two words of the coverage written as one ("superbowl"), the rarer of them least common."""
    best: tuple[int, list[Reading]] | None = None
    for place in range(_SHORTEST_PART, len(typed) - _SHORTEST_PART + 1):
        parts = [typed[:place], typed[place:]]
        terms = [analyzer.term(part) for part in parts]
        count = min(index.document_frequency(term) if term else 0 for term in terms)
        if count and (best is None or count > best[0]):
            best = count, list(zip(parts, terms, strict=True))
    return best[1] if best else None


def _nearest(typed: str, index: Index, analyzer: Analyzer) -> list[Reading] | None:
    if len(typed) < _LONG:
        return None
    near = [found for found in index.closest(analyzer.term(typed)) if found[2] <= _MOST_SLIPS]
    if not near:
        return None
    term = min(near, key=lambda found: (found[2], -found[1]))[0]
    return [(term, term)]


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
