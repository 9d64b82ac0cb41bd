"""Whether a message asks something at all: what tells a question from chatter."""

from __future__ import annotations

import re
from enum import Enum

from knowledge.answering.kinds.news import news_topic
from knowledge.index import Index
from knowledge.questions import bare, is_interrogative, read_question
from knowledge.questions.background import Background
from knowledge.text.analysis import Analyzer
from knowledge.text.languages import IS_EAST_ASIAN

# What a question's words weigh together, at least: "what do you know" weighs less.
_QUESTION_WEIGHT = 1.6
# Without the form of a question, one word at least matters in more than half of the questions that
# have it and weighs so much; and what is only keywords weighs so much together, of whose words so
# large a share tells something. Chosen on the questions in tests/questions, of which next to none
# may count as asking nothing.
_MATTERS, _WORD_WEIGHT = 0.5, 1.6
_KEYWORDS_WEIGHT, _KEYWORDS_SHARE = 10.0, 0.7
# A question's mark, or a letter that is not Latin: what words of other languages weigh where nobody
# knows them is not known, so several of them may ask something.
_FOREIGN = re.compile(r"[?？]\W*$|[^\W\d_a-zA-Z\u00c0-\u024f]")
_SIGNS = 6  # of Chinese or Japanese, which is cut into words only where the coverage has it


class Asking(Enum):
    """What a message asks: nothing ("lol", "thanks"), something, or perhaps something: it has not
    the form of a question, but words that a coverage may know."""

    NOTHING = "nothing"
    PERHAPS = "perhaps"
    SOMETHING = "something"


def asking(
    text: str, index: Index, analyzer: Analyzer, background: Background, *, follows: bool = False
) -> Asking:
    """Whether a message asks something, by its form and by what its words weigh in questions.

    Where it `follows` on something asked before, the form is enough: "why?", "and before that?".
    """
    question = bare(text)
    if news_topic(question) is not None:
        return Asking.SOMETHING
    if follows and (is_interrogative(question) or text.rstrip().endswith("?")):
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
        several = len(weights) > 1 or len(IS_EAST_ASIAN.findall(question)) >= _SIGNS
        return Asking.PERHAPS if several and _FOREIGN.search(question) else Asking.NOTHING
    keywords = len(weights) >= _KEYWORDS_SHARE * len(question.split())
    weighty = sum(known.values()) >= _KEYWORDS_WEIGHT
    return Asking.SOMETHING if keywords and weighty else Asking.PERHAPS
