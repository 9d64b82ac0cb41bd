"""Answers: what each article answers to one question, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answer import Account, Citation
from knowledge.answering import Answering, find_hits
from knowledge.answering.accounts import published, says_less
from knowledge.answering.blend import Blend
from knowledge.answering.candidates import Candidate
from knowledge.answering.evidence import Evidence, gather
from knowledge.answering.slips import without_slips
from knowledge.comparing.comparison import Comparison, Difference, Statement
from knowledge.comparing.voices import hear
from knowledge.index import Index
from knowledge.questions import Question, dated, is_same, read_question
from knowledge.questions.background import Background
from knowledge.questions.classification import VALUE_TYPES
from knowledge.reading import Reader, measure
from knowledge.scope import Scope

# Passages looked at and windows of them read: more than for one answer, since every article is to
# have its say.
_CONSIDERED, _WINDOWS = 40, 40
# An article answers where the reader's logit that its window answers is at least `_ANSWERS`, and
# the logarithm of its answer's share is at most `_BEHIND` below the likeliest one's. Chosen on 150
# questions of RAMDocs and 203 of ConflictingQA: docs/quality.md.
_ANSWERS, _BEHIND = -2.0, 4.0
# Where so many texts give one value, a text that alone gives another must be nearly as likely.
_MANY, _LONE_BEHIND = 3, 1.5
_MOST_VALUES = 6


def compare_answers(
    index: Index, answering: Answering, reader: Reader, question: str, scope: Scope
) -> Comparison:
    """What the articles answer to a question: the value they share, or those they differ by."""
    asked = read_question(question, index, answering.analyzer, Background.load())
    hits = find_hits(index, asked.terms, _CONSIDERED, scope)
    sentences = measure(asked, hits, answering.analyzer, reader.pieces)
    evidence = gather(asked, sentences, index, reader, Blend.load("read"), _WINDOWS)
    answers = _best_of_each(asked, without_slips(asked, evidence))
    groups = _by_value(answers)
    voices = hear(index, (each.article for each in answers))
    statements: list[Statement] = []
    differ: tuple[Difference, ...] = ()
    if len(groups) > 1:
        differ = (_difference(groups),)
    elif groups:
        statements = [Statement(tuple(map(_cited, groups[0].mentions)))]
    shared = len(set(voices.values())) > 1
    return Comparison(
        asked.text,
        articles=len(voices),
        sources=len(set(voices.values())),
        agree=tuple(statements) if shared else (),
        differ=differ,
        alone=() if shared else tuple(statements),
    )


def _best_of_each(asked: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The likeliest answer of each article that answers, the likeliest first."""
    valued = asked.answer_type in VALUE_TYPES
    found = [
        (each.span.share, each)
        for each in evidence
        if each.span and each.relevance >= _ANSWERS and (each.span.value or not valued)
    ]
    found.sort(key=lambda pair: -pair[0])
    best: dict[str, Evidence] = {}
    for share, each in found:
        if share >= found[0][0] - _BEHIND:
            best.setdefault(each.article.id, each)
    return list(best.values())


def _by_value(answers: Sequence[Evidence]) -> list[Candidate]:
    """The answers of one value drawn together, each text once, the newest first.

    A date that only says less than one that is likelier is none of its own.
    """
    groups: list[list[Evidence]] = []
    for each in answers:
        same = next((group for group in groups if _agree(group[0], each)), None)
        if same is None:
            groups.append([each])
        elif all(each.origin != other.origin for other in same):
            same.append(each)
    many = max(map(len, groups), default=0) >= _MANY
    told = [
        Candidate(_text(group[0]), tuple(group), 0.0)
        for group in groups
        if not many or len(group) > 1 or _share(group[0]) >= _share(answers[0]) - _LONE_BEHIND
    ]
    return sorted(told[:_MOST_VALUES], key=published, reverse=True)


def _share(evidence: Evidence) -> float:
    assert evidence.span
    return evidence.span.share


def _agree(one: Evidence, other: Evidence) -> bool:
    assert one.span
    assert other.span
    mine, theirs = one.span.value, other.span.value
    if mine and theirs and says_less(mine.date, theirs.date):
        return True
    return is_same(mine or _said(one), theirs or _said(other))


def _said(evidence: Evidence) -> str:
    assert evidence.span
    return evidence.article.text[evidence.span.start : evidence.span.end]


def _text(evidence: Evidence) -> str:
    assert evidence.span
    return dated(_said(evidence), evidence.span.value)


def _difference(groups: Sequence[Candidate]) -> Difference:
    return Difference(
        tuple(Account(each.text, each.articles) for each in groups),
        tuple(_cited(mention) for each in groups for mention in each.mentions),
    )


def _cited(evidence: Evidence) -> Citation:
    assert evidence.span
    mark = evidence.span.start - evidence.start, evidence.span.end - evidence.start
    return Citation(0, evidence.article, evidence.start, evidence.end, (mark,))
