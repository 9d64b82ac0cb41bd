"""/coverage feed: the feeds that articles come from (admins only)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.app.settings import FEED_MINUTES, MOST_FEED_MINUTES
from bot.discord.access.permissions import WHERE, Where, actor, require_right, target
from bot.discord.rendering import Card, feeds_card, title_or_address, updates_card
from bot.discord.responding import respond
from bot.discord.suggestions import Choice, suggest_to_admin
from bot.language import gettext
from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class FeedGroup(app_commands.Group):
    """Feeds are known by their address."""

    def __init__(self) -> None:
        super().__init__(name="feed", description="The feeds that articles come from")

    async def interaction_check(self, interaction: discord.Interaction[Dateline], /) -> bool:  # type: ignore[override]
        """As for all of /coverage."""
        await require_right(interaction, interaction.namespace.where or "server")
        return True

    @app_commands.command(description="Add an RSS or Atom feed, and fetch its articles from now on")
    @app_commands.describe(
        url="The feed's address",
        minutes="How often to look; 15 unless you say otherwise",
        where=WHERE,
    )
    async def add(
        self,
        interaction: discord.Interaction[Dateline],
        url: str,
        minutes: app_commands.Range[int, 1, MOST_FEED_MINUTES] = FEED_MINUTES,
        where: Where = "server",
    ) -> None:
        """Fetches it at once, so that a mistake is told at once."""
        by = actor(interaction)
        coverage = interaction.client.coverage.of(target(interaction, where))

        async def making() -> Card:
            update = await coverage.beside(
                lambda coverage: coverage.add_feed(url.strip(), by=by, minutes=minutes)
            )
            return updates_card(gettext("Feed added"), [update])

        await respond(interaction, making(), private=True)

    @app_commands.command(description="No longer look at a feed; its articles stay")
    @app_commands.describe(feed="Begin to type its name or address", where=WHERE)
    async def remove(
        self, interaction: discord.Interaction[Dateline], feed: str, where: Where = "server"
    ) -> None:
        """Says so too where the settings would bring it back."""
        bot, by, server = interaction.client, actor(interaction), target(interaction, where)

        async def making() -> Card:
            gone = await bot.coverage.of(server).beside(
                lambda coverage: coverage.remove_feed(feed.strip(), by=by)
            )
            settings = bot.settings.coverage.feeds if server is None else ()
            configured = gone.url in {each.url for each in settings}
            return feeds_card([gone], gettext("Feed removed"), configured=configured)

        await respond(interaction, making(), private=True)

    @remove.autocomplete("feed")
    async def suggest_feed(
        self, interaction: discord.Interaction[Dateline], typed: str
    ) -> list[Choice]:
        """The feeds by name and address; none for those who may not remove any."""
        return await suggest_to_admin(interaction, typed, _names)

    @app_commands.command(name="list", description="The feeds, and how each does")
    @app_commands.describe(where=WHERE)
    async def show(
        self, interaction: discord.Interaction[Dateline], where: Where = "server"
    ) -> None:
        """Answers to the admin alone."""
        coverage = interaction.client.coverage.of(target(interaction, where))
        await respond(
            interaction,
            coverage.call(lambda each: feeds_card(each.feeds(), gettext("Feeds"))),
            private=True,
        )

    @app_commands.command(description="Look at all feeds now")
    @app_commands.describe(where=WHERE)
    async def refresh(
        self, interaction: discord.Interaction[Dateline], where: Where = "server"
    ) -> None:
        """Also at those whose turn has not come."""
        coverage = interaction.client.coverage.of(target(interaction, where))

        async def making() -> Card:
            updates = await coverage.beside(lambda each: each.refresh_feeds(force=True))
            return updates_card(gettext("Feeds refreshed"), updates)

        await respond(interaction, making(), private=True)


def _names(coverage: Coverage) -> Iterable[tuple[str, str]]:
    return [(title_or_address(feed), feed.url) for feed in coverage.feeds()]
