"""/privacy and /forget: what is kept of people, and how to have it deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.rendering import forgotten_card, privacy_card

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Privacy(commands.Cog):
    """For everybody, everywhere; a server cannot take these from its members."""

    @app_commands.command(description="What I keep of you, and for how long")
    async def privacy(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to the user alone."""
        card = privacy_card(interaction.client.settings.discord.keep_days)
        await interaction.response.send_message(view=card, ephemeral=True)

    @app_commands.command(description="Delete what I keep of you, in all servers")
    async def forget(self, interaction: discord.Interaction[Dateline]) -> None:
        """Deletes it at once and says how much it was."""
        forgotten = await interaction.client.state.forget(interaction.user.id)
        await interaction.response.send_message(view=forgotten_card(forgotten), ephemeral=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Privacy())
