"""What people do with alerts: make, see, try and end them. Each act is checked here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.app.following import WordsError, newest_sighting, read_words
from bot.discord.access.permissions import is_admin, require_admin, server_of
from bot.discord.errors import RefusedError
from bot.discord.markdown import excerpt
from bot.discord.news.deciding import following
from bot.discord.news.pinging import require_pingable
from bot.discord.news.reaching import can_post
from bot.discord.news.told import Named, StoryTold
from bot.discord.options import check_scope
from bot.language import gettext, spoken
from bot.state.news.values import Alert, Target
from knowledge import Coverage, Scope

if TYPE_CHECKING:
    from bot.discord.client import Dateline

MOST_CHARS = 200


class Alerts:
    """Alerts as people meet them."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot

    async def add(
        self,
        interaction: discord.Interaction[Dateline],
        about: str,
        channel: discord.TextChannel | discord.Thread | None,
        words: str,
        source: str | None,
        role: discord.Role | None,
        most_a_day: int,
        *,
        directly: bool,
    ) -> Alert:
        """Makes an alert, for a channel by an admin, or for the person themselves."""
        server = server_of(interaction)
        if directly or server is None:
            if channel is not None or role is not None:
                raise RefusedError(
                    gettext("What I tell you directly goes into no channel and pings no role.")
                )
            target = Target(server, user=interaction.user.id)
        else:
            target = Target(server, channel=self._writable(interaction, channel).id)
        if role is not None:
            require_pingable(self._bot, role)
        wanted, unwanted = _read_words(words)
        alert = Alert(
            target,
            " ".join(about.split()),
            wanted,
            unwanted,
            source,
            role.id if role else None,
            most_a_day,
            spoken(),
        )
        await self._bot.coverage.of(server).read(lambda each: _check(each, alert))
        await self._bot.rounds.note_all(server)
        made = await self._bot.state.alerts.add(alert)
        if made is None:
            raise RefusedError(
                gettext("There are as many alerts as there may be; `/alert remove` ends one.")
            )
        return made

    def _writable(
        self,
        interaction: discord.Interaction[Dateline],
        chosen: discord.TextChannel | discord.Thread | None,
    ) -> discord.TextChannel | discord.Thread:
        """The channel, if an admin may have it written to and the bot can."""
        require_admin(interaction)
        channel = chosen or interaction.channel
        if not isinstance(channel, (discord.TextChannel, discord.Thread)):
            raise RefusedError(gettext("Choose a text channel with the option `channel`."))
        assert isinstance(interaction.user, discord.Member)
        if not channel.permissions_for(interaction.user).view_channel:
            raise RefusedError(gettext("You cannot see that channel yourself."))
        if not can_post(channel):
            raise RefusedError(
                gettext(
                    "I need View Channel, Send Messages and Read Message History in {channel}.",
                    channel=channel.mention,
                )
            )
        return channel

    async def seen_by(self, interaction: discord.Interaction[Dateline]) -> list[Alert]:
        """The alerts that somebody may see and end: their own, and for admins all of the server;
        outside of servers their own from everywhere."""
        server, user = server_of(interaction), interaction.user.id
        if server is None:
            return await self._bot.state.alerts.of_user(user)
        here = await self._bot.state.alerts.of_guild(server)
        return [alert for alert in here if alert.target.user == user or is_admin(interaction)]

    async def get(self, interaction: discord.Interaction[Dateline], number: str) -> Alert:
        """One of those; raises RefusedError for any other."""
        for alert in await self.seen_by(interaction):
            if str(alert.id) == number.strip().lstrip("#"):
                return alert
        raise RefusedError(
            gettext("There is no alert of that number here that is yours to see: `/alert list`.")
        )

    async def stop(self, interaction: discord.Interaction[Dateline], number: int) -> None:
        """Ends the alert that a post's button names."""
        alert = await self.get(interaction, str(number))
        await self._bot.state.alerts.remove(alert.id)
        text = gettext("The alert “{about}” is ended.", about=excerpt(alert.about, 100))
        await interaction.response.send_message(text, ephemeral=True)


def _read_words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        return read_words(text)
    except WordsError as error:
        raise RefusedError(str(error)) from None


def _check(coverage: Coverage, alert: Alert) -> None:
    if alert.source:
        check_scope(coverage, Scope(alert.source))
    if not coverage.can_follow(alert.about):
        raise RefusedError(
            gettext("“{about}” has no word to follow.", about=excerpt(alert.about, 100))
        )


def newest_told(coverage: Coverage, alert: Alert) -> StoryTold | None:
    """What an alert would have told of the newest article that it is about."""
    found = newest_sighting(coverage, following(alert))
    if found is None:
        return None
    told = Named.of(found.article)
    return StoryTold(alert.about, told, found.citation.quote, found.answer)
