"""Merging: one answer out of those to the parts of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from knowledge.answer import Answer, Citation, Hit, Kind


def merge(question: str, answers: Sequence[Answer], most_passages: int | None) -> Answer:
    """One answer out of those to the parts of a question: what is said of each, in order.

    The articles are numbered anew over all of them; the confidence is that of the part that is
    least certain; the accounts are of the first part on which articles differ. If nothing is said
    of any part, it is an abstention with the nearest passages of all.
    """
    told = [answer for answer in answers if not answer.abstained]
    shown = told or answers
    hits = _in_turn([answer.passages or () for answer in answers])
    closest = bool(told) and all(answer.closest for answer in told)
    return Answer(
        question=question,
        answer="\n".join(_named(each, marked=not closest) for each in told) if told else None,
        kind=_kind(told),
        confidence=min(answer.confidence for answer in shown),
        citations=tuple(_numbered(cited for answer in shown for cited in answer.citations)),
        accounts=next((answer.accounts for answer in told if answer.accounts), ()),
        passages=None if most_passages is None else tuple(islice(hits, most_passages)),
        corrections=tuple(dict.fromkeys(pair for each in answers for pair in each.corrections)),
        took_ms=sum(answer.took_ms for answer in answers),
        closest=closest,
        superseded=next((answer.superseded for answer in told if answer.superseded), None),
        hurried=any(answer.hurried for answer in answers),
        unsaid=tuple(answer.question for answer in answers if answer.abstained) if told else (),
    )


def _named(answer: Answer, *, marked: bool) -> str:
    """What is said of a part, after its question; `marked` says where that is only the closest."""
    only = " (the closest found)" if marked and answer.closest else ""
    return f"{answer.question.rstrip(' ?')}: {answer.answer}{only}"


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
