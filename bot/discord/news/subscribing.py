"""What people do with digests of their own: have them come, see when, and end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.app.schedule import Every, read_time
from bot.app.setting_types import known_zone
from bot.discord.access.permissions import is_admin, require_admin, server_of
from bot.discord.errors import RefusedError
from bot.discord.markdown import excerpt
from bot.discord.news.digesting import WantedDigest, wanted_by
from bot.language import gettext, spoken
from bot.state.news.values import PersonalDigest

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_EXCERPT_CHARS = 60


async def subscribe(
    interaction: discord.Interaction[Dateline], at: str, every: Every, zone: str | None
) -> WantedDigest:
    """Has a digest come to who asks; in place of the one that they have of the same server."""
    bot, server = interaction.client, server_of(interaction)
    here = bot.guild_settings.of(server)
    digest = PersonalDigest(
        interaction.user.id,
        server,
        every,
        _read_time(at),
        _read_zone(zone) if zone else str(here.time_zone),
        spoken(),
    )
    await bot.rounds.note_all(server)
    if not await bot.state.digests.subscribe(digest):
        raise RefusedError(
            gettext("You have as many digests as there may be; `/digest unsubscribe` ends one.")
        )
    return wanted_by(digest)


async def unsubscribe(
    interaction: discord.Interaction[Dateline], person: discord.User | discord.Member | None
) -> int:
    """Ends the digest of who asks, or, for admins, of somebody else in their server; in direct
    messages all of one's own. How many there were."""
    if person is not None and person.id != interaction.user.id:
        require_admin(interaction)
    user, server = (person or interaction.user).id, server_of(interaction)
    digests = interaction.client.state.digests
    theirs = [
        each
        for each in await digests.of_persons()
        if each.user == user and server in (None, each.guild)
    ]
    for each in theirs:
        await digests.end(each.guild, user)
    return len(theirs)


async def seen_by(interaction: discord.Interaction[Dateline]) -> list[WantedDigest]:
    """The digests that somebody may see: the server's, their own, and for admins those of others
    in the server; outside of servers their own from everywhere."""
    bot, server, user = interaction.client, server_of(interaction), interaction.user.id
    digests = await bot.rounds.digesting.wanted()
    if server is None:
        return [each for each in digests if each.target.user == user]
    whole = is_admin(interaction)
    return [
        each
        for each in digests
        if each.target.guild == server and (whole or each.target.user in (None, user))
    ]


def _read_time(text: str) -> str:
    try:
        return read_time(text).isoformat("minutes")
    except ValueError:
        raise RefusedError(
            gettext(
                "“{text}” is no time of the day; write it as 8:00.",
                text=excerpt(text, _EXCERPT_CHARS),
            )
        ) from None


def _read_zone(name: str) -> str:
    try:
        return known_zone(name.strip())
    except ValueError:
        raise RefusedError(
            gettext(
                "“{name}” is no time zone that I know; write one such as Europe/Berlin.",
                name=excerpt(name, _EXCERPT_CHARS),
            )
        ) from None
