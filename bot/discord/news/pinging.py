"""Pings: alerts mention only roles that members give themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import discord

from bot.discord.errors import RefusedError
from bot.language import gettext
from bot.state.news.values import Alert

if TYPE_CHECKING:
    from bot.discord.client import Dateline


def require_pingable(bot: Dateline, role: discord.Role) -> None:
    """Lets roles pass that a server has chosen for pings and that the bot may mention."""
    if reason := _why_not_pinged(bot, role, role.guild.me):
        raise RefusedError(reason)


async def pinged_roles(
    bot: Dateline, server: int | None, alerts: Iterable[Alert]
) -> list[discord.Role]:
    """The roles that a post for these alerts pings, as the server has it now: one may have been
    chosen no longer, or been given rights, since an alert was made."""
    wanted = dict.fromkeys(alert.role for alert in alerts if alert.role)
    guild = await bot.sharding.find(server) if wanted else None
    if guild is None:
        return []
    me = await bot.sharding.me_in(guild)
    roles = [role for number in wanted if number and (role := guild.get_role(number))]
    return [role for role in roles if _why_not_pinged(bot, role, me) is None]


async def switch_ping(interaction: discord.Interaction[Dateline], number: int) -> None:
    """Gives a role to who pressed a post's button, or takes it away again."""
    guild, member = interaction.guild, interaction.user
    role = guild.get_role(number) if guild else None
    if role is None or not isinstance(member, discord.Member):
        raise RefusedError(gettext("That role is not of this server."))
    if reason := _why_not_given(interaction.client, role, role.guild.me):
        raise RefusedError(reason)
    # Where many press at once, Discord takes its time over their roles.
    await interaction.response.defer(ephemeral=True, thinking=True)
    if role in member.roles:
        await interaction.client.work.make(member.remove_roles(role))
        text = gettext("I no longer ping you: {role} is taken away.", role=role.mention)
    else:
        await interaction.client.work.make(member.add_roles(role))
        text = gettext("I ping you from now on: you have {role}.", role=role.mention)
    await interaction.edit_original_response(content=text)


def _why_not_pinged(bot: Dateline, role: discord.Role, me: discord.Member) -> str | None:
    if reason := _why_not_given(bot, role, me):
        return reason
    if not role.mentionable and not me.guild_permissions.mention_everyone:
        return gettext(
            "{role} cannot be mentioned by me. Allow anyone to mention it, in the "
            "settings of the role.",
            role=role.mention,
        )
    return None


def _why_not_given(bot: Dateline, role: discord.Role, me: discord.Member) -> str | None:
    """Why members may not give themselves a role; None where they may, as it gives no rights."""
    if role.id not in bot.guild_settings.of(role.guild.id).ping_roles:
        return gettext(
            "Only a role that members give themselves may be pinged; admins choose "
            "which by `/settings`."
        )
    if (
        not me.guild_permissions.manage_roles
        or role >= me.top_role
        or role.managed
        or not role.permissions <= role.guild.default_role.permissions
    ):
        return gettext(
            "I cannot give {role} to members: it must stand below my own role and give no "
            "rights that everybody has not, and I need Manage Roles.",
            role=role.mention,
        )
    return None
