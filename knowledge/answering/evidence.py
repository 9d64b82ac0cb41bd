"""Evidence: the sentences of the passages found, and how much of the question each one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.analysis import Analyzer
from knowledge.answer import Hit
from knowledge.answering.question import Question, Term

# What a question's term counts where the sentence itself lacks it, by where it stands instead.
SYNONYM, TITLE, NEIGHBOUR, PASSAGE = 0.7, 0.6, 0.5, 0.25


@dataclass(slots=True)
class Sentence:
    """A sentence of a passage that was found; `start` and `end` are offsets into the article.

    `own` is the share of the question's weight that the sentence holds itself; `coverage` adds
    what its title, heading, neighbours and passage hold, at a discount.
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
    copies_title: bool = False
    score: float = 0.0
    features: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.hit.passage.article.text[self.start : self.end]


def gather(question: Question, hits: Sequence[Hit], analyzer: Analyzer) -> list[Sentence]:
    """The sentences of all hits, measured against the question but not yet scored."""
    found: list[Sentence] = []
    for rank, hit in enumerate(hits):
        article = hit.passage.article
        heading = set(analyzer.terms(f"{article.title or ''} {hit.passage.section or ''}"))
        title = set(analyzer.terms(article.title or ""))
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
            sentence.copies_title = bool(title) and len(own & title) >= 0.8 * len(own | title)
            found.append(sentence)
    return found


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
    pairs = set(zip(asked, asked[1:], strict=False))
    if not pairs:
        return 0.0
    return len(pairs & set(zip(terms, terms[1:], strict=False))) / len(pairs)


def rank(question: Question, sentences: list[Sentence]) -> list[Sentence]:
    """Scores the sentences by formula and returns them best first."""
    best = max((sentence.hit.score for sentence in sentences), default=1.0) or 1.0
    for sentence in sentences:
        score = sentence.coverage + 0.3 * sentence.own + 0.3 * sentence.bigrams
        score *= 0.4 + 0.6 * sentence.hit.score / best
        if sentence.copies_title:
            score *= 0.7
        if len(sentence.terms) < 4:
            score *= 0.5
        sentence.score = score
    return sorted(sentences, key=lambda sentence: -sentence.score)
