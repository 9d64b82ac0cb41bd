"""Admin rights, judged on interactions as Discord sends them."""

from types import SimpleNamespace
from typing import cast
from unittest.mock import create_autospec

import discord
import pytest

from bot.app.settings import DiscordSettings
from bot.discord.errors import RefusedError
from bot.discord.permissions import require_admin

SETTINGS = DiscordSettings(admin_roles=(70,), admin_users=(80,))


def interaction(
    *, user: int = 1, roles: tuple[int, ...] = (), guild: int | None = 5, **rights: bool
) -> discord.Interaction:
    kind = discord.Member if guild is not None else discord.User
    person = create_autospec(kind, instance=True, id=user)
    if guild is not None:
        person.roles = [SimpleNamespace(id=role) for role in roles]
    made = create_autospec(discord.Interaction, instance=True)
    made.user, made.guild_id = person, guild
    made.permissions = discord.Permissions(**rights)
    return cast(discord.Interaction, made)


@pytest.mark.parametrize(
    "asked",
    [
        interaction(manage_guild=True),
        interaction(administrator=True),
        interaction(roles=(3, 70)),
        interaction(user=80),
    ],
)
def test_admins_pass(asked: discord.Interaction) -> None:
    require_admin(asked, SETTINGS)


@pytest.mark.parametrize(
    "asked",
    [
        interaction(),
        interaction(roles=(3,), manage_messages=True, kick_members=True, manage_channels=True),
        interaction(user=70, roles=(80,)),
    ],
)
def test_members_do_not(asked: discord.Interaction) -> None:
    with pytest.raises(RefusedError, match="Only admins"):
        require_admin(asked, SETTINGS)


def test_nobody_does_in_direct_messages() -> None:
    with pytest.raises(RefusedError, match="server only"):
        require_admin(interaction(user=80, guild=None, manage_guild=True), SETTINGS)
