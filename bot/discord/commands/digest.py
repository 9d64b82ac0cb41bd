"""/digest: what is new, at once, or by itself to a person; a server chooses it in /settings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.app.catching_up import CaughtUp, catch_up
from bot.app.day_options import read_scope
from bot.app.schedule import EVERY_LABELS, read_every
from bot.discord.access.permissions import server_of
from bot.discord.errors import RefusedError
from bot.discord.news.digesting import digest_of
from bot.discord.news.reaching import barred
from bot.discord.news.subscribing import seen_by, subscribe, unsubscribe
from bot.discord.options import check_scope
from bot.discord.paging import turning
from bot.discord.rendering import Card, digest_card, digests_card, looked_back
from bot.discord.responding import respond
from bot.discord.suggestions import suggest_since, suggest_source, suggest_zone
from bot.language import gettext
from knowledge import Coverage, Scope

if TYPE_CHECKING:
    from bot.discord.client import Dateline


_LIST = "digests"  # whose pages are turned


class DigestCommands(
    commands.GroupCog, group_name="digest", group_description="What is new, in short"
):
    """The stories of some days, two sentences each."""

    @app_commands.command(description="Catch up: the new stories, two sentences each")
    @app_commands.describe(
        topic="Only stories about this",
        source="Only articles of this source",
        since="From this day on; since the last digest here or to you, or yesterday, if left out",
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
            digests, user = bot.state.digests, interaction.user.id
            last = await digests.told_until(server) if server else None
            last = last or await digests.told_until(server, user)
            first = datetime.fromtimestamp(last, zone).date() if last else None
            wanted = since or str(first or today - timedelta(days=1))
            scope = read_scope({"source": source, "since": wanted}, today)
            assert scope.since is not None
            began = datetime.combine(scope.since, time(), zone).timestamp()

            def find(coverage: Coverage) -> CaughtUp:
                check_scope(coverage, Scope(source))
                return catch_up(coverage, topic, scope)

            found = await bot.coverage.of(server).read(find)
            told = digest_of(found.stories, began, datetime.now(UTC).timestamp())
            return digest_card(told, footer=[looked_back(found)])

        with bot.questions.admit(interaction.user.id, interaction.guild_id, topic):
            await respond(interaction, making())

    @app_commands.command(description="When digests come: that of this server, and yours")
    async def when(self, interaction: discord.Interaction[Dateline]) -> None:
        """Anybody may know; the server's is changed by /settings."""
        await respond(interaction, _page(interaction, 0), private=True)

    @app_commands.command(description="Have what is new come to you alone, in a direct message")
    @app_commands.describe(
        at="The time of the day; 8:00 if left out",
        every="How often; every day if left out",
        zone="The time zone, such as Europe/Berlin; that of this server if left out",
    )
    @app_commands.choices(
        every=[app_commands.Choice(name=label, value=each) for each, label in EVERY_LABELS.items()]
    )
    @app_commands.autocomplete(zone=suggest_zone)
    async def subscribe(
        self,
        interaction: discord.Interaction[Dateline],
        at: str = "8:00",
        every: str = "day",
        zone: str | None = None,
    ) -> None:
        """In a server of what it reads, elsewhere of the base."""

        async def making() -> Card:
            made = await subscribe(interaction, at, read_every(every), zone)
            footer = gettext("`/digest unsubscribe` ends it.")
            heading = gettext("A digest comes to you")
            return digests_card(
                heading, [made], interaction.client.rounds.digesting.now(), [footer]
            )

        await respond(interaction, making(), private=True)

    @app_commands.command(description="End the digest that comes to you; in direct messages, all")
    @app_commands.describe(person="End that of somebody else in this server (admins only)")
    async def unsubscribe(
        self, interaction: discord.Interaction[Dateline], person: discord.User | None = None
    ) -> None:
        """What was told stays."""

        async def making() -> Card:
            if not await unsubscribe(interaction, person):
                raise RefusedError(gettext("There is no such digest: `/digest when`."))
            return digests_card(
                gettext("The digest is ended"), [], interaction.client.rounds.digesting.now()
            )

        await respond(interaction, making(), private=True)


async def _page(interaction: discord.Interaction[Dateline], page: int) -> Card:
    digests, now = await seen_by(interaction), interaction.client.rounds.digesting.now()
    heading = gettext("Digests")
    if not digests:
        heading = gettext("No digest comes by itself; `/digest subscribe` has one come to you.")
    footer = [gettext("Admins choose the one of a server by `/settings`.")]
    unreached = barred(interaction.guild, (digest.target for digest in digests))
    return digests_card(
        heading, digests, now, footer, barred=unreached, page=page, turning=turning(_LIST)
    )


async def _turn(interaction: discord.Interaction[Dateline], page: int, key: str) -> None:
    interaction.client.questions.admit_click(interaction.user.id, interaction.guild_id)
    await respond(interaction, _page(interaction, page), private=True, update=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.pages[_LIST] = _turn
    await bot.add_cog(DigestCommands())
