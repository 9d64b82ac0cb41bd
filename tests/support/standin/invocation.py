"""What a person's client makes of a command: the data of the interaction, or no offer at all."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .messages import Attachment
from .rules.commands import CHAT_INPUT, GROUP, STRING, SUBCOMMAND
from .world import PRIVATE, Channel, Role, User

Payload = dict[str, Any]
INTEGER, BOOLEAN, USER, NUMBER, ATTACHMENT = 4, 5, 6, 10, 11
USER_INSTALL = 1
TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    USER: User,
    NUMBER: (int, float),
    ATTACHMENT: Attachment,
}
Store = Callable[[Attachment], Payload]


class NotOfferedError(Exception):
    """Discord's client would not let a person do this: no such command, button or option."""


def find(commands: Sequence[Payload], name: str, kind: int = CHAT_INPUT) -> Payload:
    """Return the definition of a registered command."""
    for command in commands:
        if command["name"] == name and command.get("type", CHAT_INPUT) == kind:
            return command
    known = ", ".join(command["name"] for command in commands) or "none"
    raise NotOfferedError(f"no command {name!r}; registered: {known}")


def refuse_elsewhere(command: Payload, where: Channel, *, personal: bool = False) -> None:
    """Raise NotOfferedError when the definition keeps the command out of such a channel, or away
    from those who brought the app along."""
    contexts, installs = command.get("contexts"), command.get("integration_types")
    in_dms = command.get("dm_permission", True) if contexts is None else where.context in contexts
    if where.is_dm and not in_dms:
        raise NotOfferedError(f"{command['name']!r} is not offered in DMs")
    if where.context == PRIVATE and not personal:
        raise NotOfferedError("only an app that somebody brought along is there")
    if personal and installs is not None and USER_INSTALL not in installs:
        raise NotOfferedError(f"{command['name']!r} is not offered to those who bring it along")


def command_data(
    command: Payload, words: Sequence[str], given: Mapping[str, Any], store: Store
) -> Payload:
    """Return the data of a slash command: `words` name subcommands, `given` holds options."""
    data = _frame(command)
    here = data
    level: Payload = command
    for word in words:
        nested = [o for o in level.get("options") or [] if o["type"] in (SUBCOMMAND, GROUP)]
        level = _named(nested, word)
        inner: Payload = {"name": word, "type": level["type"], "options": []}
        here["options"] = [inner]
        here = inner
    defined = level.get("options") or []
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in defined):
        raise NotOfferedError(f"{level['name']!r} needs a subcommand")
    _require(defined, given)
    here["options"] = [_value(_named(defined, name), given[name]) for name in given]
    _resolve(data, here["options"], store)
    return data


def focused_data(
    command: Payload, words: Sequence[str], focused: str, typed: str, given: Mapping[str, Any]
) -> Payload:
    """Return the data of an autocompletion: `typed` so far in option `focused`."""
    level: Payload = command
    levels = [level := _named(level.get("options") or [], word) for word in words]
    defined = level.get("options") or []
    option = _named(defined, focused)
    if not option.get("autocomplete"):
        raise NotOfferedError(f"option {focused!r} does not autocomplete")
    options = [_value(_named(defined, name), given[name]) for name in given]
    options.append({"name": focused, "type": option["type"], "value": typed, "focused": True})
    for inner in reversed(levels):
        options = [{"name": inner["name"], "type": inner["type"], "options": options}]
    return _frame(command) | {"options": options}


def _frame(command: Payload) -> Payload:
    kind = command.get("type", CHAT_INPUT)
    return {"id": command["id"], "name": command["name"], "type": kind, "options": []}


def _named(options: Sequence[Payload], name: str) -> Payload:
    for option in options:
        if option["name"] == name:
            return option
    known = ", ".join(option["name"] for option in options) or "none"
    raise NotOfferedError(f"no option {name!r}; there are: {known}")


def _require(defined: Sequence[Payload], given: Mapping[str, Any]) -> None:
    for option in defined:
        if option.get("required") and option["name"] not in given:
            raise NotOfferedError(f"option {option['name']!r} is required")


def _value(option: Payload, value: Any) -> Payload:
    expected = TYPES.get(option["type"])
    if expected is not None and not isinstance(value, expected):
        raise NotOfferedError(f"option {option['name']!r} takes {expected}, not {value!r}")
    if isinstance(value, str):
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not least <= len(value) <= most:
            raise NotOfferedError(f"option {option['name']!r} takes {least} to {most} characters")
    values = [choice["value"] for choice in option.get("choices") or []]
    if values and value not in values:
        raise NotOfferedError(f"option {option['name']!r} takes one of {values}")
    return {"name": option["name"], "type": option["type"], "value": value}


def _resolve(data: Payload, options: Sequence[Payload], store: Store) -> None:
    """Puts files, people and roles beside the options, which name them by their ids."""
    for option in options:
        named = option["value"]
        if isinstance(named, (Role, User)):
            kind = "roles" if isinstance(named, Role) else "users"
            resolved = data.setdefault("resolved", {}).setdefault(kind, {})
            resolved[str(named.id)] = named.payload()
            option["value"] = str(named.id)
        if isinstance(option["value"], Attachment):
            stored = store(option["value"])
            resolved = data.setdefault("resolved", {}).setdefault("attachments", {})
            resolved[stored["id"]] = stored
            option["value"] = stored["id"]
