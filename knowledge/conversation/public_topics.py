"""What a question is about, in words that tell nothing of who asks it."""

from __future__ import annotations

from knowledge.conversation.phrases import Phrase, find_phrases
from knowledge.index import Index
from knowledge.questions import bare
from knowledge.questions.background import Background
from knowledge.text.analysis import Analyzer

# The longest question that is looked at, in characters.
_LONGEST = 300
# The weight from which on a phrase says what is meant: "won" and "next week" weigh less.
_LEAST_WEIGHT = 2.5
# Topics of one question, and words of one topic.
_MOST, _MOST_WORDS = 3, 3


def public_topics(text: str, index: Index, analyzer: Analyzer) -> tuple[str, ...]:
    """The topics of a question, in small letters, those that say most first.

    Each is a run of a few words, all of which others use too: general news or the coverage has
    them. So a name that only friends know, a handle, a number or an address is none.
    """
    background = Background.load()

    def is_public(phrase: Phrase) -> bool:
        known = all(background.has(each) or index.document_frequency(each) for each in phrase.terms)
        return known and not any(char.isdigit() or char in "@/" for char in phrase.text)

    found = sorted(find_phrases(bare(text)[:_LONGEST], analyzer), key=lambda each: -each.weight)
    topics = (
        each.text.casefold()
        for each in found
        if each.weight >= _LEAST_WEIGHT and len(each.terms) <= _MOST_WORDS and is_public(each)
    )
    return tuple(dict.fromkeys(topics))[:_MOST]
