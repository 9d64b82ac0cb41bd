"""/timeline: what happened when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.permissions import server_of
from bot.discord.rendering import Card, timeline_card
from bot.discord.responding import respond
from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Timeline(commands.Cog):
    """Timelines by slash command."""

    @app_commands.command(description="What happened when, in sentences of the articles")
    @app_commands.describe(topic="What it should be about; everything if left out")
    async def timeline(
        self, interaction: discord.Interaction[Dateline], topic: str | None = None
    ) -> None:
        """Answers with dated sentences in order and their articles."""
        bot = interaction.client

        def draw(coverage: Coverage) -> Card:
            return timeline_card(coverage.timeline(topic), coverage.status())

        coverage = bot.coverage.of(server_of(interaction))
        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, coverage.read(draw))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Timeline())
