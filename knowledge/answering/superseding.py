"""Superseding: whether a newer article gives another value than an answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from knowledge.answer import Answer, Citation, Superseded
from knowledge.answering.accounts import published, says_less, tell_accounts
from knowledge.answering.candidates import Candidate
from knowledge.answering.evidence import Evidence
from knowledge.index import Index
from knowledge.questions import AnswerType, Question, dated, is_same
from knowledge.scope import Scope


def scope_since(index: Index, scope: Scope) -> Scope | None:
    """The scope without the day that it ends with, where the coverage goes on after that day; None
    where it does not.

    What `as_of` hides stays hidden: seen from that day it is not yet written.
    """
    if scope.until is None:
        return None
    open_ended = replace(scope, until=None)
    newest = index.newest_day(open_ended)
    return open_ended if newest and newest > scope.until else None


def is_led_by(answer: Answer, candidates: Sequence[Candidate]) -> bool:
    """Whether an answer is the value that leads among its candidates, and no list or byline."""
    if answer.kind != "span" or not candidates:
        return False
    lead = tell_accounts(candidates)[0]
    return answer.answer == dated(lead.text, lead.value)


def find_newer(
    question: Question,
    candidates: Sequence[Candidate],
    since: Sequence[Candidate] = (),
    until: date | None = None,
) -> Candidate | None:
    """What superseded the value that leads among an answer's candidates: the newest account of
    those that differ from it and are newer.

    `since` are the candidates with all that was published after the day `until` as well, where that
    may be told. Only values that change are superseded: dates, numbers and who is who.
    """
    lead, *others = tell_accounts(candidates)
    told = tell_accounts(since)[:1] if since else []
    after = max(published(lead), datetime.combine(until, time.max) if until else datetime.min)
    newer = [
        *(each for each in others if published(each) > published(lead)),
        *(each for each in told if published(each) > after),
    ]
    newer = [each for each in newer if _changes(question, lead, each)]
    return max(newer, key=published) if newer else None


def supersede(answer: Answer, newer: Candidate) -> Answer:
    """The answer with what superseded it, in the newest sentence that says so."""
    mention = max(newer.mentions, key=_published)
    article = mention.article
    known = {cited.article.id: cited.n for cited in answer.citations}
    n = known.get(article.id, len(set(known.values())) + 1)
    assert mention.span
    mark = mention.span.start - mention.start, mention.span.end - mention.start
    citation = Citation(n, article, mention.start, mention.end, (mark,))
    return replace(answer, superseded=Superseded(dated(newer.text, newer.value), citation))


def _changes(question: Question, lead: Candidate, newer: Candidate) -> bool:
    """Whether a newer value is another one, and of a kind that changes."""
    mine, other = lead.value, newer.value
    if mine is None or other is None:
        is_who = question.answer_type is AnswerType.PERSON and mine is other
        return is_who and not is_same(lead.text, newer.text)
    return not is_same(mine, other) and not says_less(mine.date, other.date)


def _published(mention: Evidence) -> datetime:
    return mention.article.published or datetime.min
