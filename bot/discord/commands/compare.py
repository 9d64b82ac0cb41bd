"""/compare: what the sources agree on, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import server_of
from bot.discord.rendering import Card, comparison_card
from bot.discord.responding import respond
from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Compare(commands.Cog):
    """Comparisons by slash command."""

    @app_commands.command(description="What the sources agree on, and where they differ")
    @app_commands.describe(topic="A topic, or a question that the sources may answer differently")
    async def compare(self, interaction: discord.Interaction[Dateline], topic: str) -> None:
        """Answers with the values that differ, what several sources tell, what one alone has."""
        bot = interaction.client

        def work(coverage: Coverage) -> Card:
            return comparison_card(coverage.compare(topic), coverage.status())

        coverage = bot.coverage.of(server_of(interaction))
        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, coverage.read(work, at_length=True))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Compare())
