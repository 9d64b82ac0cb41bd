"""Windows: a sentence with its neighbours, the unit that the reader reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import fsum

from knowledge.answer import Hit
from knowledge.article import Article
from knowledge.questions import Question, fits
from knowledge.reading.pieces import NOTHING, Meant, Pieces
from knowledge.text.analysis import Analyzer
from knowledge.text.languages import count_words

# Words that a window is filled up to: with its title about 80 tokens of the reader.
WINDOW_WORDS = 50


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage that was found; `start` and `end` are offsets into its article.

    `rank` is the place of its passage among the hits, from 0.
    """

    hit: Hit
    rank: int
    start: int
    end: int

    @property
    def article(self) -> Article:
        """The article that it stands in."""
        return self.hit.passage.article

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.article.text[self.start : self.end]

    @property
    def anchor(self) -> date | None:
        """The day its article was published, against which dates are read."""
        return self.article.published.date() if self.article.published else None

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.text, self.article.language)


@dataclass(frozen=True, slots=True)
class Measured:
    """A sentence and how much of the question's weight stands in and around it, each 0 to 1.

    `own` is the share that stands in the sentence itself, `title` that in the article's title,
    `passage` that in the whole passage, `near` that in the sentence and its two neighbours; `lacks`
    is the share of the heaviest term that none of these nor the title has. `found` is the score of
    its passage as a share of the best, and `fits` tells whether it has a value of the kind asked
    for. `meant` is what the reader's word pieces tell, in other words too.
    """

    sentence: Sentence
    own: float
    title: float
    passage: float
    near: float
    lacks: float
    found: float
    fits: bool
    meant: Meant = NOTHING

    def features(self) -> dict[str, float]:
        """What tells without reading it how much a sentence promises."""
        return {
            "own": self.own,
            "near": self.near,
            "title": self.title,
            "passage": self.passage,
            "lacks": self.lacks,
            "found": self.found,
            "fits": float(self.fits),
            "meant": self.meant.own,
            "meant_near": self.meant.near,
            "meant_titled": self.meant.titled,
            "meant_passage": self.meant.passage,
        }


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of one passage, in order."""

    sentences: tuple[Measured, ...]

    @property
    def start(self) -> int:
        """Where its text begins in the article's."""
        return self.sentences[0].sentence.start

    @property
    def end(self) -> int:
        """Where its text ends in the article's."""
        return self.sentences[-1].sentence.end

    @property
    def article(self) -> Article:
        """The article that it stands in."""
        return self.sentences[0].sentence.article


def measure(
    question: Question, hits: Sequence[Hit], analyzer: Analyzer, pieces: Pieces | None = None
) -> list[list[Measured]]:
    """The sentences of each hit in order, measured against a question.

    Without the reader's `pieces` the question's own words alone are compared.
    """
    best = max((hit.score for hit in hits), default=1.0)
    rows = [list(_measured(question, rank, hit, best, analyzer)) for rank, hit in enumerate(hits)]
    if pieces is None:
        return rows
    texts = [
        (hit.passage.article.title or "", [each.sentence.text for each in row])
        for hit, row in zip(hits, rows, strict=True)
    ]
    return [
        [replace(each, meant=meant) for each, meant in zip(row, said, strict=True)]
        for row, said in zip(rows, pieces.compare(question.read, texts), strict=True)
    ]


def _measured(
    question: Question, rank: int, hit: Hit, best: float, analyzer: Analyzer
) -> Iterator[Measured]:
    weights = question.weights
    asked = weights.keys()
    total = sum(weights.values()) or 1.0

    def share(held: Iterable[str]) -> float:
        # Exact, since the order of a set is another in every process.
        return fsum(map(weights.__getitem__, held)) / total

    article = hit.passage.article
    analyzer = analyzer.of(article.language)
    places = hit.passage.sentences()
    own = [question.held(analyzer.terms(article.text[start:end])) for start, end in places]
    titled = question.held(analyzer.terms(article.title or ""))
    title, passage = share(titled), share(set().union(*own))
    for order, (start, end) in enumerate(places):
        around = set().union(*own[max(0, order - 1) : order + 2])
        sentence = Sentence(hit, rank, start, end)
        yield Measured(
            sentence=sentence,
            own=share(own[order]),
            title=title,
            passage=passage,
            near=share(around),
            lacks=max(map(weights.__getitem__, asked - around - titled), default=0.0) / total,
            found=hit.score / best,
            fits=fits(question.answer_type, question.text, sentence.text, sentence.anchor),
        )


def choose_windows(
    sentences: Sequence[Sequence[Measured]],
    promise: Mapping[str, float],
    most: int,
    words: int = WINDOW_WORDS,
) -> list[Window]:
    """The windows about the most promising sentences, each sentence the heart of one at most.

    `sentences` are those of each hit, `promise` the weights of what they were measured by. A
    sentence that a chosen window holds gets none of its own.
    """
    ordered = sorted(
        ((sum(promise[name] * value for name, value in each.features().items()), hit, place)
         for hit, row in enumerate(sentences) for place, each in enumerate(row)),
        key=lambda each: (-each[0], each[1], each[2]),
    )  # fmt: skip
    windows: list[Window] = []
    covered: set[tuple[int, int]] = set()
    for _, hit, place in ordered:
        if len(windows) == most:
            break
        if (hit, place) in covered:
            continue
        lengths = [each.sentence.words for each in sentences[hit]]
        first, last = window_around(lengths, place, words)
        covered.update((hit, each) for each in range(first, last))
        windows.append(Window(tuple(sentences[hit][first:last])))
    return windows


def window_around(lengths: Sequence[int], place: int, words: int) -> tuple[int, int]:
    """The range of sentences about one, by their lengths in words: following and preceding ones
    are taken in turn while all of them stay within so many words."""
    first, last, size = place, place + 1, lengths[place]
    while True:
        after = last < len(lengths) and size + lengths[last] <= words
        before = first > 0 and size + lengths[first - 1] <= words
        if after and (not before or last - place - 1 <= place - first):
            size += lengths[last]
            last += 1
        elif before:
            first -= 1
            size += lengths[first]
        else:
            return first, last
