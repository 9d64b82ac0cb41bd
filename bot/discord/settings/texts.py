"""What the panel of /settings says of what holds."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.guild_settings import COMMANDS, Audience, Command, EffectiveSettings
from bot.app.schedule import EVERY_LABELS
from bot.discord.markdown import excerpt
from bot.discord.rendering.counts import questions
from bot.language import command_name, gettext, ngettext
from knowledge import BaseChoice


def number_lines(here: EffectiveSettings) -> str:
    """The cooldown and the time zone."""
    limits = here.cooldown
    return gettext(
        "**Cooldown**: {questions} a member and {all} in all within {seconds} seconds\n"
        "**Time zone**: {zone}",
        questions=questions(limits.per_user),
        all=limits.per_guild,
        seconds=limits.seconds,
        zone=excerpt(str(here.time_zone), 60),
    )


def news_lines(here: EffectiveSettings) -> str:
    """When a digest comes, when it is quiet, and which roles may be pinged."""
    lines = [gettext("**Digest**: none comes by itself")]
    if here.digest is not None:
        lines = [
            gettext(
                "**Digest**: {every} at {time} in {channel}",
                every=gettext(EVERY_LABELS[here.digest.every]),
                time=here.digest.at.isoformat("minutes"),
                channel=f"<#{here.digest.channel}>",
            )
        ]
    if here.quiet_hours is not None:
        hours = here.quiet_hours
        lines.append(
            gettext(
                "**Quiet hours**: {first} to {last}",
                first=hours.first.isoformat("minutes"),
                last=hours.last.isoformat("minutes"),
            )
        )
    if here.ping_roles:
        roles = " ".join(f"<@&{role}>" for role in sorted(here.ping_roles))
        lines.append(gettext("**Alerts may ping**: {roles}", roles=roles))
    return "\n".join(lines)


def base_line(base: BaseChoice) -> str:
    """What is read of the base."""
    if not base.is_read:
        return gettext("**The base**, which all servers have, is not read here")
    if not base.without:
        return gettext("**The base**, which all servers have, is read here")
    return ngettext(
        "**The base**, which all servers have, is read here, without {count} of its sources",
        "**The base**, which all servers have, is read here, without {count} of its sources",
        len(base.without),
    )


def audience_lines(audiences: Mapping[Command, Audience]) -> str:
    """Who may use each command."""
    heading = gettext("**Who may use what**")
    lines = [
        f"- `/{command_name(each)}`: {_named(audiences.get(each, 'everyone'))}" for each in COMMANDS
    ]
    return "\n".join([heading, *lines])


def _named(audience: Audience) -> str:
    if isinstance(audience, str):
        return gettext("admins") if audience == "admins" else gettext("everyone")
    return gettext("admins and {roles}", roles=" ".join(f"<@&{role}>" for role in audience))
