"""Definitions of application commands, and the choices of autocompletion."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .problem import Problem, length, unique

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING = 1, 2, 3
MAX_COMMANDS = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
MAX_COMMAND_TEXT = 8000  # names, descriptions and values of one command, options included
MAX_OPTION_TEXT = 6000
NAME = re.compile(r"[-_'\w]{1,32}")
LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru "
    "uk hi th zh-CN ja zh-TW ko".split()
)

Definition = Mapping[str, Any]


def check_commands(commands: Sequence[Definition]) -> list[Problem]:
    """Return what is wrong with a bulk overwrite of commands."""
    problems: list[Problem] = []
    kinds = Counter(command.get("type", CHAT_INPUT) for command in commands)
    for kind, most in MAX_COMMANDS.items():
        if kinds[kind] > most:
            message = f"At most {most} commands of type {kind}, not {kinds[kind]}."
            problems.append(Problem("commands", "MAX_APPLICATION_COMMANDS", message))
    names = [
        (f"{number}.name", (command.get("type", CHAT_INPUT), command.get("name")))
        for number, command in enumerate(commands)
    ]
    problems += unique(names, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Command")
    for locale in LOCALES:
        names = [
            (f"{number}.name_localizations.{locale}", (each.get("type", CHAT_INPUT), name))
            for number, each in enumerate(commands)
            if (name := _localized(each, "name", locale))
        ]
        problems += unique(names, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Command")
    for number, command in enumerate(commands):
        problems += _command(command, str(number))
    return problems


def check_choices(choices: object, path: str = "choices") -> list[Problem]:
    """Return what is wrong with choices, those of an option or of an autocompletion."""
    problems = length(choices, path, 25)
    for number, choice in enumerate(choices if isinstance(choices, list) else []):
        problems += length(choice.get("name"), f"{path}.{number}.name", 100, 1)
        for where, name in _localizations(choice, f"{path}.{number}", "name"):
            problems += length(name, where, 100, 1)
        if isinstance(choice.get("value"), str):
            problems += length(choice["value"], f"{path}.{number}.value", 100)
    return problems


def _command(command: Definition, path: str) -> list[Problem]:
    kind = command.get("type", CHAT_INPUT)
    if kind == CHAT_INPUT:
        problems = _named(command, path)
        problems += _options(command.get("options") or [], f"{path}.options", depth=0)
    else:
        problems = length(command.get("name"), f"{path}.name", 32, 1)
        for where, name in _localizations(command, path, "name"):
            problems += length(name, where, 32, 1)
        if command.get("description") or command.get("options"):
            message = "Context menu commands have no description and no options."
            problems.append(Problem(path, "APPLICATION_COMMAND_CONTEXT_MENU", message))
    total = sum(map(len, _texts(command)))
    if total > MAX_COMMAND_TEXT:
        message = f"The command holds {total} characters, {MAX_COMMAND_TEXT} are allowed."
        problems.append(Problem(path, "APPLICATION_COMMAND_TOO_LARGE", message))
    return problems + _places(command, path)


def _places(command: Definition, path: str) -> list[Problem]:
    problems = []
    for key, allowed in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        value = command.get(key)
        if value is not None and not set(value) <= allowed:
            message = f"Must be among {sorted(allowed)}."
            problems.append(Problem(f"{path}.{key}", "BASE_TYPE_CHOICES", message))
    needed = command.get("default_member_permissions")
    if needed is not None and not str(needed).isdecimal():
        where = f"{path}.default_member_permissions"
        problems.append(Problem(where, "BASE_TYPE_BAD_TYPE", "Must be a number or null."))
    return problems


def _named(item: Definition, path: str) -> list[Problem]:
    problems = length(item.get("description"), f"{path}.description", 100, 1)
    for where, text in _localizations(item, path, "description"):
        problems += length(text, where, 100, 1)
    names = [(f"{path}.name", str(item.get("name") or "")), *_localizations(item, path, "name")]
    for where, name in names:
        if not NAME.fullmatch(name) or name != name.lower():
            code = "APPLICATION_COMMAND_INVALID_NAME"
            problems.append(Problem(where, code, f"Command name {name!r} is invalid."))
    for key in ("name_localizations", "description_localizations"):
        for locale in set(item.get(key) or {}) - LOCALES:
            message = f"Locale {locale!r} is unknown."
            problems.append(Problem(f"{path}.{key}", "BASE_TYPE_CHOICES", message))
    return problems


def _localized(item: Definition, key: str, locale: str) -> str:
    """What a client of that language shows of an item."""
    return str((item.get(f"{key}_localizations") or {}).get(locale) or item.get(key) or "")


def _localizations(item: Definition, path: str, key: str) -> list[tuple[str, str]]:
    found: Mapping[str, str] = item.get(f"{key}_localizations") or {}
    return [(f"{path}.{key}_localizations.{locale}", text) for locale, text in found.items()]


def _options(options: Sequence[Definition], path: str, depth: int) -> list[Problem]:
    problems = length(list(options), path, 25)
    names = [(f"{path}.{number}.name", each.get("name")) for number, each in enumerate(options)]
    problems += unique(names, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option")
    for locale in LOCALES:
        names = [
            (f"{path}.{number}.name_localizations.{locale}", _localized(each, "name", locale))
            for number, each in enumerate(options)
        ]
        problems += unique(names, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option")
    nested = [option.get("type") in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        message = "Subcommands and other options cannot be mixed."
        problems.append(Problem(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message))
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
        message = "Required options must be placed before optional ones."
        problems.append(Problem(path, code, message))
    for number, option in enumerate(options):
        problems += _option(option, f"{path}.{number}", depth)
    return problems


def _option(option: Definition, path: str, depth: int) -> list[Problem]:
    problems = _named(option, path)
    kind = option.get("type")
    if kind not in range(1, 12) or (kind == GROUP and depth > 0) or (kind == 1 and depth > 1):
        problems.append(Problem(f"{path}.type", "BASE_TYPE_CHOICES", f"{kind} cannot be here."))
    if kind in (SUBCOMMAND, GROUP):
        return problems + _options(option.get("options") or [], f"{path}.options", depth + 1)
    problems += check_choices(option.get("choices") or [], f"{path}.choices")
    if option.get("autocomplete") and option.get("choices"):
        message = "Autocomplete and choices exclude each other."
        problems.append(Problem(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message))
    for key, least in (("min_length", 0), ("max_length", 1)):
        value = option.get(key)
        if value is not None and not (kind == STRING and least <= value <= MAX_OPTION_TEXT):
            message = f"Must be between {least} and {MAX_OPTION_TEXT}, on a string option."
            problems.append(Problem(f"{path}.{key}", "NUMBER_TYPE_RANGE", message))
    return problems


def _texts(item: Definition) -> Iterator[str]:
    """The texts that count, of each text the longest of its localizations."""
    yield _longest(item, "name")
    yield _longest(item, "description")
    for choice in item.get("choices") or []:
        yield _longest(choice, "name")
        yield str(choice.get("value") or "")
    for option in item.get("options") or []:
        yield from _texts(option)


def _longest(item: Definition, key: str) -> str:
    found: Mapping[str, str] = item.get(f"{key}_localizations") or {}
    return max((str(item.get(key) or ""), *found.values()), key=len)
