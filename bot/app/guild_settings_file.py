"""The settings of a server as a YAML file, which is exported and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from bot.app.guild_settings import (
    COMMANDS,
    DIGEST_AT,
    GuildSettings,
    read_document,
    wrong_file,
)
from bot.app.settings import Settings
from bot.language import gettext

MOST_FILE_BYTES = 64_000
_DEEPEST = 4
_HEADER = """\
# Settings of a Discord server, to be read back with /settings and this file. A key that is missing
# here takes its value from whoever runs the bot; those values stand below as comments.
"""


def read_yaml(data: bytes, operator: Settings, guild: int) -> GuildSettings:
    """The settings in a YAML file; raises SettingsError."""
    if len(data) > MOST_FILE_BYTES:
        raise wrong_file(gettext("is too large"), gettext("export one to see its shape"))
    try:
        text = data.decode("utf-8-sig")
        _check_shape(text)
        document = yaml.safe_load(text)
    except UnicodeDecodeError:
        raise wrong_file(gettext("is not UTF-8 text"), gettext("save it as UTF-8")) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = gettext("line {line}", line=mark.line + 1) if mark else ""
        problem = gettext("is not YAML: {problem}", problem=error.problem)
        hint = gettext("check the indentation, colons and quotes")
        raise wrong_file(problem, hint, where) from None
    except (yaml.YAMLError, ValueError):
        hint = gettext("export one to see its shape")
        raise wrong_file(gettext("is not readable as YAML"), hint) from None
    return read_document({} if document is None else document, operator, guild)


def _check_shape(text: str) -> None:
    """Refuses what makes a small file large or slow to read: aliases, and nesting without end."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise wrong_file(gettext("has an alias (*)"), gettext("write the value out"))
        if depth > _DEEPEST:
            raise wrong_file(gettext("is nested too deep"), gettext("export one to compare"))


def to_yaml(chosen: GuildSettings, operator: Settings) -> str:
    """A YAML file of what is chosen; what is not stands there as a comment."""
    document = chosen.document()
    written = yaml.safe_dump(document, sort_keys=False, allow_unicode=True) if document else ""
    rest = [
        f"# {name}: {_in_yaml(value)}\n"
        for name, value in _defaults(operator).items()
        if not _has(document, name)
    ]
    return _HEADER + written + "".join(rest)


def _defaults(operator: Settings) -> dict[str, Any]:
    """What holds where a server chooses nothing, by the key's whole name."""
    discord, cooldown = operator.discord, operator.cooldown
    return {
        "ask_channels": list(discord.ask_channels),
        "admin_roles": list(discord.admin_roles),
        **{f"commands.{command}": "everyone" for command in COMMANDS},
        "cooldown.seconds": cooldown.seconds,
        "cooldown.per_user": cooldown.per_user,
        "cooldown.per_guild": cooldown.per_guild,
        "answer_length": discord.answer_length,
        "time_zone": discord.time_zone,
        "language": discord.language,
        "base.read": True,
        "base.without": [],
        "quiet_hours": "",
        "ping_roles": [],
        "digest.channel": None,
        "digest.every": "day",
        "digest.at": DIGEST_AT.isoformat("minutes"),
    }


def _in_yaml(value: Any) -> str:
    return yaml.safe_dump(value, default_flow_style=True).removesuffix("...\n").strip()


def _has(document: Mapping[str, Any], name: str) -> bool:
    section, _, key = name.partition(".")
    return key in document.get(section, {}) if key else section in document
