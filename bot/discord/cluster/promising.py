"""Promises: who was told to wait is answered also where the process that said so has died.

Before somebody sees that the bot is thinking or typing, what they wait for is kept in the state
that the processes share. The process that leads answers in place of one that is no longer there.
Nobody is answered twice: the answer takes the place of "is thinking …", or is a reply that Discord
knows again for some minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
from pydantic import TypeAdapter

from bot.discord.access.permissions import server_of
from bot.discord.access.places import Talk
from bot.discord.errors import UNSENT, explain, stopped
from bot.discord.rendering import Card
from bot.language import language_of, speaking, spoken
from bot.state.errors import StateAccessError
from bot.state.values import Access, Asked

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Of a process that has not said for so long that it is there, others answer.
SECONDS = 30.0
# So long a promise may take to be kept before somebody is told to wait all the same: Discord gives
# up after three seconds.
_PATIENCE = 1.0
_ORIGINAL: Any = "@original"


@dataclass(frozen=True, slots=True)
class Put:
    """A question as somebody put it; enough to answer it."""

    asked: Asked
    access: Access
    talk: Talk


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody waits for: the answer to what they put, or word that there will be none. It
    goes to an interaction, by its token, or is the reply to a message in a channel."""

    user: int
    server: int | None
    language: str
    put: Put | None = None
    token: str | None = None
    channel: int | None = None
    message: int | None = None


_OWED = TypeAdapter(Owed)


def owed_to(interaction: discord.Interaction[Any], put: Put | None) -> Owed:
    """What is owed to who waits for the answer to an interaction."""
    server, user = server_of(interaction), interaction.user.id
    return Owed(user, server, spoken(), put, token=interaction.token)


def owed_for(message: discord.Message, put: Put) -> Owed:
    """What is owed to who waits for a reply."""
    server = message.guild.id if message.guild else None
    return Owed(
        message.author.id, server, spoken(), put, channel=message.channel.id, message=message.id
    )


class Promising:
    """Keeps promises, those of this process and those of processes that have died."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot
        self._answering: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def promised(self, owed: Owed) -> AsyncIterator[None]:
        """Within the block, somebody may be told to wait."""
        if not self._bot.state.is_shared:
            yield
            return
        beginning = asyncio.create_task(self._begin(owed))
        try:
            await asyncio.wait({beginning}, timeout=_PATIENCE)
            yield
        finally:
            if (key := await beginning) is not None:
                await self._end(key)

    async def _begin(self, owed: Owed) -> str | None:
        """The key of a promise; None where it cannot be kept in the state."""
        what = _OWED.dump_python(owed, mode="json")
        try:
            return await self._bot.state.promises.begin(owed.user, what)
        except StateAccessError as error:
            _log.warning("no other process would answer in place of this: %s", error.__cause__)
            return None

    async def _end(self, key: str) -> None:
        try:
            await self._bot.state.promises.end(key)
        except StateAccessError as error:
            _log.warning("somebody may be answered twice: %s", error.__cause__)

    async def look(self, *, leads: bool) -> None:
        """Says that this process is there; where it leads, answers in place of those that are
        not."""
        promises = self._bot.state.promises
        await promises.be_present(SECONDS)
        if leads:
            for key, kept in (await promises.adopt()).items():
                task = asyncio.create_task(self._keep(key, kept))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def end(self) -> None:
        """Lets other processes answer at once for what is left."""
        for task in self._answering:
            task.cancel()
        await self._bot.state.promises.leave()

    async def _keep(self, key: str, kept: Mapping[str, Any]) -> None:
        owed = _OWED.validate_python(kept)
        with speaking(language_of(owed.language)), self._bot.work.one():
            answer = await self._answer(owed)
            try:
                await self._send(owed, answer)
            except UNSENT as error:
                _log.warning("an answer that another process owed is lost: %s", error)
            else:
                _log.info("answered in place of a process that is no longer there")
        await self._end(key)

    async def _answer(self, owed: Owed) -> Card | str:
        """The answer, or why there is none."""
        if owed.put is None:  # as a summary: it can be asked for again
            return str(stopped())
        put, by_command = owed.put, owed.token is not None
        try:
            return await self._bot.questions.answer(
                put.asked, owed.server, put.access, put.talk, show_question=by_command
            )
        except Exception as error:
            return explain(error, "an answer that another process owed") or str(stopped())

    async def _send(self, owed: Owed, answer: Card | str) -> None:
        what: dict[str, Any] = {"content": answer} if isinstance(answer, str) else {"view": answer}
        if owed.token is not None:
            application = self._bot.application_id or 0
            webhook = discord.Webhook.partial(application, owed.token, client=self._bot)
            await webhook.edit_message(_ORIGINAL, **what)
            return
        assert owed.channel is not None
        assert owed.message is not None
        channel = self._bot.get_partial_messageable(owed.channel, guild_id=owed.server)
        reference = discord.MessageReference(
            message_id=owed.message, channel_id=owed.channel, fail_if_not_exists=False
        )
        await channel.send(reference=reference, mention_author=False, nonce=owed.message, **what)
