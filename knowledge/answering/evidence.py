"""Evidence: the sentences found, with all that was measured and read of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.answering.blend import Blend
from knowledge.answering.copies import find_copies
from knowledge.article import Article
from knowledge.index import Index
from knowledge.questions import Question, Value, find_values
from knowledge.reading import LONGEST, Measured, Reader, Reading, Window, choose_windows
from knowledge.reading.reader import Scores

# Best spans looked at in a sentence, since the first may only repeat the question.
SPANS = 6
# The logarithm of the share of the answer in a sentence of which nothing was read.
_NO_MASS = -30.0
_WORDS = re.compile(r"\w+")
_ENDED = re.compile(r"[.!:;。！：；」』…\"”’')\]]$")
_HEADING_WORDS = 14
# A number that was read with more words around it is given alone.
_NUMBER_WORDS = 6


@dataclass(frozen=True, slots=True)
class Span:
    """A short answer at `start`..`end` of an article's text; `share` is the logarithm of the share
    of the answer that lies there, over all that was read; `value` is set for dates and numbers."""

    start: int
    end: int
    share: float
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and how likely it tells the answer.

    `origin` is the id of the first published of the articles found with the same text. The reader
    gives `relevance`, the logit that its window answers, `mass`, the logarithm of the share of the
    answer that lies in the sentence, over all that was read, and the best `span` in it.
    `is_heading` tells that it is a heading or a question. `score` orders the sentences of one
    question.
    """

    measured: Measured
    origin: str
    relevance: float
    mass: float
    span: Span | None
    is_heading: bool
    score: float = 0.0

    @property
    def article(self) -> Article:
        """The article that it stands in."""
        return self.measured.sentence.article

    @property
    def start(self) -> int:
        """Where it begins in its article's text."""
        return self.measured.sentence.start

    @property
    def end(self) -> int:
        """Where it ends in its article's text."""
        return self.measured.sentence.end

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.measured.sentence.text

    @property
    def can_answer(self) -> bool:
        """Whether it may be shown as the answer at all."""
        return self.measured.fits and not self.is_heading


def gather(
    question: Question,
    sentences: Sequence[Sequence[Measured]],
    index: Index,
    reader: Reader | None,
    blend: Blend,
    most: int,
) -> list[Evidence]:
    """The sentences of the `most` promising windows as evidence, the likeliest first.

    Without a reader their words alone decide.
    """
    windows = choose_windows(sentences, blend.window, most)
    origins = find_copies(index, (window.article for window in windows))
    readings = reader.read(question.read, windows) if reader and windows else None
    found: dict[tuple[str, int], Evidence] = {}
    for each in _all(question, windows, readings, origins):
        key = (each.article.id, each.start)
        if key not in found or each.mass > found[key].mass:
            found[key] = each
    return blend.ranked(list(found.values()))


def _all(
    question: Question,
    windows: Sequence[Window],
    readings: Sequence[Reading] | None,
    origins: dict[str, str],
) -> Iterator[Evidence]:
    whole = tuple(_log_sum(np.concatenate([getattr(r, end) for r in readings]))
                  for end in ("begins", "ends")) if readings else (0.0, 0.0)  # fmt: skip
    for number, window in enumerate(windows):
        for each in window.sentences:
            sentence = each.sentence
            if readings:
                relevance = readings[number].relevance
                mass, span = _read(question, each, readings[number], whole)
            else:
                relevance, mass, span = 0.0, 0.0, _only_value(question, each)
            yield Evidence(
                measured=each,
                origin=origins[sentence.article.id],
                relevance=relevance,
                mass=mass,
                span=span,
                is_heading=_is_heading(each),
            )


def _is_heading(measured: Measured) -> bool:
    """Whether a sentence is a heading or a question, by how it ends."""
    text = measured.sentence.text
    if not _WORDS.search(text):
        return True
    if text.rstrip("\"”’')").endswith("?"):
        return True
    before = measured.sentence.article.text[: measured.sentence.start].rstrip(" \t")
    listed = bool(before) and before[-1] != "\n"  # after a list's mark, or within a line
    return not listed and not _ENDED.search(text) and measured.sentence.words <= _HEADING_WORDS


def _read(
    question: Question, measured: Measured, reading: Reading, whole: tuple[float, ...]
) -> tuple[float, Span | None]:
    """The logarithm of the share of the answer in a sentence, and the likeliest span in it."""
    sentence = measured.sentence
    inside = [
        number
        for number, (start, end) in enumerate(reading.places)
        if sentence.start <= start and end <= sentence.end
    ]
    if not inside:
        return _NO_MASS, None
    first, last = inside[0], inside[-1] + 1
    begins = reading.begins[first:last] - whole[0]
    ends = reading.ends[first:last] - whole[1]
    mass = (_log_sum(begins) + _log_sum(ends)) / 2
    for low, high, share in best_spans(begins, ends):
        start, end = reading.places[first + low][0], reading.places[first + high][1]
        span = _snapped(question, measured, Span(start, end, share))
        said = _WORDS.findall(sentence.article.text[span.start : span.end].lower())
        if said and not question.words.issuperset(said):
            return mass, span
    return mass, None


def _only_value(question: Question, measured: Measured) -> Span | None:
    """The value of the kind asked for in a sentence that has just one."""
    sentence = measured.sentence
    found = [
        value
        for value in find_values(
            question.answer_type, question.text, sentence.text, sentence.anchor
        )
        if not question.words.issuperset(_WORDS.findall(value.text.lower()))
    ]
    if len(found) != 1:
        return None
    return Span(sentence.start + found[0].start, sentence.start + found[0].end, 0.0, found[0])


def best_spans(begins: Scores, ends: Scores) -> Iterator[tuple[int, int, float]]:
    """The likeliest spans as (first token, last token, score), the best first, none overlapping.

    A span's score is the mean of those of its beginning and its end.
    """
    size = len(begins)
    scores = (begins[:, None] + ends[None, :]) / 2
    allowed = np.triu(np.ones((size, size), bool)) & ~np.triu(np.ones((size, size), bool), LONGEST)
    scores = np.where(allowed, scores, -np.inf)
    for _ in range(SPANS):
        low, high = np.unravel_index(int(scores.argmax()), scores.shape)
        if scores[low, high] == -np.inf:
            return
        yield int(low), int(high), float(scores[low, high])
        scores[: high + 1, low:] = -np.inf


def _snapped(question: Question, measured: Measured, span: Span) -> Span:
    """A span in whole words, or the whole date or number that it is part of where such a value is
    asked for. A number keeps the few words read with it: "nearly 20 tons", "about 52 countries"."""
    sentence, text = measured.sentence, measured.sentence.article.text
    begin, end = in_whole_words(text, span.start, span.end)
    for possessive in ("'s", "’s"):
        if text[begin:end].endswith(possessive):
            end -= len(possessive)
    for value in find_values(question.answer_type, question.text, sentence.text, sentence.anchor):
        first, last = sentence.start + value.start, sentence.start + value.end
        if first < span.end and span.start < last:
            whole = min(first, begin), max(last, end)
            if value.date is None and len(text[slice(*whole)].split()) <= _NUMBER_WORDS:
                first, last = whole
            return Span(first, last, span.share, value)
    return Span(begin, end, span.share)


def in_whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span of a text, as far as the words that it begins and ends within: the reader knows
    pieces of words, and may begin with the second one of a name."""
    while start > 0 and _is_of_word(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and _is_of_word(text[end - 1 : end + 1]):
        end += 1
    return start, end


def _is_of_word(pair: str) -> bool:
    """Whether two characters that follow one another are of one word or number, in a script that
    has capitals; others do not part their words."""
    return all(char.islower() or char.isupper() or char.isdigit() for char in pair)


def _log_sum(scores: Scores) -> float:
    highest = float(scores.max())
    return highest + float(np.log(np.exp(scores - highest).sum()))
