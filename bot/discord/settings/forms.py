"""The forms that the panel of /settings opens. They hand over what is filled in, unchecked."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import ui

from bot.app.guild_settings import DIGEST_AT, Audience, Command, EffectiveSettings
from bot.app.schedule import EVERY, EVERY_LABELS, QuietHours
from bot.app.settings import CooldownSettings
from bot.discord.errors import tell
from bot.discord.settings.menus import digest_channel_menu, role_menu
from bot.language import command_name, gettext, pgettext

# Takes what is filled in, by the names of the settings.
Submit = Callable[[discord.Interaction[Any], Mapping[str, Any]], Awaitable[None]]

# Seconds after which an open form is given up.
_PATIENCE = 900


class AudienceForm(ui.Modal):
    """Who may use one command."""

    def __init__(self, command: Command, audience: Audience, submit: Submit) -> None:
        super().__init__(
            title=pgettext(
                "title of a form", "Who may use /{command}", command=command_name(command)
            ),
            timeout=_PATIENCE,
        )
        self.command = command
        self.submit = submit
        self.who: ui.RadioGroup[Any] = ui.RadioGroup(
            custom_id="who",
            options=[
                discord.RadioGroupOption(label=label, value=value, default=value == _kind(audience))
                for value, label in (
                    ("everyone", gettext("Everyone")),
                    ("admins", gettext("Admins")),
                    ("roles", gettext("Admins and these roles")),
                )
            ],
        )
        self.roles = role_menu(() if isinstance(audience, str) else audience, required=False)
        self.add_item(ui.Label(text=pgettext("field of a form", "Who"), component=self.who))
        self.add_item(ui.Label(text=pgettext("field of a form", "Roles"), component=self.roles))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Hands over who is chosen."""
        roles = _ids(self.roles)
        audience = roles if self.who.value == "roles" else self.who.value
        await self.submit(interaction, {"commands": {self.command: audience}})

    async def on_error(  # type: ignore[override]  # as in discord.py's own Modal
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """As for a press."""
        await tell(interaction, error, "settings: command")


def _kind(audience: Audience) -> str:
    return audience if isinstance(audience, str) else "roles"


class NumbersForm(ui.Modal):
    """The cooldown and the time zone."""

    def __init__(self, here: EffectiveSettings, most: CooldownSettings, submit: Submit) -> None:
        super().__init__(
            title=pgettext("title of a form", "Cooldown and time zone"), timeout=_PATIENCE
        )
        self.submit = submit
        limits = here.cooldown
        self.fields = {
            "per_user": self._add(
                pgettext("field of a form", "Questions of one member"),
                limits.per_user,
                gettext("1 to {most}", most=most.per_user),
            ),
            "per_guild": self._add(
                pgettext("field of a form", "Questions of all members"),
                limits.per_guild,
                gettext("1 to {most}", most=most.per_guild),
            ),
            "seconds": self._add(
                pgettext("field of a form", "Within so many seconds"),
                limits.seconds,
                gettext("{least} or more", least=most.seconds),
            ),
        }
        self.zone = self._add(
            pgettext("field of a form", "Time zone"),
            here.time_zone,
            gettext("such as Europe/Berlin"),
        )

    def _add(self, text: str, value: object, hint: str) -> ui.TextInput[Any]:
        field: ui.TextInput[Any] = ui.TextInput(default=str(value), max_length=60)
        self.add_item(ui.Label(text=text, description=hint, component=field))
        return field

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Hands over what is written; what is no number is refused there with what is allowed."""
        cooldown = {name: _number(field.value) for name, field in self.fields.items()}
        zone = self.zone.value.strip()
        await self.submit(interaction, {"cooldown": cooldown, "time_zone": zone})

    async def on_error(  # type: ignore[override]  # as in discord.py's own Modal
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """As for a press."""
        await tell(interaction, error, "settings: numbers")


def _ids(menu: ui.RoleSelect[Any] | ui.ChannelSelect[Any]) -> list[int]:
    """The ids of what is chosen; where Discord does not describe it, there is nothing else."""
    return [int(getattr(each, "id", str(each))) for each in menu.values]


def _number(text: str) -> int | str:
    """A number as it is written, with or without separators."""
    digits = re.sub(r"[\s,.']", "", text)
    return int(digits) if digits.isascii() and digits.isdigit() else text


class NewsForm(ui.Modal):
    """When a digest comes and where, when it is quiet, and which roles alerts may ping."""

    def __init__(self, here: EffectiveSettings, submit: Submit) -> None:
        super().__init__(title=gettext("Alerts and digests"), timeout=_PATIENCE)
        self.submit = submit
        digest, quiet = here.digest, here.quiet_hours
        self.channel = digest_channel_menu(digest.channel if digest else None)
        self.every: ui.RadioGroup[Any] = ui.RadioGroup(
            custom_id="every",
            options=[
                discord.RadioGroupOption(
                    label=gettext(EVERY_LABELS[each]),
                    value=each,
                    default=each == (digest.every if digest else "day"),
                )
                for each in EVERY
            ],
        )
        self.at = _text((digest.at if digest else DIGEST_AT).isoformat("minutes"))
        self.quiet = _text(_hours(quiet) if quiet else "", required=False)
        self.roles = role_menu(sorted(here.ping_roles), required=False)
        hint = gettext("none: no digest comes by itself")
        self._add(gettext("Digest channel"), self.channel, hint)
        self._add(gettext("How often a digest comes"), self.every)
        self._add(gettext("Time of the digest"), self.at, gettext("such as 8:00"))
        self._add(gettext("Quiet hours"), self.quiet, gettext("such as 22:00-7:00; empty for none"))
        hint = gettext("roles without rights, which members give themselves")
        self._add(gettext("Roles that alerts may ping"), self.roles, hint)

    def _add(self, text: str, component: ui.Item[Any], hint: str | None = None) -> None:
        self.add_item(ui.Label(text=text, description=hint, component=component))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Hands over what is chosen and written; what is no time is refused there."""
        channel = next(iter(_ids(self.channel)), None)
        digest = {"channel": channel, "every": self.every.value, "at": self.at.value}
        roles = _ids(self.roles)
        quiet = self.quiet.value.strip()
        values = {"digest": digest, "quiet_hours": quiet, "ping_roles": roles}
        await self.submit(interaction, values)

    async def on_error(  # type: ignore[override]  # as in discord.py's own Modal
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """As for a press."""
        await tell(interaction, error, "settings: news")


def _text(default: str, *, required: bool = True) -> ui.TextInput[Any]:
    return ui.TextInput(default=default, max_length=20, required=required)


def _hours(quiet: QuietHours) -> str:
    return f"{quiet.first.isoformat('minutes')}-{quiet.last.isoformat('minutes')}"
