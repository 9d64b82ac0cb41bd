"""/settings: what a server may choose for itself (admins only)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.app.guild_settings import GuildSettings
from bot.app.guild_settings_file import MOST_FILE_BYTES, read_yaml
from bot.discord.access.permissions import require_admin
from bot.discord.attachments import content_of
from bot.discord.errors import RefusedError
from bot.discord.settings.panel import SettingsItem, panel, within_limits
from bot.language import gettext

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class ServerSettings(commands.Cog):
    """The panel, and the way back for what it exports."""

    @app_commands.command(description="What this server chooses for itself (admins only)")
    @app_commands.describe(file="A file that Export gave: all settings become as it says")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def settings(
        self, interaction: discord.Interaction[Dateline], file: discord.Attachment | None = None
    ) -> None:
        """Shows the panel to the admin alone, after reading the file if there is one."""
        bot, guild = interaction.client, require_admin(interaction)
        if file is None:
            await interaction.response.send_message(view=await panel(bot, guild), ephemeral=True)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)  # a file may take a while
        chosen = await bot.work.make(_read(bot, guild, file))
        await bot.guild_settings.change(guild, lambda _: chosen)
        await interaction.edit_original_response(view=await panel(bot, guild))


async def _read(bot: Dateline, guild: int, file: discord.Attachment) -> GuildSettings:
    if file.size > MOST_FILE_BYTES:
        raise RefusedError(
            gettext("That file is too large for settings; Export gives one to compare with.")
        )
    data = await content_of(file)
    return await asyncio.to_thread(within_limits, lambda: read_yaml(data, bot.settings, guild))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.add_dynamic_items(SettingsItem)
    await bot.add_cog(ServerSettings())
