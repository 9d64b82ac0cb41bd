"""Reads the settings from a YAML file and the environment; each problem names file and line."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.app.defaults import data_base
from bot.app.problems import Problem, SettingsError, display_path
from bot.app.setting_keys import ENV_PREFIX, Key, keys
from bot.app.settings import Settings

# A key as the parts of its name, and the line of the file that it stands on, from 1.
_Lines = dict[tuple[str | int, ...], int]


def load_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `path`, overridden by the environment; raises SettingsError.

    Paths in the file are relative to the file's folder, paths in variables to the working
    directory. An empty variable counts as not set.
    """
    settings, problems = read_settings(path, environ)
    if problems:
        raise SettingsError(problems)
    return settings


def read_settings(
    path: Path, environ: Mapping[str, str] = os.environ
) -> tuple[Settings, list[Problem]]:
    """As load_settings, but bad keys get their default, and every problem is returned: those of
    the file in the order of its lines, then those of the environment."""
    file = _File(path)
    values, variables, problems = file.values, *_variables(environ)
    for key, value in variables.items():
        section, _, name = key.name.rpartition(".")
        target = values.setdefault(section, {}) if section else values
        if isinstance(target, dict):  # if not, validation says so
            target[name] = value
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        by_name = {key.name: key.env for key in variables}
        for details in error.errors():
            name = ".".join(map(str, details["loc"][:2]))
            if name in by_name:
                where = f"environment variable {by_name[name]}"
                problems.append(Problem(where, *_in_words(details, name)))
            else:
                file.note(details, name)
            _remove(values, details["loc"])
        settings = Settings.model_validate(values)
    if settings.discord.shard_ids and not settings.state.url:
        problems += _without_state(file, variables)
        discord = settings.discord.model_copy(update={"shard_ids": ()})
        settings = settings.model_copy(update={"discord": discord})
    return _with_bases(settings, path), file.problems + problems


def _without_state(file: _File, variables: Mapping[Key, Any]) -> list[Problem]:
    """Tells that a part of the shards is named and nothing that the other processes share."""
    name, problem = "discord.shard_ids", "several processes need a state that they share"
    hint = "set state.url to a PostgreSQL database, or leave shard_ids empty"
    if _KEYS[name] in variables:
        return [Problem(f"environment variable {_KEYS[name].env}", problem, hint)]
    file.add(file.lines.get(("discord", "shard_ids")), problem, hint, name)
    return []


def _remove(values: dict[str, Any], location: tuple[str | int, ...]) -> None:
    """Takes out the key at a location, whole also where only one item of its list is bad."""
    section, name = location[0], location[1] if len(location) > 1 else None
    inner = values.get(str(section))
    if isinstance(inner, dict) and name is not None:
        inner.pop(name, None)
    else:
        values.pop(str(section), None)


def _with_bases(settings: Settings, file: Path) -> Settings:
    """Makes the relative paths of the settings in `file` absolute."""
    base = file.resolve().parent
    paths = tuple((base / path.expanduser()).resolve() for path in settings.coverage.paths)
    ca_file = settings.index.ca_file
    if ca_file:
        ca_file = (base / ca_file.expanduser()).resolve()
    return settings.model_copy(
        update={
            "data_dir": (data_base(file) / settings.data_dir.expanduser()).resolve(),
            "coverage": settings.coverage.model_copy(update={"paths": paths}),
            "index": settings.index.model_copy(update={"ca_file": ca_file}),
        }
    )


class _File:
    """The file's values, the lines they stand on and what is wrong with the file itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: list[tuple[int, Problem]] = []  # with the line, 0 for the whole file
        self.lines: _Lines = {}
        self.values: dict[str, Any] = {}
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            self._note_lines(node, ())
            values = yaml.safe_load(text)
        except OSError as error:
            reason = error.strerror or str(error)
            self.add(None, f"cannot be read: {reason}", "name another file with --config")
        except UnicodeDecodeError:
            self.add(None, "is not UTF-8 text", "save it as UTF-8")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or str(error)
            line = mark.line + 1 if mark else None
            self.add(line, f"is not YAML: {reason}", "check the indentation, colons and quotes")
        else:
            if isinstance(values, dict):
                self.values = _tidy(values)
            elif values is not None:
                self.add(1, "is not a mapping of keys", "write `key: value` lines")

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the lines."""
        return [problem for _, problem in sorted(self._found, key=lambda found: found[0])]

    def note(self, details: Any, name: str) -> None:
        """Adds one of pydantic's errors, which concerns the key `name`."""
        location = tuple(details["loc"])
        parts = (location[:size] for size in range(len(location), 0, -1))
        line = next((self.lines[part] for part in parts if part in self.lines), None)
        self.add(line, *_in_words(details, name), name)

    def add(self, line: int | None, problem: str, hint: str, name: str = "") -> None:
        """Adds a problem of a line, of the whole file where there is none."""
        where = display_path(self.path) + (f":{line}" if line else "")
        self._found.append((line or 0, Problem(f"{where} {name}".rstrip(), problem, hint)))

    def _note_lines(self, node: yaml.Node | None, name: tuple[str | int, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner = (*name, str(key.value))
                line = key.start_mark.line + 1
                if inner in self.lines:
                    first = self.lines[inner]
                    dotted = ".".join(map(str, inner))
                    self.add(line, f"{dotted} is set twice", f"remove it here or in line {first}")
                self.lines[inner] = line
                self._note_lines(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self.lines[(*name, number)] = item.start_mark.line + 1
                self._note_lines(item, (*name, number))


def _in_words(details: Any, name: str) -> tuple[str, str]:
    """What is wrong with the key `name` and what to do, from one of pydantic's errors."""
    value = details["input"]
    key = _KEYS.get(name)
    if key is None and details["type"] == "extra_forbidden":
        return "is not a known key", _suggest_key(name)
    if key is None:
        return f"{value!r} is not a section", f"write `{name}:`, then its keys"
    if key.is_secret:
        return "what it is set to is not allowed", f"write {key.allowed}"
    return f"{value!r} is not allowed", f"write {key.allowed}"


def _tidy(values: dict[Any, Any]) -> dict[str, Any]:
    """Keys as text (YAML has others), and {} for a section whose keys are all commented out."""
    tidy: dict[str, Any] = {}
    for name, value in values.items():
        inner = (
            {str(key): item for key, item in value.items()} if isinstance(value, dict) else value
        )
        tidy[str(name)] = {} if value is None and (name,) in _SECTIONS else inner
    return tidy


def _variables(environ: Mapping[str, str]) -> tuple[dict[Key, Any], list[Problem]]:
    """The values that the environment gives; a variable with our prefix must be a known one."""
    known = {key.env: key for key in _KEYS.values()}
    values, problems = {}, []
    for variable, text in environ.items():
        if variable in known and text.strip():
            values[known[variable]] = _env_value(known[variable], text.strip())
        elif variable.startswith(ENV_PREFIX) and variable not in known:
            near = difflib.get_close_matches(variable, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/configuration.md lists them all"
            hint = _TOKEN_HINT if variable.endswith("TOKEN") else hint
            where = f"environment variable {variable}"
            problems.append(Problem(where, "is not a known variable", hint))
    return values, problems


def _env_value(key: Key, text: str) -> Any:
    """A variable's text as the value YAML would give, but where text is wanted: a password may well
    be a number. The items of a list are split at commas."""
    if key.is_text and not key.is_list:
        return None if text == "null" else text
    items = [item.strip() for item in text.split(",") if item.strip()] if key.is_list else [text]
    values: list[Any] = [
        str(Path(item).expanduser().resolve()) if key.is_path else _scalar(item) for item in items
    ]
    return values if key.is_list else values[0]


def _scalar(text: str) -> Any:
    """A number, truth value or null as YAML reads it; anything else is the text itself."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return value if value is None or isinstance(value, int | float) else text


def _suggest_key(name: str) -> str:
    """The nearest known key, also where only the section is wrong."""
    last = name.rpartition(".")[2]
    if last.casefold().endswith("token"):
        return _TOKEN_HINT
    by_last = {known.rpartition(".")[2]: known for known in _KEYS}
    near = [by_last[last]] if last in by_last else []
    near = near or difflib.get_close_matches(name, [*_KEYS, *(p for (p,) in _SECTIONS)], n=1)
    near = near or [by_last[part] for part in difflib.get_close_matches(last, by_last, n=1)]
    return f"did you mean {near[0]}?" if near else "docs/configuration.md lists the known keys"


_TOKEN_HINT = "set the environment variable DISCORD_TOKEN or DISCORD_TOKEN_FILE; it is no setting"
_KEYS = {key.name: key for key in keys()}
_SECTIONS = {(name.partition(".")[0],) for name in _KEYS if "." in name}
