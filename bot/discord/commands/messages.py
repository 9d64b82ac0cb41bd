"""Questions in messages: a mention, a reply to the bot, an ask channel, a direct message."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.ext import commands

from bot.discord.errors import explain
from bot.discord.markdown import excerpt
from bot.discord.mentions import is_addressed, question_in
from bot.discord.places import answer_replied_to, talk_in
from bot.discord.questions import TooSoonError
from bot.discord.responding import DEFER_AFTER
from bot.state.values import Asked

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Discord's codes for a reply without the right to read the history, and to a system message.
_NO_REPLY = {160002, 50035}

# An example question has at most 100 characters, each of which may need an escape.
EXAMPLE_CHARS = 250
NUDGE = "Ask me something, for example: {example} `/help` tells more."


class Messages(commands.Cog):
    """Answers messages that are meant for the bot with a reply that pings nobody."""

    def __init__(self, bot: Dateline) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Every message the bot may see passes here; most are none of its business."""
        bot = self.bot
        if bot.user is None or (message.guild and not bot.serves(message.guild.id)):
            return
        if not is_addressed(message, bot.user.id, bot.settings.discord.ask_channels):
            return
        try:
            await self._answer(message)
        except TooSoonError as refusal:
            if refusal.wait.first:  # once is polite, each time would be a flood of its own
                await self._tell(message, refusal)
        except Exception as error:
            await self._tell(message, error)

    async def _answer(self, message: discord.Message) -> None:
        assert self.bot.user is not None
        question = question_in(message.content)
        if not question:
            example = excerpt(self.bot.settings.answer.example_question, EXAMPLE_CHARS)
            await _reply(message, content=NUDGE.format(example=example))
            return
        questions = self.bot.questions
        guild = message.guild.id if message.guild else None
        questions.admit(message.author.id, guild, question)
        making = questions.answer(
            Asked(question),
            message.author.id,
            guild,
            replied_to=answer_replied_to(message, self.bot.user.id),
            talk=talk_in(message.channel),
        )
        task = asyncio.create_task(making)
        try:
            await asyncio.wait({task}, timeout=DEFER_AFTER)
            if task.done():
                card = await task
            else:
                async with message.channel.typing():
                    card = await task
        finally:
            task.cancel()
        await _reply(message, view=card)

    async def _tell(self, message: discord.Message, error: Exception) -> None:
        if self.bot.is_closed():
            return
        text = explain(error, f"message in {message.channel.id}")
        if text is None or isinstance(error, discord.Forbidden):
            return
        try:
            await _reply(message, content=text)
        except (discord.HTTPException, aiohttp.ClientError) as failure:
            _log.warning("could not tell the user: %s", failure)


async def _reply(message: discord.Message, **what: Any) -> None:
    """Replies, or just writes to the channel where that is refused."""
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        await message.channel.send(reference=reference, mention_author=False, **what)
    except discord.HTTPException as error:
        if error.code not in _NO_REPLY:
            raise
        await message.channel.send(**what)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Messages(bot))
