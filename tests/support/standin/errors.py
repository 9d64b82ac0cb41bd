"""Replies of the REST API: JSON as Discord sends it, and its errors."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from .rules import Problem, error_body

UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_USER = (404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
UNAUTHORIZED = (401, 0, "401: Unauthorized")
NOT_FOUND = (404, 0, "404: Not Found")
CLOSED_DMS = (403, 50007, "Cannot send messages to this user")
NO_ACCESS = (403, 50001, "Missing Access")
NO_HISTORY = (400, 160002, "Cannot reply without permission to read message history")
THREAD_ARCHIVED = (400, 50083, "Thread is archived")
NO_PERMISSION = (403, 50013, "Missing Permissions")
NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
INVALID_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")


def reply(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return JSON with the bare content type: discord.py reads nothing else as JSON."""
    both = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=both)


class RefusedError(Exception):
    """An error reply; `rule` and `detail` go to the violations unless `rule` is empty."""

    def __init__(self, error: tuple[int, int, str], rule: str = "", detail: str = "") -> None:
        status, code, message = error
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": message}
        self.rule = rule
        self.detail = detail or message


class InvalidError(RefusedError):
    """A payload over Discord's limits or against its rules: 400, code 50035."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__((400, 50035, "Invalid Form Body"))
        self.body = error_body(problems)
        self.rule = "limits"
        self.detail = "; ".join(map(str, problems))
