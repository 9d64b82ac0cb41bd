"""Asking back: which story is meant, where a question lacks its subject and several would fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.answer import Choice, Hit
from knowledge.conversation.completing import leaning, within
from knowledge.conversation.leaning import Asked
from knowledge.conversation.phrases import find_phrases
from knowledge.conversation.turn import LONGEST
from knowledge.questions import bare
from knowledge.text.analysis import Analyzer

# From which probability that a question cannot be understood alone its story is asked for.
# `python -m benchmarks.conversation` prints how many clear questions that hits.
ASKS = 0.35
# Choices that are offered at most, and the share of the best score that a story must come up to.
MOST_CHOICES, NEAR = 4, 0.6
# Two articles tell one story where they share so much of the shorter title's terms.
SAME_STORY = 0.7
# Characters of a story's name, and names that stand for an article without a title.
_NAME_CHARS, _NAMES = 80, 3


def lacks_subject(question: str, analyzer: Analyzer) -> bool:
    """Whether a question without turns before it leaves out what it is about."""
    text = bare(question)
    return len(text) <= LONGEST and leaning(Asked.of(text, analyzer)) >= ASKS


def find_choices(question: str, hits: Sequence[Hit], analyzer: Analyzer) -> tuple[Choice, ...]:
    """The stories among the best hits that a question may mean; none where only one comes near."""
    stories: list[tuple[str, set[str]]] = []
    for hit in hits:
        if hit.score < NEAR * hits[0].score or len(stories) == MOST_CHOICES:
            break
        name = _name(hit, analyzer)
        terms = set(analyzer.terms(name))
        if terms and not any(_is_same(terms, known) for _, known in stories):
            stories.append((name, terms))
    if len(stories) < 2:
        return ()
    text = bare(question)
    return tuple(Choice(name, within(text, [name])) for name, _ in stories)


def _is_same(terms: set[str], known: set[str]) -> bool:
    return len(terms & known) >= SAME_STORY * min(len(terms), len(known))


def _name(hit: Hit, analyzer: Analyzer) -> str:
    """The title of an article, cut after a word, or the first names of its passage."""
    title = " ".join((hit.passage.article.title or "").split())
    if not title:
        title = ", ".join(_first_names(hit.passage.text, analyzer))
    if len(title) <= _NAME_CHARS:
        return title
    return title[: _NAME_CHARS - 1].rsplit(" ", 1)[0] + "…"


def _first_names(text: str, analyzer: Analyzer) -> Iterable[str]:
    names = (phrase.text for phrase in find_phrases(text, analyzer) if phrase.is_name)
    return list(dict.fromkeys(names))[:_NAMES]
