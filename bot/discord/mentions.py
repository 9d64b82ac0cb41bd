"""Which messages are questions, and what they ask."""

from __future__ import annotations

import re
from collections.abc import Collection

import discord

# Mentions of users, roles, channels and commands, custom emoji, time stamps.
_MARKUP = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|id:|/[\w -]+:)[\w:-]+>|@(?:everyone|here)\b")
# What stays of markdown when its marks are taken off; a link keeps its label.
# Nothing is tried twice over the same characters, so that a run of marks takes no time.
_LINK = re.compile(r"\[([^\[\]\n]++)\]\([^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+\)")
_MARKS = re.compile(r"[*`|~]+|\b_+|(?<!_)_+\b|^[>#]+\s*", re.MULTILINE)


def question_in(content: str) -> str:
    """What somebody wrote, without mentions and markdown, on one line; may be empty."""
    text = _LINK.sub(r"\1", _MARKUP.sub(" ", content))
    return " ".join(_MARKS.sub("", text).split())


def text_to_ask(message: discord.Message, most_chars: int) -> str:
    """What a message asks: its own text, else that of the message it forwards, else that of its
    embeds, as far as whole parts of these fit into `most_chars`; may be empty."""
    contents = [message.content, *(each.content for each in message.message_snapshots)]
    if content := next(filter(None, map(question_in, contents)), ""):
        return content
    embeds = [*message.embeds, *(each for one in message.message_snapshots for each in one.embeds)]
    asked = ""
    for part in filter(None, (question_in(text) for embed in embeds for text in _texts(embed))):
        longer = f"{asked}{'' if not asked or asked[-1] in '.?!:' else '.'} {part}".strip()
        if asked and len(longer) > most_chars:
            break
        asked = longer
    return asked


def _texts(embed: discord.Embed) -> list[str]:
    fields = [text for field in embed.fields for text in (field.name, field.value)]
    return [text for text in (embed.title, embed.description, *fields) if text]


def is_addressed(message: discord.Message, bot_id: int, ask_channels: Collection[int]) -> bool:
    """Whether a message is meant for the bot: it is direct, mentions the bot, replies to it or
    stands in an ask channel (or a thread of one) and replies to nobody else.

    Bots, webhooks, system messages, @everyone and role mentions are not.
    """
    if message.author.bot or message.webhook_id is not None:
        return False
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return False
    if message.guild is None:
        return True
    # A mention of everyone or of a role is not among these; a reply with a ping is.
    if any(user.id == bot_id for user in message.mentions):
        return True
    reference = message.reference
    replied = reference.resolved if reference else None
    if isinstance(replied, discord.Message) and replied.author.id == bot_id:
        return bool(message.content)  # empty: Discord does not tell this bot what it says
    return is_ask_channel(message, ask_channels) and bool(message.content) and reference is None


def is_spoken_to(message: discord.Message, bot_id: int, ask_channels: Collection[int]) -> bool:
    """Whether a message that is meant for the bot expects an answer even if it asks nothing: all
    but the talk in ask channels, which may be among members."""
    return (
        message.guild is None
        or bot_id in message.raw_mentions
        or not is_ask_channel(message, ask_channels)
    )


def is_ask_channel(message: discord.Message, ask_channels: Collection[int]) -> bool:
    """Whether a message stands in one of the channels, or in a thread of one."""
    parent = getattr(message.channel, "parent_id", None)
    return message.channel.id in ask_channels or parent in ask_channels
