"""The types of the settings' values, with what is refused beyond the type."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.language import Language
from knowledge import CoverageError, FetchRules

_LAST_PORT = 65_535


class Section(BaseModel):
    """A section of the file, or all of it: known keys of the right types, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def not_empty(value: Any) -> Any:
    """A value that is not the empty text; raises ValueError."""
    if value == "":
        raise ValueError("empty")
    return value


def with_url(value: Any) -> Any:
    """A feed that is given by its address alone, as the mapping it stands for."""
    return {"url": value} if isinstance(value, str) else value


def allowing(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Hosts that may be fetched from; raises ValueError for what is none."""
    try:
        FetchRules(allow=hosts)
    except CoverageError as error:
        raise ValueError(str(error)) from None
    return hosts


def with_port(address: str | None) -> str | None:
    """An address whose port there can be; raises ValueError."""
    if address is not None and not 0 < int(address.rpartition(":")[2]) <= _LAST_PORT:
        raise ValueError("no such port")
    return address


def known_zone(name: str) -> str:
    """The name of a time zone that is known here; raises ValueError."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):  # a folder of zones, a path, an unknown name
        raise ValueError("unknown") from None
    return name


# Strict would refuse text as a path; YAML has no paths.
LocalPath = Annotated[Path, Field(strict=False), BeforeValidator(not_empty)]
# A Discord id (a "snowflake"): an unsigned 64-bit number.
DiscordId = Annotated[int, Field(ge=1, lt=2**64)]
DiscordIds = Annotated[tuple[DiscordId, ...], Field(strict=False)]
# Numbers of shards; how many there are is another setting.
ShardIds = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(strict=False)]
# The name of a time zone in the IANA database.
TimeZone = Annotated[str, AfterValidator(known_zone)]
# The address of a node of a search cluster.
NodeAddress = Annotated[str, Field(pattern=r"^https?://(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?/?$")]
# How much of the articles an answer shows in Discord.
AnswerLength = Literal["short", "normal", "long"]
# What the bot speaks where no reader's own language is known; "auto" is the server's, in Discord.
SpokenLanguage = Literal["auto", Language]
