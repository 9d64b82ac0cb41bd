"""A stand-in for Discord on 127.0.0.1 that judges all a bot sends.

    async with StandIn() as discord, BotProcess(discord, home=tmp_path) as bot:
        await bot.ready()
        asked = await discord.slash("ask", question="When does Xi visit Moscow?")
        assert "May 7" in asked.plain
        assert discord.violations == []

REST API v10 and the gateway are served as far as a bot of commands, mentions, buttons and DMs
needs them. Payloads over Discord's limits are answered 400 (code 50035), late first responses
404 (10062), and so on as Discord does; each also becomes a `Violation`.
"""

from .interactions import Choice, Interaction
from .invocation import NotOfferedError
from .messages import Attachment, Button, Message
from .process import BotProcess, pointed_at, running
from .server import TOKEN, StandIn
from .state import Request, Violation
from .world import Channel, Guild, Role, User, World

__all__ = [
    "TOKEN",
    "Attachment",
    "BotProcess",
    "Button",
    "Channel",
    "Choice",
    "Guild",
    "Interaction",
    "Message",
    "NotOfferedError",
    "Request",
    "Role",
    "StandIn",
    "User",
    "Violation",
    "World",
    "pointed_at",
    "running",
]
