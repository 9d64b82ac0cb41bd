"""/coverage gaps and feedback: what a server's admins learn, and what nobody does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom import Newsroom, running
from standin import StandIn

UNKNOWN = "Who won the cricket final in Lahore?"
ANSWERED = "When is the parade?"


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[StandIn]:
    """A running bot; after each test: nothing broke Discord's rules, nothing unexpected."""
    async with (
        StandIn(rate_limits=False) as standin,
        running(Newsroom(tmp_path), standin, "Traceback"),
    ):
        yield standin
        assert standin.violations == []


async def gaps(discord: StandIn) -> list[str]:
    told = await discord.slash("coverage gaps", by=discord.world.admin)
    assert told.ephemeral
    return [line for line in told.plain.splitlines() if " · " in line]


async def test_topics_that_were_not_answered_are_told_to_admins(discord: StandIn) -> None:
    assert await gaps(discord) == []
    await discord.slash("ask", question=UNKNOWN)
    await discord.mention(UNKNOWN)
    await discord.slash("ask", question=ANSWERED)
    assert await gaps(discord) == ["- cricket final · 2 times", "- lahore · 2 times"]


async def test_nothing_of_who_asked_or_of_the_question_is_a_topic(discord: StandIn) -> None:
    await discord.slash("ask", question="Did Xqtz Blorptson call 0171 555123 about the earthquake?")
    assert await gaps(discord) == ["- earthquake · once"]


async def test_what_is_private_or_of_elsewhere_is_no_topic(discord: StandIn) -> None:
    world = discord.world
    await discord.slash("ask", question=UNKNOWN, private=True)
    await discord.dm(UNKNOWN)
    rivals = world.new_guild("Rivals", world.neighbour)
    await discord.add_bot(rivals)
    await discord.slash("ask", question=UNKNOWN, where=rivals.channels[0], by=world.neighbour)
    assert await gaps(discord) == []
    theirs = await discord.slash("coverage gaps", where=rivals.channels[0], by=world.neighbour)
    assert "cricket final · once" in theirs.plain


async def test_the_worst_answers_are_told_to_admins_and_each_person_counts_once(
    discord: StandIn,
) -> None:
    world = discord.world
    answers = {}
    for question in (ANSWERED, "When does Xi visit Moscow?", "Who meets Putin?"):
        answers[question] = (await discord.slash("ask", question=question)).message
    hidden = await discord.slash("ask", question="Where is the parade?", private=True)
    await discord.click(hidden.message, "👎")
    for person in (world.member, world.neighbour):
        for _ in range(3):
            await discord.click(answers[ANSWERED], "👎", by=person)
    await discord.click(answers["When does Xi visit Moscow?"], "👎")
    await discord.click(answers["When does Xi visit Moscow?"], "👍", by=world.neighbour)
    await discord.click(answers["Who meets Putin?"], "👎")
    await discord.click(answers["Who meets Putin?"], "👍")
    told = await discord.slash("coverage feedback", by=world.admin)
    assert told.ephemeral
    assert [line for line in told.plain.splitlines() if "👎" in line] == [
        f"- 👎 2 · 👍 0 · {ANSWERED}",
        "- 👎 1 · 👍 1 · When does Xi visit Moscow?",
    ]
    rivals = world.new_guild("Rivals", world.neighbour)
    await discord.add_bot(rivals)
    theirs = await discord.slash("coverage feedback", where=rivals.channels[0], by=world.neighbour)
    assert "Nobody has found an answer bad" in theirs.plain


async def test_forgetting_takes_votes_and_questions_out_of_the_list(discord: StandIn) -> None:
    world = discord.world
    answer = (await discord.slash("ask", question=ANSWERED)).message
    await discord.click(answer, "👎", by=world.neighbour)
    await discord.slash("forget", by=world.neighbour)
    told = await discord.slash("coverage feedback", by=world.admin)
    assert ANSWERED not in told.plain


async def test_a_summary_of_what_is_new_begins_at_the_last_look(discord: StandIn) -> None:
    world = discord.world
    first = await discord.slash("summary", new=True)
    assert first.ephemeral
    assert "Your first look" in first.plain
    again = await discord.slash("summary", new=True)
    assert "Nothing new came in that time." in again.plain
    assert "Of what came since your last look, " in again.plain
    other = await discord.slash("summary", new=True, by=world.neighbour)
    assert "Your first look" in other.plain
    elsewhere = await discord.slash("summary", new=True, where=world.dm_with(world.member))
    assert "Your first look" in elsewhere.plain
    await discord.slash("forget")
    assert "Your first look" in (await discord.slash("summary", new=True)).plain
    both = await discord.slash("summary", new=True, since="2025-05-01")
    assert "not both" in both.plain
    assert "last look" not in (await discord.slash("summary")).plain
