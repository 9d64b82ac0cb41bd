"""The table of a run of `benchmarks.answers`, as lines of text (Markdown)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from benchmarks.evaluation import Outcome
from benchmarks.metrics import (
    Mean,
    area_under_curve,
    calibration_error,
    mean,
    median,
    reliability,
)

Measure = Callable[[Outcome], float]


def _within(rank: int | None, k: int) -> float:
    return float(rank is not None and rank <= k)


MEASURES: dict[str, Measure] = {
    "passages H@1": lambda o: _within(o.passage_rank, 1),
    "passages H@5": lambda o: _within(o.passage_rank, 5),
    "passages H@20": lambda o: _within(o.passage_rank, 20),
    "passages MRR": lambda o: 1 / o.passage_rank if o.passage_rank else 0.0,
    "`search` H@1": lambda o: _within(o.search_rank, 1),
    "`search` H@5": lambda o: _within(o.search_rank, 5),
    "`search` H@20": lambda o: _within(o.search_rank, 20),
    "sentence H@1": lambda o: _within(o.sentence_rank, 1),
    "sentence H@3": lambda o: _within(o.sentence_rank, 3),
    "answer EM": lambda o: o.exact,
    "answer F1": lambda o: o.f1,
    "right in 5": lambda o: float(o.in_five),
    "short answer stated": lambda o: float(o.stated),
}


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """All tables of a run, line by line."""
    yield from _overall(outcomes)
    yield ""
    yield from _refusing(outcomes)
    yield ""
    yield from _by_type(outcomes)
    yield ""
    yield from _calibration(outcomes)


def _overall(outcomes: Sequence[Outcome]) -> Iterator[str]:
    fresh = [outcome for outcome in outcomes if outcome.fresh]
    yield f"| | all, n = {len(outcomes)} | fresh-covered, n = {len(fresh)} |"
    yield "|---|---|---|"
    for name, measure in MEASURES.items():
        yield f"| {name} | {mean(map(measure, outcomes))} | {mean(map(measure, fresh))} |"
    yield f"| … right when stated | {precision(outcomes)} | {precision(fresh)} |"
    for name, some in _surest(outcomes).items():
        yield f"| EM of the surest {name} | {mean(o.exact for o in some)} | |"
    yield f"| shown first is right | {_shown(outcomes)} | {_shown(fresh)} |"
    search, ask = median(o.search_ms for o in outcomes), median(o.ask_ms for o in outcomes)
    yield f"| `ask` ÷ `search`, median | {ask:.1f} ÷ {search:.1f} ms = {ask / search:.1f} | |"


def precision(outcomes: Sequence[Outcome]) -> Mean:
    """The share right (EM, or F1 ≥ .6) of the short answers that were stated."""
    return mean(float(outcome.right) for outcome in outcomes if outcome.stated)


def _shown(outcomes: Sequence[Outcome]) -> Mean:
    return mean(float(outcome.right) for outcome in outcomes)


def _surest(outcomes: Sequence[Outcome]) -> dict[str, Sequence[Outcome]]:
    surest = sorted(outcomes, key=lambda outcome: -outcome.probability)
    return {f"{share} %": surest[: len(surest) * share // 100] for share in (10, 20, 50)}


def _refusing(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Useful answers (one of the five best passages holds it) against what cannot be answered.

    That is: every question put to the coverage of another month, and the useful ones put to their
    own coverage without the passages that hold the answer. The score is the evidence's strength.
    """
    useful = [outcome for outcome in outcomes if outcome.useful]
    kept = mean(float(not outcome.abstained) for outcome in useful)
    scores = [outcome.strength for outcome in useful]
    heads = "AUC | useful shown | refused or closest | refused"
    yield f"| refusing, useful n = {len(useful)} | {heads} |"
    yield "|---|---|---|---|---|"
    cases = {
        "another month's coverage": [outcome.other_month for outcome in outcomes],
        "passages with the answer removed": [outcome.removed for outcome in useful],
    }
    for name, refusals in cases.items():
        area = area_under_curve(scores, [refusal.strength for refusal in refusals])
        refused = mean(float(refusal.abstained) for refusal in refusals)
        guarded = mean(float(refusal.abstained or refusal.closest) for refusal in refusals)
        yield f"| {name} | {area:.3f} | {kept} | {guarded} | {refused} |"


def _by_type(outcomes: Sequence[Outcome]) -> Iterator[str]:
    names = ("passages H@1", "passages H@5", "sentence H@1", "answer EM", "answer F1")
    yield f"| type | n | {' | '.join(names)} | stated | right when stated | refused |"
    yield "|---" * (len(names) + 5) + "|"
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.type, []).append(outcome)
    for kind, group in sorted(groups.items(), key=lambda item: -len(item[1])):
        cells = [f"{mean(map(MEASURES[name], group)).value:.3f}" for name in names]
        stated = sum(outcome.stated for outcome in group)
        refused = mean(float(outcome.abstained) for outcome in group).value
        cells += [str(stated), str(precision(group)), f"{refused:.2f}"]
        yield f"| {kind} | {len(group)} | {' | '.join(cells)} |"


def _calibration(outcomes: Sequence[Outcome]) -> Iterator[str]:
    shown = [(o.confidence, o.right) for o in outcomes if not o.abstained]
    stated = [(o.confidence, o.right) for o in outcomes if o.stated]
    best = [(o.probability, o.best_is_right) for o in outcomes]
    yield "Expected calibration error, 10 bins: " + ", ".join(
        f"{name} {calibration_error(pairs):.3f}"
        for name, pairs in (("all shown", shown), ("stated", stated), ("best span", best))
    )
    yield ""
    yield "| confidence | n | mean | right |"
    yield "|---|---|---|---|"
    for b in reliability(shown):
        yield f"| {b.low:.1f}–{b.high:.1f} | {b.count} | {b.predicted:.3f} | {b.observed:.3f} |"
