"""Conversing: a question answered as one of a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answer import Answer
from knowledge.answering import CONSIDERED, Answering, ask, find_hits
from knowledge.conversation.asking_back import find_choices, lacks_subject
from knowledge.conversation.completing import complete
from knowledge.conversation.turn import Turn
from knowledge.index import ClusterError, Index
from knowledge.questions.wording import read_terms
from knowledge.scope import Scope


def converse(
    index: Index,
    answering: Answering,
    question: str,
    turns: Sequence[Turn],
    scope: Scope,
    *,
    passages: int | None = None,
) -> Answer:
    """The answer to a question, completed from the turns before it where it leans on them.

    Where it lacks what it is about and nothing was said before, the stories that it may mean come
    along as `choices`.
    """
    analyzer = answering.analyzer
    whole = complete(question, turns, analyzer).question
    answer = ask(index, answering, whole, scope, passages=passages)
    if whole != question:
        return replace(answer, question=question, understood=whole)
    if turns or answer.kind == "summary" or not lacks_subject(question, analyzer):
        return answer
    try:
        hits = find_hits(index, read_terms(question, index, analyzer), CONSIDERED, scope)
    except ClusterError:  # there is an answer without them
        return answer
    return replace(answer, choices=find_choices(question, hits, analyzer))
