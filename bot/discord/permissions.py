"""Who may change what. Discord's own settings only hide commands; this is the check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import discord

from bot.app.settings import DiscordSettings
from bot.discord.errors import RefusedError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# What is changed: the collection of the server that the command is used in, or the base that all
# servers read.
Where = Literal["server", "base"]
WHERE = "This server's collection, or the base that all servers read (operators only)"


def server_of(interaction: discord.Interaction) -> int | None:
    """The server whose collection answers; None, for the base alone, in direct messages and where
    somebody brought the bot along as an app of their own."""
    return interaction.guild_id if interaction.is_guild_integration() else None


async def require_right(
    interaction: discord.Interaction[Dateline], where: Where = "server"
) -> int | None:
    """Lets those pass who may change the collection of the server that this comes from, or, for the
    base, the bot's operators; returns the server, None for the base.

    Raises RefusedError, with words for the user, for anybody else and outside servers.
    """
    if where == "base":
        await _require_operator(interaction)
    else:
        _require_admin(interaction, interaction.client.settings.discord)
    return target(interaction, where)


async def _require_operator(interaction: discord.Interaction[Dateline]) -> None:
    bot = interaction.client
    named = interaction.user.id in bot.settings.discord.operators
    if not named and not await bot.is_owner(interaction.user):
        raise RefusedError("Only whoever runs this bot may do that with the base.")


def _require_admin(interaction: discord.Interaction[Dateline], settings: DiscordSettings) -> None:
    """Lets admins of a server pass: Manage Server, a role or a user of the settings."""
    member = interaction.user
    if server_of(interaction) is None or not isinstance(member, discord.Member):
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


def target(interaction: discord.Interaction, where: Where) -> int | None:
    """The server whose collection is meant, None for the base; the right to it is `require_right`'s
    matter."""
    return None if where == "base" else interaction.guild_id


def actor(interaction: discord.Interaction) -> str:
    """Who acts, for the log of the coverage: the name can change, the number cannot."""
    return f"{interaction.user.name} ({interaction.user.id})"
