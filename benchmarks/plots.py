"""Plots of a saved run: ``python -m benchmarks.plots RUN.json... --out DIR``.

Writes `reliability.png` (confidence of what is shown against the share right) and `precision.png`
(share right of the surest questions against the share of questions answered), a line a run.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.answers import load_run
from benchmarks.evaluation import Outcome
from benchmarks.metrics import reliability


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="files that --save wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the plots")
    options = parser.parse_args()
    runs = {path.stem: load_run(path) for path in options.runs}
    options.out.mkdir(parents=True, exist_ok=True)
    for name, figure in (
        ("reliability", reliability_diagram(runs)),
        ("precision", precision_curve(runs)),
    ):
        figure.savefig(options.out / f"{name}.png", dpi=120)


def reliability_diagram(runs: dict[str, list[Outcome]]) -> Figure:
    """Mean confidence of what was shown against the share that was right, in ten bins."""
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="calibrated")
    for name, outcomes in runs.items():
        bins = reliability([(o.confidence, o.right) for o in outcomes if not o.abstained])
        predicted, observed = [b.predicted for b in bins], [b.observed for b in bins]
        axes.plot(predicted, observed, marker="o", label=name)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    return figure


def precision_curve(runs: dict[str, list[Outcome]]) -> Figure:
    """Share right of the best spans, answering the surest questions first."""
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    for name, outcomes in runs.items():
        share, precision = answered_and_right(outcomes)
        axes.plot(share, precision, label=name)
    axes.set(xlabel="share of questions answered", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    return figure


def answered_and_right(outcomes: Sequence[Outcome]) -> tuple[list[float], list[float]]:
    """For every number of surest questions: their share of all, and the share of them right."""
    shares, precisions = [], []
    right = 0
    surest = sorted(outcomes, key=lambda outcome: -outcome.probability)
    for count, outcome in enumerate(surest, 1):
        right += outcome.best_is_right
        shares.append(count / len(surest))
        precisions.append(right / count)
    return shares, precisions


if __name__ == "__main__":
    main()
