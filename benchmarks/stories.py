"""Which articles tell of one story: ``python -m benchmarks.stories ARTICLES``.

ARTICLES is a coverage that has the labelled articles, such as those of 2022. `tests/questions/
stories.json` names, for whole weeks of it, the articles that report one event, its direct
consequences and the reactions to it; those that it does not name tell stories of their own, digests
of a day's news among them. Prints precision, recall and F1 of the pairs of articles that are put
into one story. The thresholds were chosen on the first week; the second confirms them.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from knowledge import Coverage, Latest

LABELS = Path(__file__).parents[1] / "tests" / "questions" / "stories.json"


@dataclass(frozen=True, slots=True)
class Score:
    """How well pairs of articles of one story are found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    options = parser.parse_args()
    print("| week | articles | stories | precision | recall | pair F1 |")
    print("|---|---|---|---|---|---|")
    with Coverage.open([options.articles], reader_threads=0) as coverage:
        for week in json.loads(LABELS.read_text(encoding="utf-8")):
            listed = coverage.latest(since=week["first"], until=week["last"])
            found = found_stories(coverage, listed)
            score = pair_score(found, week["stories"])
            figures = f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"
            articles = sum(map(len, found))
            print(f"| {week['first']} | {articles} | {len(week['stories'])} | {figures} |")


def found_stories(coverage: Coverage, listed: Latest) -> list[list[str]]:
    """The articles of a list and their copies, the oldest first, put into stories."""
    articles = [article for each in listed.articles for article in (each.article, *each.also)]
    ordered = sorted(articles, key=lambda each: (str(each.published), each.id))
    names = [each.id for each in ordered]
    stories: dict[int, list[str]] = defaultdict(list)
    for name, number in zip(names, coverage.assign_stories(names), strict=True):
        stories[number].append(name)
    return list(stories.values())


def pair_score(found: Sequence[Collection[str]], right: Sequence[Collection[str]]) -> Score:
    """How many of the pairs put into one story are right, and of the right ones are found."""
    ours, theirs = _pairs(found), _pairs(right)
    both = len(ours & theirs)
    return Score(both / len(ours) if ours else 1.0, both / len(theirs) if theirs else 1.0)


def _pairs(stories: Sequence[Collection[str]]) -> set[tuple[str, str]]:
    return {pair for story in stories for pair in combinations(sorted(story), 2)}


if __name__ == "__main__":
    main()
