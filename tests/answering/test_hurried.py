"""Answers in haste: less is read, and the answer says so where that may have cost it something."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from discord_text import text_of
from small_answer import ABSTAINED, ANSWER, ASKED, STATUS
from small_coverage import ARTICLES, write

from bot.discord.rendering import answer_card
from knowledge import Coverage

OPENED = "When was the new harbour of Veldrun opened?"


def test_less_is_read_and_told(tmp_path: Path) -> None:
    with Coverage.open([write(tmp_path / "news.jsonl", ARTICLES)], tmp_path / "data") as coverage:
        usual = coverage.ask(OPENED)
        assert not usual.hurried
        assert "hurried" not in usual.to_json()
        for windows in (0, 1):
            hurried = coverage.ask(OPENED, windows=windows)
            assert hurried.to_json()["hurried"] is True
        both = coverage.ask(f"{OPENED} How many otters were counted?", windows=1)
        assert both.hurried
        assert len(both.citations) >= 2


def test_what_cost_nothing_is_not_told(tmp_path: Path) -> None:
    one = [{"id": "a", "text": "The bridge of Tarn was opened on May 3, 2024."}]
    with Coverage.open([write(tmp_path / "news.jsonl", one)], tmp_path / "data") as coverage:
        question = "When was the bridge of Tarn opened?"
        usual, hurried = coverage.ask(question), coverage.ask(question, windows=4)
        assert replace(hurried, took_ms=usual.took_ms) == usual
    path = write(tmp_path / "more.jsonl", ARTICLES)
    with Coverage.open([path], tmp_path / "plain", reader_threads=0) as coverage:
        assert not coverage.ask(OPENED, windows=0).hurried  # words alone decide in any case


def test_the_card_says_so() -> None:
    for answer in (ANSWER, ABSTAINED):
        usual = text_of(answer_card(answer, STATUS, ASKED))
        hurried = text_of(answer_card(replace(answer, hurried=True), STATUS, ASKED))
        assert "asking at once" not in usual
        assert "asking at once" in hurried
