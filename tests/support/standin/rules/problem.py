"""One thing wrong with a payload, and the body of the 400 that Discord answers with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

INVALID_FORM_BODY = 50035


@dataclass(frozen=True)
class Problem:
    """Where in the payload (dotted path), Discord's code for it, and the message."""

    path: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message} ({self.code})"


def error_body(problems: Iterable[Problem]) -> dict[str, Any]:
    """Return Discord's JSON error 50035 for `problems`, nested by the path's parts."""
    errors: dict[str, Any] = {}
    for problem in problems:
        node = errors
        for part in problem.path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return {"code": INVALID_FORM_BODY, "message": "Invalid Form Body", "errors": errors}


def length(value: object, path: str, most: int, least: int = 0) -> list[Problem]:
    """Check a string or list whose length must lie between `least` and `most`."""
    if value is None and least == 0:
        return []
    if value is None:
        return [Problem(path, "BASE_TYPE_REQUIRED", "This field is required")]
    if not isinstance(value, str | list):
        return [Problem(path, "BASE_TYPE_BAD_TYPE", f"Wrong type: {type(value).__name__}.")]
    if least <= len(value) <= most:
        return []
    if len(value) > most and least == 0:
        message = f"Must be {most} or fewer in length."
        return [Problem(path, "BASE_TYPE_MAX_LENGTH", message)]
    message = f"Must be between {least} and {most} in length."
    return [Problem(path, "BASE_TYPE_BAD_LENGTH", message)]


def unique(values: Iterable[tuple[str, object]], code: str, what: str) -> list[Problem]:
    """Check (path, value) pairs for a value that was there before."""
    seen: set[object] = set()
    problems = []
    for path, value in values:
        if value in seen:
            problems.append(Problem(path, code, f"{what} {value!r} is used more than once."))
        seen.add(value)
    return problems


def web_address(value: object, path: str, most: int = 2048) -> list[Problem]:
    """Check a URL that a reader can open: http, https or discord, with a host."""
    problems = length(value, path, most, 1)
    if not problems and isinstance(value, str):
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https", "discord", "attachment"} or not parts.netloc:
            problems.append(Problem(path, "URL_TYPE_INVALID_URL", "Not a well formed URL."))
    return problems
