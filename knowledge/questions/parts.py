"""Parts: a line that asks two things, taken apart so that each can be answered."""

from __future__ import annotations

import re

from knowledge.questions.background import Background
from knowledge.questions.question import FILLER
from knowledge.text.analysis import Analyzer

MOST_PARTS = 5

_ASKING = r"(?:when|who|whom|whose|where|why|how|what|which|wen|wat)(?:['’]?s)?"
_OPENS = re.compile(rf"(?:^|[.!?…:,–-]\s*|^\W*\w+\W+){_ASKING}\b", re.IGNORECASE)
# White space is made single before these look.
_SENTENCE_END = re.compile(r"(?<=\?) ?(?=\w)")
_JOINT = re.compile(rf"[,;]? (?:and|&|\+) (?:also )?(?={_ASKING}\b)", re.IGNORECASE)
_BARE = re.compile(rf"\W*({_ASKING})\W*", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|her|hers|his|its|their|that|this|there|those|these)\b",
    re.IGNORECASE,
)


def split_question(text: str, analyzer: Analyzer) -> list[str]:
    """The questions of a line, each to be asked on its own; the whole line where it is one.

    A later part that says "he" or names hardly anything is given the names of the first.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    sentences = (sentence for line in lines for sentence in _SENTENCE_END.split(line))
    parts = list(dict.fromkeys(part for sentence in sentences for part in _joined(sentence)))
    if not 1 < len(parts) <= MOST_PARTS or not all(_OPENS.search(part) for part in parts):
        return [text]
    topic = _topic(parts[0], analyzer)
    if not topic:
        return [text]
    return [parts[0], *(_with_topic(part, parts[0], topic, analyzer) for part in parts[1:])]


def _joined(piece: str) -> list[str]:
    """The parts of one sentence: "when and where is it" asks "when is it" and "where is it"."""
    parts = [part.strip() for part in _JOINT.split(piece) if part.strip()]
    if len(parts) == 2 and (bare := _BARE.fullmatch(parts[0])):
        rest = re.sub(rf"^{_ASKING}\b", "", parts[1], flags=re.IGNORECASE)
        return [f"{bare.group(1)}{rest}", parts[1]]
    return parts


def _words(text: str, analyzer: Analyzer) -> list[tuple[str, str]]:
    """The words that a question is about, as (word, term)."""
    matters = Background.load().matters
    found = ((text[token.start : token.end], token.term) for token in analyzer.tokens(text))
    return [(word, term) for word, term in found if term and matters(term) >= FILLER]


def _topic(text: str, analyzer: Analyzer) -> list[str]:
    """The names of a question, or all it is about where it has none."""
    words, background = _words(text, analyzer), Background.load()
    names = [w for w, term in words if w[0].isupper() or background.is_name(term)]
    return names or [word for word, _ in words]


def _with_topic(part: str, first: str, topic: list[str], analyzer: Analyzer) -> str:
    has = {word.lower() for word, _ in _words(part, analyzer)}
    if has.intersection(word.lower() for word in topic):
        return part
    if not has:  # "and why": all that the first part is about
        topic = [word for word, _ in _words(first, analyzer)]
    if _PRONOUN.search(part) or len(has) < 2:
        return f"{part.rstrip(' ?!.')} {' '.join(topic)}"
    return part
