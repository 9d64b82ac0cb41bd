"""A question: what it asks for, in which terms, and how much each term matters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.index import Index
from knowledge.index.bm25 import K1
from knowledge.questions.background import Background
from knowledge.questions.classification import AnswerType, classify
from knowledge.questions.spelling import read_misspelt
from knowledge.questions.wording import read_words
from knowledge.text.analysis import Analyzer
from knowledge.text.characters import visible
from knowledge.text.languages import ENGLISH

# A term that matters less than this is filler: it is not looked for, nor read as misspelt.
FILLER = 0.15
# Unknown words of one question that are looked up as misspelt, at about 5 ms each.
MOST_MISSPELT = 12

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Question:
    """A question made ready for search and for the reader.

    `text` is what was typed without addresses of the web, `read` the same with misspelt words as
    they were meant. `weights` are the terms by how much they matter: inverse document frequency
    over the coverage and general news, times the share of questions with that term whose article
    has it too (so "lol" weighs nothing). `corrections` are misspelt words as (typed, read).
    `possible_score` bounds what BM25 can give a passage for the terms. `same` has the terms of
    words in further languages of the coverage, with the term that weighs in their place.
    """

    text: str
    read: str
    answer_type: AnswerType
    weights: Mapping[str, float]
    corrections: tuple[tuple[str, str], ...]
    possible_score: float
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms in the order of the question, those of further languages last."""
        return (*self.weights, *self.same)

    def held(self, terms: Iterable[str]) -> set[str]:
        """Those of the question's weighing terms that some terms are or stand for."""
        same = self.same
        found = {same.get(term, term) for term in terms} if same else set(terms)
        return self.weights.keys() & found

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the question in lower case."""
        return frozenset(re.findall(r"\w+", f"{self.text} {self.read}".lower()))


def bare(text: str) -> str:
    """A question without addresses of the web, characters of no width and halves of characters
    (surrogates)."""
    seen = visible(text).encode("utf-8", "ignore").decode("utf-8")
    return " ".join(_ADDRESS.sub(" ", seen).split())


def read_question(text: str, index: Index, analyzer: Analyzer, background: Background) -> Question:
    """Turns a reader's words into a Question against one coverage.

    Words that neither the coverage nor general news nor other questions have are read as the
    closest word of the coverage when the spelling is near enough.
    """
    cleaned = bare(text)
    weights: dict[str, float] = {}
    corrections: list[tuple[str, str]] = []
    pieces: list[str] = []
    position = looked_up = 0
    wording = read_words(cleaned, index, analyzer)
    if wording.analyzer.language.code != ENGLISH:
        background = Background({})  # which is of English alone
    for each in wording.words:
        word = cleaned[each.start : each.end]
        terms = [*each.terms[:1]]
        if terms and _is_unknown(terms[0], index, background) and looked_up < MOST_MISSPELT:
            looked_up += 1
            readings = read_misspelt(word, index, wording.analyzer)
            if readings is not None:
                terms = [term for _, term in readings]
            if readings:
                corrections.append((word, " ".join(read for read, _ in readings)))
                pieces += [cleaned[position : each.start], corrections[-1][1]]
                position = each.end
        for term in terms:
            matters = background.matters(term)
            if matters >= FILLER:
                weights.setdefault(term, background.weight(term, index) * matters)
    same = {term: main for term, main in wording.same.items() if main in weights}
    return Question(
        text=cleaned,
        read="".join([*pieces, cleaned[position:]]),
        answer_type=classify(cleaned)[0],
        weights=weights,
        corrections=tuple(corrections),
        possible_score=sum(map(index.idf, weights)) * (K1 + 1.0) or 1.0,
        same=same,
    )


def _is_unknown(term: str, index: Index, background: Background) -> bool:
    """Whether a term may be a slip: nobody is known to have used it."""
    return not (
        index.document_frequency(term) or background.knows(term) or background.is_asked(term)
    )
