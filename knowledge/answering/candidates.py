"""Candidates: spans of the same value drawn together over sentences and articles, and scored."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.analysis import Analyzer
from knowledge.answering.evidence import Sentence
from knowledge.answering.question import AnswerType, Question
from knowledge.answering.spans import Span, find_spans, names_inside
from knowledge.dates import same_dates


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a candidate stands: the sentence and the span's offsets in the sentence."""

    sentence: Sentence
    span: Span
    proximity: float


@dataclass(slots=True)
class Candidate:
    """A possible short answer with all its mentions, the best first."""

    key: str
    mentions: list[Mention] = field(default_factory=list)
    score: float = 0.0
    probability: float = 0.0

    @property
    def text(self) -> str:
        """The value as its best mention words it."""
        return self.mentions[0].span.text

    @property
    def best(self) -> Mention:
        """The mention it is best supported by."""
        return self.mentions[0]

    @property
    def articles(self) -> dict[str, None]:
        """The ids of the articles that mention it, the best first."""
        return dict.fromkeys(m.sentence.hit.passage.article.id for m in self.mentions)


_WORDS = re.compile(r"\w+")


def normalised(text: str) -> str:
    """A value with everything that is only spelling taken off: case, accents, articles, marks."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    words = _WORDS.findall("".join(char for char in folded if not unicodedata.combining(char)))
    return " ".join(word for word in words if word not in ("the", "a", "an"))


def collect(
    question: Question, sentences: Sequence[Sentence], analyzer: Analyzer
) -> list[Candidate]:
    """The candidates of the best sentences, scored by formula, best first."""
    asked = {term.term for term in question.terms}
    found: dict[str, Candidate] = {}
    names = names_inside(sentence.text for sentence in sentences)
    for sentence in sentences:
        article = sentence.hit.passage.article
        anchor = article.published.date() if article.published else None
        text = sentence.text
        weights = {term.term: term.weight for term in question.terms}
        places = [
            (token.start, weights[token.term])
            for token in analyzer.tokens(text)
            if token.term in weights
        ]
        for span in find_spans(question, text, anchor, names):
            terms = set(analyzer.terms(span.text))
            if span.kind != "date" and span.kind != "number" and (not terms or terms <= asked):
                continue
            candidate = _candidate_for(span, found)
            mention = Mention(sentence, span, _proximity(question, span, places))
            candidate.mentions.append(mention)
    for candidate in found.values():
        candidate.mentions.sort(key=_mention_score, reverse=True)
        candidate.score = _score(candidate)
    return sorted(found.values(), key=lambda candidate: -candidate.score)


def _candidate_for(span: Span, found: dict[str, Candidate]) -> Candidate:
    """The candidate of the same value: for dates the same days, else the same normalised words."""
    key = normalised(span.text)
    if span.date is not None:
        for other in found.values():
            date = other.best.span.date
            if date is not None and same_dates(date, span.date):
                return other
    return found.setdefault(key, Candidate(key))


def _proximity(question: Question, span: Span, places: list[tuple[int, float]]) -> float:
    """How near the question's terms stand to the span: weights over distance in words, 0 to 1."""
    total = sum(
        weight / (1.0 + min(abs(place - span.start), abs(place - span.end)) / 30.0)
        for place, weight in places
        if not span.start <= place < span.end
    )
    return total / (question.total_weight or 1.0)


def _mention_score(mention: Mention) -> float:
    return mention.sentence.score * mention.span.fit * (0.5 + mention.proximity)


def _score(candidate: Candidate) -> float:
    """The best mention's score, raised a little by every further article that agrees."""
    best = _mention_score(candidate.best)
    articles = len(candidate.articles)
    return best * (1.0 + 0.15 * math.log2(articles))


def wants_span(question: Question) -> bool:
    """Whether the question can be answered by a short span at all."""
    if question.answer_type is AnswerType.THING and not question.focus:
        return False
    return question.answer_type not in (
        AnswerType.REASON,
        AnswerType.MANNER,
        AnswerType.YES_NO,
        AnswerType.LIST,
        AnswerType.DEFINITION,
    )
