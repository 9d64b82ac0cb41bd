"""Which message or interaction the work at hand is for, so that log and figures can say so."""

from __future__ import annotations

import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import discord

_EVENTS = {"MESSAGE_CREATE": "message", "INTERACTION_CREATE": "interaction"}
_BY_TYPE = {
    discord.InteractionType.autocomplete: "autocomplete",
    discord.InteractionType.component: "button",
    discord.InteractionType.modal_submit: "form",
}


@dataclass(slots=True)
class Trace:
    """One message or interaction: the number that its lines in the log share, how it came, when."""

    surface: str
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    began: float = field(default_factory=time.monotonic)


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """The message or interaction that is being worked for, if it is one."""
    return _current.get()


def note(event: str, arguments: tuple[Any, ...]) -> None:
    """Notes an event of the client's before anything is done about it.

    discord.py tells of each event's type before it starts a task for it, and a task takes over
    what was noted where it was started. So this one place serves every command, button and message.
    """
    if event == "socket_event_type":
        surface = _EVENTS.get(arguments[0])
        _current.set(Trace(surface) if surface else None)
    elif event == "interaction" and (trace := _current.get()) is not None:
        trace.surface = _surface(arguments[0])


def _surface(interaction: discord.Interaction[Any]) -> str:
    if interaction.type is not discord.InteractionType.application_command:
        return _BY_TYPE.get(interaction.type, "interaction")
    data: Any = interaction.data or {}
    return "command" if data.get("type", 1) == discord.AppCommandType.chat_input.value else "menu"
