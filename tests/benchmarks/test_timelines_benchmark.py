"""The measures of timelines and of dates, on values worked out by hand."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks import dates, timelines
from benchmarks.timelines import compare, share_out
from knowledge.text.analysis import Analyzer

ONE, TWO, FAR = date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 11)


def words(text: str) -> Counter[str]:
    return Counter(text.split())


def test_the_same_timeline_is_perfect_and_nothing_is_nothing() -> None:
    gold = {ONE: words("a b"), FAR: words("c")}
    assert compare(gold, gold) == timelines.Scores(1.0, 1.0)
    assert compare({}, gold) == timelines.Scores(0.0, 0.0)


def test_words_of_another_day_count_less_the_further_it_is() -> None:
    gold = {ONE: words("a b")}
    assert compare({ONE: words("a c")}, gold).words == pytest.approx(1 / 2)
    assert compare({TWO: words("a b")}, gold).words == pytest.approx(1 / 2)
    assert compare({FAR: words("a b")}, gold).words == pytest.approx(1 / 11)
    scores = compare({ONE: words("a b"), FAR: words("x y")}, gold)
    assert scores.dates == pytest.approx(2 / 3)
    assert scores.words == pytest.approx(2 * 0.5 * 1 / 1.5)


def test_sentences_are_shared_out_in_order_by_what_each_day_published() -> None:
    published = {ONE: [words("storm roof")] * 9, FAR: [words("flood river")] * 9}
    told = share_out(
        ["Storm broke.", "The roof fell.", "The river rose."], [ONE, FAR], published, Analyzer()
    )
    assert told[ONE].keys() >= {"storm", "roof"}
    assert "river" in told[FAR]


def test_timelines_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = [
        {
            "id": str(day),
            "published": f"2020-01-0{day}",
            "text": f"The flood of Tarn reached {place} on {day} January 2020 and stayed there.",
        }
        for day, place in ((1, "Ashton"), (2, "Birchford"), (3, "Cedarton"))
    ]
    with gzip.open(tmp_path / "tarn.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(article) + "\n" for article in articles)
    gold = {"topic": "tarn", "dates": ["2020-01-01", "2020-01-03"], "text": "Ashton.Cedarton."}
    (tmp_path / "timelines.jsonl").write_text(json.dumps(gold) + "\n")
    monkeypatch.setattr("sys.argv", ["timelines", str(tmp_path)])
    timelines.main()
    assert "| tarn | tarn | 2 | 1 | 0.500 |" in capsys.readouterr().out


CASES = [
    ("He came on 4 Jan 2019.", "4 Jan 2019", "date", {"value": "2019-01-04"}),
    ("It is open this week.", "this week", "daterange",
     {"start": "2016-11-07", "end": "2016-11-14"}),
    ("It rained from May to July 2015.", "from May to July 2015", "daterange",
     {"start": "2015-05-01", "end": "2015-07-01"}),
    ("See page 12/13.", "12/13", "date", {"value": "2016-12-13"}),
]  # fmt: skip


def test_dates_are_measured_by_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {
            "Input": text,
            "Context": {"ReferenceDateTime": "2016-11-07T00:00:00"},
            "Results": [
                {
                    "Start": text.index(part),
                    "End": text.index(part) + len(part) - 1,
                    "TypeName": f"datetimeV2.{kind}",
                    "Resolution": {"values": [value]},
                }
            ],
        }
        for text, part, kind, value in CASES
    ]
    path = tmp_path / "dates.json"
    path.write_text(json.dumps(rows), encoding="utf-8-sig")
    monkeypatch.setattr("sys.argv", ["dates", str(path)])
    dates.main()
    told = capsys.readouterr().out
    for line in ("days | 1 | 1.000 | 1.000", "ranges | 1 | 1.000 | 1.000",
                 "units | 1 | 1.000 | 1.000", "numbers | 1 | 0.000 | 0.000",
                 "**those of news** | 2 | 1.000 | 1.000"):  # fmt: skip
        assert f"| {line} |" in told
