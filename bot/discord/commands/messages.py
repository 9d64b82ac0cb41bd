"""Questions in messages: a mention, a reply to the bot, an ask channel, a direct message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.ext import commands

from bot.discord.access.permissions import require_asking
from bot.discord.access.places import Talk, answer_replied_to, place_of, talk_in
from bot.discord.errors import RefusedError, explain
from bot.discord.markdown import excerpt
from bot.discord.mentions import is_addressed, is_spoken_to, question_in
from bot.discord.questions import TooSoonError
from bot.discord.rendering import Card
from bot.discord.responding import DEFER_AFTER
from bot.language import gettext, gettext_noop
from bot.state.values import Access, Asked
from knowledge import Asking, Turn

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Discord's codes for a reply without the right to read the history, and to a system message.
_NO_REPLY = {160002, 50035}

# An example question has at most 100 characters, each of which may need an escape.
EXAMPLE_CHARS = 250
NUDGE = gettext_noop("Ask me something, for example: {example} `/help` tells more.")


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
        if not is_addressed(message, bot.user.id, self._ask_channels(message)):
            return
        try:
            await self._answer(message)
        except TooSoonError as refusal:
            if refusal.wait.first:  # once is polite, each time would be a flood of its own
                await self._tell(message, refusal)
        except Exception as error:
            await self._tell(message, error)

    def _ask_channels(self, message: discord.Message) -> frozenset[int]:
        guild = message.guild.id if message.guild else None
        return self.bot.guild_settings.of(guild).ask_channels

    async def _answer(self, message: discord.Message) -> None:
        """Answers what asks something. What asks nothing gets a line of help, or, among members,
        none; there, what only perhaps asks something is answered if the coverage does."""
        bot = self.bot
        assert bot.user is not None
        spoken_to = is_spoken_to(message, bot.user.id, self._ask_channels(message))
        question = question_in(message.content)
        guild = message.guild.id if message.guild else None
        talk = Talk(
            message.author.id, talk_in(message.channel), answer_replied_to(message, bot.user.id)
        )
        asking, turns = Asking.NOTHING, await bot.questions.turns_in(talk)
        if question:
            asking = await bot.coverage.of(guild).read(
                lambda each: each.asking(question, follows=bool(turns))
            )
        if asking is Asking.NOTHING:
            if spoken_to:
                bot.questions.admit_click(message.author.id, guild)
                example = excerpt(bot.settings.answer.example_question, EXAMPLE_CHARS)
                await _reply(message, content=gettext(NUDGE, example=example))
            return
        sure = spoken_to or asking is Asking.SOMETHING
        try:
            require_asking(bot, message)
            with bot.questions.admit(message.author.id, guild, question):
                card = await self._card(message, question, talk, turns, sure=sure)
        except RefusedError:
            if sure:
                raise
        else:
            await _reply(message, view=card)

    async def _card(
        self,
        message: discord.Message,
        question: str,
        talk: Talk,
        turns: Sequence[Turn],
        *,
        sure: bool,
    ) -> Card:
        """The answer. Raises RefusedError where there is none and it is not `sure` that something
        is asked."""
        access = Access(place_of(message), message.author.id)
        server = message.guild.id if message.guild else None
        answering = self.bot.questions.try_to_answer(Asked(question), server, access, talk, turns)
        task = asyncio.create_task(answering)
        try:
            await asyncio.wait({task}, timeout=DEFER_AFTER)
            if task.done() or not sure:
                card, answered = await task
            else:
                async with message.channel.typing():
                    card, answered = await task
        finally:
            task.cancel()
        if not (sure or answered):
            raise RefusedError(gettext("The coverage doesn't say."))
        return card

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
