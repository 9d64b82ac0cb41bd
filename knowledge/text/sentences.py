"""Sentence boundaries with character offsets, so that a sentence can be quoted verbatim.

sentencex finds them, the quickest by far of the splitters that were tried (nupunkt, blingfire,
pysbd, syntok). What it does not know of English news is mended here: short forms, quotations within
quotations, and a few ends that it passes over. Other languages are left to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, pairwise

import sentencex

from knowledge.text.abbreviations import ends_sentence, short_form
from knowledge.text.characters import VisibleText
from knowledge.text.languages import ENGLISH, load_language
from knowledge.text.quotation import quotations

_LINE = re.compile(r"[^\n]+")
# Characters of the shortest line that may hold two sentences; a shorter one is a heading, mostly.
_SHORTEST_OF_TWO = 30
# sentencex takes the white space between a capital and a point for one byte long each, and panics
# in the middle of a longer one, such as a no-break space.
_WIDE_SPACE = re.compile(r"[^\S\t -~]")
# Its time grows with the square of a line's length, to half a minute at 100,000 characters: a long
# line is given to it in parts that end within a sentence.
_LONGEST_PART = 2_000
_PART = re.compile(rf".{{1,{_LONGEST_PART - 1}}}(?<=[a-z,])\s")
_OPENED = re.compile(r"\s[\"'’“‘](?=\w)")
# What begins sentences and no name after "Inc." or "U.S.", besides what sentencex knows of it.
_BEGINNERS = (
    "A|Analysts|Asked|Authorities|Critics|Earlier|Experts|Few|Hundreds|I|Investigators|Lawmakers"
    "|Nobody|Others|Prosecutors|Residents|Shares|Though|Thousands|Voters|Witnesses"
)
# Ends that sentencex passes over: after an ellipsis, after signs that close a quotation, after a
# bracket that holds a whole sentence, after the word "no", and between a short form and a
# quotation or a word that begins sentences ("the U.S. A storm").
_PASSED_OVER = re.compile(
    r"[.!?…](?:(?:[’']?[”\"](?<![A-Z]\.[A-Z]\.[”\"])|[)\]]|(?<=…))\s+(?=[\"“‘(\[]?[A-Z])|(?<=\bno\.)\s+(?=[a-z]?[A-Z])"
    rf"|(?P<short>(?<=\.)\s+(?=(?:{_BEGINNERS})\s+[a-z]|[“\"][A-Z])))"
)
_BRACKET = re.compile(r"\s*[(\[]")
_BRACKETED = re.compile(r"[)\]]\s*$")
_COUNTRIES = frozenset(
    {"U.S", "U.S.A", "U.K", "U.N", "E.U", "D.C", "N.Y", "N.J", "L.A", "a.m", "p.m"}
)


def sentence_spans(
    text: str, start: int = 0, end: int | None = None, language: str | None = None
) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` in order, as offsets into `text`, outer white space off.

    `language` is that of the text by its ISO 639-1 code; English where None is named.

    A line break always ends a sentence: copied pages put headings and list items on lines of
    their own. Each line is split alone so that an unbalanced quotation mark cannot swallow the
    lines after it. A quotation is not split.
    """
    code = load_language(language).code
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        content, position = line.group(), line.start()
        cuts = [0, len(content)] if len(content) < _SHORTEST_OF_TWO else _cuts(content, code)
        for first, last in pairwise(cuts):
            piece = content[first:last]
            stripped = piece.strip()
            if stripped:
                begin = position + first + piece.index(stripped[0])
                spans.append((begin, begin + len(stripped)))
    return spans


def _cuts(line: str, language: str) -> list[int]:
    """The places between the sentences of a line, its own beginning and end included."""
    if seen := VisibleText.of(line):
        inner = [seen.places[cut] for cut in _cuts(seen.text, language)[1:-1]]
        return [0, *inner, len(line)]
    plain = line if line.isascii() else _WIDE_SPACE.sub(" ", line)
    ends = list(_found_ends(plain, language))
    if language != ENGLISH:  # what is mended below are habits of English newsrooms
        return [0, *ends, len(line)]
    extra = [
        match.end()
        for match in _PASSED_OVER.finditer(plain)
        if not match["short"] or _ends_short(plain, match.end())
    ]
    if not ends and not extra:  # one sentence, as most lines are
        return [0, len(line)]
    return [0, *_right_ends(plain, set(ends), set(extra)), len(line)]


def _found_ends(line: str, language: str) -> Iterator[int]:
    """The ends that sentencex finds in a line, given to it in parts of bounded length."""
    start = 0
    while start < len(line):
        part = _PART.match(line, start) if len(line) - start > _LONGEST_PART else None
        end = part.end() if part else min(len(line), start + _LONGEST_PART)
        pieces: list[str] = sentencex.segment(language, line[start:end])
        for found in list(accumulate(map(len, pieces), initial=start))[1:-1]:
            # It takes the sign that opens a quotation for one that closes it now and then.
            yield found - 1 if _OPENED.match(line, found - 2) else found
        start = end


def _ends_short(line: str, end: int) -> bool:
    """Whether a short form stands before `end` that may end a sentence before a quotation.

    Initials do not: what follows them in quotes is a nickname.
    """
    short = short_form(line, max(0, end - 30), end)
    return short in _COUNTRIES or ("." not in short and short != "")


def _right_ends(line: str, ends: set[int], extra: set[int]) -> Iterator[int]:
    """Those of the ends that were found, and of the `extra` ones that may be, which are right."""
    within = _covered(quotations(line))
    start = 0
    for end in sorted(ends | extra):
        place = bisect_left(within, (end,)) - 1
        quoted = place >= 0 and end <= within[place][1]
        if quoted or (end not in ends and not _may_end(line, start, end)):
            continue
        if ends_sentence(line, start, end):
            yield end
            start = end


def _may_end(line: str, start: int, end: int) -> bool:
    """Whether what sentencex passed over is an end: a bracket only of one that holds all of it."""
    closing = _BRACKETED.search(line, max(start, end - 10), end)
    return closing is None or _BRACKET.match(line, start) is not None


def _covered(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The outermost of the quotations, in order."""
    outer: list[tuple[int, int]] = []
    for opening, closing in sorted(found):
        if not outer or opening > outer[-1][1]:
            outer.append((opening, closing))
    return outer
