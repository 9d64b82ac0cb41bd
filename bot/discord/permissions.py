"""Who may change the coverage. Discord's own settings only hide commands; this is the check."""

from __future__ import annotations

import discord

from bot.app.settings import DiscordSettings
from bot.discord.errors import RefusedError


def require_admin(interaction: discord.Interaction, settings: DiscordSettings) -> None:
    """Lets admins of a server pass: Manage Server, a role or a user of the settings.

    Raises RefusedError, with words for the user, for anybody else and outside servers.
    """
    member = interaction.user
    if interaction.guild_id is None or not isinstance(member, discord.Member):
        raise RefusedError("`/coverage` works in a server only, not in direct messages.")
    roles = {role.id for role in member.roles}
    if not (
        interaction.permissions.manage_guild
        or interaction.permissions.administrator
        or member.id in settings.admin_users
        or roles.intersection(settings.admin_roles)
    ):
        raise RefusedError(
            "Only admins may do that: members with Manage Server, or those whom the bot's "
            "settings name."
        )


def actor(interaction: discord.Interaction) -> str:
    """Who acts, for the log of the coverage: the name can change, the number cannot."""
    return f"{interaction.user.name} ({interaction.user.id})"
