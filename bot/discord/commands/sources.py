"""/sources: where the articles are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import require_use, server_of
from bot.discord.paging import page_buttons
from bot.discord.rendering import SOURCES_PER_PAGE, Card, coverage_sources_card
from bot.discord.responding import respond
from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Sources(commands.Cog):
    """The list of sources by slash command."""

    @app_commands.command(description="Which sources the coverage has, with articles and dates")
    async def sources(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to the user alone, page by page."""
        with interaction.client.questions.admit(interaction.user.id, interaction.guild_id, None):
            await _answer(interaction, 0)


async def _answer(
    interaction: discord.Interaction[Dateline], page: int, *, update: bool = False
) -> None:
    bot = interaction.client
    making = bot.coverage.of(server_of(interaction)).read(lambda coverage: _card(coverage, page))
    await respond(interaction, making, private=True, update=update)


def _card(coverage: Coverage, page: int) -> Card:
    status = coverage.status()
    buttons = page_buttons("sources", page, len(status.sources), SOURCES_PER_PAGE)
    return coverage_sources_card(status, page, buttons=buttons)


async def _turn(interaction: discord.Interaction[Dateline], page: int, key: str) -> None:
    require_use(interaction, "sources")
    interaction.client.questions.admit_click(interaction.user.id, interaction.guild_id)
    await _answer(interaction, page, update=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.pages["sources"] = _turn
    await bot.add_cog(Sources())
