"""Follow-ups and choices in Discord, with run_bot.py as a process against Discord's stand-in."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from newsroom import UNCLEAR, Newsroom, running
from standin import StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOSCOW = "When does Xi visit Moscow?"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = Newsroom(tmp_path_factory.mktemp("newsroom"))
    room.write_storms()
    return room


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    async with StandIn(rate_limits=False) as standin, running(room, standin):
        yield standin


@pytest.fixture(autouse=True)
def judged(discord: StandIn) -> Iterator[None]:
    discord.violations.clear()
    yield
    assert discord.violations == []


async def test_a_reply_leans_on_the_answer_it_replies_to(discord: StandIn) -> None:
    first = await discord.mention(MOSCOW)
    answer = await discord.reply(first, "who invited him?", by=discord.world.neighbour)
    assert "Putin" in answer.plain.splitlines()[0]
    assert "Understood as: who invited Xi (Moscow)?" in answer.plain
    third = await discord.reply(answer, "how long will he stay?")
    assert "Understood as: how long will Xi stay" in third.plain


async def test_a_reply_to_a_slash_command_leans_on_it(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=MOSCOW)
    answer = await discord.reply(asked.message, "who invited him?")
    assert "Understood as: who invited Xi (Moscow)?" in answer.plain


async def test_without_a_reply_a_channel_is_no_conversation(discord: StandIn) -> None:
    await discord.mention(MOSCOW)
    answer = await discord.mention("who invited him?")
    assert "Understood as" not in answer.plain


@pytest.mark.parametrize("place", ["thread", "dm"])
async def test_a_thread_and_a_direct_message_are_one(discord: StandIn, place: str) -> None:
    world = discord.world
    where = world.thread if place == "thread" else world.dm_with(world.neighbour)
    for question in (MOSCOW, "who invited him?"):
        answer = await discord.mention(question, by=world.neighbour, where=where)
    assert "Understood as: who invited Xi (Moscow)?" in answer.plain


async def test_a_question_without_subject_is_asked_back(discord: StandIn) -> None:
    answer = await discord.mention(UNCLEAR)
    stories = [button.label for button in answer.buttons if "Storm" in button.label]
    assert sorted(stories) == ["Storm hits Aldermouth", "Storm hits Skarholm", "Storm hits Veldrun"]
    refused = await discord.click(answer, "Storm hits Veldrun", by=discord.world.neighbour)
    assert refused.ephemeral
    assert "Only who asked can choose." in refused.plain
    chosen = await discord.click(answer, "Storm hits Veldrun")
    assert "4 people died there" in chosen.plain
    assert "Asked: How many died (Storm hits Veldrun)?" in chosen.plain
    assert not [button for button in chosen.buttons if "Storm" in button.label]


async def test_a_clear_question_is_not_asked_back(discord: StandIn) -> None:
    answer = await discord.mention("How many died in Skarholm?")
    assert not [button for button in answer.buttons if "Storm" in button.label]


async def test_conversations_and_choices_outlive_a_restart(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.write_storms()
    async with StandIn(rate_limits=False) as standin:
        async with room.bot(standin) as bot:
            await bot.ready()
            first = await standin.mention(MOSCOW)
            unclear = await standin.mention(UNCLEAR)
            assert await bot.stop() == 0
        async with room.bot(standin) as bot:
            await bot.ready()
            answer = await standin.reply(first, "who invited him?")
            assert "Understood as: who invited Xi (Moscow)?" in answer.plain
            chosen = await standin.click(unclear, "Storm hits Veldrun")
            assert "4 people died there" in chosen.plain
            assert await bot.stop() == 0
        assert standin.violations == []
