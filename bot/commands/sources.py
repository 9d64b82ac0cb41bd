"""/sources: where the articles are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.rendering import coverage_sources_card
from bot.responding import respond

if TYPE_CHECKING:
    from bot.client import Dateline


class Sources(commands.Cog):
    """The list of sources by slash command."""

    @app_commands.command(description="Which sources the coverage has, with articles and dates")
    async def sources(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to the user alone."""
        bot = interaction.client
        bot.questions.admit(interaction.user.id, interaction.guild_id, None)
        making = bot.coverage.call(lambda coverage: coverage_sources_card(coverage.status()))
        await respond(interaction, making, private=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Sources())
