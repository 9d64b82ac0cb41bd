"""Who asks where the bot may not write is told so directly, however many were told before."""

from __future__ import annotations

import sys

import pytest
from standin.world import SEND
from wire import Wire

REFUSAL = "I could not answer you in"


def refusals(wire: Wire) -> list[str]:
    return [each.plain for each in wire.discord.messages if REFUSAL in each.plain]


async def test_whoever_asks_is_told_once_in_each_channel_however_many_were_before(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The module that the bot has loaded, which is not the one that an import gives.
    monkeypatch.setattr(sys.modules["bot.discord.commands.messages"], "_MOST_TOLD", 1)
    discord, world = wire.discord, wire.discord.world
    for before, channel in enumerate((world.general, world.ask)):
        await discord.deny(channel, SEND)
        await discord.say(f"{world.bot.mention} Where is the storm?", where=channel)
        await discord.until(lambda told=before: len(refusals(wire)) > told, "refusal")  # type: ignore[misc]
        again = await discord.say(f"{world.bot.mention} Where is the storm?", where=channel)
        assert await discord.silence_after(again)
        assert len(refusals(wire)) == before + 1
