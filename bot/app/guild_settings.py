"""What a Discord server may choose for itself, and what holds there together with the operator's.

`effective` is the one place where the two meet: everything that differs between servers asks it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from bot.app.problems import Problem, SettingsError
from bot.app.schedule import EVERY, DigestTimes, Every, QuietHours, read_hours, read_time
from bot.app.setting_types import AnswerLength, DiscordId, SpokenLanguage, TimeZone
from bot.app.settings import CooldownSettings, Settings
from bot.language import Language, gettext, listed
from knowledge import BaseChoice

_log = logging.getLogger(__name__)

# Ways to ask or to look something up: what a server may keep to some of its members.
Command = Literal["ask", "summary", "timeline", "compare", "latest", "sources"]
COMMANDS: tuple[Command, ...] = get_args(Command)
LENGTHS: tuple[AnswerLength, ...] = get_args(AnswerLength)
SPOKEN: tuple[SpokenLanguage, ...] = get_args(SpokenLanguage)
MOST_IDS = 25  # as many as one of Discord's menus may choose
MOST_SECONDS = 86_400
MOST_SOURCES = 500
DIGEST_AT = time(8)
_MOST_SHOWN = 60
_SECTIONS = ("commands", "cooldown", "base", "digest")


def _time_of_day(text: str) -> str:
    return read_time(text).isoformat("minutes")


def _hours(text: str) -> str:
    """Two times; "" where no hours are quiet."""
    if not text.strip():
        return ""
    hours = read_hours(text)
    return f"{hours.first.isoformat('minutes')}-{hours.last.isoformat('minutes')}"


Ids = Annotated[tuple[DiscordId, ...], Field(strict=False, max_length=MOST_IDS)]
Roles = Annotated[tuple[DiscordId, ...], Field(strict=False, min_length=1, max_length=MOST_IDS)]
Sources = Annotated[
    tuple[Annotated[str, Field(max_length=200)], ...], Field(strict=False, max_length=MOST_SOURCES)
]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
Hours = Annotated[str, AfterValidator(_hours)]
# Who may use a command; those who are named by their roles, and admins.
Audience = Literal["everyone", "admins"] | Roles


class _Chosen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class _Limits:
    """What is checked besides the form of what a server chooses."""

    operator: Settings
    guild: int


class ChosenCooldown(_Chosen):
    """How often members may ask; never more often than the operator allows."""

    seconds: int | None = Field(default=None, ge=1, le=MOST_SECONDS)
    per_user: int | None = Field(default=None, ge=1)
    per_guild: int | None = Field(default=None, ge=1)

    @field_validator("seconds", "per_user", "per_guild")
    @classmethod
    def _is_no_quicker(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and isinstance(info.context, _Limits) and info.field_name:
            limit = getattr(info.context.operator.cooldown, info.field_name)
            if value < limit if info.field_name == "seconds" else value > limit:
                raise ValueError("quicker than the operator allows")
        return value


class ChosenBase(_Chosen):
    """What a server reads of the base that all servers have: all but some sources, or nothing.

    "" stands for the articles that name no source.
    """

    read: bool | None = None
    without: Sources | None = None


class ChosenDigest(_Chosen):
    """Where, how often and when a digest is posted; no channel, no digest."""

    channel: DiscordId | None = None
    every: Every | None = None
    at: TimeOfDay | None = None


class GuildSettings(_Chosen):
    """What a server has chosen; None where the operator's settings hold."""

    ask_channels: Ids | None = None
    admin_roles: Ids | None = None
    commands: dict[Command, Audience] = Field(default_factory=dict)
    cooldown: ChosenCooldown = ChosenCooldown()
    answer_length: AnswerLength | None = None
    time_zone: TimeZone | None = None
    language: SpokenLanguage | None = None
    base: ChosenBase = ChosenBase()
    quiet_hours: Hours | None = None
    ping_roles: Ids | None = None
    digest: ChosenDigest = ChosenDigest()

    @field_validator("ask_channels")
    @classmethod
    def _can_be_read(cls, value: Ids | None, info: ValidationInfo) -> Ids | None:
        limits = info.context
        if value and isinstance(limits, _Limits) and not can_have_ask_channels(limits.operator):
            raise ValueError("not to be had")
        return value

    @field_validator("admin_roles", "ping_roles")
    @classmethod
    def _are_not_everyone(cls, value: Ids | None, info: ValidationInfo) -> Ids | None:
        if isinstance(info.context, _Limits) and info.context.guild in (value or ()):
            raise ValueError("@everyone, whose id is the server's")
        return value

    def document(self) -> dict[str, Any]:
        """What is chosen, as it is kept and exported; what is not chosen is left out."""
        found = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in found.items() if value != {}}


def read_kept(guild: int, text: str) -> GuildSettings:
    """What a server has chosen, as it is kept. Where that cannot be read, as after a version that
    knew other settings, the log tells of it and nothing counts as chosen."""
    try:
        return GuildSettings.model_validate_json(text)
    except ValidationError as error:
        _log.error("server %d: its settings cannot be read, yours hold: %s", guild, error)
        return GuildSettings()


def can_have_ask_channels(operator: Settings) -> bool:
    """Whether the bot may read every message of an ask channel, so that servers can choose some."""
    return operator.discord.message_content or bool(operator.discord.ask_channels)


@dataclass(frozen=True, slots=True)
class EffectiveSettings:
    """What holds in one server, or in direct messages."""

    ask_channels: frozenset[int]
    admin_roles: frozenset[int]
    audiences: Mapping[Command, Audience]
    cooldown: CooldownSettings
    answer_length: AnswerLength
    time_zone: ZoneInfo
    language: Language | None  # None for that which Discord has for the server
    base: BaseChoice
    quiet_hours: QuietHours | None
    ping_roles: frozenset[int]
    digest: DigestTimes | None

    def audience(self, command: Command) -> Audience:
        """Who may use a command."""
        return self.audiences.get(command, "everyone")


def effective(operator: Settings, chosen: GuildSettings) -> EffectiveSettings:
    """The operator's settings, with what a server has chosen within their limits.

    The limits hold also for what was chosen before the operator narrowed them.
    """
    discord = operator.discord
    channels = discord.ask_channels if chosen.ask_channels is None else chosen.ask_channels
    language = chosen.language or discord.language
    return EffectiveSettings(
        ask_channels=frozenset(channels),
        admin_roles=frozenset((*discord.admin_roles, *(chosen.admin_roles or ()))),
        audiences=chosen.commands,
        cooldown=_slower(operator.cooldown, chosen.cooldown),
        answer_length=chosen.answer_length or discord.answer_length,
        time_zone=ZoneInfo(chosen.time_zone or discord.time_zone),
        language=None if language == "auto" else language,
        base=BaseChoice(chosen.base.read is not False, frozenset(chosen.base.without or ())),
        quiet_hours=read_hours(chosen.quiet_hours) if chosen.quiet_hours else None,
        ping_roles=frozenset(chosen.ping_roles or ()),
        digest=_digest_times(chosen.digest),
    )


def _digest_times(chosen: ChosenDigest) -> DigestTimes | None:
    if chosen.channel is None:
        return None
    at = read_time(chosen.at) if chosen.at else DIGEST_AT
    return DigestTimes(chosen.channel, chosen.every or "day", at)


def _slower(operator: CooldownSettings, chosen: ChosenCooldown) -> CooldownSettings:
    return CooldownSettings(
        seconds=max(operator.seconds, chosen.seconds or 0),
        per_user=min(operator.per_user, chosen.per_user or operator.per_user),
        per_guild=min(operator.per_guild, chosen.per_guild or operator.per_guild),
    )


def read_document(document: object, operator: Settings, guild: int) -> GuildSettings:
    """The settings in a document such as `GuildSettings.document` gives.

    Raises SettingsError, which names each key that is wrong and what is allowed there.
    """
    if not isinstance(document, dict):
        keys = listed(GuildSettings.model_fields)
        hint = gettext("write `key: value` lines; the keys are {keys}", keys=keys)
        raise wrong_file(gettext("is not a mapping of keys"), hint)
    try:
        return GuildSettings.model_validate(document, context=_Limits(operator, guild))
    except ValidationError as error:
        found = {_name(each["loc"]): each["input"] for each in error.errors()}
        raise SettingsError([_problem(*item, operator) for item in found.items()]) from None


def wrong_file(problem: str, hint: str, where: str = "") -> SettingsError:
    """What is wrong with a whole file, or with a place in it."""
    return SettingsError([Problem(where or gettext("the file"), problem, hint)])


def allowed(name: str, operator: Settings) -> str | None:
    """What a key may be, in words; None where there is no such key."""
    cooldown = operator.cooldown
    audiences = gettext("everyone, admins, or a list of role ids")
    channels = gettext("a list of up to {most} channel ids", most=MOST_IDS)
    if not can_have_ask_channels(operator):
        channels = gettext(
            "[], as whoever runs the bot has not switched on discord.message_content"
        )
    texts = {
        "ask_channels": channels,
        "admin_roles": gettext(
            "a list of up to {most} role ids, @everyone not among them", most=MOST_IDS
        ),
        "commands": gettext(
            "a mapping of {commands} to {audiences}", commands=listed(COMMANDS), audiences=audiences
        ),
        **{f"commands.{command}": audiences for command in COMMANDS},
        "cooldown": _mapping("seconds", "per_user", "per_guild"),
        "cooldown.seconds": _whole(cooldown.seconds, MOST_SECONDS),
        "cooldown.per_user": _whole(1, cooldown.per_user),
        "cooldown.per_guild": _whole(1, cooldown.per_guild),
        "answer_length": gettext("one of {values}", values=listed(LENGTHS)),
        "time_zone": gettext("the name of a time zone, such as Europe/Berlin"),
        "language": gettext("one of {values}", values=listed(SPOKEN)),
        "quiet_hours": gettext(
            "two times with a dash between them, such as {hours}, or nothing", hours="22:00-07:00"
        ),
        "ping_roles": gettext(
            "a list of up to {most} role ids, @everyone not among them", most=MOST_IDS
        ),
        "digest": _mapping("channel", "every", "at"),
        "digest.channel": gettext("the id of a channel"),
        "digest.every": gettext("one of {values}", values=listed(EVERY)),
        "digest.at": gettext("a time such as {time}", time="08:00"),
        "base": _mapping("read", "without"),
        "base.read": gettext("true or false"),
        "base.without": gettext("a list of up to {most} names of sources", most=MOST_SOURCES),
    }
    return texts.get(name)


def _mapping(*keys: str) -> str:
    return gettext("a mapping of {keys}", keys=listed(keys))


def _whole(least: int, most: int) -> str:
    """Whole numbers as they are written in YAML, without separators."""
    return gettext("a whole number from {least} to {most}", least=str(least), most=str(most))


def _name(location: tuple[str | int, ...]) -> str:
    """The key that one of pydantic's errors is about."""
    parts = [str(part) for part in location if part != "[key]"]
    return ".".join(parts[: 2 if parts[0] in _SECTIONS else 1])


def _problem(name: str, value: object, operator: Settings) -> Problem:
    where = re.sub(r"[^\w.]", "?", name)[:_MOST_SHOWN]
    if (text := allowed(name, operator)) is None:
        section = name.partition(".")[0]
        known = allowed(section, operator)
        keys = listed(GuildSettings.model_fields)
        hint = _write(known) if known else gettext("the keys are {keys}", keys=keys)
        return Problem(where, gettext("is not a known key"), hint)
    shown = repr(value)
    cut = shown if len(shown) <= _MOST_SHOWN else shown[:_MOST_SHOWN] + "…"
    return Problem(where, gettext("{value} is not allowed", value=cut), _write(text))


def _write(allowed: str) -> str:
    return gettext("write {allowed}", allowed=allowed)
