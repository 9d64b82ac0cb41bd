"""/alert: being told of a topic, or of the answer to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.access.permissions import is_admin, server_of
from bot.discord.errors import RefusedError
from bot.discord.markdown import excerpt
from bot.discord.news.alerts import MOST_CHARS, newest_told
from bot.discord.news.explaining import Explaining
from bot.discord.news.messages import PingButton, StopButton
from bot.discord.news.reaching import barred
from bot.discord.paging import turning
from bot.discord.rendering import Card, alerts_card, story_card, why_card
from bot.discord.responding import respond
from bot.discord.suggestions import Choice, choices, suggest_source
from bot.language import gettext

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_MOST_A_DAY, _DEFAULT_A_DAY = 50, 10
_LIST = "alerts"  # whose pages are turned


class AlertCommands(
    commands.GroupCog, group_name="alert", group_description="Be told of a topic, or of an answer"
):
    """Alerts are known by their number."""

    @app_commands.command(
        description="Tell a channel, or you, of a topic or an answer once it is there"
    )
    @app_commands.describe(
        about="A topic, or a question that is to be answered",
        channel="Where to tell it; this channel if left out (admins only)",
        directly="Tell me alone, in a direct message",
        words="Only articles with one of these words, none after a minus: flood, storm, -football",
        source="Only articles of this source",
        role="A role to ping, one that members give themselves",
        most_a_day="How many stories a day; 10 if left out",
    )
    @app_commands.autocomplete(source=suggest_source)
    async def add(
        self,
        interaction: discord.Interaction[Dateline],
        about: app_commands.Range[str, 2, MOST_CHARS],
        channel: discord.TextChannel | discord.Thread | None = None,
        directly: bool = False,
        words: str = "",
        source: str | None = None,
        role: discord.Role | None = None,
        most_a_day: app_commands.Range[int, 1, _MOST_A_DAY] = _DEFAULT_A_DAY,
    ) -> None:
        """Says what is made to who made it."""
        bot = interaction.client

        async def making() -> Card:
            made = await bot.alerts.add(
                interaction, about, channel, words, source, role, most_a_day, directly=directly
            )
            footer = gettext("`/alert test` shows what it would tell, `/alert remove` ends it.")
            return alerts_card(gettext("Alert made"), [made], [footer])

        with bot.questions.admit(interaction.user.id, interaction.guild_id, about):
            await respond(interaction, making(), private=True)

    @app_commands.command(name="list", description="Your alerts; for admins all of the server")
    async def show(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to who asks alone."""
        await respond(interaction, _page(interaction, 0), private=True)

    @app_commands.command(description="End an alert")
    @app_commands.describe(alert="Its number")
    async def remove(self, interaction: discord.Interaction[Dateline], alert: str) -> None:
        """What it has told stays."""
        bot = interaction.client

        async def making() -> Card:
            found = await bot.alerts.get(interaction, alert)
            await bot.state.alerts.remove(found.id)
            return alerts_card(gettext("Alert ended"), [found])

        await respond(interaction, making(), private=True)

    @app_commands.command(description="See what an alert would tell of the newest article")
    @app_commands.describe(alert="Its number")
    async def test(self, interaction: discord.Interaction[Dateline], alert: str) -> None:
        """Shows the post to who asks alone; nobody is pinged."""
        bot = interaction.client

        async def making() -> Card:
            found = await bot.alerts.get(interaction, alert)
            coverage = bot.coverage.of(found.target.guild)
            told = await coverage.read(lambda each: newest_told(each, found))
            if told is None:
                raise RefusedError(
                    gettext(
                        "No article is about “{about}” yet. The alert waits for one.",
                        about=excerpt(found.about, 100),
                    )
                )
            return story_card(told)

        await respond(interaction, making(), private=True)

    @app_commands.command(description="Why an article was sent by your alerts, or was not")
    @app_commands.describe(url="Its address, title or id")
    async def why(self, interaction: discord.Interaction[Dateline], url: str) -> None:
        """Names the stage at which it stopped, for each alert that one may see."""
        bot, server = interaction.client, server_of(interaction)

        async def making() -> Card:
            alerts = await bot.alerts.seen_by(interaction)
            return why_card(*await Explaining(bot).explain(server, url, alerts))

        await respond(interaction, making(), private=True)

    @remove.autocomplete("alert")
    @test.autocomplete("alert")
    async def suggest_alert(
        self, interaction: discord.Interaction[Dateline], typed: str
    ) -> list[Choice]:
        """The alerts that one may see, by what they follow."""
        alerts = await interaction.client.alerts.seen_by(interaction)
        return choices(typed, ((f"{each.id}: {each.about}", str(each.id)) for each in alerts))


async def _page(interaction: discord.Interaction[Dateline], page: int) -> Card:
    alerts = await interaction.client.alerts.seen_by(interaction)
    whole = is_admin(interaction)
    heading = gettext("Alerts of this server") if whole else gettext("Your alerts")
    unreached = barred(interaction.guild, (alert.target for alert in alerts))
    return alerts_card(heading, alerts, barred=unreached, page=page, turning=turning(_LIST))


async def _turn(interaction: discord.Interaction[Dateline], page: int, key: str) -> None:
    interaction.client.questions.admit_click(interaction.user.id, interaction.guild_id)
    await respond(interaction, _page(interaction, page), private=True, update=True)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.pages[_LIST] = _turn
    bot.add_dynamic_items(PingButton, StopButton)
    await bot.add_cog(AlertCommands())
