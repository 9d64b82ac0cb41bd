"""Comparing: a topic sentence against sentence, a question answer against answer."""

from __future__ import annotations

import re

from knowledge.answering import Answering
from knowledge.answering.copies import name_copies
from knowledge.comparing.answers import compare_answers
from knowledge.comparing.comparison import Comparison
from knowledge.comparing.statements import compare_statements
from knowledge.index import Index
from knowledge.questions import AnswerType, bare
from knowledge.questions.classification import classify
from knowledge.scope import Scope

_ASKS = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|how)(?:['’]?s|['’]re)?\b|.*\?\W*$",
    re.IGNORECASE | re.DOTALL,
)
# What is answered by a short value that two articles can be compared by.
_SHORT = (
    AnswerType.DATE,
    AnswerType.NUMBER,
    AnswerType.PERSON,
    AnswerType.PLACE,
    AnswerType.THING,
)


def compare(index: Index, answering: Answering, topic: str, scope: Scope) -> Comparison:
    """What the sources of a scope agree on, where they differ, and what one alone has.

    A question that a short value answers is put to every article; anything else is a topic, of
    which the sentences are compared. No source is held to be better than another.
    """
    topic = bare(topic)
    reader = answering.reader
    if reader and _ASKS.match(topic) and classify(topic)[0] in _SHORT:
        found = compare_answers(index, answering, reader, topic, scope)
    else:
        found = compare_statements(index, answering.analyzer, topic, scope)
    return found.numbered(name_copies(index, (each.article for each in found.citations), scope))
