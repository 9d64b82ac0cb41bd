"""A message as it stands in a channel: what a reader sees, and the object that Discord sends."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .rules import EPHEMERAL, LOADING, V2
from .rules.components import BUTTON, LINK, TEXT, walk
from .world import Channel, User

Payload = dict[str, Any]
DEFAULT, REPLY, COMMAND_REPLY = 0, 19, 20
USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
EDITABLE = ("content", "embeds", "components", "attachments", "flags")


@dataclass(frozen=True)
class Button:
    """A button on a message; `custom_id` is None on a link."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool


@dataclass(frozen=True)
class Attachment:
    """A file, as uploaded by a person or by the bot."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"


@dataclass
class Message:
    """One message. It stays the same object when it is edited; `edits` holds what it said."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    flags: int = 0
    kind: int = DEFAULT
    allowed_mentions: Payload | None = None
    nonce: str | None = None
    replies_to: "Message | None" = None
    pings_replied: bool = False
    forwarded: str | None = None  # the text of the message that it forwards
    webhook_id: int | None = None  # of the webhook that wrote it
    seen_by: User | None = None  # the only reader of an ephemeral message
    interaction: Payload | None = None
    reactions: list[tuple[str, User]] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    edited: bool = False
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone can see it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether readers see "is thinking …"."""
        return bool(self.flags & LOADING)

    @property
    def is_v2(self) -> bool:
        """Whether it is made of Components V2."""
        return bool(self.flags & V2)

    @property
    def text(self) -> str:
        """All text that a reader sees, as markdown, one part a line; no button labels."""
        parts: list[str | None] = [self.content]
        for embed in self.embeds:
            parts += [(embed.get("author") or {}).get("name"), embed.get("title")]
            parts.append(embed.get("description"))
            for each in embed.get("fields") or []:
                parts += [each.get("name"), each.get("value")]
            parts.append((embed.get("footer") or {}).get("text"))
        parts += [part.get("content") for _, part in walk(self.components) if part["type"] == TEXT]
        return "\n".join(part for part in parts if part)

    @property
    def plain(self) -> str:
        """`text` as it is read: without emphasis, small print marks and escapes."""
        shown = re.sub(r"(?<!\\)(?:\*{1,3}|__|~~|`)", "", self.text)
        shown = re.sub(r"(?m)^(?:-# |#{1,3} |> )+", "", shown)
        return re.sub(r"\\([^\w\s])", r"\1", shown)

    @property
    def buttons(self) -> list[Button]:
        """The buttons in reading order."""
        return [
            Button(
                part.get("label") or (part.get("emoji") or {}).get("name") or "",
                part.get("custom_id"),
                part.get("url") if part.get("style") == LINK else None,
                bool(part.get("disabled")),
            )
            for _, part in walk(self.components)
            if part["type"] == BUTTON
        ]

    @property
    def pings(self) -> set[str]:
        """Whom it notifies: user and role ids as written, "everyone"; empty for a quiet message.

        Without `allowed_mentions` a message of a bot notifies all it mentions; an answer to an
        interaction notifies users only.
        """
        users = set(USER_MENTION.findall(self.text))
        roles = set(ROLE_MENTION.findall(self.text))
        everyone = {"everyone"} if re.search(r"@(everyone|here)\b", self.text) else set()
        allowed = self.allowed_mentions
        replied = {str(self.replies_to.author.id)} if self.replies_to else set()
        if allowed is None:
            return users if self.interaction else users | roles | everyone | replied
        parse = allowed.get("parse") or []
        pinged = everyone if "everyone" in parse else set()
        pinged |= users if "users" in parse else users & set(map(str, allowed.get("users") or []))
        pinged |= roles if "roles" in parse else roles & set(map(str, allowed.get("roles") or []))
        return pinged | replied if allowed.get("replied_user") else pinged

    def mentions(self, user: User) -> bool:
        """Whether `user` is mentioned, by name or by a reply that pings."""
        return user.id in self.mentioned_ids

    @property
    def mentioned_ids(self) -> list[int]:
        """The users it mentions, in order, each once."""
        ids = [int(user_id) for user_id in USER_MENTION.findall(self.content)]
        if self.replies_to is not None and self.pings_replied:
            ids.append(self.replies_to.author.id)
        return list(dict.fromkeys(ids))

    def snapshot(self) -> Payload:
        """Return the fields that an edit may change."""
        return {name: getattr(self, name) for name in EDITABLE}

    def fill(self, payload: Mapping[str, Any], uploads: Sequence[Payload] = ()) -> None:
        """Apply a payload: fields given replace, null empties, flags add up, loading ends."""
        self.content = payload.get("content", self.content) or ""
        self.embeds = payload.get("embeds", self.embeds) or []
        self.components = payload.get("components", self.components) or []
        self.flags = (self.flags | (payload.get("flags") or 0)) & ~LOADING
        if payload.get("allowed_mentions") is not None:
            self.allowed_mentions = payload["allowed_mentions"]
        if "attachments" in payload:
            kept = {str(each["id"]) for each in payload["attachments"] or []}
            self.attachments = [each for each in self.attachments if each["id"] in kept]
        self.attachments += uploads

    def edit(self, payload: Mapping[str, Any], uploads: Sequence[Payload] = ()) -> None:
        """Apply an edit and remember what the message said before."""
        if not self.loading:
            self.edits.append(self.text)
            self.edited = True
        self.fill(payload, uploads)

    def payload(self, *, content_visible: bool = True) -> Payload:
        """Return the message object but for `mentions`; empty where the intent hides it."""
        shown = content_visible
        body: Payload = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "type": self.kind,
            "author": self.author.payload(),
            "content": self.content if shown else "",
            "embeds": self.embeds if shown else [],
            "components": self.components if shown else [],
            "attachments": self.attachments if shown else [],
            "flags": self.flags,
            "timestamp": "2025-01-02T00:00:00+00:00",
            "edited_timestamp": "2025-01-02T00:00:01+00:00" if self.edited else None,
            "tts": False,
            "pinned": False,
            "mention_everyone": "everyone" in self.pings and not self.author.bot,
            "mention_roles": ROLE_MENTION.findall(self.content),
        }
        if self.nonce is not None:
            body["nonce"] = self.nonce
        if self.interaction is not None:
            body["interaction_metadata"] = self.interaction
            body["application_id"] = body["webhook_id"] = str(self.author.id)
        if self.webhook_id is not None:
            body["webhook_id"] = str(self.webhook_id)
        if self.forwarded is not None:
            snapshot = {"type": DEFAULT, "content": self.forwarded if shown else "", "embeds": []}
            lists: Payload = {"attachments": [], "mentions": [], "mention_roles": []}
            times = {"timestamp": body["timestamp"], "edited_timestamp": None, "flags": 0}
            body["message_snapshots"] = [{"message": snapshot | lists | times}]
        if self.replies_to is not None:
            reference = {"message_id": str(self.replies_to.id), "type": 0}
            body["message_reference"] = reference | {"channel_id": str(self.channel.id)}
        return body
