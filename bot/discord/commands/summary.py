"""/summary: the coverage, or a part of it, in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import server_of
from bot.discord.options import check_scope, read_asked
from bot.discord.rendering import Card, summary_card
from bot.discord.responding import respond
from bot.discord.suggestions import suggest_since, suggest_source, suggest_until
from knowledge import Coverage, Length

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Summary(commands.Cog):
    """Summaries by slash command."""

    @app_commands.command(description="The coverage in short, in sentences of the articles")
    @app_commands.describe(
        topic="What it should be about; everything if left out",
        source="Only articles of this source",
        since="Only articles of this day or later: 3 May, last week, 2025",
        until="Only articles of this day or earlier",
        length="How much to tell; medium if left out",
    )
    @app_commands.autocomplete(source=suggest_source, since=suggest_since, until=suggest_until)
    async def summary(
        self,
        interaction: discord.Interaction[Dateline],
        topic: str | None = None,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        length: Length = "medium",
    ) -> None:
        """Answers with the most telling sentences and their articles."""
        bot = interaction.client
        today = bot.guild_settings.today(server_of(interaction))
        asked = read_asked(topic or "", source, since, until, today)

        def summarise(coverage: Coverage) -> Card:
            check_scope(coverage, asked.scope)
            summary = coverage.summarise(topic, scope=asked.scope, length=length)
            return summary_card(summary, coverage.status())

        coverage = bot.coverage.of(server_of(interaction))
        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, coverage.read(summarise, at_length=True))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Summary())
