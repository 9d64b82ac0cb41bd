"""A reply to what the bot told without being asked, or by a command, leans on that message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from standin import Attachment
from wire import BEGAN, Wire

from bot.discord.rendering.headings import topic_in
from bot.language import LANGUAGES, Language, gettext, speaking


async def publish(wire: Wire) -> None:
    wire.publish_storm("Veldrun", 5, url="https://news.example/veldrun")
    await wire.round()


def understood(plain: str) -> str:
    """How a reply was completed; "" where it was not."""
    found = [line for line in plain.splitlines() if line.startswith("Understood as: ")]
    return found[0].removeprefix("Understood as: ") if found else ""


async def test_a_reply_to_an_alert_leans_on_its_title(wire: Wire) -> None:
    await wire.alert()
    await publish(wire)
    answer = await wire.discord.reply(wire.posts()[0], "how many died?")
    assert understood(answer.plain) == "how many died (Storm hits Veldrun)?"
    assert "5 people died" in answer.plain
    again = await wire.discord.reply(answer, "where was that?")
    assert "Storm" in understood(again.plain)
    assert "Veldrun" in understood(again.plain)


async def test_a_reply_to_an_alert_for_a_question_leans_on_that(wire: Wire) -> None:
    await wire.alert("When does the fair of Skarholm open?")
    wire.publish("fair", "Skarholm gets a fair", "The fair of Skarholm opens on May 9, 2025.")
    await wire.round()
    answer = await wire.discord.reply(wire.posts()[0], "why?")
    assert understood(answer.plain) == "why does the fair of Skarholm open?"


@pytest.mark.parametrize("command", ["summary", "timeline", "compare", "latest"])
async def test_a_reply_to_a_command_leans_on_its_topic(wire: Wire, command: str) -> None:
    await publish(wire)
    shown = await wire.discord.slash(command, topic="Veldrun storm")
    answer = await wire.discord.reply(shown.message, "how many died?")
    assert understood(answer.plain) == "how many died (Veldrun storm)?"


async def test_a_reply_to_what_has_no_topic_leans_on_what_it_tells_first(wire: Wire) -> None:
    await publish(wire)
    slash = wire.discord.slash
    for asked in (slash("summary"), slash("timeline"), slash("digest now", since="2025-05-01")):
        shown = await asked
        answer = await wire.discord.reply(shown.message, "how many?")
        assert "Veldrun" in understood(answer.plain), shown.name


async def test_a_reply_to_a_digest_leans_on_its_first_story(wire: Wire) -> None:
    yaml = f"digest: {{channel: {wire.discord.world.general.id}, every: day, at: '14:00'}}"
    file = Attachment("settings.yaml", yaml.encode())
    await wire.discord.slash("settings", file=file, by=wire.discord.world.admin)
    await wire.round()
    await publish(wire)
    wire.clock.set(BEGAN + timedelta(hours=3))
    await wire.round()
    answer = await wire.discord.reply(wire.posts()[0], "how many?")
    assert "Veldrun" in understood(answer.plain)


async def test_a_reply_to_what_tells_nothing_leans_on_nothing(wire: Wire) -> None:
    await publish(wire)
    told = await wire.discord.mention("thanks")
    answer = await wire.discord.reply(told, "how many died?")
    assert understood(answer.plain) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "heading", ["Timeline: {topic}", "Summary: {topic}", "Compare: {topic}", "Latest on {topic}"]
)
def test_a_heading_names_its_topic_in_every_language(language: Language, heading: str) -> None:
    with speaking(language):
        said = gettext(heading, topic="gas: exports")
    assert topic_in(said) == "gas: exports"
    assert topic_in("Aldermouth opens its bridge") is None
