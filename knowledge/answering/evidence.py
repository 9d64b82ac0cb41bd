"""Evidence: the sentences of the passages found, and how much of the question each one holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.analysis import Analyzer
from knowledge.answer import Hit
from knowledge.answering.classification import AnswerType
from knowledge.answering.question import Question, Term

# What a question's term counts where the sentence itself lacks it, by where it stands instead.
SYNONYM, TITLE, NEIGHBOUR, PASSAGE = 0.7, 0.6, 0.5, 0.25


@dataclass(slots=True)
class Sentence:
    """A sentence of a passage that was found; `start` and `end` are offsets into the article.

    `own` is the share of the question's weight that the sentence holds itself; `coverage` adds
    what its title, heading, neighbours and passage hold, at a discount. `bigrams` and `names` are
    the shares of the question's adjacent pairs and of its names; `missing` is the weight of the
    heaviest term that neither the sentence nor its surroundings hold; `typed` tells whether it has
    a value of the type asked for, `echo` how much of what it says other articles found say too.
    """

    hit: Hit
    rank: int
    start: int
    end: int
    terms: list[str]
    own: float = 0.0
    coverage: float = 0.0
    bigrams: float = 0.0
    names: float = 0.0
    missing: float = 0.0
    title_share: float = 0.0
    copies_title: bool = False
    typed: float = 0.0
    quoted: float = 0.0
    echo: float = 0.0
    score: float = 0.0

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.hit.passage.article.text[self.start : self.end]


def gather(question: Question, hits: Sequence[Hit], analyzer: Analyzer) -> list[Sentence]:
    """The sentences of all hits, measured against the question but not yet scored."""
    found: list[Sentence] = []
    total = question.total_weight or 1.0
    for rank, hit in enumerate(hits):
        article = hit.passage.article
        heading = set(analyzer.terms(f"{article.title or ''} {hit.passage.section or ''}"))
        title = set(analyzer.terms(article.title or ""))
        title_share = sum(t.weight for t in question.terms if t.term in title) / total
        sentences = [
            Sentence(hit, rank, start, end, analyzer.terms(article.text[start:end]))
            for start, end in hit.passage.sentences()
        ]
        sets = [set(sentence.terms) for sentence in sentences]
        whole: set[str] = set().union(*sets)
        for number, sentence in enumerate(sentences):
            near = sets[number - 1] if number else set()
            after = sets[number + 1] if number + 1 < len(sets) else set()
            _measure(sentence, question, sets[number], heading, near | after, whole)
            own = sets[number]
            sentence.title_share = title_share
            sentence.typed = float(_has_type(question, sentence.text))
            sentence.quoted = float(_QUOTE_MARK.search(sentence.text) is not None)
            sentence.copies_title = bool(title) and len(own & title) >= 0.8 * len(own | title)
            found.append(sentence)
    _measure_echo(question, found)
    return found


_QUOTE_MARK = re.compile(r"[“”\"]")
_DIGIT_OR_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|half|quarter|twice)\b",
    re.IGNORECASE,
)
_DATE_HINT = re.compile(
    r"\b(?:(?:19|20)\d\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March"
    r"|April|June|July|August|September|October|November|December|\w+day|week|month|year"
    r"|yesterday|tomorrow|today)\b"
)
_NAME_INSIDE = re.compile(r"\s[A-Z]")


def _has_type(question: Question, text: str) -> bool:
    if question.answer_type is AnswerType.NUMBER:
        return _DIGIT_OR_NUMBER.search(text) is not None
    if question.answer_type is AnswerType.DATE:
        return _DATE_HINT.search(text) is not None
    return _NAME_INSIDE.search(text) is not None


def _measure(
    sentence: Sentence,
    question: Question,
    own: set[str],
    heading: set[str],
    near: set[str],
    whole: set[str],
) -> None:
    total = question.total_weight or 1.0
    held = covered = names = all_names = missing = 0.0
    for term in question.terms:
        share = term_share(term, own, heading, near, whole)
        covered += term.weight * share
        if share >= SYNONYM:
            held += term.weight * share
        if share < NEIGHBOUR:
            missing = max(missing, term.weight)
        if term.is_name:
            all_names += term.weight
            names += term.weight * (share >= TITLE)
    sentence.own = held / total
    sentence.coverage = covered / total
    sentence.names = names / all_names if all_names else 1.0
    sentence.missing = missing
    sentence.bigrams = _bigram_coverage(question, sentence.terms)


def term_share(
    term: Term, own: set[str], heading: set[str], near: set[str], whole: set[str]
) -> float:
    """How much of one question term a sentence and its surroundings hold, from 0 to 1."""
    if term.term in own:
        return 1.0
    if term.synonyms & own:
        return SYNONYM
    for place, share in ((heading, TITLE), (near, NEIGHBOUR), (whole, PASSAGE)):
        if term.term in place:
            return share
        if term.synonyms & place:
            return share * SYNONYM
    return 0.0


def _bigram_coverage(question: Question, terms: list[str]) -> float:
    """The share of the question's adjacent pairs of terms that are adjacent in the sentence."""
    asked = [term.term for term in question.terms]
    pairs = set(pairwise(asked))
    if not pairs:
        return 0.0
    return len(pairs & set(pairwise(terms))) / len(pairs)


def _measure_echo(question: Question, sentences: Sequence[Sentence]) -> None:
    """Sets `echo`: over a sentence's other terms, the mean share of the articles that hold each."""
    articles: dict[str, set[str]] = {}
    for sentence in sentences:
        articles.setdefault(sentence.hit.passage.article.id, set()).update(sentence.terms)
    if len(articles) < 2:
        return
    counts = Counter(term for terms in articles.values() for term in terms)
    asked = {term.term for term in question.terms}
    for sentence in sentences:
        others = [counts[term] - 1 for term in sentence.terms if term not in asked]
        if others:
            sentence.echo = sum(others) / len(others) / (len(articles) - 1)
