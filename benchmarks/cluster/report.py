"""The tables and the plot of saved measurements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from benchmarks.cluster.measures import TOPS, are_same

Run = dict[str, Any]  # what was measured of one engine with one corpus
_STYLES = ("-", "--", ":", "-.")


def load_runs(folder: Path) -> list[Run]:
    """All that is saved in a folder, the smaller corpora and then the fewer nodes first."""
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted(runs, key=lambda run: (run["passages"], run["nodes"]))


def name_of(run: Run) -> str:
    """The engine in words."""
    nodes = run["nodes"]
    return f"OpenSearch, {nodes} node{'s' if nodes > 1 else ''}" if nodes else "embedded"


def tables(runs: Sequence[Run]) -> Iterator[str]:
    """All that was measured, as Markdown."""
    yield from table(
        [
            "passages",
            "engine",
            "made in, s",
            "passages a second",
            "an article more, s",
            "load average",
        ],
        (
            [*_about(run), f"{run['made']:.0f}", _rate(run), _or_none(run, "reload"), run["load"]]
            for run in runs
        ),
    )
    yield from table(
        ["passages", "engine", "texts, MB", "index beside them, MB", "in the cluster, MB"],
        ([*_about(run), *_megabytes(run["bytes"])] for run in runs if "bytes" in run),
    )
    kinds = [(kind, number) for kind in ("search", "ask") for number in _in_flight(runs, kind)]
    yield from table(
        ["passages", "engine", *(f"{kind}, {number} in flight" for kind, number in kinds)],
        (
            [*_about(run), *(_latency(run.get(kind, {}).get(number)) for kind, number in kinds)]
            for run in runs
        ),
    )
    yield from table(
        ["passages", "engine", "best 1, 5, 20 the same", "H@1, H@5, H@20"],
        ([*_about(run), _same(run, runs), _within(run)] for run in runs if "found" in run),
    )
    yield from table(
        [
            "passages",
            "engine",
            "asked since",
            "failed",
            "longest, s",
            "yellow, s",
            "green, s",
        ],
        ([*_about(run), *_loss(run["loss"])] for run in runs if "loss" in run),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as Markdown under their headings; nothing where there are none."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield from (f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines, "")


def _about(run: Run) -> list[str]:
    return [f"{run['passages']:,}", name_of(run)]


def _rate(run: Run) -> str:
    rate = f"{run['passages'] / run['made']:,.0f}"
    return f"{rate}; {run['passages'] / run['put']:,.0f} put in" if run.get("put") else rate


def _or_none(run: Run, what: str) -> str:
    return f"{run[what]:.1f}" if what in run else "–"


def _megabytes(sizes: dict[str, int]) -> list[str]:
    kinds = ("texts", "index", "cluster")
    return [f"{sizes[kind] / 1e6:,.0f}" if kind in sizes else "–" for kind in kinds]


def _in_flight(runs: Sequence[Run], kind: str) -> list[str]:
    return sorted({number for run in runs for number in run.get(kind, {})}, key=int)


def _latency(measured: Run | None) -> str:
    if not measured:
        return "–"
    failed = f", {measured['failed']} of {measured['questions']} failed"
    times = [_seconds(measured[which]) for which in ("median", "99th")]
    return " / ".join(times) + (failed if measured["failed"] else "")


def _seconds(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "–"
    if milliseconds < 1_000:
        return f"{milliseconds:.{0 if milliseconds >= 10 else 1}f} ms"
    return f"{milliseconds / 1e3:.1f} s"


def _same(run: Run, runs: Sequence[Run]) -> str:
    own = next(
        (
            each
            for each in runs
            if each["passages"] == run["passages"] and not each["nodes"] and "found" in each
        ),
        None,
    )
    if own is None or own is run:
        return "–"
    pairs = list(zip(run["found"], own["found"], strict=True))
    counts = (str(sum(are_same(*pair, top) for pair in pairs)) for top in TOPS)
    return f"{', '.join(counts)} of {len(pairs)}"


def _within(run: Run) -> str:
    return ", ".join(f"{run['within'][str(top)]:.3f}" for top in TOPS)


def _loss(loss: Run) -> list[str]:
    longest = f"{loss['longest'] / 1e3:.2f}"
    seconds = [f"{loss[colour]:.0f}" for colour in ("yellow", "green")]
    return [f"{loss['questions']:,}", str(loss["failed"]), longest, *seconds]


def plot(runs: Sequence[Run], path: Path) -> None:
    """Draws the medians against the number of passages: a colour for each engine, a line for each
    number in flight."""
    figure = Figure(figsize=(10, 5.2), layout="constrained")
    names = list(dict.fromkeys(map(name_of, sorted(runs, key=lambda run: run["nodes"]))))
    left, right = figure.subplots(1, 2)
    for axes, kind in ((right, "ask"), (left, "search")):
        for number, style in zip(_in_flight(runs, kind), _STYLES, strict=False):
            for place, name in enumerate(names):
                points = [
                    (run["passages"], run[kind][number]["median"])
                    for run in runs
                    if name_of(run) == name and run.get(kind, {}).get(number, {}).get("median")
                ]
                if points:
                    label = f"{name}, {number} in flight"
                    line = {"marker": "o", "color": f"C{place}", "linestyle": style}
                    axes.loglog(*zip(*points, strict=True), label=label, **line)
        axes.set(xlabel="passages", ylabel=f"{kind}: milliseconds (median)")
        axes.grid(visible=True, which="major", alpha=0.3)
    lines, labels = axes.get_legend_handles_labels()
    if lines:
        figure.legend(lines, labels, loc="outside lower center", ncols=3, fontsize="small")
    figure.savefig(path, dpi=110)
