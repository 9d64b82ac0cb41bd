"""An interaction, from the click or command of a person to all that the bot answered."""

from dataclasses import dataclass, field
from typing import Any

from .messages import Button, Message
from .world import Channel, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
# Kinds of first responses.
SEND, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ALLOWED_RESPONSES = {
    COMMAND: frozenset({SEND, DEFER, MODAL}),
    COMPONENT: frozenset({SEND, DEFER, DEFER_UPDATE, UPDATE, MODAL}),
    AUTOCOMPLETE: frozenset({CHOICES}),
    MODAL_SUBMIT: frozenset({SEND, DEFER, DEFER_UPDATE, UPDATE}),
}


@dataclass(frozen=True)
class Choice:
    """A suggestion of an autocompletion."""

    name: str
    value: str | int | float


@dataclass
class Interaction:
    """What one person did, and how the bot answered."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    created: float  # seconds on the stand-in's clock
    name: str  # the command, or the custom id
    source: Message | None = None  # the message that bears the component
    response: int | None = None
    responded: float | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    modal: dict[str, Any] | None = None

    @property
    def first_response_ms(self) -> float | None:
        """Milliseconds to the first response; None when there was none in time."""
        return None if self.responded is None else (self.responded - self.created) * 1000

    @property
    def deferred(self) -> bool:
        """Whether the first response was a promise of a later one."""
        return self.response in (DEFER, DEFER_UPDATE)

    @property
    def pending(self) -> bool:
        """Whether the person still waits: no response yet, or "is thinking …"."""
        if self.response is None:
            return True
        return self.original is not None and self.original.loading and not self.original.deleted

    @property
    def messages(self) -> list[Message]:
        """What the bot said in answer, first response first, without what it deleted."""
        said = [self.original] if self.original else []
        return [message for message in (*said, *self.followups) if not message.deleted]

    @property
    def message(self) -> Message:
        """The first message in answer, or the one that a component's click updated."""
        if not self.messages:
            raise AssertionError(f"{self.name}: no message in answer (response {self.response})")
        return self.messages[0]

    @property
    def text(self) -> str:
        """The text of all messages in answer, as markdown."""
        return "\n".join(message.text for message in self.messages)

    @property
    def plain(self) -> str:
        """The text of all messages in answer, as it is read."""
        return "\n".join(message.plain for message in self.messages)

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else can see any of the answer."""
        return bool(self.messages) and all(message.ephemeral for message in self.messages)

    @property
    def buttons(self) -> list[Button]:
        """The buttons of all messages in answer."""
        return [button for message in self.messages for button in message.buttons]
