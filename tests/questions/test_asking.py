"""Whether a message asks something: chatter told from questions by what the words weigh."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import TEXT
from hypothesis import given

from knowledge import Asking, Coverage

ROOT = Path(__file__).parents[2]
SETS = sorted(p for p in Path(__file__).parent.glob("*.jsonl") if p.stem != "dialogues")


@pytest.fixture(scope="module")
def coverage() -> Iterator[Coverage]:
    with Coverage.open([ROOT / "config" / "sample-coverage"], reader_threads=0) as opened:
        yield opened


@pytest.mark.parametrize(
    "text",
    [
        *("lol", "LOL", "👍", "😂😂", "<:kek:123456>", "...", "?", ":)", "+1", "", "   "),
        *("ok", "thanks", "Thank you so much!", "thx", "ty", "hi", "hello there", "good morning"),
        *("haha", "hahahaha", "brb", "same", "idk", "no way", "so true", "that's wrong", "nice"),
        *("why?", "really?", "wait what", "who are you", "what can you do?", "how are you?"),
        *("what do you know", "can you help me", "help", "https://example.org/moscow"),
    ],
)
def test_chatter_asks_nothing(coverage: Coverage, text: str) -> None:
    assert coverage.asking(text) is Asking.NOTHING


@pytest.mark.parametrize(
    "text",
    [
        *("When does Xi visit Moscow?", "when does xi visit moscow", "lol when is the parade"),
        *("xi jinping moscow visit date", "is there news on gas", "what's new?", "any news"),
        *("thanks! and the gas price?", "tell me, who leads the delegation", "who won?"),
        *("where is sakurajima", "what does SCO stand for"),
    ],
)
def test_questions_ask_something(coverage: Coverage, text: str) -> None:
    assert coverage.asking(text) is Asking.SOMETHING


@pytest.mark.parametrize(
    "text", ["moscow", "gas prices", "I love pizza", "see you tomorrow", "happy birthday!"]
)
def test_words_alone_perhaps_ask_something(coverage: Coverage, text: str) -> None:
    assert coverage.asking(text) is Asking.PERHAPS


@pytest.mark.parametrize(
    "text",
    [
        "习近平什么时候访问莫斯科？",
        "Πού χιονίζει σήμερα;",
        "Hvem vandt kampen?",
        "Когда откроют мост",
    ],
)
def test_a_language_that_the_coverage_has_not_may_ask_something(
    coverage: Coverage, text: str
) -> None:
    assert coverage.asking(text) is not Asking.NOTHING


@pytest.mark.parametrize("text", ["谢谢", "спасибо", "hallo", "ευχαριστώ!", "danke"])
def test_a_word_of_another_language_alone_asks_nothing(coverage: Coverage, text: str) -> None:
    assert coverage.asking(text) is Asking.NOTHING


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_next_to_no_question_that_people_ask_counts_as_chatter(
    coverage: Coverage, path: Path
) -> None:
    asked = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    left = [question for question in asked if coverage.asking(question) is Asking.NOTHING]
    assert len(left) <= len(asked) / 50, left


@given(TEXT)
def test_any_text_asks_something_or_not(text: str) -> None:
    assert isinstance(_SMALL.asking(text), Asking)


_SMALL = Coverage.open([ROOT / "config" / "sample-coverage" / "correction.md"], reader_threads=0)
