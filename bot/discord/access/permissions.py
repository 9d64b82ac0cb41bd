"""Who may do what. Discord's own settings only hide commands; this is the check."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import discord

from bot.app.guild_settings import COMMANDS, Audience, Command
from bot.discord.errors import RefusedError
from bot.language import command_name, gettext, listed

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# What people use that is no slash command of that name.
_COUNTS_AS: dict[str, Command] = {"Ask the coverage": "ask"}
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
        require_admin(interaction)
    return target(interaction, where)


async def is_operator(interaction: discord.Interaction[Dateline]) -> bool:
    """Whether who acts is one of the bot's operators, who may change the base."""
    try:
        await _require_operator(interaction)
    except RefusedError:
        return False
    return True


async def _require_operator(interaction: discord.Interaction[Dateline]) -> None:
    bot = interaction.client
    named = interaction.user.id in bot.settings.discord.operators
    if not named and not await bot.is_owner(interaction.user):
        raise RefusedError(gettext("Only whoever runs this bot may do that with the base."))


def require_admin(interaction: discord.Interaction[Dateline]) -> int:
    """Lets admins of the server pass that this comes from; returns the server.

    Raises RefusedError for anybody else and outside servers.
    """
    server, member = server_of(interaction), interaction.user
    if server is None or not isinstance(member, discord.Member):
        raise RefusedError(gettext("That works in a server only, not in direct messages."))
    if not is_admin(interaction):
        raise RefusedError(
            gettext(
                "Only admins may do that: members with Manage Server, or those whom the bot's "
                "settings name."
            )
        )
    return server


def is_admin(interaction: discord.Interaction[Dateline]) -> bool:
    """Whether somebody is an admin of the server that this comes from."""
    member = interaction.user
    return (
        server_of(interaction) is not None
        and isinstance(member, discord.Member)
        and _is_admin(interaction.client, member, interaction.permissions)
    )


def require_use(interaction: discord.Interaction[Dateline], name: str) -> None:
    """Lets those pass who may use a command where this comes from; raises RefusedError."""
    command, member = _COUNTS_AS.get(name, name), interaction.user
    if server_of(interaction) is None or not isinstance(member, discord.Member):
        return
    for each in COMMANDS:
        if each == command:
            _require_use(interaction.client, member, interaction.permissions, each)


def require_asking(bot: Dateline, message: discord.Message) -> None:
    """Lets those pass who may ask by a message; raises RefusedError."""
    member = message.author
    if isinstance(member, discord.Member):
        _require_use(bot, member, member.guild_permissions, "ask")


def _require_use(
    bot: Dateline, member: discord.Member, rights: discord.Permissions, command: Command
) -> None:
    audience = bot.guild_settings.of(member.guild.id).audience(command)
    if audience == "everyone" or _is_admin(bot, member, rights):
        return
    if audience == "admins" or not _has_role(member, audience):
        who = _named(audience)
        if command == "ask":
            raise RefusedError(gettext("In this server only {who} may ask me.", who=who))
        name = command_name(command)
        text = gettext("In this server only {who} may use `/{command}`.", who=who, command=name)
        raise RefusedError(text)


def _named(audience: Audience) -> str:
    if isinstance(audience, str):
        return gettext("admins")
    return gettext("admins and {roles}", roles=listed(f"<@&{role}>" for role in audience))


def _is_admin(bot: Dateline, member: discord.Member, rights: discord.Permissions) -> bool:
    """Manage Server, a role of the server's or the operator's settings, or one of their users."""
    return (
        rights.manage_guild
        or rights.administrator
        or member.id in bot.settings.discord.admin_users
        or _has_role(member, bot.guild_settings.of(member.guild.id).admin_roles)
    )


def _has_role(member: discord.Member, roles: Collection[int]) -> bool:
    return any(role.id in roles for role in member.roles)


def target(interaction: discord.Interaction, where: Where) -> int | None:
    """The server whose collection is meant, None for the base; the right to it is `require_right`'s
    matter."""
    return None if where == "base" else interaction.guild_id


def actor(interaction: discord.Interaction) -> str:
    """Who acts, for the log of the coverage: the name can change, the number cannot."""
    return f"{interaction.user.name} ({interaction.user.id})"
