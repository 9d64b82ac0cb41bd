"""Components of a message, classic rows and Components V2."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .problem import Problem, length, unique, web_address

ROW, BUTTON, STRING_SELECT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 9, 10, 11
GALLERY, FILE, SEPARATOR, CONTAINER = 12, 13, 14, 17
SELECTS = frozenset({3, 5, 6, 7, 8})
TEXT_INPUT, ROLE_SELECT, CHANNEL_SELECT, LABEL, RADIO_GROUP = 4, 6, 8, 18, 21
# What forms may hold that the stand-in knows, each within a label.
IN_LABEL = SELECTS | {TEXT_INPUT, RADIO_GROUP}
IN_CONTAINER = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR})
TOP_LEVEL = IN_CONTAINER | {CONTAINER}
LINK, PREMIUM = 5, 6

MAX_ROWS = 5  # classic messages only
MAX_COMPONENTS = 40  # nested ones and accessories included
MAX_TEXT = 4000  # over all text displays of a message

Component = dict[str, Any]


def check_components(components: object, *, v2: bool, path: str = "components") -> list[Problem]:
    """Return what is wrong with the components of one message."""
    if components is None:
        return []
    if not isinstance(components, list):
        return [Problem(path, "BASE_TYPE_BAD_TYPE", "Must be a list.")]
    problems = _children(components, path, TOP_LEVEL if v2 else frozenset({ROW}))
    found = list(walk(components, path))
    if v2:
        problems += _v2_totals(found, path)
    else:
        problems += length(components, path, MAX_ROWS)
    ids = [(f"{where}.id", part["id"]) for where, part in found if part.get("id")]
    custom = [(f"{where}.custom_id", p["custom_id"]) for where, p in found if p.get("custom_id")]
    problems += unique(ids, "COMPONENT_DUPLICATE_ID", "Component id")
    return problems + unique(custom, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id")


def check_form(components: object, path: str = "components") -> list[Problem]:
    """Return what is wrong with the components of a form (a modal)."""
    problems = length(components, path, 5, 1)
    if not isinstance(components, list):
        return problems
    problems += _children(components, path, frozenset({LABEL, TEXT}))
    inner = [each["component"] for each in components if isinstance(each.get("component"), dict)]
    custom = [(path, part.get("custom_id")) for part in inner]
    return problems + unique(custom, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id")


def walk(components: Sequence[Component], path: str = "") -> Iterator[tuple[str, Component]]:
    """Yield every component with its path, depth first, accessories after their section."""
    for number, part in enumerate(components):
        where = f"{path}.{number}"
        if not isinstance(part, dict):
            continue
        yield where, part
        yield from walk(part.get("components") or [], f"{where}.components")
        if isinstance(part.get("accessory"), dict):
            yield f"{where}.accessory", part["accessory"]


def _v2_totals(found: list[tuple[str, Component]], path: str) -> list[Problem]:
    problems = []
    if len(found) > MAX_COMPONENTS:
        message = f"A message has at most {MAX_COMPONENTS} components, this one {len(found)}."
        problems.append(Problem(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message))
    text = sum(len(part.get("content") or "") for _, part in found if part.get("type") == TEXT)
    if text > MAX_TEXT:
        message = f"The text of all components is {text} characters, {MAX_TEXT} are allowed."
        problems.append(Problem(path, "COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED", message))
    return problems


def _children(parts: Sequence[object], path: str, allowed: frozenset[int]) -> list[Problem]:
    each = (_child(part, f"{path}.{number}", allowed) for number, part in enumerate(parts))
    return [problem for problems in each for problem in problems]


def _child(part: object, path: str, allowed: frozenset[int]) -> list[Problem]:
    if isinstance(part, dict) and part.get("type") in allowed:
        return CHECKS[part["type"]](part, path)
    message = f'Value of field "type" must be one of {tuple(sorted(allowed))}.'
    return [Problem(path, "UNION_TYPE_CHOICES", message)]


def _row(part: Component, path: str) -> list[Problem]:
    inner = part.get("components")
    problems = length(inner, f"{path}.components", 5, 1)
    if problems or not isinstance(inner, list):
        return problems
    problems = _children(inner, f"{path}.components", frozenset({BUTTON}) | SELECTS)
    if any(isinstance(child, dict) and child.get("type") in SELECTS for child in inner):
        problems += length(inner, f"{path}.components", 1, 1)
    return problems


def _button(part: Component, path: str) -> list[Problem]:
    style = part.get("style")
    if style not in range(1, 7):
        return [Problem(f"{path}.style", "BASE_TYPE_CHOICES", "Must be one of 1 to 6.")]
    problems = length(part.get("label"), f"{path}.label", 80)
    if style != PREMIUM and not part.get("label") and not part.get("emoji"):
        message = "A button needs a label or an emoji."
        problems.append(Problem(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message))
    if style == LINK:
        problems += web_address(part.get("url"), f"{path}.url", 512)
    elif style != PREMIUM:
        problems += length(part.get("custom_id"), f"{path}.custom_id", 100, 1)
    if part.get("custom_id") is not None and (style == LINK or part.get("url") is not None):
        message = "A custom id and a URL cannot both be specified."
        problems.append(Problem(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message))
    return problems


def _label(part: Component, path: str) -> list[Problem]:
    problems = length(part.get("label"), f"{path}.label", 45, 1)
    problems += length(part.get("description"), f"{path}.description", 100)
    return problems + _child(part.get("component"), f"{path}.component", IN_LABEL)


def _text_input(part: Component, path: str) -> list[Problem]:
    problems = length(part.get("custom_id"), f"{path}.custom_id", 100, 1)
    problems += length(part.get("placeholder"), f"{path}.placeholder", 100)
    return problems + length(part.get("value"), f"{path}.value", part.get("max_length", 4000))


def _radio_group(part: Component, path: str) -> list[Problem]:
    problems = length(part.get("custom_id"), f"{path}.custom_id", 100, 1)
    problems += length(part.get("options"), f"{path}.options", 10, 2)
    for number, option in enumerate(part.get("options") or []):
        problems += length(option.get("label"), f"{path}.{number}.label", 100, 1)
        problems += length(option.get("value"), f"{path}.{number}.value", 100, 1)
    return problems


def _select(part: Component, path: str) -> list[Problem]:
    problems = length(part.get("custom_id"), f"{path}.custom_id", 100, 1)
    problems += length(part.get("placeholder"), f"{path}.placeholder", 150)
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not (0 <= least <= 25 and 1 <= most <= 25 and least <= most):
        message = "Must be 0 ≤ min_values ≤ max_values, 1 ≤ max_values ≤ 25."
        problems.append(Problem(path, "NUMBER_TYPE_RANGE", message))
    if len(part.get("default_values") or []) > most:
        message = "There are more default values than may be chosen."
        problems.append(Problem(f"{path}.default_values", "BASE_TYPE_BAD_LENGTH", message))
    if part["type"] == STRING_SELECT:
        problems += _select_options(part.get("options"), f"{path}.options", most)
    return problems


def _select_options(options: object, path: str, most: int) -> list[Problem]:
    problems = length(options, path, 25, 1)
    if problems or not isinstance(options, list):
        return problems
    for number, option in enumerate(options):
        problems += length(option.get("label"), f"{path}.{number}.label", 100, 1)
        problems += length(option.get("value"), f"{path}.{number}.value", 100, 1)
        problems += length(option.get("description"), f"{path}.{number}.description", 100)
    if most > len(options):
        message = f"max_values is {most}, there are {len(options)} options."
        problems.append(Problem(path, "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", message))
    values = [(f"{path}.{number}.value", each.get("value")) for number, each in enumerate(options)]
    return problems + unique(values, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value")


def _section(part: Component, path: str) -> list[Problem]:
    inner = part.get("components")
    problems = length(inner, f"{path}.components", 3, 1)
    if isinstance(inner, list):
        problems += _children(inner, f"{path}.components", frozenset({TEXT}))
    accessory = part.get("accessory")
    if accessory is None:
        required = Problem(f"{path}.accessory", "BASE_TYPE_REQUIRED", "This field is required")
        return [*problems, required]
    return problems + _child(accessory, f"{path}.accessory", frozenset({BUTTON, THUMBNAIL}))


def _container(part: Component, path: str) -> list[Problem]:
    inner = part.get("components")
    problems = length(inner, f"{path}.components", MAX_COMPONENTS, 1)
    if isinstance(inner, list):
        problems += _children(inner, f"{path}.components", IN_CONTAINER)
    colour = part.get("accent_color")
    if colour is not None and colour not in range(0x1000000):
        message = "Must be between 0 and 16777215."
        problems.append(Problem(f"{path}.accent_color", "NUMBER_TYPE_RANGE", message))
    return problems


def _text(part: Component, path: str) -> list[Problem]:
    return length(part.get("content"), f"{path}.content", MAX_TEXT, 1)


def _media(part: Component, path: str) -> list[Problem]:
    problems = web_address((part.get("media") or {}).get("url"), f"{path}.media.url")
    return problems + length(part.get("description"), f"{path}.description", 1024)


def _gallery(part: Component, path: str) -> list[Problem]:
    items = part.get("items")
    problems = length(items, f"{path}.items", 10, 1)
    for number, item in enumerate(items if isinstance(items, list) else []):
        problems += _media(item, f"{path}.items.{number}")
    return problems


def _file(part: Component, path: str) -> list[Problem]:
    url = str((part.get("file") or {}).get("url", ""))
    if url.startswith("attachment://"):
        return []
    return [Problem(f"{path}.file.url", "URL_TYPE_INVALID_SCHEME", "Must be attachment://….")]


def _separator(part: Component, path: str) -> list[Problem]:
    if part.get("spacing", 1) in (1, 2):
        return []
    return [Problem(f"{path}.spacing", "BASE_TYPE_CHOICES", "Must be 1 or 2.")]


CHECKS: dict[int, Callable[[Component, str], list[Problem]]] = {
    ROW: _row,
    BUTTON: _button,
    SECTION: _section,
    TEXT: _text,
    THUMBNAIL: _media,
    GALLERY: _gallery,
    FILE: _file,
    SEPARATOR: _separator,
    CONTAINER: _container,
    LABEL: _label,
    TEXT_INPUT: _text_input,
    RADIO_GROUP: _radio_group,
    **dict.fromkeys(SELECTS, _select),
}
