"""The bot brought along by a person: in any server's channel and any direct message, within what
Discord offers there, from the base alone, and nothing of a server's to be changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom import Newsroom, running
from standin import Attachment, NotOfferedError, StandIn

MOSCOW = "When does Xi visit Moscow?"
ANSWER = "May 7 to May 10, 2025"
FOR_ALL = ("summary", "timeline", "latest", "sources", "help", "privacy", "forget")
FOR_ADMINS = ("settings", "coverage status", "coverage log", "coverage feed list")


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with StandIn(rate_limits=False) as standin, running(Newsroom(tmp_path), standin):
        yield standin
        assert standin.violations == []


async def test_commands_are_offered_where_they_can_be_used(discord: StandIn) -> None:
    world = discord.world
    for where in (world.general, world.private, world.dm_with(world.member)):
        for name in FOR_ALL:
            used = await discord.slash(name, where=where, personal=True)
            assert used.messages, name
        for name in FOR_ADMINS:
            with pytest.raises(NotOfferedError):
                await discord.slash(name, by=world.manager, where=where, personal=True)


async def test_a_question_among_people_and_all_that_its_answer_offers(discord: StandIn) -> None:
    """The bot can write nothing there but in answer to the interaction."""
    where = discord.world.private
    asked = await discord.slash("ask", question=MOSCOW, where=where, personal=True)
    assert ANSWER in asked.plain
    assert not asked.ephemeral
    for label in ("More passages", "Sources", "Proof", "👍"):
        pressed = await discord.click(asked.message, label)
        assert pressed.ephemeral, label
    lean = await discord.slash("ask", question="Who invited him?", where=where, personal=True)
    assert lean.messages
    said = await discord.say(MOSCOW, where=where, by=discord.world.neighbour)
    menu = await discord.message_menu("Ask the coverage", said, personal=True)
    assert ANSWER in menu.plain
    shared = await discord.click(menu.message, "Share")
    assert not shared.ephemeral
    answer = shared.message
    await discord.click(answer, "Delete")
    await discord.until(lambda: answer.deleted, "deletion")


async def test_a_servers_own_articles_are_not_read(discord: StandIn) -> None:
    world = discord.world
    ferry = Attachment(
        "ferry.md", b"# The ferry\n\nThe Alster ferry starts again on May 20, 2025.\n"
    )
    await discord.slash("coverage add", file=ferry, by=world.manager)
    question = "When does the Alster ferry start again?"
    assert "May 20, 2025" in (await discord.slash("ask", question=question)).plain
    brought = await discord.slash("ask", question=question, personal=True)
    assert "May 20, 2025" not in brought.plain
