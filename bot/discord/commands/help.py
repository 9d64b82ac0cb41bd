"""/help: what can be asked, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import server_of
from bot.discord.rendering import help_card
from bot.language import gettext

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Help(commands.Cog):
    """Help by slash command."""

    @app_commands.command(description="What you can ask me, and how")
    async def help(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to the user alone."""
        bot = interaction.client
        name = bot.user.display_name if bot.user else gettext("me")
        guild = interaction.guild
        chosen = sorted(bot.guild_settings.of(server_of(interaction)).ask_channels)
        channels = [each for each in chosen if guild and guild.get_channel_or_thread(each)]
        card = help_card(name, channels, bot.settings.answer.example_question)
        await interaction.response.send_message(view=card, ephemeral=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Help())
