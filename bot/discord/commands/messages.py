"""Questions in messages: a mention, a reply to the bot, an ask channel, a direct message."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.discord.access.permissions import require_asking
from bot.discord.access.places import Talk, answer_replied_to, place_of, talk_in
from bot.discord.cluster.promising import Put, owed_for
from bot.discord.errors import UNSENT, RefusedError, explain, is_barred, is_closed_thread
from bot.discord.mentions import is_addressed, is_spoken_to, question_in
from bot.discord.questions import TooSoonError
from bot.discord.rendering import Card
from bot.discord.replying import turn_told
from bot.discord.responding import DEFER_AFTER
from bot.language import gettext, gettext_noop
from bot.state.values import Access, Asked
from knowledge import Asking, Turn

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Discord's codes for a reply without the right to read the history, and to a system message.
_NO_REPLY = {160002, 50035}

# Told directly to who asked where the bot may not answer.
LACKING = gettext_noop(
    "I could not answer you in <#{channel}>, for I lack {right} there. `/ask` works there all the "
    "same, or ask me here. Somebody who manages the server can give me the right."
)
CLOSED_THREAD = gettext_noop(
    "I could not answer you in <#{channel}>, for that thread is locked. Please ask me in another "
    "channel, or here."
)
# Rights without which no message can be answered, by discord.py's names.
_NEEDED = {
    "view_channel": gettext_noop("View Channel"),
    "send_messages": gettext_noop("Send Messages"),
    "send_messages_in_threads": gettext_noop("Send Messages in Threads"),
    "embed_links": gettext_noop("Embed Links"),
    "read_message_history": gettext_noop("Read Message History"),
}
# People who are remembered as told, each once for a channel, until the bot starts again.
_MOST_TOLD = 10_000


class Messages(commands.Cog):
    """Answers messages that are meant for the bot with a reply that pings nobody."""

    def __init__(self, bot: Dateline) -> None:
        self.bot = bot
        self._told: OrderedDict[tuple[int, int], None] = OrderedDict()  # the oldest first

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Every message the bot may see passes here; most are none of its business."""
        bot = self.bot
        if bot.user is None or (message.guild and not bot.serves(message.guild.id)):
            return
        if not is_addressed(message, bot.user.id, self._ask_channels(message)):
            return
        with bot.work.one():
            await self._answer_or_tell(message)

    async def _answer_or_tell(self, message: discord.Message) -> None:
        """Answers, or says why not."""
        try:
            async with AsyncExitStack() as meanwhile:
                await self._answer(message, meanwhile)
        except TooSoonError as refusal:
            if refusal.wait.first:  # once is polite, each time would be a flood of its own
                await self._tell(message, refusal)
        except Exception as error:
            await self._tell(message, error)

    def _ask_channels(self, message: discord.Message) -> frozenset[int]:
        guild = message.guild.id if message.guild else None
        return self.bot.guild_settings.of(guild).ask_channels

    async def _answer(self, message: discord.Message, meanwhile: AsyncExitStack) -> None:
        """Answers what asks something, and types `meanwhile`. What asks nothing gets a line of
        help, or, among members, none; there, what only perhaps asks something is answered if the
        coverage does."""
        bot = self.bot
        assert bot.user is not None
        spoken_to = is_spoken_to(message, bot.user.id, self._ask_channels(message))
        question = question_in(message.content)
        guild = message.guild.id if message.guild else None
        talk = Talk(
            message.author.id,
            talk_in(message.channel),
            answer_replied_to(message, bot.user.id),
            turn_told(message, bot.user.id),
        )
        put = Put(Asked(question), Access(place_of(message), message.author.id), talk)
        if spoken_to:
            await meanwhile.enter_async_context(self._typing(message, put))
        turns = await bot.work.make(bot.questions.turns_in(talk))
        asking = await bot.work.make(bot.questions.asking(question, guild, turns))
        if asking is Asking.NOTHING:
            if spoken_to:
                bot.questions.admit_click(message.author.id, guild)
                await _reply(message, content=bot.questions.nudge)
            return
        sure = spoken_to or asking is Asking.SOMETHING
        if sure and not spoken_to:
            await meanwhile.enter_async_context(self._typing(message, put))
        try:
            require_asking(bot, message)
            with bot.questions.admit(message.author.id, guild, question):
                card = await bot.work.make(self._card(guild, put, turns, sure=sure))
        except RefusedError:
            if sure:
                raise
        else:
            await _reply(message, view=card)

    async def _card(
        self, server: int | None, put: Put, turns: Sequence[Turn], *, sure: bool
    ) -> Card:
        """The answer. Raises RefusedError where there is none and it is not `sure` that something
        is asked."""
        card, answered = await self.bot.questions.try_to_answer(
            put.asked, server, put.access, put.talk, turns
        )
        if not (sure or answered):
            raise RefusedError(gettext("The coverage doesn't say."))
        return card

    @asynccontextmanager
    async def _typing(self, message: discord.Message, put: Put) -> AsyncIterator[None]:
        """Types in a channel where what is done within takes longer than a moment."""
        promised = self.bot.together.promising.promised(owed_for(message, put))

        async def type_on() -> None:
            await asyncio.sleep(DEFER_AFTER)
            if self.bot.coverage.is_ending:
                return
            async with promised:
                # Where it may not type, the answer says what is wrong.
                with suppress(*UNSENT):
                    async with message.channel.typing():
                        await asyncio.Event().wait()
                await asyncio.Event().wait()

        task = asyncio.create_task(type_on())
        try:
            yield
        finally:
            task.cancel()

    async def _tell(self, message: discord.Message, error: Exception) -> None:
        if self.bot.is_closed():
            return
        text = explain(error, f"message in {message.channel.id}")
        if text is None:
            return
        try:
            if is_barred(error):
                await self._tell_directly(message, error)
            else:
                await _reply(message, content=text)
        except UNSENT as failure:
            _log.warning("could not tell the user: %s", failure)

    async def _tell_directly(self, message: discord.Message, error: Exception) -> None:
        """Says once to each person why nothing can be said in a channel."""
        key = message.author.id, message.channel.id
        if message.guild is None or key in self._told:
            return
        self._told[key] = None
        if len(self._told) > _MOST_TOLD:
            self._told.popitem(last=False)
        reason = _why_barred(message.channel, message.guild.me, error)
        await message.author.send(reason, nonce=message.id)


def _why_barred(channel: Any, me: discord.Member, error: Exception) -> str:
    """Why the bot may not speak in a channel of a server, as far as it knows its rights there."""
    if is_closed_thread(error):
        return gettext(CLOSED_THREAD, channel=str(channel.id))
    if isinstance(channel, discord.PartialMessageable):  # a thread that it has not been told of
        return gettext(LACKING, channel=str(channel.id), right=gettext("a permission"))
    rights, in_thread = channel.permissions_for(me), isinstance(channel, discord.Thread)
    unneeded = "send_messages" if in_thread else "send_messages_in_threads"
    lacking = (
        gettext(name)
        for right, name in _NEEDED.items()
        if right != unneeded and not getattr(rights, right)
    )
    # The first one: without it, those after it are worth nothing.
    return gettext(LACKING, channel=str(channel.id), right=next(lacking, gettext("a permission")))


async def _reply(message: discord.Message, **what: Any) -> None:
    """Replies, or just writes to the channel where that is refused; by the nonce Discord knows a
    request that is made again."""
    reference = message.to_reference(fail_if_not_exists=False)
    what["nonce"] = message.id
    try:
        await message.channel.send(reference=reference, mention_author=False, **what)
    except discord.HTTPException as error:
        if error.code not in _NO_REPLY:
            raise
        await message.channel.send(**what)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Messages(bot))
