"""What all parts of the stand-in share: the world, what happened so far, and what was wrong."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock
from .interactions import Interaction
from .messages import Message
from .world import Channel, User, World

Payload = dict[str, Any]
MESSAGE_CONTENT = 1 << 15
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Violation:
    """A rule of Discord's that the bot broke, and how."""

    rule: str
    detail: str
    request: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail} [{self.request}]"


@dataclass(frozen=True)
class Request:
    """A REST request of the bot as it arrived, and the status it was answered with."""

    method: str
    path: str
    payload: Any
    status: int
    at: float  # seconds on the stand-in's clock


@dataclass
class State:
    """Everything that happened between the bot and the stand-in."""

    token: str
    granted_intents: int
    origin: str = ""  # http://host:port of the stand-in
    shards: int = 1
    max_concurrency: int | None = None  # shards that may identify at once; None: nobody counts
    deadline: float = 3.0  # seconds for the first response to an interaction
    token_life: float = 15 * 60.0  # seconds an interaction's token works after that
    heartbeat_interval: float = 41.25  # seconds
    clock: Clock = field(default_factory=Clock)
    world: World = field(default_factory=World)
    violations: list[Violation] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token
    commands: list[Payload] = field(default_factory=list)
    syncs: int = 0  # times the commands were overwritten
    typing: list[Channel] = field(default_factory=list)
    crossposts: list[tuple[Channel, float]] = field(default_factory=list)  # each with its time
    down: set[int] = field(default_factory=set)  # servers that Discord has an outage of
    file_delay: float = 0.0  # seconds until what is uploaded can be downloaded
    loses_files: bool = False  # whether what is uploaded cannot be downloaded
    files: dict[str, bytes] = field(default_factory=dict)  # by the attachment's id

    def violate(self, rule: str, detail: str, request: str = "") -> None:
        """Record a violation."""
        self.violations.append(Violation(rule, detail, request))

    def message(self, message_id: int) -> Message | None:
        """Return the message of that id, unless it was deleted."""
        found = (each for each in self.messages if each.id == message_id and not each.deleted)
        return next(found, None)

    def add(self, message: Message) -> Message:
        """Put a message into its channel."""
        self.messages.append(message)
        return message

    def may_read(self, message: Message, intents: int) -> bool:
        """Whether a bot with these intents is shown the content of `message`."""
        bot = self.world.bot
        exempt = message.channel.is_dm or message.author == bot or message.mentions(bot)
        return exempt or bool(intents & MESSAGE_CONTENT)

    def message_payload(self, message: Message, intents: int = -1) -> Payload:
        """Return the message object with its mentions, as a bot with these intents gets it."""
        body = message.payload(content_visible=self.may_read(message, intents))
        mentioned = [self.world.user(user_id) for user_id in message.mentioned_ids]
        body["mentions"] = [self.user_payload(user) for user in mentioned if user is not None]
        if message.replies_to is not None:
            parent = message.replies_to
            deleted = parent.deleted
            body["referenced_message"] = None if deleted else self.message_payload(parent, intents)
        if "message_reference" in body and not message.channel.is_dm:
            body["message_reference"]["guild_id"] = str(message.channel.guild_id)
        return body

    def user_payload(self, user: User) -> Payload:
        """Return the user object with the member inside, as mentions carry it."""
        return user.payload() | {"member": user.member()}

    async def until(self, condition: Callable[[], bool], what: str, within: float) -> None:
        """Wait for `condition`; after `within` real seconds raise AssertionError."""
        try:
            async with asyncio.timeout(within):
                while not condition():  # noqa: ASYNC110 - also the clock may change it
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            told = "\n".join(map(str, self.violations)) or "none"
            raise AssertionError(f"No {what} within {within} s. Violations: {told}") from None
