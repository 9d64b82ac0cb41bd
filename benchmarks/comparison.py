"""Two runs over the same questions, question by question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.evaluation import Outcome
from benchmarks.metrics import mean, sign_test
from benchmarks.report import MEASURES, Measure

COMPARED: dict[str, Measure] = {
    **{name: measure for name, measure in MEASURES.items() if name != "short answer stated"},
    "stated and right": lambda o: float(o.stated and o.right),
    "stated and wrong": lambda o: float(o.stated and not o.right),
    "shown first is right": lambda o: float(o.right),
    "other month refused": lambda o: float(o.other_month.abstained),
    "answer removed, refused": lambda o: float(o.removed.abstained),
}


def compare(before: Sequence[Outcome], after: Sequence[Outcome]) -> Iterator[str]:
    """A table of every measure: before, after, questions won and lost, sign test (two-sided)."""
    earlier = {outcome.id: outcome for outcome in before}
    pairs = [(earlier[outcome.id], outcome) for outcome in after if outcome.id in earlier]
    yield f"| {len(pairs)} questions in both runs | before | after | won | lost | p |"
    yield "|---|---|---|---|---|---|"
    for name, measure in COMPARED.items():
        values = [(measure(old), measure(new)) for old, new in pairs]
        won = sum(new > old for old, new in values)
        lost = sum(new < old for old, new in values)
        was, now = mean(old for old, _ in values).value, mean(new for _, new in values).value
        yield f"| {name} | {was:.3f} | {now:.3f} | {won} | {lost} | {sign_test(won, lost):.3f} |"
