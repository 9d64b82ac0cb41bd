"""Reaching channels: whether the bot may post where it is to tell news."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.state.news.values import Target


def can_post(channel: discord.TextChannel | discord.Thread) -> bool:
    """Whether the bot has the rights that posts need: it also looks whether one is there."""
    mine = channel.permissions_for(channel.guild.me)
    is_thread = isinstance(channel, discord.Thread)
    can_send = mine.send_messages_in_threads if is_thread else mine.send_messages
    return mine.view_channel and can_send and mine.read_message_history


def barred(guild: discord.Guild | None, targets: Iterable[Target]) -> set[int]:
    """The channels among targets that a server's admins have to let the bot post in again."""
    found = set()
    for target in targets:
        channel = guild.get_channel_or_thread(target.channel or 0) if guild else None
        if isinstance(channel, (discord.TextChannel, discord.Thread)) and not can_post(channel):
            found.add(channel.id)
    return found
