"""Topics asked for in vain: counted by server, forgotten after a month."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import ANALYZER, index_of
from sqlalchemy import text

from bot.state.database import Database
from bot.state.gaps import GAP_DAYS
from bot.state.repositories import State
from bot.state.values import Gap
from knowledge.article import Article
from knowledge.conversation.public_topics import public_topics

DAY = 86_400


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path, clock: Clock, url: str | None) -> Iterator[State]:
    opened = State.open(tmp_path, keep_days=30, clock=clock, url=url)
    yield opened
    opened.close()


def test_topics_are_counted_over_the_days_and_forgotten(state: State, clock: Clock) -> None:
    async def story() -> None:
        await state.gaps.note(5, ["lahore", "cricket"])
        clock.now += DAY
        await state.gaps.note(5, ["lahore"])
        await state.gaps.note(6, ["otters"])
        assert await state.gaps.of(5) == [Gap("lahore", 2), Gap("cricket", 1)]
        assert await state.gaps.of(6) == [Gap("otters", 1)]
        assert await state.gaps.of(7) == []
        clock.now += (GAP_DAYS - 1) * DAY
        assert await state.gaps.of(5) == [Gap("lahore", 1)]
        clock.now += DAY
        assert await state.gaps.of(5) == []

    asyncio.run(story())


def test_topics_of_equal_count_stand_by_the_alphabet_not_as_they_came(
    state: State, url: str | None
) -> None:
    if url:  # a database may have the alphabet of a language
        database = Database.connect(url)
        english = text('ALTER TABLE gaps ALTER COLUMN topic TYPE text COLLATE "en-x-icu"')
        database.transact(lambda session: session.execute(english), "write")
        database.close()

    async def story() -> None:
        topics = ["zebra", "Zebra", "aardvark", "élan", "otter", "otter den", "otters"]
        await state.gaps.note(5, topics)
        assert [gap.topic for gap in await state.gaps.of(5)] == sorted(topics)

    asyncio.run(story())


INDEX = index_of(Article("skarholm", "The ferry to Skarholm sails on Monday."))


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("Who won the cricket final in Lahore?", ("lahore", "cricket final")),
        # A name that news does not know, unless the coverage has it.
        ("does Xqtz Blorptson know about the flood?", ("flood",)),
        ("when is the otter festival in skarholm", ("skarholm", "otter festival")),
        # Handles, numbers, addresses, and what only frames a question.
        ("ask @harkan or call 555 0171 about the harbour", ("harbour",)),
        ("https://example.org/me what happened next week?", ()),
        ("", ()),
    ],
)
def test_topics_are_words_that_others_use_too(question: str, topics: tuple[str, ...]) -> None:
    assert public_topics(question, INDEX, ANALYZER) == topics


@given(st.text(alphabet=st.characters(categories=("L", "N", "P")), max_size=12))
def test_a_word_that_nobody_else_uses_is_never_a_topic(word: str) -> None:
    secret = f"zqx{word}xqz"
    found = public_topics(f"Where does {secret} live in Lahore?", INDEX, ANALYZER)
    assert not any("zqx" in topic for topic in found)
