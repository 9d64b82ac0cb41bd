"""Answers that are not one span: lists given as bullets, and what an abbreviation stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.answering.evidence import Evidence
from knowledge.article import Article
from knowledge.questions.question import Question
from knowledge.text.analysis import Analyzer

_BULLET_LINE = re.compile(r"^[ \t]*(?:[-–•*‣◦·]|\d{1,2}[.)])[ \t]+(?P<item>\S.*)$", re.MULTILINE)
_MOST_ITEMS = 12
_WORD = re.compile(r"[\w.]+")
# Letters of the longest abbreviation.
_LONGEST = 8
# What a term of the question counts in a list's headings and in its items, beside its lead-in.
_HEADED, _INSIDE = 0.6, 0.5
# Sentences whose articles are looked at, and the share of the question that a list must hold.
_MOST_SENTENCES, _LEAST_SHARE = 10, 0.5


@dataclass(frozen=True, slots=True)
class BulletList:
    """A bulleted list in an article: its items, and where it stands from lead-in to last item."""

    article: Article
    start: int
    end: int
    items: tuple[str, ...]
    share: float


def find_list(
    question: Question, evidence: Sequence[Evidence], analyzer: Analyzer
) -> BulletList | None:
    """The bulleted list whose lead-in and heading hold most of the question, if one holds half."""
    articles = {each.article.id: each.article for each in evidence[:_MOST_SENTENCES]}
    lists = (found for a in articles.values() for found in _lists(question, a, analyzer))
    best = max(lists, key=lambda found: found.share, default=None)
    return best if best is not None and best.share >= _LEAST_SHARE else None


def _lists(question: Question, article: Article, analyzer: Analyzer) -> Iterator[BulletList]:
    text = article.text
    run: list[re.Match[str]] = []
    for match in [*_BULLET_LINE.finditer(text), None]:
        if run and (match is None or text[run[-1].end() : match.start()].strip()):
            if len(run) >= 2:
                yield _describe(question, article, run[:_MOST_ITEMS], analyzer)
            run = []
        if match is not None:
            run.append(match)


def _describe(
    question: Question, article: Article, run: list[re.Match[str]], analyzer: Analyzer
) -> BulletList:
    analyzer = analyzer.of(article.language)
    before = article.text[: run[0].start()].rstrip()
    lead_start = before.rfind("\n") + 1
    heading = next((s.title for s in article.sections if s.start <= run[0].start() < s.end), "")
    lead = question.held(analyzer.terms(f"{before[lead_start:]}\n{heading}"))
    head = question.held(analyzer.terms(f"{heading} {article.title or ''}"))
    items = tuple(match.group("item").strip() for match in run)
    inside = question.held(analyzer.terms(" ".join(items)))
    shares = ((lead, 1.0), (head, _HEADED), (inside, _INSIDE))
    held = sum(
        weight * next((share for terms, share in shares if term in terms), 0.0)
        for term, weight in question.weights.items()
    )
    share = held / (sum(question.weights.values()) or 1.0)
    return BulletList(article, lead_start, run[-1].end(), items, share)


def find_definition(
    question: Question, evidence: Sequence[Evidence]
) -> tuple[Evidence, int, int] | None:
    """Where an abbreviation of the question is spelt out: "Full Name (FN)" or "FN (Full Name)".

    Returns the sentence and the offsets of the full name in it.
    """
    for word in (word.replace(".", "") for word in _WORD.findall(question.text)):
        for each in evidence if 2 <= len(word) <= _LONGEST else ():
            found = _spelt_out(word, each.text)
            if found:
                return each, *found
    return None


def _spelt_out(word: str, text: str) -> tuple[int, int] | None:
    before = re.search(rf"\(\s*{re.escape(word)}\s*\)", text, re.IGNORECASE)
    if before:
        words = list(re.finditer(r"[\w’'-]+", text[: before.start()]))
        for first in range(len(words) - 1, max(-1, len(words) - 2 * len(word) - 2), -1):
            if _initials(words[first:], word):
                return words[first].start(), words[-1].end()
    after = re.search(rf"\b{re.escape(word)}\s*\((?P<full>[^()]+)\)", text, re.IGNORECASE)
    if after and _initials(list(re.finditer(r"[\w’'-]+", after.group("full"))), word):
        return after.span("full")
    return None


def _initials(words: list[re.Match[str]], abbreviation: str) -> bool:
    """Whether the words' first letters spell the abbreviation, small words optional."""
    letters = abbreviation.replace(".", "").casefold()
    full = "".join(word.group()[0] for word in words).casefold()
    capitals = "".join(word.group()[0] for word in words if word.group()[0].isupper()).casefold()
    return bool(words) and letters in (full, capitals) and words[0].group()[0].isupper()
