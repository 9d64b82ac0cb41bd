"""Places of conversations: which answer a message replies to, and which channel is one talk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.discord.buttons import key_in


@dataclass(frozen=True, slots=True)
class Talk:
    """Who asks, and which turns before it a question may lean on: those before the answer that it
    replies to, by that answer's key, or else those of a channel that is one conversation."""

    asker: int
    channel: str | None = None
    replied_to: str | None = None


def answer_replied_to(message: discord.Message, bot_id: int) -> str | None:
    """The key of the bot's answer that a message replies to, which its buttons carry."""
    replied = message.reference.resolved if message.reference else None
    if not isinstance(replied, discord.Message) or replied.author.id != bot_id:
        return None
    return next(filter(None, map(key_in, _custom_ids(replied.components))), None)


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
