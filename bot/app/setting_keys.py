"""The settings as people meet them: a key with its name, variable, default and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.app.settings import Settings

ENV_PREFIX = "DATELINE_"


@dataclass(frozen=True, slots=True)
class Key:
    """One key as people meet it: `name` with its section, `env` the variable that overrides it.

    Of one that `is_text`, a variable is taken as it is written, also where YAML would make a number
    of it; one that `is_secret` is shown nowhere.
    """

    name: str
    env: str
    default: Any
    allowed: str
    description: str
    is_path: bool
    is_list: bool
    is_text: bool
    is_secret: bool


def keys() -> Iterator[Key]:
    """Every key in the order of the file."""
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            for inner, inner_field in section.model_fields.items():
                yield _key(f"{name}.{inner}", inner_field)
        else:
            yield _key(name, field)


def _key(name: str, field: FieldInfo) -> Key:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    env = ENV_PREFIX + name.replace(".", "_").upper()
    return Key(
        name=name,
        env=str(extra.get("env", env)),
        default=field.default,
        allowed=str(extra.get("allowed") or _allowed(field)),
        description=field.description or "",
        is_path=name.endswith(("_dir", "_file", ".paths")),
        is_list=get_origin(field.annotation) is tuple,
        is_text=_holds(field.annotation, str) or _holds(field.annotation, SecretStr),
        is_secret=_holds(field.annotation, SecretStr),
    )


def _holds(annotation: Any, wanted: type) -> bool:
    """Whether values of a type are of another, or all of it that are not None, or its items."""
    if get_origin(annotation) is Literal:
        return all(isinstance(value, wanted) for value in get_args(annotation))
    return annotation is wanted or any(_holds(each, wanted) for each in get_args(annotation))


def _allowed(field: FieldInfo) -> str:
    """What a value may be, in words, for the plain types; the others say it in their field."""
    if field.annotation is bool:
        return "true or false"
    if get_origin(field.annotation) is Literal:
        return "one of " + ", ".join(get_args(field.annotation))
    bounds = {type(item).__name__: item for item in field.metadata}
    return f"a whole number from {bounds['Ge'].ge} to {bounds['Le'].le}"
