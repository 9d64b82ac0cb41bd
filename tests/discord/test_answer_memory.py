"""Answers from memory: for the same question in the same place, while the articles are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from small_coverage import ARTICLES, OTTERS, write

from bot.discord import memory as module
from bot.discord.memory import AnswerMemory, Repeat
from bot.state.values import Asked
from knowledge import BaseChoice, Collections, Coverage, Scope, Turn

ASKED = Asked("When was the new harbour of Veldrun opened?")


@dataclass
class Watch:
    """A clock that a test sets."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """A memory, and how often the coverage itself was asked."""

    coverage: Coverage
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.memory = AnswerMemory(self.watch)

    def is_remembered(
        self,
        asked: Asked = ASKED,
        server: int | None = None,
        turns: tuple[Turn, ...] = (),
        windows: int | None = None,
        coverage: Coverage | None = None,
    ) -> bool:
        """Whether it is answered from memory, and if so, as the coverage answers."""
        coverage, key = coverage or self.coverage, Repeat(server, asked, turns)
        known = self.memory.recall(key, coverage, windows)
        answer = self.memory.answer(key, coverage, windows)
        if known is not None:
            assert answer == known
            assert answer.citations == coverage.ask(asked.question, scope=asked.scope).citations
        return known is not None


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write(tmp_path / "news.jsonl", ARTICLES)


@pytest.fixture
def desk(files: Path, tmp_path: Path) -> Iterator[Desk]:
    with Coverage.open([files], tmp_path / "data", reader_threads=0) as coverage:
        yield Desk(coverage)


def test_the_same_question_is_answered_from_memory_for_some_minutes(desk: Desk) -> None:
    assert not desk.is_remembered()
    assert desk.is_remembered()
    desk.watch.now += 299
    assert desk.is_remembered()
    desk.watch.now += 2
    assert not desk.is_remembered()
    assert desk.is_remembered()


@pytest.mark.parametrize(
    "other",
    [
        lambda desk: desk.is_remembered(Asked("When was the harbour of Veldrun opened?")),
        lambda desk: desk.is_remembered(Asked(ASKED.question, Scope("Northern Wire"))),
        lambda desk: desk.is_remembered(Asked(ASKED.question, Scope(until=date(2024, 6, 3)))),
        lambda desk: desk.is_remembered(server=1),
        lambda desk: desk.is_remembered(turns=(Turn("Who opened it?", "Ilse Harkan"),)),
    ],
    ids=["question", "source", "day", "server", "conversation"],
)
def test_another_question_is_not(desk: Desk, other: Callable[[Desk], bool]) -> None:
    desk.is_remembered()
    assert not other(desk)
    assert desk.is_remembered()


def test_a_reload_forgets(desk: Desk, files: Path) -> None:
    desk.is_remembered()
    write(files, [OTTERS])
    desk.coverage.reload()
    assert not desk.is_remembered()


def test_servers_share_nothing_and_a_change_of_what_is_read_forgets(
    desk: Desk, tmp_path: Path
) -> None:
    choices = {1: BaseChoice(), 2: BaseChoice()}
    collections = Collections(desk.coverage, tmp_path / "servers", choice_of=choices.__getitem__)

    def is_remembered(server: int) -> bool:
        with collections.use(server) as coverage:
            return desk.is_remembered(server=server, coverage=coverage)

    assert [is_remembered(each) for each in (1, 2, 1, 2)] == [False, False, True, True]
    choices[1] = BaseChoice(without=frozenset({"Northern Wire"}))
    assert [is_remembered(each) for each in (1, 2)] == [False, True]
    collections.close()


def test_what_was_read_in_haste_is_no_answer_for_who_has_time(desk: Desk) -> None:
    assert not desk.is_remembered(windows=0)
    assert desk.is_remembered(windows=0)
    assert not desk.is_remembered(windows=8)
    assert desk.is_remembered(windows=4)
    assert not desk.is_remembered()
    assert desk.is_remembered(windows=8)


def test_no_more_than_so_many_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    questions = [Asked(f"Who opened harbour {number}?") for number in range(4)]
    for each in questions:
        assert not desk.is_remembered(each)
    assert desk.is_remembered(questions[3])
    assert not desk.is_remembered(questions[0])
