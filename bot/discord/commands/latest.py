"""/latest: the newest articles, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import require_use, server_of
from bot.discord.access.places import access_to
from bot.discord.options import check_scope
from bot.discord.paging import page_buttons
from bot.discord.rendering import LATEST_PER_PAGE, Card, latest_card
from bot.discord.responding import respond
from bot.discord.suggestions import suggest_source
from bot.state.values import Asked
from knowledge import Coverage, Scope

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Latest(commands.Cog):
    """The newest articles by slash command."""

    @app_commands.command(description="The newest articles")
    @app_commands.describe(source="Only articles of this source", topic="Only articles about this")
    @app_commands.autocomplete(source=suggest_source)
    async def latest(
        self,
        interaction: discord.Interaction[Dateline],
        source: str | None = None,
        topic: str | None = None,
    ) -> None:
        """Answers where all can see it; who asked turns the pages."""
        bot = interaction.client
        asked = Asked(topic or "", Scope(source))

        async def making() -> Card:
            # A source that is not there is refused before anything of it is kept.
            coverage = bot.coverage.of(server_of(interaction))
            await coverage.read(lambda each: check_scope(each, asked.scope))
            key = await bot.state.questions.remember(asked, access_to(interaction, private=False))
            return await _page(interaction, asked, 0, key or "")

        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, making())


async def _turn(interaction: discord.Interaction[Dateline], page: int, key: str) -> None:
    bot = interaction.client
    require_use(interaction, "latest")
    asked = await bot.questions.recalled(interaction, key)
    bot.questions.admit_click(interaction.user.id, interaction.guild_id)
    await respond(interaction, _page(interaction, asked, page, key), update=True)


async def _page(
    interaction: discord.Interaction[Dateline], asked: Asked, page: int, key: str
) -> Card:
    owner = interaction.user.id

    def work(coverage: Coverage) -> Card:
        latest = coverage.latest(asked.question or None, scope=asked.scope)
        listed, size = len(latest.articles), LATEST_PER_PAGE
        buttons = page_buttons("latest", page, listed, size, key=key, owner=owner) if key else []
        return latest_card(latest, coverage.status(), asked, page, buttons=buttons)

    return await interaction.client.coverage.of(server_of(interaction)).read(work)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.pages["latest"] = _turn
    await bot.add_cog(Latest())
