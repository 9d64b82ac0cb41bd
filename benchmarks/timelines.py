"""Timelines against those of journalists: ``python -m benchmarks.timelines FOLDER``.

FOLDER holds a file of dated articles for each topic, TOPIC.jsonl.gz, and `timelines.jsonl` with
the journalists' timelines: {"topic", "dates", "text"}, where `text` joins the sentences of all
dates in their order. Prints, for each timeline and on average over topics, the F1 of the dates
where as many events are asked for as the journalists' timeline has dates, and the F1 of ROUGE-1
with dates aligned: of one sentence an event, and of as many as the journalists' timeline has of a
day on average, which is what published systems are given.

The second is "align+ m:1" of Martschat and Markert, "Improving ROUGE for Timeline Summarization",
EACL 2017: each day of one timeline goes with the day of the other that is nearest in time and most
alike, and the words they share count less the further apart the days are. Words are stems without
stop words. `text` does not say which sentence belongs to which date; so the sentences are shared
out among the dates, in order and at least one each, by what was published on each day and the next.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.metrics import mean
from knowledge import Coverage, KnowledgeError
from knowledge.text.analysis import Analyzer

# What a reader would ask for, where a file's name is no topic.
TOPICS = {"egypt": "Egypt protests", "finan": "financial crisis", "h1n1": "swine flu",
          "haiti": "Haiti earthquake"}  # fmt: skip
_JOINT = re.compile(r"(?<=[^A-Z\s][.!?”’\"')])(?=[A-Z“\"])")
# How many words of all days are mixed into those of a day, and what a run of twice the usual length
# costs, both in telling which sentence of a journalist's timeline belongs to which day.
_SMOOTHING = 2000
_LENGTH_COST = 4.0

# The words that each day of a timeline tells.
Days = Mapping[date, Counter[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """How near a timeline comes to a journalist's: its dates, and its words where it has as many
    sentences a day, and one."""

    dates: float
    words: float
    of_one: float = 0.0


def main() -> None:
    """Runs the command line."""
    options = _options()
    gold = defaultdict(list)
    for line in (options.folder / "timelines.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold[row["topic"]].append(row)
    averages = []
    print(
        "| coverage | topic | events | sentences | date F1 | ROUGE-1 aligned"
        " | with one sentence | seconds |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, rows in gold.items():
        path = options.folder / f"{name}.jsonl.gz"
        topic = None if options.no_topic else TOPICS.get(name, name)
        try:
            found = list(_measured(path, topic, rows, show=options.show))
        except KnowledgeError as error:
            raise SystemExit(str(error)) from error
        for count, sentences, scores, seconds in found:
            print(
                f"| {name} | {topic or '(none)'} | {count} | {sentences} | {scores.dates:.3f}"
                f" | {scores.words:.3f} | {scores.of_one:.3f} | {seconds:.2f} |"
            )
        averages.append(_average([scores for _, _, scores, _ in found]))
    whole = _average(averages)
    print(
        f"| average of the {len(gold)} | | | | {whole.dates:.3f} | {whole.words:.3f}"
        f" | {whole.of_one:.3f} | |"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with articles and timelines")
    parser.add_argument("--no-topic", action="store_true", help="ask for the main story")
    parser.add_argument("--show", action="store_true", help="print the events")
    return parser.parse_args()


def _average(scores: Sequence[Scores]) -> Scores:
    return Scores(
        mean(each.dates for each in scores).value,
        mean(each.words for each in scores).value,
        mean(each.of_one for each in scores).value,
    )


def _measured(
    path: Path, topic: str | None, rows: Sequence[Mapping[str, object]], *, show: bool
) -> list[tuple[int, int, Scores, float]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    analyzer = Analyzer()
    published: dict[date, list[Counter[str]]] = defaultdict(list)
    for article in articles:
        day = date.fromisoformat(article["published"][:10])
        published[day].append(Counter(analyzer.terms(article["text"])))
    found = []
    with Coverage.open([path], reader_threads=0) as coverage:
        for row in rows:
            days = [date.fromisoformat(each) for each in row["dates"]]  # type: ignore[attr-defined]
            sentences = _JOINT.split(str(row["text"]))
            of_a_day = max(1, round(len(sentences) / len(days)))
            began = time.process_time()
            made = coverage.timeline(topic, events=len(days), sentences=of_a_day)
            seconds = time.process_time() - began
            told: dict[date, Counter[str]] = defaultdict(Counter)
            first: dict[date, Counter[str]] = defaultdict(Counter)
            for event in made.events:
                first[event.date].update(analyzer.terms(event.text))
                told[event.date].update(analyzer.terms(event.text))
                for citation in event.more:
                    told[event.date].update(analyzer.terms(citation.quote))
                if show:
                    print(f"{event.date} {event.status} {event.text}")
                    print(*(f"    {citation.quote}" for citation in event.more), sep="\n")
            gold = share_out(sentences, days, published, analyzer)
            scores = replace(compare(told, gold), of_one=compare(first, gold).words)
            found.append((len(days), of_a_day, scores, seconds))
    return found


def share_out(
    sentences: Sequence[str],
    days: Sequence[date],
    published: Mapping[date, Sequence[Counter[str]]],
    analyzer: Analyzer,
) -> dict[date, Counter[str]]:
    """Which words a timeline tells of each day: its sentences in order, one a day or more.

    Of all ways to cut the sentences into runs, the likeliest: a sentence by the words of what was
    published on its day and the next, smoothed by those of all days; a run by its length.
    """
    terms = [analyzer.terms(sentence) for sentence in sentences]
    overall = sum((words for articles in published.values() for words in articles), Counter[str]())
    total = overall.total()
    likely = []
    for day in days:
        own = sum(
            (words for n in (0, 1) for words in published.get(day + timedelta(n), ())),
            Counter[str](),
        )
        size = own.total() + _SMOOTHING
        likely.append(
            [
                sum(
                    math.log((own[term] + _SMOOTHING * (overall[term] + 1) / total) / size)
                    for term in each
                )
                for each in terms
            ]
        )
    told: dict[date, Counter[str]] = {day: Counter() for day in days}
    for place, number in enumerate(_best_runs(likely)):
        told[days[number]].update(terms[place])
    return told


def _best_runs(likely: Sequence[Sequence[float]]) -> list[int]:
    """For each place the number of its run; runs follow each other and none is empty."""
    runs, places = len(likely), len(likely[0])
    usual = places / runs
    low = float("-inf")
    best, lengths = [0.0] + [low] * places, []  # the best ways to fill so many places
    for run in likely:
        ways, chosen = [low] * (places + 1), [0] * (places + 1)
        for end in range(1, places + 1):
            gain = 0.0
            for length in range(1, min(end, math.ceil(4 * usual)) + 1):
                gain += run[end - length]
                way = best[end - length] + gain - _LENGTH_COST * (length / usual - 1) ** 2
                if way > ways[end]:
                    ways[end], chosen[end] = way, length
        best = ways
        lengths.append(chosen)
    numbers: list[int] = []
    end = places
    for number in range(runs - 1, -1, -1):
        numbers[:0] = [number] * lengths[number][end]
        end -= lengths[number][end]
    return numbers


def compare(told: Days, gold: Days) -> Scores:
    """The F1 of the dates, and the F1 of the words with days aligned ("align+ m:1")."""
    shared = len(told.keys() & gold.keys())
    precision, recall = _aligned(told, gold), _aligned(gold, told)
    total = precision + recall
    return Scores(
        2 * shared / ((len(told) + len(gold)) or 1),
        2 * precision * recall / total if total else 0.0,
    )


def _aligned(these: Days, others: Days) -> float:
    """The share of the words of some days that the days they are aligned with have too."""
    if not others:
        return 0.0
    common = 0.0
    for day, words in these.items():
        other = min(others, key=lambda each: _cost(day, words, each, others[each]))
        common += _nearness(day, other) * (words & others[other]).total()
    return common / (sum(words.total() for words in these.values()) or 1)


def _cost(day: date, words: Counter[str], other: date, told: Counter[str]) -> float:
    same = 2 * (words & told).total() / ((words.total() + told.total()) or 1)
    return (1 - _nearness(day, other)) * (1 - same)


def _nearness(day: date, other: date) -> float:
    return 1 / (abs((day - other).days) + 1)


if __name__ == "__main__":
    main()
