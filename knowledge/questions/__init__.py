"""Questions: what is asked for, in which terms, and in how many parts."""

from knowledge.questions.classification import AnswerType, is_interrogative
from knowledge.questions.parts import split_question
from knowledge.questions.question import FILLER, Question, bare, read_question
from knowledge.questions.values import Value, dated, find_values, fits, is_same

__all__ = [
    "FILLER",
    "AnswerType",
    "Question",
    "Value",
    "bare",
    "dated",
    "find_values",
    "fits",
    "is_interrogative",
    "is_same",
    "read_question",
    "split_question",
]
