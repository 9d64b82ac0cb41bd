"""``python -m training.asked``: how often what a question says stands in its article too.

Writes `knowledge/asked.json`, by which words that say nothing of the matter are told.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from knowledge import Coverage
from knowledge.text.analysis import Analyzer
from training.written import QUESTIONS, kept_out, load_written

PATH = Path(__file__).resolve().parent.parent / "knowledge" / "questions" / "asked.json"
# Questions that a term must have, else its share says little.
FEWEST = 3


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="the articles of 2022")
    parser.add_argument("--data-dir", type=Path, help="where their index is kept")
    options = parser.parse_args()
    analyzer = Analyzer()
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    with Coverage.open([options.articles], data_dir=options.data_dir) as coverage:
        index = coverage.index
        known: dict[str, set[str]] = {}
        for question in load_written(QUESTIONS):
            if kept_out(question.article):
                continue
            if question.article not in known:
                article = index.article(question.article)
                known[question.article] = set(analyzer.terms(f"{article.title} {article.text}"))
            terms = set(analyzer.terms(question.question))
            asked.update(terms)
            held.update(terms & known[question.article])
    # What its articles nearly always have is told by that alone: only the others are listed.
    table = {
        term: [count, held[term]]
        for term, count in sorted(asked.items())
        if count >= FEWEST and held[term] < 0.7 * count
    }
    PATH.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(table)} terms, {PATH.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
