"""/coverage: admins reload the articles, look at them, add and remove some."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.permissions import require_admin
from bot.rendering import Card, reload_card, status_card
from bot.responding import respond

if TYPE_CHECKING:
    from bot.client import Dateline

_log = logging.getLogger(__name__)

# Seconds between two edits of the message that shows progress.
PROGRESS_EVERY = 2.0


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class CoverageAdmin(commands.GroupCog, group_name="coverage"):
    """The articles (admins only)"""

    async def interaction_check(self, interaction: discord.Interaction[Dateline], /) -> bool:  # type: ignore[override]
        """Discord's own settings can be changed by a server; this cannot."""
        require_admin(interaction, interaction.client.settings.discord)
        return True

    @app_commands.command(description="Read what is new or changed in the coverage's files")
    async def reload(self, interaction: discord.Interaction[Dateline]) -> None:
        """Shows progress in its message, which ends as the report."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        latest = "Reading the coverage …"

        def note(what: str, done: int, total: int | None) -> None:
            nonlocal latest
            of = f" of {total:,}" if total else ""
            latest = f"Reading the coverage: {what} {done:,}{of} …"

        reloading = asyncio.create_task(interaction.client.coverage.reload(note))
        shown = ""
        while not (await asyncio.wait({reloading}, timeout=PROGRESS_EVERY))[0]:
            if latest != shown:
                shown = latest
                await _show(interaction, content=shown)
        card = reload_card(await reloading)
        await _show(interaction, content=None, view=card)

    @app_commands.command(description="What is loaded, and what could not be read")
    async def status(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to the admin alone."""
        await respond(interaction, _status(interaction.client), private=True)


async def _show(interaction: discord.Interaction[Dateline], **what: Any) -> None:
    """Edits the message; a fault only costs this state of it. After 15 minutes the message can no
    longer be edited, so the report goes to the admin directly."""
    try:
        await interaction.edit_original_response(**what)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.warning("/coverage reload: could not show the progress: %s", error)
        if "view" in what:
            with contextlib.suppress(discord.HTTPException):
                await interaction.user.send(view=what["view"])


async def _status(bot: Dateline) -> Card:
    votes = await bot.state.votes()
    return await bot.coverage.call(lambda coverage: status_card(coverage.status(), votes))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(CoverageAdmin())
