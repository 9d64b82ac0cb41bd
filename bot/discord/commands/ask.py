"""/ask: a question and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import server_of
from bot.discord.access.places import Talk, access_to, talk_in
from bot.discord.cluster.promising import Put
from bot.discord.mentions import question_in
from bot.discord.options import read_asked
from bot.discord.responding import respond
from bot.discord.suggestions import suggest_since, suggest_source, suggest_until

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Ask(commands.Cog):
    """Questions by slash command."""

    @app_commands.command(description="Ask a question; the answer quotes the articles it is from")
    @app_commands.describe(
        question="What you want to know",
        source="Only articles of this source",
        since="Only articles of this day or later: 3 May, last week, 2025",
        until="Only articles of this day or earlier",
        private="Show the answer to you alone; you can share it afterwards",
    )
    @app_commands.autocomplete(source=suggest_source, since=suggest_since, until=suggest_until)
    async def ask(
        self,
        interaction: discord.Interaction[Dateline],
        question: str,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        """Answers where all can see it, or to the user alone."""
        question = question_in(question)
        questions, guild = interaction.client.questions, server_of(interaction)
        today = interaction.client.guild_settings.today(guild)
        asked = read_asked(question, source, since, until, today)
        access = access_to(interaction, private=private)
        with questions.admit(interaction.user.id, guild, question):
            talk = Talk(interaction.user.id, talk_in(interaction.channel))
            making = questions.answer(asked, guild, access, talk, show_question=True)
            await respond(interaction, making, private=private, put=Put(asked, access, talk))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Ask())
