"""Candidates: spans of the same value drawn together over sentences and articles, and scored."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from knowledge.analysis import Analyzer
from knowledge.answering.classification import VALUE_TYPES, AnswerType
from knowledge.answering.evidence import Sentence
from knowledge.answering.lexicon import PERSON_TITLES
from knowledge.answering.numbers import number_value
from knowledge.answering.question import Question
from knowledge.answering.spans import Span, find_spans, names_inside
from knowledge.answering.surroundings import Surroundings
from knowledge.dates import same_dates
from knowledge.index import Index

# Sentences whose lower-case phrases are looked at too.
PHRASED = 8


class Mention(NamedTuple):
    """One place where a candidate stands: the sentence, its place in the ranking, and the span.

    `proximity` tells how near the question's terms stand, `before` and `after` how near those on
    either side; `is_subject` that one of the question's other words follows it at once.
    """

    sentence: Sentence
    order: int
    span: Span
    before: float
    after: float
    is_subject: bool

    @property
    def proximity(self) -> float:
        """Weights of the question's terms over their distance, 0 to 1."""
        return self.before + self.after


@dataclass(slots=True)
class Candidate:
    """A possible short answer with all its mentions, the best first.

    `overlap` is the share of its terms that the question has, `rarity` their mean weight;
    `beside_focus` tells that the noun asked for stands in it or next to it, `in_title` that an
    article's title has it.
    """

    key: str
    mentions: list[Mention] = field(default_factory=list)
    overlap: float = 0.0
    rarity: float = 0.0
    beside_focus: bool = False
    in_title: bool = False
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

    @property
    def origins(self) -> set[str]:
        """The ids of the independent articles that mention it, copies counted once."""
        return {m.sentence.origin for m in self.mentions}


_WORDS = re.compile(r"\w+")


def normalised(text: str) -> str:
    """A value with everything that is only spelling taken off: case, accents, articles, marks."""
    folded = text.lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text).casefold()
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = _WORDS.findall(folded)
    return " ".join(word for word in words if word not in ("the", "a", "an"))


def collect(
    question: Question, sentences: Sequence[Sentence], analyzer: Analyzer, index: Index
) -> list[Candidate]:
    """The candidates of the best sentences, scored by a formula that the scorer then refines."""
    asked = {term.term: term.weight for term in question.terms}
    meant = _meant(question)
    words = {word.casefold() for word in _WORDS.findall(question.text)}
    total = question.total_weight or 1.0
    found: dict[str, Candidate] = {}
    titles: dict[str, str] = {}
    idf = cache(index.idf)
    named = sentences if question.answer_type not in VALUE_TYPES else ()
    names = names_inside(sentence.text for sentence in named)
    for order, sentence in enumerate(sentences):
        article = sentence.hit.passage.article
        anchor = article.published.date() if article.published else None
        title = titles.setdefault(article.id, normalised(article.title or ""))
        text = sentence.text
        spans = list(find_spans(question, text, anchor, names, order < PHRASED))
        if not spans:
            continue
        around = Surroundings(text, meant, question.focus, question.act, analyzer)
        for span in spans:
            inside = around.inside(span)
            worded = span.kind not in ("date", "number")
            if (worded and not inside) or _is_asked(question, words, span):
                continue
            value = normalised(span.text)
            candidate = _candidate_for(span, value, found)
            if not candidate.mentions:
                candidate.overlap = len(inside & asked.keys()) / max(1, len(inside))
                candidate.rarity = sum(map(idf, inside)) / max(1, len(inside))
            before, after = around.proximity(span)
            mention = Mention(
                sentence, order, span, before / total, after / total, around.is_subject(span)
            )
            candidate.mentions.append(mention)
            candidate.in_title |= value in title
            candidate.beside_focus |= around.beside_focus(span)
    for candidate in found.values():
        if len(candidate.mentions) > 1:
            candidate.mentions.sort(key=_mention_score, reverse=True)
        candidate.score = _score(candidate)
    return sorted(found.values(), key=lambda candidate: -candidate.score)


def _meant(question: Question) -> dict[str, float]:
    """The weight of each term that counts as one of the question's, related ones in part."""
    meant: dict[str, float] = {}
    for term in question.terms:
        for related, share in ((term.term, 1.0), *term.related.items()):
            meant[related] = max(meant.get(related, 0.0), share * term.weight)
    return meant


def _is_asked(question: Question, asked: set[str], span: Span) -> bool:
    """Whether a span only repeats the question, or names somebody whom it asks about."""
    words = [word for word in _WORDS.findall(span.text) if word not in PERSON_TITLES]
    if question.answer_type is AnswerType.PERSON and span.kind == "name":
        return any(word.casefold() in asked for word in words if word[0].isupper())
    return all(word.casefold() in asked for word in words)


def _candidate_for(span: Span, value: str, found: dict[str, Candidate]) -> Candidate:
    """The candidate of the same value: for dates the same days, for numbers the same number,
    else the same normalised words, `value`."""
    number = number_value(span.text) if span.kind == "number" else None
    key = f"{number[0]:g}{number[1]}" if number else value
    if span.date is not None:
        for other in found.values():
            date = other.best.span.date
            if date is not None and same_dates(date, span.date):
                return other
    if key not in found:
        found[key] = Candidate(key)
    return found[key]


def _mention_score(mention: Mention) -> float:
    sentence = mention.sentence.coverage / (1.0 + 0.3 * mention.order)
    subject = 1.3 if mention.is_subject else 1.0
    return sentence * mention.span.fit * (0.5 + mention.proximity) * subject


def _score(candidate: Candidate) -> float:
    """The best mention's score, raised a little by every further article that agrees."""
    best = _mention_score(candidate.best)
    articles = len(candidate.origins)
    return best * (1.0 + 0.15 * math.log2(articles))


def wants_span(question: Question) -> bool:
    """Whether the question can be answered by a short span at all."""
    return question.answer_type not in (
        AnswerType.REASON,
        AnswerType.MANNER,
        AnswerType.YES_NO,
        AnswerType.LIST,
        AnswerType.DEFINITION,
    )
