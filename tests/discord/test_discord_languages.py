"""Five languages through Discord: an interaction in its user's, a message in its server's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from newsroom import Newsroom, running
from standin import StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOSCOW = "When does Xi visit Moscow?"
NOTHING = "Who won the cricket final in Lahore?"
SAID = {
    "en-US": "The coverage doesn't say.",
    "it": "The coverage doesn't say.",
    "de": "Die Artikel sagen es nicht.",
    "fr": "Les articles ne le disent pas.",
    "es-ES": "Los artículos no lo dicen.",
    "es-419": "Los artículos no lo dicen.",
    "zh-CN": "报道中没有提到。",
    "zh-TW": "报道中没有提到。",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async with StandIn(rate_limits=False) as standin:
        room = Newsroom(tmp_path_factory.mktemp("newsroom"))
        async with running(room, standin):
            await standin.slash("sources")
            yield standin
    assert standin.violations == []


@pytest.mark.parametrize("locale", SAID)
async def test_an_interaction_is_answered_in_the_language_of_its_user(
    discord: StandIn, locale: str
) -> None:
    discord.world.locale = locale
    answer = await discord.slash("ask", question=NOTHING)
    assert SAID[locale] in answer.plain
    refused = await discord.slash("coverage status")
    assert ("Only admins" in refused.plain) == (locale in ("en-US", "it"))


async def test_a_quote_stays_as_it_is_and_its_day_does_not(discord: StandIn) -> None:
    discord.world.locale = "de"
    answer = (await discord.slash("ask", question=MOSCOW)).message
    assert "Xi Jinping" in answer.plain
    assert "4. Mai 2025" in answer.plain
    assert "Stand: " in answer.plain
    assert {"Weitere Stellen", "Quellen", "Beleg"} <= {each.label for each in answer.buttons}
    discord.world.locale = "fr"
    assert "Passages les plus proches de" in (await discord.click(answer, "Weitere")).plain


async def test_a_message_is_answered_in_the_language_of_its_server(discord: StandIn) -> None:
    world, world_locale = discord.world, discord.world.locale
    try:
        world.locale = "es-ES"
        assert SAID["en-US"] in (await discord.mention(NOTHING)).plain
        french = replace(world.new_guild("Rédaction", world.manager), locale="fr")
        await discord.add_bot(french)
        there = french.channels[0]
        assert SAID["fr"] in (await discord.mention(NOTHING, where=there)).plain
        panel = (await discord.slash("settings", by=world.manager, where=there)).message
        assert "Ajustes de este servidor" in panel.plain
        await discord.choose(panel, "language", "zh", by=world.manager)
        assert SAID["zh-CN"] in (await discord.mention(NOTHING, where=there)).plain
        await discord.choose(panel, "language", "auto", by=world.manager)
        assert SAID["fr"] in (await discord.mention(NOTHING, where=there)).plain
        assert SAID["en-US"] in (await discord.dm(NOTHING)).plain
    finally:
        world.locale = world_locale


async def test_a_day_may_be_written_in_the_language_that_is_read(discord: StandIn) -> None:
    discord.world.locale = "de"
    named = await discord.autocomplete("ask", "since", "letzte w", question=MOSCOW)
    assert named[0].name.startswith("letzte Woche: ")
    answer = await discord.slash("ask", question=MOSCOW, since="1. Mai 2025")
    assert "Nur Artikel seit 1. Mai 2025" in answer.plain
    refused = await discord.slash("ask", question=MOSCOW, since="06/05/2025")
    assert "seit: 06/05/2025 ist 6. Mai 2025 oder 5. Juni 2025" in refused.plain
