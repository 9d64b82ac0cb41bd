"""Rights to change and to ask, judged on interactions and messages as Discord sends them."""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import create_autospec

import discord
import pytest

from bot.app.guild_settings import Audience, GuildSettings, effective
from bot.app.settings import DiscordSettings, Settings
from bot.discord.access.permissions import (
    actor,
    require_admin,
    require_asking,
    require_right,
    require_use,
    server_of,
    target,
)
from bot.discord.errors import RefusedError

SETTINGS = DiscordSettings(admin_roles=(70,), admin_users=(80,), operators=(90,))
OWNER = 100
SERVER = 5
OPEN = GuildSettings()


async def is_owner(user: discord.abc.User) -> bool:
    return user.id == OWNER


def person(user: int, roles: tuple[int, ...] = (), guild: int | None = SERVER) -> Any:
    """Somebody as a member of a server, or, without one, as a user."""
    made = create_autospec(discord.Member if guild else discord.User, instance=True, id=user)
    made.name = "pat"
    if guild:
        made.guild = SimpleNamespace(id=guild)
        made.roles = [SimpleNamespace(id=role) for role in roles]
    return made


def bot_with(chosen: GuildSettings = OPEN) -> Any:
    """The bot as far as rights need it, in one server that has chosen something."""
    settings = Settings(discord=SETTINGS)
    of = {SERVER: effective(settings, chosen)}.__getitem__
    return SimpleNamespace(
        settings=settings, guild_settings=SimpleNamespace(of=of), is_owner=is_owner
    )


def interaction(
    *,
    user: int = 1,
    roles: tuple[int, ...] = (),
    guild: int | None = SERVER,
    personal: bool = False,
    chosen: GuildSettings = OPEN,
    **rights: bool,
) -> Any:
    made = create_autospec(discord.Interaction, instance=True)
    made.user, made.guild_id = person(user, roles, guild), guild
    made.permissions = discord.Permissions(**rights)
    made.is_guild_integration.return_value = guild is not None and not personal
    made.client = bot_with(chosen)
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
    assert await require_right(asked) == require_admin(asked) == SERVER
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
    for guild in (None, SERVER):
        asked = interaction(user=80, guild=guild, personal=True, manage_guild=True)
        assert server_of(asked) is None
        with pytest.raises(RefusedError, match="server only"):
            await require_right(asked)


def test_a_user_who_is_no_member_is_no_admin_and_kept_from_nothing() -> None:
    asked = interaction(user=80, chosen=keeping("ask", "admins"), manage_guild=True)
    asked.user = person(80, guild=None)
    with pytest.raises(RefusedError, match="server only"):
        require_admin(asked)
    require_use(asked, "ask")


def keeping(command: Any, audience: Audience) -> GuildSettings:
    return GuildSettings(commands={command: audience})


@pytest.mark.parametrize(
    ("audience", "roles", "rights", "passes"),
    [
        ("everyone", (), {}, True),
        ("admins", (), {}, False),
        ("admins", (30,), {}, False),
        ("admins", (70,), {}, True),
        ("admins", (), {"manage_guild": True}, True),
        ((30, 31), (), {}, False),
        ((30, 31), (32,), {}, False),
        ((30, 31), (9, 31), {}, True),
        ((30, 31), (), {"administrator": True}, True),
    ],
)
def test_a_server_keeps_a_command_to_some(
    audience: Audience, roles: tuple[int, ...], rights: dict[str, bool], passes: bool
) -> None:
    for name, command in [("summary", "summary"), ("Ask the coverage", "ask"), ("ask", "ask")]:
        asked = interaction(roles=roles, chosen=keeping(command, audience), **rights)
        assert used(asked, name) is passes
        assert used(asked, "help")
        assert used(asked, "timeline")


def used(asked: Any, name: str) -> bool:
    try:
        require_use(asked, name)
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize(
    ("audience", "who"), [("admins", "admins"), ((30, 31), "admins and <@&30>, <@&31>")]
)
def test_who_is_refused_is_told_who_may(audience: Audience, who: str) -> None:
    with pytest.raises(RefusedError) as refused:
        require_use(interaction(chosen=keeping("summary", audience)), "summary")
    assert str(refused.value) == f"In this server only {who} may use `/summary`."
    with pytest.raises(RefusedError) as refused:
        require_use(interaction(chosen=keeping("ask", audience)), "ask")
    assert str(refused.value) == f"In this server only {who} may ask me."


def test_what_a_server_keeps_to_some_is_open_where_it_does_not_answer() -> None:
    kept = keeping("ask", "admins")
    require_use(interaction(guild=None, chosen=kept), "ask")
    require_use(interaction(personal=True, chosen=kept), "ask")


@pytest.mark.parametrize(
    ("roles", "rights", "passes"),
    [((), {}, False), ((30,), {}, True), ((), {"manage_guild": True}, True)],
)
def test_asking_by_a_message_is_kept_to_the_same(
    roles: tuple[int, ...], rights: dict[str, bool], passes: bool
) -> None:
    member = person(1, roles)
    member.guild_permissions = discord.Permissions(**rights)
    message = create_autospec(discord.Message, instance=True, author=member)
    refusal = nullcontext() if passes else pytest.raises(RefusedError, match="may ask me")
    with refusal:
        require_asking(bot_with(keeping("ask", (30,))), message)


def test_a_direct_message_may_always_ask() -> None:
    message = create_autospec(discord.Message, instance=True, author=person(1, guild=None))
    require_asking(bot_with(keeping("ask", "admins")), message)


def test_what_is_changed_and_by_whom() -> None:
    asked = interaction(user=80)
    assert target(asked, "server") == SERVER
    assert target(asked, "base") is None
    assert actor(asked) == "pat (80)"


async def test_who_is_refused_is_told_what_is_needed() -> None:
    for asked, where, words in [
        (interaction(), "server", "Only admins may do that: members with Manage Server, or those"
         " whom the bot's settings name."),
        (interaction(), "base", "Only whoever runs this bot may do that with the base."),
        (interaction(guild=None), "server",
         "That works in a server only, not in direct messages."),
    ]:  # fmt: skip
        with pytest.raises(RefusedError) as refused:
            await require_right(asked, cast(Any, where))
        assert str(refused.value) == words
