"""Whether a message asks something at all: what tells a question from chatter."""

from __future__ import annotations

from enum import Enum

from knowledge.answering.news import news_topic
from knowledge.index import Index
from knowledge.questions import bare, is_interrogative, read_question
from knowledge.questions.background import Background
from knowledge.text.analysis import Analyzer

# What a question's words weigh together, at least: "what do you know" weighs less.
_QUESTION_WEIGHT = 1.6
# Without the form of a question, one word at least matters in more than half of the questions that
# have it and weighs so much; and what is only keywords weighs so much together, of whose words so
# large a share tells something. Chosen on the questions in tests/questions, of which next to none
# may count as asking nothing.
_MATTERS, _WORD_WEIGHT = 0.5, 1.6
_KEYWORDS_WEIGHT, _KEYWORDS_SHARE = 10.0, 0.7


class Asking(Enum):
    """What a message asks: nothing ("lol", "thanks"), something, or perhaps something: it has not
    the form of a question, but words that a coverage may know."""

    NOTHING = "nothing"
    PERHAPS = "perhaps"
    SOMETHING = "something"


def asking(text: str, index: Index, analyzer: Analyzer, background: Background) -> Asking:
    """Whether a message asks something, by its form and by what its words weigh in questions."""
    question = bare(text)
    if news_topic(question) is not None:
        return Asking.SOMETHING
    weights = read_question(text, index, analyzer, background).weights
    if is_interrogative(question):
        enough = sum(weights.values()) >= _QUESTION_WEIGHT
        return Asking.SOMETHING if enough else Asking.NOTHING
    # A word that neither the coverage nor general news has may be any noise: "hahaha", "brb".
    known = {
        term: weight
        for term, weight in weights.items()
        if background.has(term) or index.document_frequency(term)
    }
    if not any(
        weight >= _WORD_WEIGHT and background.matters(term) > _MATTERS
        for term, weight in known.items()
    ):
        return Asking.NOTHING
    keywords = len(weights) >= _KEYWORDS_SHARE * len(question.split())
    weighty = sum(known.values()) >= _KEYWORDS_WEIGHT
    return Asking.SOMETHING if keywords and weighty else Asking.PERHAPS
