"""What sending has in common, in a channel or in answer to an interaction."""

from collections.abc import Sequence
from typing import Any

from .errors import EMPTY_MESSAGE, InvalidError, RefusedError
from .gateway import DIRECT_MESSAGES, GUILD_MESSAGES, Gateway
from .messages import Attachment, Message
from .rules import check_message
from .state import State
from .world import Channel

Payload = dict[str, Any]


def judge(
    payload: Payload,
    files: Sequence[Attachment],
    before: Message | None = None,
    *,
    ephemeral_allowed: bool = False,
) -> None:
    """Raise RefusedError for a message, or an edit of `before`, that Discord would not take."""
    snapshot = before.snapshot() if before is not None else None
    sizes = [len(file.data) for file in files]
    problems = check_message(
        payload, files=sizes, before=snapshot, ephemeral_allowed=ephemeral_allowed
    )
    if problems:
        raise InvalidError(problems)
    after = {**(snapshot or {}), **payload}
    shown = ("content", "embeds", "components", "attachments", "poll", "sticker_ids")
    if not files and not any(after.get(name) for name in shown):
        raise RefusedError(EMPTY_MESSAGE, "empty")


def store(state: State, file: Attachment) -> Payload:
    """Keep a file for download and return its attachment object."""
    attachment_id = state.world.snowflakes.next()
    if not state.loses_files:
        state.files[str(attachment_id)] = file.data
    url = f"{state.origin}/attachments/{attachment_id}"
    body = {"id": str(attachment_id), "filename": file.name, "size": len(file.data)}
    return body | {"url": url, "proxy_url": url, "content_type": file.content_type}


async def open_thread(gateway: Gateway, state: State, thread: Channel) -> None:
    """A message opens an archived thread, unless it is locked; the bot is told first."""
    if thread.id in state.world.archived - state.world.locked:
        state.world.archived.remove(thread.id)
        body = thread.payload() | {"guild_id": str(thread.guild_id)}
        await gateway.dispatch("THREAD_UPDATE", body, thread)


async def announce(gateway: Gateway, state: State, event: str, message: Message) -> None:
    """Tell the bot of a message, as far as its intents let it hear of it."""
    if event == "MESSAGE_CREATE":
        await open_thread(gateway, state, message.channel)
    needed = DIRECT_MESSAGES if message.channel.is_dm else GUILD_MESSAGES
    intents = gateway.intents(message.channel)
    if message.ephemeral or message.channel.is_private or not intents & needed:
        return
    guild = {} if message.channel.is_dm else {"guild_id": str(message.channel.guild_id)}
    body: Payload = {"id": str(message.id), "channel_id": str(message.channel.id), **guild}
    if event != "MESSAGE_DELETE":
        body = state.message_payload(message, intents) | guild
        if guild:
            body["member"] = message.author.member()
    await gateway.dispatch(event, body, message.channel)
