"""What can be set: every key of config/bot.yaml, its default, what is allowed and its purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)

from bot.app.index_settings import IndexSettings
from bot.app.setting_types import (
    AnswerLength,
    DiscordId,
    DiscordIds,
    LocalPath,
    Section,
    ShardIds,
    SpokenLanguage,
    TimeZone,
    allowing,
    with_port,
    with_url,
)

# Minutes between two looks at a feed: unless said otherwise, and at most.
FEED_MINUTES = 15
MOST_FEED_MINUTES = 24 * 60


class FeedSettings(Section):
    """A feed, and the minutes between two looks at it."""

    url: str = Field(pattern=r"^https?://[^\s/]+\S*$")
    minutes: int = Field(default=FEED_MINUTES, ge=1, le=MOST_FEED_MINUTES)


Feeds = Annotated[
    tuple[Annotated[FeedSettings, BeforeValidator(with_url)], ...], Field(strict=False)
]
Hosts = Annotated[tuple[str, ...], Field(strict=False), AfterValidator(allowing)]


class CoverageSettings(Section):
    """Where the articles are, and what becomes of them."""

    paths: Annotated[tuple[LocalPath, ...], Field(strict=False, min_length=1)] = Field(
        default=(Path("sample-coverage"),),
        description="The files and folders that hold the articles; folders are read recursively. "
        "`/coverage add` writes into the first folder.",
        json_schema_extra={"allowed": "a list of at least one path"},
    )
    feeds: Feeds = Field(
        default=(),
        description="RSS and Atom feeds whose articles are fetched into the first folder, besides "
        "those of `/coverage feed add`.",
        json_schema_extra={
            "allowed": "a list of addresses, each alone or as {url: ADDRESS, minutes: 1 to 1440}"
        },
    )
    watch: bool = Field(
        default=True,
        description="Whether new and changed files are read without a command while the bot or the "
        "console runs.",
    )
    open_servers: int = Field(
        default=100,
        ge=1,
        le=10_000,
        description="Collections of Discord servers that stay open while nobody uses them; each "
        "takes memory, and opening one takes a moment.",
    )
    keep_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="Articles published more than so many days ago are left out, and what feeds "
        "brought of them is deleted; 0 keeps all.",
    )


class FetchSettings(Section):
    """How feeds and pages are fetched."""

    contact: str | None = Field(
        default=None,
        pattern=r"^[!-~]{3,200}$",
        description="Whom a site may write to about the bot; it is named in each request.",
        json_schema_extra={"allowed": "an e-mail or web address, or null"},
    )
    allow: Hosts = Field(
        default=(),
        description="What may be fetched although its address is private or this machine's own; "
        "everything else must be public.",
        json_schema_extra={
            "allowed": "a list of host names, addresses or networks such as 10.0.0.0/8"
        },
    )


class AnswerSettings(Section):
    """What may be asked, and how it is answered."""

    max_question_chars: int = Field(
        default=500,
        ge=20,
        le=4000,
        description="A longer question is refused.",
    )
    example_question: str = Field(
        default="When does Xi visit Moscow?",
        min_length=1,
        max_length=100,
        description="The example that the welcome gives; one that your coverage answers.",
        json_schema_extra={"allowed": "text of 1 to 100 characters"},
    )
    reader: bool = Field(
        default=True,
        description="Whether a small model reads the passages found. Without it words alone "
        "decide, quicker and in less memory, and fewer answers are right.",
    )
    threads: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Processor cores that reading may use, of all questions together.",
    )


class DiscordSettings(Section):
    """How the bot meets Discord; its token is no setting: `token` reads it."""

    api_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/]+(/\S*)?$",
        description="The address of an HTTP proxy or stand-in to use instead of Discord's own "
        "API; plain http is accepted for loopback addresses only.",
        json_schema_extra={
            "allowed": "an address such as http://127.0.0.1:8080/api/v10, or null",
            "env": "DISCORD_API_URL",
        },
    )
    ask_channels: DiscordIds = Field(
        default=(),
        description="The channels in which every message is a question, unless a server chooses "
        "its own. With one or more the bot asks Discord for the Message Content intent.",
        json_schema_extra={"allowed": "a list of Discord ids"},
    )
    message_content: bool = Field(
        default=False,
        description="Whether the bot asks Discord for the Message Content intent, so that servers "
        "can choose ask channels of their own by `/settings`.",
    )
    answer_length: AnswerLength = Field(
        default="normal",
        description="How much of the articles an answer shows, unless a server chooses otherwise.",
    )
    time_zone: TimeZone = Field(
        default="UTC",
        description="The zone in which it is today, unless a server chooses otherwise.",
        json_schema_extra={"allowed": "the name of a time zone, such as Europe/Berlin"},
    )
    language: SpokenLanguage = Field(
        default="auto",
        description="What the bot speaks in answer to messages, unless a server chooses otherwise; "
        "`auto` is the language that Discord has for the server, and English in direct messages. "
        "Commands, buttons and forms are answered in the language of who uses them.",
    )
    servers: DiscordIds = Field(
        default=(),
        description="The servers that the bot serves; it leaves others. Empty: all that it is "
        "added to.",
        json_schema_extra={"allowed": "a list of Discord ids"},
    )
    operators: DiscordIds = Field(
        default=(),
        description="The users who may change the base that all servers read, besides the "
        "application's owner and team.",
        json_schema_extra={"allowed": "a list of Discord ids"},
    )
    admin_roles: DiscordIds = Field(
        default=(),
        description="The roles that may use `/coverage`, besides members with Manage Server.",
        json_schema_extra={"allowed": "a list of Discord ids"},
    )
    admin_users: DiscordIds = Field(
        default=(),
        description="The users who may use `/coverage`, besides members with Manage Server.",
        json_schema_extra={"allowed": "a list of Discord ids"},
    )
    keep_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days for which the bot keeps the questions behind its buttons, and the votes.",
    )
    max_upload_mb: int = Field(
        default=8,
        ge=1,
        le=25,
        description="The largest file that `/coverage add` accepts, in megabytes.",
    )
    shard_count: int | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="Into how many shards the bot's servers are divided; null: as many as Discord "
        "recommends.",
        json_schema_extra={"allowed": "a whole number from 1 to 10000, or null"},
    )
    shard_ids: ShardIds = Field(
        default=(),
        description="The shards of this process, where several share the work; they need "
        "`state.url`. Empty: all.",
        json_schema_extra={
            "allowed": "a list of whole numbers from 0 to shard_count - 1, each once"
        },
    )

    @field_validator("shard_ids")
    @classmethod
    def _are_there(cls, value: ShardIds, info: ValidationInfo) -> ShardIds:
        count = info.data.get("shard_count") or 0
        if len(set(value)) < len(value) or any(shard >= count for shard in value):
            raise ValueError("no such shards")
        return value


class CooldownSettings(Section):
    """How often Discord users may ask."""

    seconds: int = Field(
        default=60,
        ge=1,
        le=86_400,
        description="The seconds in which a spent allowance refills, evenly.",
    )
    per_user: int = Field(
        default=10, ge=1, le=10_000, description="Questions that one user may ask at once."
    )
    per_guild: int = Field(
        default=300,
        ge=1,
        le=100_000,
        description="Questions that all users of one server together may ask at once.",
    )


class LogSettings(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="The least level that the Discord bot logs.",
    )
    format: Literal["text", "json"] = Field(
        default="text",
        description="How the Discord bot logs: lines for people, or a JSON object a line.",
    )


class MetricsSettings(Section):
    """Where figures and health may be asked for."""

    listen: Annotated[str | None, AfterValidator(with_port)] = Field(
        default=None,
        pattern=r"^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$",
        description="Where the Discord bot serves `/metrics`, `/healthz` and `/readyz`. They ask "
        "nobody for a password, so choose an address that only you can reach.",
        json_schema_extra={"allowed": "an address such as 127.0.0.1:9464, or null"},
    )


class WarningSettings(Section):
    """What the bot's operators are told of, unasked."""

    channel: DiscordId | None = Field(
        default=None,
        description="The channel in which the bot tells its operators what is not well, once, and "
        "once more when it is well again. null: nowhere.",
        json_schema_extra={"allowed": "a Discord id, or null"},
    )
    feed_hours: int = Field(
        default=24,
        ge=1,
        le=720,
        description="Hours without a fetch that went well, after which a feed fails for long.",
    )
    stale_days: int = Field(
        default=7,
        ge=0,
        le=3650,
        description="Days since the newest article, after which the coverage is stale; 0: never.",
    )
    free_mb: int = Field(
        default=1000,
        ge=0,
        le=1_000_000,
        description="Megabytes that must be free where the data directory is; 0: any.",
    )
    releases: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/]+\S*$",
        description="A feed of Dateline's releases, as code hosts have one; it is read once a day, "
        "and a version newer than the bot's is told. null: none is looked for.",
        json_schema_extra={"allowed": "the address of an RSS or Atom feed, or null"},
    )


class StateSettings(Section):
    """Where the bot keeps what is no article: settings of servers, alerts, votes."""

    url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database instead of a file in the data directory, for several "
        "processes; with a password it is best set by the variable.",
        json_schema_extra={"allowed": "postgresql://user:password@host/name, or null"},
    )


class Settings(Section):
    """All settings, validated; `load_settings` makes the paths absolute."""

    data_dir: LocalPath = Field(
        default=Path("../data"),
        description="Where the index, the console's history and the bot's state live.",
        json_schema_extra={"allowed": "a path"},
    )
    coverage: CoverageSettings = CoverageSettings()
    fetch: FetchSettings = FetchSettings()
    answer: AnswerSettings = AnswerSettings()
    discord: DiscordSettings = DiscordSettings()
    cooldown: CooldownSettings = CooldownSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    warnings: WarningSettings = WarningSettings()
    state: StateSettings = StateSettings()
    index: IndexSettings = IndexSettings()
