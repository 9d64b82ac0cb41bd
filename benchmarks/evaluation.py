"""One question of a dated set, put to a coverage: what was found, read, stated and refused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, cast

from benchmarks.metrics import exact_match, f1, first_rank, holds
from benchmarks.questions import SetQuestion
from knowledge import Answer, Coverage, Hit, Scope
from knowledge.answering import Consideration, consider
from knowledge.index import Index, Recency

COLLECTED_AFTER = timedelta(days=2)  # the articles on a question were collected up to then
PASSAGES = 20
SPANS = 5
RIGHT_F1 = 0.6
# The other month: long enough before the question that its story is not in the news yet.
OTHER_MONTH = (timedelta(days=120), timedelta(days=90))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question put where it has no answer: whether it was refused, or shown as no more than the
    closest found, and on what evidence."""

    abstained: bool
    closest: bool
    strength: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    Ranks count from 1 and are None beyond what is looked at: the `PASSAGES` best passages (title
    and text) that `search` finds and that `ask` reads, the sentences that `ask` ranks.
    `probability`, `exact` and `f1` are of the best span, stated or not (0 where there is none);
    `in_five` whether one of the five best is right (exact or F1 ≥ .6). `stated` tells whether a
    short answer was shown, `right` whether what was shown is right: the short answer as above, the
    sentence when it holds the answer. `strength` is the evidence that refusing goes by.
    """

    id: str
    type: str
    fresh: bool
    search_rank: int | None
    passage_rank: int | None
    sentence_rank: int | None
    probability: float
    exact: float
    f1: float
    in_five: bool
    stated: bool
    right: bool
    abstained: bool
    closest: bool
    confidence: float
    strength: float
    shown: str
    other_month: Refusal
    removed: Refusal
    search_ms: float
    ask_ms: float

    @property
    def useful(self) -> bool:
        """Whether one of the five best passages holds the answer: refusing would lose it."""
        return self.passage_rank is not None and self.passage_rank <= 5

    @property
    def best_is_right(self) -> bool:
        """Whether the best span is right, stated or not."""
        return self.exact == 1 or self.f1 >= RIGHT_F1

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Outcome:
        """The outcome of a saved run's row."""
        nested = {name: Refusal(**row[name]) for name in ("other_month", "removed")}
        return cls(**{**row, **nested})

    def to_json(self) -> dict[str, Any]:
        """A row of a saved run."""
        return asdict(self)


class RedactedIndex:
    """An index without the passages that hold one of the answers: the story stays, the fact goes.

    Stands in for the index in `consider`, which retrieves by `search` alone.
    """

    def __init__(self, index: Index, answers: Sequence[str]) -> None:
        self._index = index
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def search(
        self,
        terms: Sequence[str],
        k: int,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        recency: Recency | None = None,
        per_article: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k best of the passages that are left, as the index's own `search` gives them."""
        wanted = 2 * k
        while True:
            found = self._index.search(terms, wanted, scope, recency, per_article)
            kept = [hit for hit in found if not self._holds(hit[0])]
            if len(kept) >= k or len(found) < wanted:
                return kept[:k]
            wanted *= 2

    def _holds(self, number: int) -> bool:
        passage = self._index.passage(number)
        return holds(f"{passage.article.title or ''}\n{passage.text}", self._answers)


def day_of(question: SetQuestion) -> date:
    """The day a question is answered as of; a question without a day is asked today."""
    return question.asked + COLLECTED_AFTER if question.asked else date.today()


def evaluate(coverage: Coverage, question: SetQuestion, as_of: date, fresh: bool) -> Outcome:
    """Puts one question to the coverage as of a day, and to two coverages that cannot answer it."""
    started = time.perf_counter()
    hits = coverage.search(question.question, k=PASSAGES, as_of=as_of)
    searched = time.perf_counter()
    index, text, answering = coverage.index, question.question, coverage.answering
    considered = consider(index, answering, text, Scope(as_of=as_of))
    asked = time.perf_counter()
    answer, golds = considered.answer, question.answers
    spans = [candidate.text for candidate in considered.candidates[:SPANS]]
    begin, end = (as_of - age for age in OTHER_MONTH)
    elsewhere = consider(index, answering, text, Scope(since=begin, until=end, as_of=end))
    redacted = cast(Index, RedactedIndex(index, golds))
    without = consider(redacted, answering, text, Scope(as_of=as_of))
    return Outcome(
        id=question.id,
        type=question.type,
        fresh=fresh,
        search_rank=_rank(hits, golds),
        passage_rank=_rank(considered.hits[:PASSAGES], golds),
        sentence_rank=first_rank([holds(s.text, golds) for s in considered.evidence]),
        probability=considered.span,
        exact=exact_match(spans[0], golds) if spans else 0.0,
        f1=f1(spans[0], golds) if spans else 0.0,
        in_five=any(_is_right(span, golds) for span in spans),
        stated=answer.kind == "span",
        right=_shows(answer, golds),
        abstained=answer.abstained,
        closest=answer.closest,
        confidence=answer.confidence,
        strength=considered.tells,
        shown=answer.answer or "",
        other_month=_refusal(elsewhere),
        removed=_refusal(without),
        search_ms=(searched - started) * 1000,
        ask_ms=(asked - searched) * 1000,
    )


def _refusal(considered: Consideration) -> Refusal:
    answer = considered.answer
    return Refusal(answer.abstained, answer.closest, considered.tells)


def _rank(hits: Sequence[Hit], golds: Sequence[str]) -> int | None:
    texts = (f"{hit.passage.article.title or ''}\n{hit.passage.text}" for hit in hits)
    return first_rank([holds(text, golds) for text in texts])


def _is_right(span: str, golds: Sequence[str]) -> bool:
    return exact_match(span, golds) == 1 or f1(span, golds) >= RIGHT_F1


def _shows(answer: Answer, golds: Sequence[str]) -> bool:
    """Whether what is shown first is right: the short answer, or else the sentence holds it."""
    if answer.answer is None:
        return False
    if answer.kind == "span":
        return _is_right(answer.answer, golds)
    return holds(answer.answer, golds)
