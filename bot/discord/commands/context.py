"""The message context menu: ask what somebody else wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.errors import RefusedError
from bot.discord.mentions import question_in
from bot.discord.permissions import server_of
from bot.discord.responding import respond
from bot.state.values import Asked

if TYPE_CHECKING:
    from bot.discord.client import Dateline


async def ask_the_coverage(
    interaction: discord.Interaction[Dateline], message: discord.Message
) -> None:
    """Answers to the user alone, who can share it."""
    question = question_in(message.content)
    if not question:
        raise RefusedError("That message has no text that I could ask about.")
    questions = interaction.client.questions
    questions.admit(interaction.user.id, interaction.guild_id, question)
    asker, server = interaction.user.id, server_of(interaction)
    making = questions.answer(Asked(question), asker, server, private=True, show_question=True)
    await respond(interaction, making, private=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    menu = app_commands.ContextMenu(name="Ask the coverage", callback=ask_the_coverage)
    bot.tree.add_command(menu)
