"""Places: where an answer's buttons are good for, which answer a message replies to, and which
channel is one talk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.discord.buttons import ChoiceButton, key_in
from bot.state.values import Access
from knowledge import Turn


@dataclass(frozen=True, slots=True)
class Talk:
    """Who asks, and which turns before it a question may lean on: those before the answer that it
    replies to, by that answer's key, what another message of the bot's that it replies to tells, or
    else those of a channel that is one conversation."""

    asker: int
    channel: str | None = None
    replied_to: str | None = None
    told: Turn | None = None


def place_of(where: discord.Interaction | discord.Message) -> str:
    """The server, or the channel where there is none: where an answer's buttons are good for."""
    if isinstance(where, discord.Interaction):
        guild, channel = where.guild_id, where.channel_id
    else:
        guild, channel = where.guild.id if where.guild else None, where.channel.id
    return f"server {guild}" if guild else f"channel {channel}"


def access_to(interaction: discord.Interaction, *, private: bool) -> Access:
    """Who asks by an interaction, and where; a private answer's buttons are for them alone."""
    return Access(place_of(interaction), interaction.user.id, private)


def answer_replied_to(message: discord.Message, bot_id: int) -> str | None:
    """The key of the bot's answer that a message replies to, which its buttons carry."""
    replied = message.reference.resolved if message.reference else None
    if not isinstance(replied, discord.Message) or replied.author.id != bot_id:
        return None
    return next(filter(None, map(key_in, _custom_ids(replied.components))), None)


def choices_on(message: discord.Message | None) -> list[str]:
    """The keys of the stories that an answer offers to choose from."""
    found = _custom_ids(message.components) if message else ()
    return [key for each in found if (key := key_in(each, ChoiceButton))]


def talk_in(channel: object) -> str | None:
    """The place of a channel that is one conversation: a thread or a direct message; else None."""
    if isinstance(channel, (discord.Thread, discord.DMChannel)):
        return str(channel.id)
    return None


def _custom_ids(components: Sequence[object]) -> Iterator[str]:
    for each in components:
        yield from _custom_ids(getattr(each, "children", ()))
        if custom_id := getattr(each, "custom_id", None):
            yield custom_id
