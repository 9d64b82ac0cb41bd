"""Following: whether an article tells of a topic, or answers a question, that somebody follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from knowledge.answer import Citation
from knowledge.answering import Answering, ask
from knowledge.article import Article
from knowledge.digests.selection import Candidate, Topic, candidates, on_topic, read_topic
from knowledge.index import Index, IndexBuilder
from knowledge.questions import is_interrogative, is_same
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.prose import is_prose, stands_alone

# What stops an article on its way to a follower: it is of another source, has a word that is not
# wanted or none of those that are, or does not tell of the topic or answer the question.
Stage = Literal["source", "words", "topic"]

# An article is about what its first passages tell of, some 400 words.
_OPENING_PASSAGES = 2
# The share of a question's weight that an article must hold to be read for an answer.
_QUESTION_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Following:
    """What somebody follows: a topic, or a question that is to be answered.

    An article must have one of the words `wanted`, if there are any, and none of the `unwanted`;
    several words with spaces between them have to stand together. `source` is as in a scope.
    """

    about: str
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    source: str | None = None

    @property
    def is_question(self) -> bool:
        """Whether an answer is waited for."""
        return is_interrogative(self.about)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article that tells of what is followed, with its sentence that does so; for a question
    also the answer."""

    article: Article
    citation: Citation
    answer: str | None = None


class _Opened:
    """An article as it is looked at for all that is followed: what it takes is read once."""

    def __init__(self, index: Index, answering: Answering, article: Article) -> None:
        self.index, self.answering, self.article = index, answering, article

    @cached_property
    def analyzer(self) -> Analyzer:
        """That of the article's language."""
        return self.answering.analyzer.of(self.article.language)

    @cached_property
    def terms(self) -> list[str]:
        """All its terms in order, those of the title first."""
        text = f"{self.article.title or ''}\n{self.article.text}"
        return self.analyzer.terms(text)

    @cached_property
    def opening(self) -> list[Candidate]:
        """The sentences of its first passages."""
        numbers = islice(self.index.passages_of(self.article.id), _OPENING_PASSAGES)
        passages = [(number, 1.0) for number in numbers]
        return list(candidates(self.index, self.answering.analyzer, passages, is_prose))

    @cached_property
    def alone(self) -> Index:
        """An index of this article and no other, so that no other answers."""
        builder = IndexBuilder(self.answering.analyzer)
        builder.add(self.article)
        return builder.build()


def look_for(
    index: Index, answering: Answering, article: Article, followings: Sequence[Following]
) -> list[Sighting | Stage]:
    """What an article tells of each thing followed, or where it fails to."""
    opened = _Opened(index, answering, article)
    return [_look_for(opened, following) for following in followings]


def _look_for(opened: _Opened, following: Following) -> Sighting | Stage:
    analyzer = opened.answering.analyzer
    if not Scope(following.source).admits(opened.article):
        return "source"
    held = [any(_holds(opened, word) for word in words) for words in _both(following)]
    if held[1] or (following.wanted and not held[0]):
        return "words"
    # What no article has yet is waited for, and not read as something that one has.
    topic = read_topic(opened.index, analyzer, following.about, mend=False)
    if following.is_question:
        return _answer(opened, following.about, topic) or "topic"
    told = list(on_topic(opened.opening, topic, analyzer))
    if not told:
        return "topic"
    best = next((each for each in told if stands_alone(each.text)), told[0])
    return Sighting(opened.article, Citation(1, opened.article, best.start, best.end))


def _both(following: Following) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return following.wanted, following.unwanted


def _holds(opened: _Opened, word: str) -> bool:
    """Whether an article has a word, or several that stand together, in any of their forms."""
    terms = opened.analyzer.terms(word)
    size = len(terms)
    runs = range(len(opened.terms) - size + 1)
    return bool(terms) and any(opened.terms[at : at + size] == terms for at in runs)


def _answer(opened: _Opened, question: str, topic: Topic) -> Sighting | None:
    if topic.held(opened.terms) < _QUESTION_SHARE:
        return None
    answer = ask(opened.alone, opened.answering, question, Scope())
    if answer.abstained or answer.closest or not answer.citations or answer.kind == "summary":
        return None
    stated = answer.answer if answer.kind == "span" else None
    return Sighting(opened.article, answer.citations[0], stated)


def answers_agree(one: str, other: str) -> bool:
    """Whether two short answers are the same value."""
    return is_same(one, other)


def can_follow(index: Index, analyzer: Analyzer, about: str) -> bool:
    """Whether a text has any word that tells one article from another."""
    return bool(read_topic(index, analyzer, about, mend=False).shares)
