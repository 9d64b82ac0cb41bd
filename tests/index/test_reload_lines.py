"""Reloading one file of many articles: lines that are as they were are not read again."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.index.build.refresh import refresh
from knowledge.index.disk.store import Store
from knowledge.report import ReloadReport
from knowledge.sources.readers import json_records

PLACES = ("Orrin", "Tarn", "Veldrun", "Skarholm", "Kessel")


def record(number: int, text: str = "", **fields: Any) -> str:
    place = PLACES[number % len(PLACES)]
    text = text or f"The ferry to {place} number {number} left at noon."
    return json.dumps({"id": f"a{number}", "title": f"Ferry {number}", "text": text, **fields})


class Folder:
    """A coverage of one file, its index, and which lines were parsed for it."""

    def __init__(self, root: Path, parsed: list[int]) -> None:
        self.file = root / "news" / "all.jsonl"
        self.file.parent.mkdir()
        self.data = root / "data"
        self.parsed = parsed
        self._aside = root / "fresh"

    def load(self, lines: Sequence[str], oldest: date | None = None) -> ReloadReport:
        """Writes the file, brings the index up to date, and compares it with one made anew."""
        self.file.write_text("".join(f"{line}\n" for line in lines))
        report = refresh([self.file.parent], self.data, oldest=oldest)
        parsed = list(self.parsed)
        fresh = refresh([self.file.parent], self._aside, anew=True, oldest=oldest)
        assert self.articles(self.data) == self.articles(self._aside)
        assert (report.unreadable, report.too_old) == (fresh.unreadable, fresh.too_old)
        self.parsed[:] = parsed
        return report

    @staticmethod
    def articles(data: Path) -> set[str]:
        stored = Store(data).newest()
        assert stored
        return {f"{article.id} {article.title} {article.text}" for article in stored.articles}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    parsed: list[int] = []
    parse = json_records.parse_line

    def counting(line: bytes, number: int) -> json_records.Record:
        parsed.append(number)
        return parse(line, number)

    monkeypatch.setattr(json_records, "parse_line", counting)
    return Folder(tmp_path, parsed)


def test_one_changed_line_is_all_that_is_parsed(folder: Folder) -> None:
    lines = [record(number) for number in range(300)]
    assert folder.load(lines).added == 300
    for number in (120, 7):
        lines[number] = record(number, f"The ferry number {number} never left.")
        folder.parsed.clear()
        report = folder.load(lines)
        assert folder.parsed == [number + 1]
        assert (report.added, report.changed, report.removed) == (0, 1, 0)


def test_lines_may_come_go_and_move(folder: Folder) -> None:
    lines = [record(number) for number in range(60)]
    folder.load(lines)
    lines = [record(90), *lines[30:], record(91), *lines[:29]]
    folder.parsed.clear()
    report = folder.load(lines)
    assert folder.parsed == [1, 32]
    assert (report.articles, report.added, report.changed, report.removed) == (61, 2, 0, 1)


def test_records_without_an_id_are_known_by_their_lines_too(folder: Folder) -> None:
    lines = [json.dumps({"text": f"The mill of ward {number} burned."}) for number in range(40)]
    folder.load(lines)
    folder.parsed.clear()
    assert folder.load(["", *reversed(lines), json.dumps({"text": "It rained."})]).added == 1
    assert folder.parsed == [42]


def test_what_is_wrong_with_a_line_is_told_each_time_and_where_it_stands_now(
    folder: Folder,
) -> None:
    lines = [record(1), record(2, published="soonish"), '{"text": ', record(1), record(4)]
    first = folder.load(lines)
    assert [fault.line for fault in first.unreadable] == [2, 3, 4]
    folder.parsed.clear()
    second = folder.load([record(9), *lines])
    assert [fault.line for fault in second.unreadable] == [3, 4, 5]
    assert folder.parsed == [1, 3, 4]


def test_a_line_that_is_written_otherwise_is_parsed_once(folder: Folder) -> None:
    lines = [record(number) for number in range(20)]
    folder.load(lines)
    lines = [json.dumps(json.loads(line), indent=None, separators=(",", ":")) for line in lines]
    assert (folder.load(lines).changed, len(folder.parsed)) == (0, 40)
    folder.parsed.clear()
    folder.load([*lines, record(99)])
    assert folder.parsed == [21]


def test_an_article_that_grows_too_old_goes_and_may_come_back(folder: Folder) -> None:
    lines = [record(number, published=f"2025-01-{number + 1:02}") for number in range(20)]
    folder.load(lines)
    assert folder.load([*lines, record(99)], date(2025, 1, 11)).articles == 11
    assert folder.load([*lines, record(98)], date(2025, 1, 6)).articles == 16


def test_lines_that_are_too_old_are_not_parsed_again(folder: Folder) -> None:
    lines = [record(number, published=f"2025-01-{number + 1:02}") for number in range(20)]
    folder.load(lines, date(2025, 1, 6))
    folder.parsed.clear()
    report = folder.load([lines[1], lines[0], *lines[2:], record(99)], date(2025, 1, 11))
    assert folder.parsed == [21]
    assert (report.articles, report.too_old) == (11, 10)
    folder.parsed.clear()
    folder.load([*lines[3:], record(99)], date(2025, 1, 11))
    assert folder.parsed == []
    folder.load([*lines, record(99)], date(2025, 1, 6))  # some come back
    assert set(folder.parsed) >= {4, 5}
    assert folder.load([*lines, record(98)]).articles == 21


def test_what_grew_too_old_while_its_file_stood_is_not_parsed_again(folder: Folder) -> None:
    lines = [record(number, published=f"2025-01-{number + 1:02}") for number in range(20)]
    folder.load(lines)
    folder.load(lines, date(2025, 1, 11))
    folder.parsed.clear()
    assert folder.load([*lines, record(99)], date(2025, 1, 11)).too_old == 10
    assert folder.parsed == [21]


def test_any_changes_end_in_the_index_that_a_new_one_would_be(folder: Folder) -> None:
    chance = random.Random(12)
    lines = [record(number) for number in range(40)]
    for _ in range(12):
        chance.shuffle(lines)
        for number in range(len(lines) - 1, -1, -1):
            change = chance.random()
            if change < 0.05:
                del lines[number]
            elif change < 0.15:
                lines[number] = record(chance.randrange(60), f"It was {chance.random()}.")
            elif change < 0.2:
                lines.append(lines[number])
        folder.load(lines)
