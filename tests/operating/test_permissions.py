"""Admin rights, judged on interactions as Discord sends them."""

from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import create_autospec

import discord
import pytest

from bot.app.settings import DiscordSettings, Settings
from bot.discord.access.guilds import Guilds
from bot.discord.access.permissions import require_right, server_of
from bot.discord.errors import RefusedError
from bot.state.repositories import State

SETTINGS = DiscordSettings(admin_roles=(70,), admin_users=(80,), operators=(90,))
OWNER = 100


async def is_owner(user: discord.abc.User) -> bool:
    return user.id == OWNER


def interaction(
    *,
    user: int = 1,
    roles: tuple[int, ...] = (),
    guild: int | None = 5,
    personal: bool = False,
    **rights: bool,
) -> Any:
    kind = discord.Member if guild is not None else discord.User
    person = create_autospec(kind, instance=True, id=user)
    if guild is not None:
        person.guild = SimpleNamespace(id=guild)
        person.roles = [SimpleNamespace(id=role) for role in roles]
    made = create_autospec(discord.Interaction, instance=True)
    made.user, made.guild_id = person, guild
    made.permissions = discord.Permissions(**rights)
    made.is_guild_integration.return_value = guild is not None and not personal
    settings = Settings(discord=SETTINGS)
    guild_settings = Guilds(settings, create_autospec(State, instance=True))
    made.client = SimpleNamespace(
        settings=settings, guild_settings=guild_settings, is_owner=is_owner
    )
    return cast(Any, made)


@pytest.mark.parametrize(
    "asked",
    [
        interaction(manage_guild=True),
        interaction(administrator=True),
        interaction(roles=(3, 70)),
        interaction(user=80),
    ],
)
async def test_admins_pass(asked: Any) -> None:
    assert await require_right(asked) == 5
    with pytest.raises(RefusedError, match="whoever runs this bot"):
        await require_right(asked, "base")


@pytest.mark.parametrize(
    "asked",
    [
        interaction(),
        interaction(roles=(3,), manage_messages=True, kick_members=True, manage_channels=True),
        interaction(user=70, roles=(80,)),
        interaction(user=90),
        interaction(user=OWNER),
    ],
)
async def test_members_do_not(asked: Any) -> None:
    with pytest.raises(RefusedError, match="Only admins"):
        await require_right(asked)


@pytest.mark.parametrize("user", [90, OWNER])
async def test_operators_may_change_the_base(user: int) -> None:
    assert await require_right(interaction(user=user), "base") is None


async def test_nobody_does_in_direct_messages_or_with_an_app_of_their_own() -> None:
    for guild in (None, 5):
        asked = interaction(user=80, guild=guild, personal=True, manage_guild=True)
        assert server_of(asked) is None
        with pytest.raises(RefusedError, match="server only"):
            await require_right(asked)
