"""Parts: a line that asks two things, taken apart so that each is answered."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from knowledge.analysis import Analyzer
from knowledge.answer import Answer, Citation, Hit, Kind
from knowledge.answering.lexicon import LIGHT_WORDS
from knowledge.background import Background

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
    found = ((text[token.start : token.end], token.term) for token in analyzer.tokens(text))
    return [(word, term) for word, term in found if term and word.lower() not in LIGHT_WORDS]


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


def merge(question: str, answers: Sequence[Answer], most_passages: int | None) -> Answer:
    """One answer out of those to the parts of a question: what is said of each, in order.

    The articles are numbered anew over all of them; the confidence is that all of it is right; the
    accounts are of the first part on which articles differ. If nothing is said of any part, it is
    an abstention with the nearest passages of all.
    """
    told = [answer for answer in answers if not answer.abstained]
    shown = told or answers
    hits = _in_turn([answer.passages or () for answer in answers])
    return Answer(
        question=question,
        answer=_one_text([answer.answer or "" for answer in told]) if told else None,
        kind=_kind(told),
        confidence=math.prod(answer.confidence for answer in shown),
        citations=tuple(_numbered(cited for answer in shown for cited in answer.citations)),
        accounts=next((answer.accounts for answer in told if answer.accounts), ()),
        passages=None if most_passages is None else tuple(islice(hits, most_passages)),
        corrections=tuple(dict.fromkeys(pair for each in answers for pair in each.corrections)),
        took_ms=sum(answer.took_ms for answer in answers),
        unsaid=tuple(answer.question for answer in answers if answer.abstained) if told else (),
    )


def _one_text(texts: Sequence[str]) -> str:
    """The texts one after the other, parted where none ends a sentence."""
    parted = [text if text[-1:] in '.!?”"' else f"{text};" for text in texts[:-1]]
    return " ".join([*parted, texts[-1]])


def _kind(told: Sequence[Answer]) -> Kind | None:
    """Short where all that is told is."""
    if not told:
        return None
    return "span" if all(answer.kind == "span" for answer in told) else "sentence"


def _numbered(citations: Iterable[Citation]) -> Iterator[Citation]:
    """The citations with their articles numbered in order of appearance, each quote once."""
    numbers: dict[str, int] = {}
    seen: set[tuple[str, int, int]] = set()
    for cited in citations:
        key = (cited.article.id, cited.start, cited.end)
        if key not in seen:
            seen.add(key)
            yield replace(cited, n=numbers.setdefault(cited.article.id, len(numbers) + 1))


def _in_turn(rankings: Sequence[Sequence[Hit]]) -> Iterator[Hit]:
    """The hits of several rankings, the first of each, then the second, each passage once."""
    seen: set[tuple[str, int]] = set()
    for row in zip_longest(*rankings):
        for hit in filter(None, row):
            key = (hit.passage.article.id, hit.passage.start)
            if key not in seen:
                seen.add(key)
                yield hit
