"""Why nothing can be found: which source and days no article is of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from small_coverage import ARTICLES, HARBOUR, OTTERS, write

from bot.app.emptiness import nothing_in_scope, remark_on_scope
from knowledge import Coverage, Scope

JUNE_3, JULY_10, JULY_12 = date(2024, 6, 3), date(2024, 7, 10), date(2024, 7, 12)


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    path = write(tmp_path_factory.mktemp("few") / "articles.jsonl", ARTICLES)
    with Coverage.open([path], reader_threads=0) as opened:
        yield opened


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (Scope(), None),
        (Scope(since=JULY_12), None),
        (Scope(until=JUNE_3), None),
        (Scope(as_of=date(2024, 1, 1)), None),  # the undated one may be meant
        (
            Scope(since=date(2026, 1, 1)),
            "No article is from 1 January 2026 or later; the newest is 12 July 2024",
        ),
        (
            Scope("veldrun herald", since=date(2024, 7, 11)),
            "No article of veldrun herald is from 11 July 2024 or later; the newest is 10 July"
            " 2024",
        ),
        (
            Scope(until=date(2024, 6, 2)),
            "No article is from 2 June 2024 or earlier; the oldest is 3 June 2024",
        ),
        (
            Scope(since=date(2024, 6, 10), until=date(2024, 6, 20)),
            "No article is from 10–20 June 2024; the newest before that is 4 June 2024",
        ),
        (Scope("Northern Wire", as_of=date(2024, 6, 3)), None),
    ],
)
def test_an_empty_scope_says_so(coverage: Coverage, scope: Scope, told: str | None) -> None:
    assert nothing_in_scope(coverage, scope) == told


def test_articles_without_a_day_are_told(tmp_path: Path) -> None:
    with Coverage.open([write(tmp_path / "a.jsonl", [OTTERS])], reader_threads=0) as coverage:
        told = nothing_in_scope(coverage, Scope(since=JUNE_3))
        assert told == "No article states its day, so none can be found by it"


def test_a_terminal_is_told_of_an_unknown_source_and_of_no_articles(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with Coverage.open([tmp_path / "none"], reader_threads=0) as coverage:
        remark = remark_on_scope(coverage, Scope())
        assert remark is not None
        assert remark.startswith("there are no articles yet; `coverage add` adds some")
    with Coverage.open([write(tmp_path / "a.jsonl", [HARBOUR])], reader_threads=0) as coverage:
        assert remark_on_scope(coverage, Scope("Veldrun")) == (
            'no article is from "Veldrun"; there are: "Veldrun Herald"'
        )
        assert remark_on_scope(coverage, Scope(since=JULY_10)) == (
            "no article is from 10 July 2024 or later; the newest is 3 June 2024"
        )
