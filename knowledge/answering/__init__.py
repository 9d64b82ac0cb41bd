"""From a question to an answer with citations."""

from knowledge.answering.decision import Thresholds
from knowledge.answering.kinds.asking import Asking, asking
from knowledge.answering.pipeline import (
    CONSIDERED,
    MOST_WINDOWS,
    Answering,
    Consideration,
    ask,
    consider,
    find_hits,
    rank,
)

__all__ = [
    "CONSIDERED",
    "MOST_WINDOWS",
    "Answering",
    "Asking",
    "Consideration",
    "Thresholds",
    "ask",
    "asking",
    "consider",
    "find_hits",
    "rank",
]
