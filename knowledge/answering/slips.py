"""Slips: what articles say of themselves, or of earlier versions, to have been wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.answering.evidence import Evidence
from knowledge.questions import Question

_WRONGLY = r"(?:wrongly|incorrectly|mistakenly|erroneously|in error)"
# A sentence that repeats what was wrong, unless it says what it should have been, and one that says
# no more than that something was.
_SLIP = re.compile(
    r"\b(?:earlier|previous) versions? of this (?:article|story|report)\b(?!.*\bshould have\b)"
    rf"|\b(?:we|this (?:article|story|report|newspaper)) (?:{_WRONGLY}|left the impression)\b"
    r"|^\W*(?:that|this|it) (?:was|is)"
    r" (?:wrong|incorrect|inaccurate|untrue|not (?:true|correct|so))\W*$",
    re.IGNORECASE | re.DOTALL,
)
# What questions about slips themselves have.
_ASKED = re.compile(
    r"\b(?:wrong\w*|false\w*|incorrect\w*|correct(?:ed|ion|ions)?|mistak\w+|misstat\w+|errors?|untrue"
    r"|(?:earlier|previous) versions?)\b",
    re.IGNORECASE,
)


def is_slip(sentence: str) -> bool:
    """Whether a sentence tells what an article had wrong, so that it is no evidence for anything.

    >>> is_slip("An earlier version of this story misstated when the rain fell.")
    True
    >>> is_slip("It fell on Tuesday.")
    False
    """
    return _SLIP.search(sentence) is not None


def without_slips(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence less what articles took back, unless that is asked for or nothing else is
    there."""
    told = [each for each in evidence if not is_slip(each.text)]
    return list(evidence) if _ASKED.search(question.text) else told or list(evidence)
