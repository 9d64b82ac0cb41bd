"""The pipeline: question to passages to sentences read to the answer shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.answer import Answer, Hit
from knowledge.answering.blend import Blend, answer_features
from knowledge.answering.candidates import Candidate, collect
from knowledge.answering.citing import Quote, cite
from knowledge.answering.copies import name_copies
from knowledge.answering.decision import Shown, Thresholds, candidate_features, decide
from knowledge.answering.evidence import Evidence, gather
from knowledge.answering.kinds.byline import tell_byline
from knowledge.answering.kinds.lists import find_definition, find_list
from knowledge.answering.kinds.news import news_topic, tell_news
from knowledge.answering.kinds.written import tell_written
from knowledge.answering.merging import merge
from knowledge.answering.slips import without_slips
from knowledge.answering.superseding import find_newer, is_led_by, scope_since, supersede
from knowledge.index import ClusterError, Index, Recency
from knowledge.questions import AnswerType, Question, bare, read_question, split_question
from knowledge.questions.background import Background
from knowledge.reading import Reader, measure
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer

# Passages looked at for an answer, and the most of one article where there are many articles.
CONSIDERED = 25
PER_ARTICLE = 3
# The most windows of them that are read: docs/quality.md has what fewer and more cost and bring.
MOST_WINDOWS = 16
# The language that the reader was trained on.
READ = "en"
# Recency: an old passage keeps this share of its score; half the rest goes in so many days.
RECENCY_FLOOR, RECENCY_HALF_LIFE = 0.6, 30.0


@dataclass(frozen=True, slots=True)
class Answering:
    """What questions are answered with: the analyzer of the articles, the reader (None to do
    without), where the decision falls, how many windows are read, and whether they are fewer than
    usual."""

    analyzer: Analyzer
    reader: Reader | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    windows: int = MOST_WINDOWS
    is_hurried: bool = False

    def hurried(self, windows: int) -> Answering:
        """What a question in haste is answered with: at most so many windows are read; with 0,
        words alone decide."""
        if self.reader is None or windows >= self.windows:
            return self
        if not windows:
            return replace(self, reader=None, is_hurried=True)
        return replace(self, windows=windows, is_hurried=True)

    def reader_of(self, hits: Sequence[Hit]) -> Reader | None:
        """The reader, None where what is found first declares a language that it cannot read."""
        language = hits[0].passage.article.language if hits else None
        return self.reader if language in (None, READ) else None


@dataclass(frozen=True, slots=True)
class Consideration:
    """All that was weighed for an answer, best first; what benchmarks look into.

    `tells` is the probability that the first sentence tells the answer, by which refusing goes,
    `span` that the first candidate is right.
    """

    question: Question
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...]
    tells: float
    span: float
    answer: Answer


def rank(index: Index, terms: Sequence[str], k: int, scope: Scope) -> list[tuple[int, float]]:
    """The k best passages for some terms as (number, score); newer ones are preferred mildly.

    Age counts back from the newest article in scope, so that a coverage which is no longer added to
    is read as it was on its last day.
    """
    newest = index.newest_day(scope)
    recency = Recency(newest, RECENCY_FLOOR, RECENCY_HALF_LIFE) if newest else None
    per_article = max(PER_ARTICLE, 2 * k // max(1, index.article_count))
    return index.search(terms, k, scope, recency, per_article)


def find_hits(index: Index, terms: Sequence[str], k: int, scope: Scope) -> list[Hit]:
    """As `rank`, with the passages read."""
    return [Hit(index.passage(number), score) for number, score in rank(index, terms, k, scope)]


def ask(
    index: Index,
    answering: Answering,
    question: str,
    scope: Scope,
    *,
    passages: int | None = None,
) -> Answer:
    """The answer to what is asked; with `passages`, the best passages come along in rank order."""
    started = time.perf_counter()
    answer = _ask(index, answering, question, scope, passages)
    return replace(answer, took_ms=(time.perf_counter() - started) * 1000)


def _ask(
    index: Index, answering: Answering, question: str, scope: Scope, passages: int | None
) -> Answer:
    text, analyzer = bare(question), answering.analyzer
    topic = news_topic(text)
    if topic is not None and (told := tell_news(index, analyzer, question, topic, scope)):
        return told if passages is None else replace(told, passages=())
    if written := tell_written(index, analyzer, question, text, scope):
        return written if passages is None else replace(written, passages=())
    parts = split_question(question, analyzer)
    answers = [_answer(index, answering, part, scope, passages) for part in parts]
    return answers[0] if len(answers) == 1 else merge(question, answers, passages)


def _answer(
    index: Index, answering: Answering, question: str, scope: Scope, passages: int | None
) -> Answer:
    """The answer to one question, with what superseded it since where a newer article says so."""
    considered = consider(index, answering, question, scope, passages=passages)
    answer, candidates = considered.answer, considered.candidates
    if not is_led_by(answer, candidates):
        return answer
    since = _consider_since(index, answering, question, scope)
    told = since.candidates if since and is_led_by(since.answer, since.candidates) else ()
    newer = find_newer(considered.question, candidates, told, scope.until)
    return supersede(answer, newer) if newer else answer


def _consider_since(
    index: Index, answering: Answering, question: str, scope: Scope
) -> Consideration | None:
    """What the coverage says with all that was published after a scope as well; None where that is
    nothing more, or cannot be searched just now: there is an answer without it."""
    later = scope_since(index, scope)
    try:
        return consider(index, answering, question, later) if later else None
    except ClusterError:
        return None


def consider(
    index: Index,
    answering: Answering,
    question: str,
    scope: Scope,
    *,
    passages: int | None = None,
) -> Consideration:
    """As `ask`, for one question, with everything that was weighed."""
    analyzer = answering.analyzer
    asked = read_question(question, index, analyzer, Background.load())
    hits = find_hits(index, asked.terms, max(CONSIDERED, passages or 0), scope)
    reader = answering.reader_of(hits)
    blend = Blend.load("read" if reader else "plain")
    pieces = reader.pieces if reader else None
    sentences = measure(asked, hits[:CONSIDERED], analyzer, pieces)
    read = gather(asked, sentences, index, reader, blend, answering.windows)
    evidence = without_slips(asked, read)
    candidates = collect(evidence)
    tells = span = 0.0
    if evidence:
        tells = blend.tells_chance(answer_features(asked, evidence, index.passage_count))
    if candidates:
        span = blend.span_chance(candidate_features(asked, candidates, tells))
    shown = tell_byline(asked, hits) or _special(asked, evidence, analyzer, tells, answering)
    shown = shown or decide(asked, evidence, candidates, tells, span, answering.thresholds)
    is_all_read = reader is not None and len(read) == sum(map(len, sentences))
    copies = name_copies(index, (quote.article for quote in shown.quotes), scope)
    answer = Answer(
        question=question,
        answer=shown.text,
        kind=shown.kind,
        confidence=shown.confidence,
        citations=tuple(cite(asked, shown.quotes, analyzer, copies)),
        accounts=shown.accounts,
        passages=tuple(hits[:passages]) if passages is not None else None,
        corrections=asked.corrections,
        closest=shown.closest,
        hurried=answering.is_hurried and not is_all_read,
    )
    return Consideration(
        asked, tuple(hits), tuple(evidence), tuple(candidates), tells, span, answer
    )


def _special(
    question: Question,
    evidence: Sequence[Evidence],
    analyzer: Analyzer,
    tells: float,
    answering: Answering,
) -> Shown | None:
    """A list or a definition, where the question asks for one and the coverage gives it."""
    if not evidence or tells < answering.thresholds.refuse:
        return None
    # "which stations opened late" asks for the list that follows "three stations opened late:".
    # That line may rank behind the first item.
    has_lead_in = any(each.text.endswith(":") for each in evidence[:2])
    led_in = has_lead_in and question.answer_type is AnswerType.THING
    if led_in or question.answer_type is AnswerType.LIST:
        found = find_list(question, evidence, analyzer)
        if found is not None and (not led_in or found.start <= evidence[0].start < found.end):
            quote = Quote(found.article, found.start, found.end)
            text = "; ".join(item.rstrip(".;") for item in found.items)
            return Shown(text, "span", max(tells, answering.thresholds.span), [quote])
    if question.answer_type is AnswerType.DEFINITION:
        spelt = find_definition(question, evidence)
        if spelt is None:
            return Shown(None, None, tells, [Quote.of(each) for each in evidence[:3]])
        each, start, end = spelt
        confidence = max(tells, answering.thresholds.span)
        return Shown(each.text[start:end], "span", confidence, [Quote.of(each, (start, end))])
    return None
