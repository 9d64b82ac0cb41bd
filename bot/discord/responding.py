"""Answering an interaction in time: at once where possible, else with "thinking …" first."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import discord

from bot.discord.rendering import Card

# Seconds after which Discord is told to wait. It gives up after 3, and the way there takes some.
DEFER_AFTER = 1.0


async def respond(
    interaction: discord.Interaction[Any],
    making: Coroutine[Any, Any, Card],
    *,
    private: bool = False,
    update: bool = False,
) -> None:
    """Answers with the card once it is made; `update` puts it in place of the clicked message.

    Whether an answer is private is settled when Discord is told to wait, so refusals should be
    raised before. Raises what `making` raises.
    """
    task = asyncio.create_task(making)
    response = interaction.response
    try:
        await asyncio.wait({task}, timeout=DEFER_AFTER)
        if not task.done():
            await response.defer(ephemeral=private, thinking=not update)
        card = await task
    finally:
        task.cancel()
    files = card.files()
    if response.is_done():
        await interaction.edit_original_response(view=card, attachments=files)
    elif update:
        await response.edit_message(view=card, attachments=files)
    else:
        await response.send_message(view=card, files=files, ephemeral=private)
