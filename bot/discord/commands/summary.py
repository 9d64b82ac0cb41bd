"""/summary: the coverage, or a part of it, in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import server_of
from bot.discord.access.places import place_of
from bot.discord.errors import RefusedError
from bot.discord.looking import look
from bot.discord.options import check_scope, read_asked
from bot.discord.rendering import Card, looked_remark, summary_card
from bot.discord.responding import respond
from bot.discord.suggestions import suggest_since, suggest_source, suggest_until
from bot.language import gettext
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
        new="Only what came since you last asked for this here",
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
        new: bool = False,
    ) -> None:
        """Answers with the most telling sentences and their articles.

        What is `new` came since its asker last asked for that in this server; only who uses it is
        remembered for it.
        """
        bot, user = interaction.client, interaction.user.id
        server, place = server_of(interaction), place_of(interaction)
        if new and since:
            raise RefusedError(
                gettext(
                    "Choose a first day or what is new to you, not both: leave one of them out."
                )
            )
        asked = read_asked(topic or "", source, since, until, bot.guild_settings.today(server))

        async def making() -> Card:
            scope = asked.scope
            looked = await look(bot, user, place, server) if new else None
            remark = looked_remark(looked.before) if looked else ""

            def summarise(coverage: Coverage) -> Card:
                check_scope(coverage, scope)
                among = looked.articles if looked else None
                summary = coverage.summarise(topic, scope=scope, length=length, among=among)
                is_new = among is not None
                return summary_card(summary, coverage.status(), remark=remark, is_new=is_new)

            card = await bot.coverage.of(server).read(summarise, at_length=True)
            if looked:
                await bot.state.looks.note(user, place, looked.until)
            return card

        with bot.questions.admit(user, interaction.guild_id, topic):
            await respond(interaction, making(), private=new)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Summary())
