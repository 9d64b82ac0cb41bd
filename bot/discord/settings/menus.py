"""The menus of the panel of /settings, each with what holds now chosen in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import discord
from discord import ui

from bot.app.guild_settings import COMMANDS, LENGTHS, MOST_IDS, SPOKEN
from bot.app.setting_types import AnswerLength, SpokenLanguage
from bot.discord.limits import CHOICE_CHARS
from bot.discord.markdown import label
from bot.language import LANGUAGES, command_name, gettext, gettext_noop, pgettext

Menu = ui.Select[Any] | ui.RoleSelect[Any] | ui.ChannelSelect[Any]

_CHANNELS = (discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum)
_LENGTHS: dict[AnswerLength, tuple[str, str]] = {
    "short": (gettext_noop("short"), gettext_noop("one quote of up to 240 characters")),
    "normal": (gettext_noop("normal"), gettext_noop("all quotes, up to 700 characters each")),
    "long": (gettext_noop("long"), gettext_noop("all quotes, up to 1,500 characters each")),
}


def channel_menu(channels: Collection[int]) -> ui.ChannelSelect[Any]:
    """Channels of the server."""
    kind = discord.SelectDefaultValueType.channel
    return ui.ChannelSelect(
        channel_types=list(_CHANNELS),
        placeholder=pgettext("placeholder", "None"),
        min_values=0,
        max_values=MOST_IDS,
        default_values=[
            discord.SelectDefaultValue(id=each, type=kind) for each in sorted(channels)[:MOST_IDS]
        ],
    )


def digest_channel_menu(channel: int | None) -> ui.ChannelSelect[Any]:
    """The channel of the digest, for a form."""
    kind = discord.SelectDefaultValueType.channel
    chosen = [discord.SelectDefaultValue(id=channel, type=kind)] if channel else []
    return ui.ChannelSelect(
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        min_values=0,
        max_values=1,
        required=False,
        default_values=chosen,
    )


def role_menu(roles: Sequence[int], *, required: bool = True) -> ui.RoleSelect[Any]:
    """Roles of the server; `required` is for forms."""
    kind = discord.SelectDefaultValueType.role
    return ui.RoleSelect(
        placeholder=pgettext("placeholder", "None"),
        min_values=0,
        max_values=MOST_IDS,
        required=required,
        default_values=[discord.SelectDefaultValue(id=each, type=kind) for each in roles],
    )


def command_menu() -> ui.Select[Any]:
    """The commands that a server may keep to some of its members."""
    options = [
        discord.SelectOption(label=f"/{command_name(each)}", value=each) for each in COMMANDS
    ]
    return ui.Select(
        placeholder=pgettext("placeholder", "Choose a command to change who may use it"),
        options=options,
    )


def length_menu(chosen: AnswerLength) -> ui.Select[Any]:
    """How much an answer shows."""
    return ui.Select(
        options=[
            discord.SelectOption(
                label=gettext(_LENGTHS[each][0]),
                value=each,
                description=gettext(_LENGTHS[each][1]),
                default=each == chosen,
            )
            for each in LENGTHS
        ]
    )


def language_menu(chosen: SpokenLanguage) -> ui.Select[Any]:
    """What is spoken in answer to messages, each language under its own name."""
    labels: dict[str, str] = {"auto": gettext("as Discord has it for this server")}
    labels |= {each: LANGUAGES[each] for each in LANGUAGES}
    return ui.Select(
        options=[
            discord.SelectOption(label=labels[each], value=each, default=each == chosen)
            for each in SPOKEN
        ]
    )


def source_menu(sources: Sequence[str], left_out: Collection[str]) -> ui.Select[Any]:
    """Sources of the base, of which some are left out."""
    return ui.Select(
        placeholder=pgettext("placeholder", "Sources of the base to leave out here"),
        min_values=0,
        max_values=len(sources),
        options=[
            discord.SelectOption(
                label=label(each, CHOICE_CHARS), value=each, default=each in left_out
            )
            for each in sources
        ],
    )
