"""The message context menu: ask what somebody else wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.access.permissions import server_of
from bot.discord.access.places import Talk, access_to
from bot.discord.errors import RefusedError
from bot.discord.mentions import text_to_ask
from bot.discord.responding import respond
from bot.language import gettext
from bot.state.values import Asked

if TYPE_CHECKING:
    from bot.discord.client import Dateline


async def ask_the_coverage(
    interaction: discord.Interaction[Dateline], message: discord.Message
) -> None:
    """Answers to the user alone, who can share it."""
    bot = interaction.client
    question = text_to_ask(message, bot.settings.answer.max_question_chars)
    if not question:
        raise RefusedError(gettext("That message has no text that I could ask about."))
    access, talk = access_to(interaction, private=True), Talk(interaction.user.id)
    guild = server_of(interaction)
    with bot.questions.admit(interaction.user.id, guild, question):
        making = bot.questions.answer(Asked(question), guild, access, talk, show_question=True)
        await respond(interaction, making, private=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    menu = app_commands.ContextMenu(name="Ask the coverage", callback=ask_the_coverage)
    bot.tree.add_command(menu)
