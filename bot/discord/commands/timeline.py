"""/timeline: what happened when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import server_of
from bot.discord.rendering import Card, PictureWords, timeline_card
from bot.discord.responding import respond
from bot.language import gettext, gettext_noop
from knowledge import MOST_EVENTS, Coverage, can_plot, can_write_out, draw_timeline

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# More would fill more than one message, and a picture that no phone shows whole.
_MOST_ASKED = 25
_MOST_SENTENCES = 3
NO_PICTURE = gettext_noop("No picture: I lack Attach Files here.")
NO_LETTERS = gettext_noop("The picture leaves words out, as no font here has their letters.")


class Timeline(commands.Cog):
    """Timelines by slash command."""

    @app_commands.command(description="What happened when, in sentences of the articles")
    @app_commands.describe(
        topic="What it should be about; the main story if left out",
        events=f"The most events to show; {MOST_EVENTS} if left out, fewer of several sentences",
        sentences="The most sentences of each event; one if left out",
    )
    async def timeline(
        self,
        interaction: discord.Interaction[Dateline],
        topic: str | None = None,
        events: app_commands.Range[int, 1, _MOST_ASKED] | None = None,
        sentences: app_commands.Range[int, 1, _MOST_SENTENCES] = 1,
    ) -> None:
        """Answers with dated sentences in order, a picture of them and their articles."""
        bot, may_attach = interaction.client, interaction.app_permissions.attach_files

        def draw(coverage: Coverage) -> Card:
            timeline = coverage.timeline(topic, events=events, sentences=sentences)
            picture, why = None, ""
            if timeline.events and can_plot() and may_attach:
                picture = draw_timeline(timeline, words=PictureWords())
                why = "" if can_write_out(timeline) else gettext(NO_LETTERS)
            elif timeline.events and can_plot():
                why = gettext(NO_PICTURE)
            return timeline_card(timeline, coverage.status(), picture=picture, remark=why)

        coverage = bot.coverage.of(server_of(interaction))
        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, coverage.read(draw, at_length=True))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(Timeline())
