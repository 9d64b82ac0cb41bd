"""What the panel of /settings says of what holds."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.guild_settings import COMMANDS, Audience, Command, EffectiveSettings
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
    return "\n".join(
        f"- `/{command_name(each)}`: {_named(audiences.get(each, 'everyone'))}" for each in COMMANDS
    )


def _named(audience: Audience) -> str:
    if isinstance(audience, str):
        return gettext("admins") if audience == "admins" else gettext("everyone")
    return gettext("admins and {roles}", roles=" ".join(f"<@&{role}>" for role in audience))
