"""How well sources are compared: ``python -m benchmarks.compare [--data DIR] [--sample N]``.

Three measures, each over coverages of a few documents:

- pairs: thirty pairs of articles in ``tests/comparing/pairs.jsonl``, each with the values that they
  differ by (F1 over the differences), with words that both tell and words that one alone tells (the
  share of them found among what is agreed, and told by one alone).
- ramdocs: a question and documents that answer it, some of them wrongly (``ramdocs.jsonl.gz`` in
  DIR): F1 over the answers that the documents give, wrong ones included, since a comparison rates
  nobody; in parentheses over the right ones alone.
- conflictqa: a question and snippets of the web (``conflictqa.json.gz`` in DIR): whether there is a
  second answer, as F1 of "yes"; in parentheses that of saying "yes" always.

Without ``--data`` the pairs alone are measured. ``--sample`` takes every so-many-th question, so
that a look takes a minute.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.metrics import holds, mean
from knowledge import Comparison, Coverage

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "tests/comparing/pairs.jsonl"
Row = Mapping[str, Any]


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder of RAMDocs and ConflictingQA")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th question")
    parser.add_argument("--failures", action="store_true", help="print what was not found")
    options = parser.parse_args()
    print(pairs(options.failures), flush=True)
    for name, measure in (("ramdocs.jsonl.gz", ramdocs), ("conflictqa.json.gz", conflictqa)):
        path = options.data / name if options.data else None
        if path and path.exists():
            print(measure(path, options.sample), flush=True)


def compared(topic: str, documents: Sequence[Row]) -> Comparison:
    """The comparison of some documents as the whole coverage."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.jsonl"
        rows = ({"id": str(n), **document} for n, document in enumerate(documents))
        file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        with Coverage.open([file]) as coverage:
            return coverage.compare(topic)


def values(comparison: Comparison) -> list[str]:
    """The values that a comparison of answers gives: those that differ, or the one shared."""
    differing = [account.value for each in comparison.differ for account in each.accounts]
    same = [
        cited.quote[start:end]
        for statement in (*comparison.agree, *comparison.alone)
        for cited in statement.citations[:1]
        for start, end in cited.highlights
    ]
    return differing or same


def f1(found: float, told: float, wanted: float) -> float:
    """The harmonic mean of precision and recall, from how many are right, told and wanted."""
    return 2 * found / (told + wanted) if told + wanted else 0.0


def overlap(told: Sequence[str], wanted: Iterable[str]) -> float:
    """F1 between values: two are one where one holds the words of the other."""
    golds = list(wanted)

    def same(one: str, other: str) -> bool:
        return holds(one, [other]) or holds(other, [one])

    right = sum(any(same(each, gold) for gold in golds) for each in told)
    found = sum(any(same(each, gold) for each in told) for gold in golds)
    if not right:
        return 0.0
    precision, recall = right / len(told), found / len(golds)
    return 2 * precision * recall / (precision + recall)


def pairs(failures: bool) -> str:
    """The measures on the pairs."""
    right = told = wanted = 0
    shares: dict[str, list[bool]] = {"agree": [], "alone": []}
    for row in map(json.loads, PAIRS.read_text(encoding="utf-8").splitlines()):
        found = compared(row["topic"], row["articles"])
        given = [[account.value for account in each.accounts] for each in found.differ]
        hits = [gold for gold in row["differ"] if any(_is_told(gold, each) for each in given)]
        right, told, wanted = right + len(hits), told + len(given), wanted + len(row["differ"])
        missed = [gold for gold in row["differ"] if gold not in hits]
        extra = [each for each in given if not any(_is_told(gold, each) for gold in row["differ"])]
        for part, statements in (("agree", found.agree), ("alone", found.alone)):
            for words in row[part]:
                shares[part].append(any(words in each.text for each in statements))
                missed += [] if shares[part][-1] else [f"{part}: {words}"]
        if failures and (missed or extra):
            print(f"    {row['topic']}: missed {missed}, too much {extra}")
    rest = ", ".join(f"{part} {mean(map(float, found))}" for part, found in shares.items())
    return (
        f"pairs: differ F1 {f1(right, told, wanted):.3f} ({right} of {wanted}, told {told}), {rest}"
    )


def _is_told(gold: Sequence[str], given: Sequence[str]) -> bool:
    """Whether each of the values that differ is among those of a difference."""
    return all(any(holds(each, [value]) for each in given) for value in gold)


def ramdocs(path: Path, sample: int) -> str:
    """F1 over the answers that the documents of a question give."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::sample]
    every, right = [], []
    for row, found in _timed(rows, lambda row: [{"text": d["text"]} for d in row["documents"]]):
        told = values(found)
        given = {d["answer"] for d in row["documents"] if d["answer"] != "unknown"}
        every.append(overlap(told, given))
        right.append(overlap(told, row["gold_answers"]))
    return f"ramdocs: F1 {mean(every)} over {len(rows)} questions (right answers {mean(right)})"


def conflictqa(path: Path, sample: int) -> str:
    """F1 of telling that there is a second answer."""
    rows = json.loads(gzip.decompress(path.read_bytes()))[::sample]
    outcomes = [
        (row["secondAnswerExist"] == "A", len(values(found)) > 1)
        for row, found in _timed(rows, lambda row: [{"text": text} for text in row["contexts"]])
    ]
    second = sum(gold for gold, _ in outcomes)
    right, told = sum(gold and said for gold, said in outcomes), sum(said for _, said in outcomes)
    always = f1(second, len(rows), second)
    return (
        f"conflictqa: F1 {f1(right, told, second):.3f} over {len(rows)} questions, {second} with a "
        f"second answer (always yes {always:.3f})"
    )


def _timed(
    rows: Sequence[Row], documents: Callable[[Row], list[Row]]
) -> Iterator[tuple[Row, Comparison]]:
    started = time.perf_counter()
    for row in rows:
        yield row, compared(row["question"], documents(row))
    seconds = (time.perf_counter() - started) / max(1, len(rows))
    print(f"    {seconds * 1000:.0f} ms a question, the index included", flush=True)


if __name__ == "__main__":
    main()
