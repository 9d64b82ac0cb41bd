"""Answering an interaction in time: at once where possible, else with "thinking …" first."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from typing import Any, TypeVar

import discord

from bot.discord.cluster.promising import Put, owed_to
from bot.discord.errors import stopped
from bot.discord.rendering import Card

T = TypeVar("T")

# Seconds after which Discord is told to wait. It gives up after 3, and the way there takes some:
# the more there is to do, the more.
DEFER_AFTER = 0.5
# Seconds between two looks at whether all is answered.
_LOOK = 0.02
# Discord's codes for an interaction that it no longer waits for: after three seconds without a
# first response, and after fifteen minutes.
_EXPIRED = {10062, 50027}


class Work:
    """What is being answered, so that the end of the bot can wait for it, and then tell who still
    waits."""

    def __init__(self) -> None:
        self._count = 0
        self._making: set[asyncio.Task[Any]] = set()
        self._is_stopped = False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Counts as work for as long as the context lasts."""
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    def begin(self, making: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begins to make what somebody waits for; the task is for `result` alone."""
        task = asyncio.create_task(making)
        self._making.add(task)
        task.add_done_callback(self._making.discard)
        if self._is_stopped:
            task.cancel()
        return task

    async def result(self, task: asyncio.Task[T]) -> T:
        """What comes of a task of `begin`. Raises what it raises, and RefusedError where the bot
        ends before."""
        try:
            return await task
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
            raise stopped() from None

    async def make(self, making: Coroutine[Any, Any, T]) -> T:
        """What somebody waits for. Raises RefusedError where the bot ends before it is made."""
        with self.one():
            return await self.result(self.begin(making))

    def stop(self) -> None:
        """Makes nothing any more; who waits is told."""
        self._is_stopped = True
        for task in self._making:
            task.cancel()

    async def done(self, within: float) -> None:
        """Waits until nothing is being answered, at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._count:  # noqa: ASYNC110 - it falls for many reasons
                    await asyncio.sleep(_LOOK)


async def respond(
    interaction: discord.Interaction[Any],
    making: Coroutine[Any, Any, Card],
    *,
    private: bool = False,
    update: bool = False,
    put: Put | None = None,
) -> None:
    """Answers with the card once it is made; `update` puts it in place of the clicked message.

    Should this process die while somebody waits, another answers the question that was `put`.
    Whether an answer is private is settled when Discord is told to wait, so refusals should be
    raised before. Raises what `making` raises. What all may see goes to the channel where Discord
    did not wait, as after an event that a lost connection held up.
    """
    work: Work = interaction.client.work
    task = work.begin(making)
    try:
        with work.one():
            await _respond(interaction, task, private=private, update=update, put=put)
    except discord.HTTPException as error:
        if error.code not in _EXPIRED or private or update or not _may_write(interaction):
            raise
        card = await work.result(task)
        await interaction.channel.send(view=card, files=card.files(), nonce=interaction.id)  # type: ignore[union-attr]
    finally:
        task.cancel()


async def _respond(
    interaction: discord.Interaction[Any],
    task: asyncio.Task[Card],
    *,
    private: bool,
    update: bool,
    put: Put | None,
) -> None:
    response = interaction.response
    await asyncio.wait({task}, timeout=DEFER_AFTER)
    async with AsyncExitStack() as waiting:
        if not task.done():
            if not update:
                promising = interaction.client.together.promising
                await waiting.enter_async_context(promising.promised(owed_to(interaction, put)))
            await response.defer(ephemeral=private, thinking=not update)
        card = await interaction.client.work.result(task)
        files = card.files()
        if response.is_done():
            await interaction.edit_original_response(view=card, attachments=files)
        elif update:
            await response.edit_message(view=card, attachments=files)
        else:
            await response.send_message(view=card, files=files, ephemeral=private)


def _may_write(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot is a member where this comes from, and may write there by itself."""
    channel, rights = interaction.channel, interaction.app_permissions
    if interaction.context.dm_channel:
        return channel is not None
    if not isinstance(channel, discord.abc.Messageable) or not interaction.is_guild_integration():
        return False
    in_thread = isinstance(channel, discord.Thread)
    return rights.send_messages_in_threads if in_thread else rights.send_messages
