"""/digest: what is new, at once; when it comes by itself is chosen in /settings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.app.day_options import read_scope
from bot.discord.access.permissions import server_of
from bot.discord.news.told import DigestTold
from bot.discord.options import check_scope
from bot.discord.rendering import Card, digest_card
from bot.discord.responding import respond
from bot.discord.suggestions import suggest_since, suggest_source
from bot.language import gettext
from knowledge import Coverage, Scope

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class DigestCommands(
    commands.GroupCog, group_name="digest", group_description="What is new, in short"
):
    """The stories of some days, two sentences each."""

    @app_commands.command(description="Catch up: the new stories, two sentences each")
    @app_commands.describe(
        topic="Only stories about this",
        source="Only articles of this source",
        since="From this day on; since the last digest here, or yesterday, if left out",
    )
    @app_commands.autocomplete(source=suggest_source, since=suggest_since)
    async def now(
        self,
        interaction: discord.Interaction[Dateline],
        topic: str | None = None,
        source: str | None = None,
        since: str | None = None,
    ) -> None:
        """Answers where all can see it."""
        bot, server = interaction.client, server_of(interaction)
        today = bot.guild_settings.today(server)

        async def making() -> Card:
            zone = bot.guild_settings.of(server).time_zone
            last = await bot.state.digests.told_until(server) if server else None
            first = datetime.fromtimestamp(last, zone).date() if last else None
            wanted = since or str(first or today - timedelta(days=1))
            scope = read_scope({"source": source, "since": wanted}, today)
            assert scope.since is not None
            began = datetime.combine(scope.since, time(), zone).timestamp()

            def find(coverage: Coverage) -> list[str]:
                check_scope(coverage, Scope(source))
                listed = coverage.latest(topic, scope=scope)
                return [
                    article.id for each in listed.articles for article in (each.article, *each.also)
                ]

            articles = await bot.coverage.of(server).read(find)
            told: DigestTold = await bot.rounds.digesting.tell(
                server, articles, began, datetime.now(UTC).timestamp()
            )
            return digest_card(told)

        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, making())

    @app_commands.command(description="When the digest of this server comes, and where")
    async def when(self, interaction: discord.Interaction[Dateline]) -> None:
        """Anybody may know; admins change it by /settings."""
        bot, server = interaction.client, server_of(interaction)
        here = bot.guild_settings.of(server)
        if here.digest is None:
            text = gettext("No digest comes here by itself; admins choose one by `/settings`.")
        else:
            due = here.digest.next_due(datetime.now(UTC), here.time_zone)
            text = gettext(
                "The next digest comes into {channel} at {time}.",
                channel=f"<#{here.digest.channel}>",
                time=f"<t:{int(due.timestamp())}:f>",
            )
        await interaction.response.send_message(text, ephemeral=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    await bot.add_cog(DigestCommands())
