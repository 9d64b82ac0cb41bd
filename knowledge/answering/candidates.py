"""Candidates: the short answers read in the sentences, those of one value drawn together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.blend import softmax
from knowledge.answering.evidence import Evidence, Span
from knowledge.questions.values import Value, is_same

# Sentences whose short answers are looked at.
LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A short answer and the sentences that give it, the likeliest first.

    `share` is the part, 0 to 1, that it has of all short answers by the reader's scores.
    """

    text: str
    mentions: tuple[Evidence, ...]
    share: float

    @property
    def best(self) -> Evidence:
        """The likeliest sentence that gives it."""
        return self.mentions[0]

    @property
    def value(self) -> Value | None:
        """The date or number that it is, if it is one."""
        return self.best.span.value if self.best.span else None

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles that give it, the likeliest first."""
        return tuple(dict.fromkeys(mention.article.id for mention in self.mentions))


def collect(evidence: Sequence[Evidence]) -> list[Candidate]:
    """The candidates of the likeliest sentences, the likeliest first."""
    groups: list[list[tuple[Evidence, Span]]] = []
    for each in [each for each in evidence if each.can_answer][:LOOKED_AT]:
        if each.span is None:
            continue
        mine = _value(each.span, each)
        group = next((g for g in groups if is_same(_value(g[0][1], g[0][0]), mine)), None)
        if group is None:
            groups.append([(each, each.span)])
        else:
            group.append((each, each.span))
    if not groups:
        return []
    shares = dict(
        zip((id(each) for each in evidence), softmax([e.score for e in evidence]), strict=True)
    )
    found = [
        Candidate(
            text=group[0][0].article.text[group[0][1].start : group[0][1].end],
            mentions=tuple(each for each, _ in group),
            share=sum(shares[id(each)] * math.exp(span.share - each.mass) for each, span in group),
        )
        for group in groups
    ]
    return sorted(found, key=lambda candidate: -candidate.share)


def _value(span: Span, evidence: Evidence) -> Value | str:
    return span.value or evidence.article.text[span.start : span.end]
