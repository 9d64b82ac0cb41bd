"""Measures of ranking, reading, refusing and calibration. Pure functions of plain values."""

from __future__ import annotations

import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation + "‘’“”–—…´`")


def tokens(text: str) -> list[str]:
    """The words of a text for matching: NFKD without combining marks, lower case, ``\\w+``."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(folded.lower())


def as_needle(text: str) -> str:
    """The words of a text, each between spaces, so that `in` compares whole words only."""
    return f" {' '.join(tokens(text))} "


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether a text contains one of the answers as a run of whole words."""
    haystack = as_needle(text)
    return any(needle.strip() and needle in haystack for needle in map(as_needle, answers))


def occurrences(text: str, answers: Iterable[str]) -> list[tuple[int, int]]:
    """Where one of the answers stands in a text as a run of whole words, as offsets."""
    words = [(word, *found.span()) for found in _WORD.finditer(text) for word in tokens(found[0])]
    places = set()
    for answer in map(tokens, answers):
        size = len(answer)
        for first in range(len(words) - size + 1 if size else 0):
            if [word for word, _, _ in words[first : first + size]] == answer:
                places.add((words[first][1], words[first + size - 1][2]))
    return sorted(places)


def squad_normal(text: str) -> str:
    """Lower case, without punctuation and the articles a, an, the (SQuAD's evaluation script)."""
    kept = "".join(c for c in text.lower() if c not in _PUNCTUATION)
    return " ".join(_ARTICLE.sub(" ", kept).split())


def exact_match(answer: str, golds: Iterable[str]) -> float:
    """1.0 if the answer equals one of the golds after SQuAD's normalisation, else 0.0."""
    return float(any(squad_normal(answer) == squad_normal(gold) for gold in golds))


def f1(answer: str, golds: Iterable[str]) -> float:
    """The best harmonic mean of token precision and recall against one gold (SQuAD)."""
    words = squad_normal(answer).split()
    return max((_f1(words, squad_normal(gold).split()) for gold in golds), default=0.0)


def _f1(answer: list[str], gold: list[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    common = (Counter(answer) & Counter(gold)).total()
    return 2 * common / (len(answer) + len(gold))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its standard error (sample standard deviation ÷ √n) and the number of values."""

    value: float
    error: float
    count: int

    def __str__(self) -> str:
        return "–" if not self.count else f"{self.value:.3f} ±{self.error:.3f}"


def mean(values: Iterable[float]) -> Mean:
    """The mean of the values; NaN with error 0 when there are none."""
    data = list(values)
    count = len(data)
    if not count:
        return Mean(math.nan, 0.0, 0)
    centre = sum(data) / count
    squares = sum((value - centre) ** 2 for value in data)
    return Mean(centre, math.sqrt(squares / (count - 1) / count) if count > 1 else 0.0, count)


def median(values: Iterable[float]) -> float:
    """The middle value, or the mean of the two in the middle; NaN when there are none."""
    data = sorted(values)
    half = len(data) // 2
    if not data:
        return math.nan
    return data[half] if len(data) % 2 else (data[half - 1] + data[half]) / 2


def first_rank(hits: Sequence[bool]) -> int | None:
    """The rank, from 1, of the first hit; None when there is none."""
    return next((rank for rank, hit in enumerate(hits, 1) if hit), None)


def area_under_curve(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The probability that a positive scores above a negative, ties counting half (ROC AUC).

    By rank sums (Mann–Whitney U). NaN when either side is empty.
    """
    if not positives or not negatives:
        return math.nan
    ordered = sorted([(score, True) for score in positives] + [(s, False) for s in negatives])
    rank_sum, position = 0.0, 0
    while position < len(ordered):
        end = position
        while end < len(ordered) and ordered[end][0] == ordered[position][0]:
            end += 1
        shared_rank = (position + 1 + end) / 2  # the ranks position + 1 … end, averaged
        rank_sum += shared_rank * sum(positive for _, positive in ordered[position:end])
        position = end
    wins = rank_sum - len(positives) * (len(positives) + 1) / 2
    return wins / (len(positives) * len(negatives))


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a reliability diagram: values in [low, high), their mean, the share come true."""

    low: float
    high: float
    count: int
    predicted: float
    observed: float


def reliability(predictions: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """Pairs (probability, came true) in bins of equal width; empty bins are left out."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, outcome in predictions:
        members[min(int(probability * bins), bins - 1)].append((probability, outcome))
    return [
        Bin(
            number / bins,
            (number + 1) / bins,
            len(pairs),
            sum(probability for probability, _ in pairs) / len(pairs),
            sum(outcome for _, outcome in pairs) / len(pairs),
        )
        for number, pairs in enumerate(members)
        if pairs
    ]


def calibration_error(predictions: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: mean of |observed − predicted| over bins, weighted by count."""
    if not predictions:
        return math.nan
    filled = reliability(predictions, bins)
    return sum(b.count * abs(b.observed - b.predicted) for b in filled) / len(predictions)


def sign_test(won: int, lost: int) -> float:
    """Two-sided probability of a split at least this uneven if either side won by a fair coin."""
    count = won + lost
    if not count:
        return 1.0
    tail = sum(math.comb(count, i) for i in range(min(won, lost) + 1))
    return min(1.0, tail / (1 << (count - 1)))
