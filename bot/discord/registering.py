"""Telling Discord of the commands, once over all processes and only where they have changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot.discord.errors import UNSENT
from bot.state.errors import StateAccessError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# One process tells Discord of them, in less time than this; others look again after a pause.
_LEASE, _LEASE_SECONDS, _PAUSE = "commands", 60.0, 0.5


async def register(bot: Dateline) -> None:
    """Puts all commands at once, and only when Discord was last told something else."""
    translator = bot.tree.translator
    assert translator is not None
    definition = [
        await command.get_translated_payload(bot.tree, translator)
        for command in bot.tree.get_commands()
    ]
    told = json.dumps([discord.http.Route.BASE, definition], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    commands, application = bot.state.commands, bot.application_id or 0
    while await commands.registered(application) != digest:
        if not await _is_turn(bot):
            await asyncio.sleep(_PAUSE)
            continue
        if await commands.registered(application) != digest:  # nor did who had the turn before
            await _put(bot, application, digest, len(definition))
        with suppress(StateAccessError):  # it ends by itself
            await bot.state.leases.release(_LEASE)
        return


async def _is_turn(bot: Dateline) -> bool:
    """Whether no other process is telling Discord; where nothing can be kept, there is none."""
    try:
        return await bot.state.leases.take(_LEASE, _LEASE_SECONDS)
    except StateAccessError:
        return True


async def _put(bot: Dateline, application: int, digest: str, count: int) -> None:
    try:
        await bot.tree.sync()
    except UNSENT as error:
        _log.error("Discord refused the commands, the earlier ones stay: %s", error)
        return
    _log.info("told Discord of %d commands", count)
    try:
        await bot.state.commands.register(application, digest)
    except StateAccessError as error:
        _log.warning("Discord is told of the commands again next time: %s", error.__cause__)
