"""The REST API: the bot itself, its commands, channels and messages."""

from typing import Any

from aiohttp import web

from .errors import (
    CLOSED_DMS,
    NO_ACCESS,
    NO_HISTORY,
    NO_PERMISSION,
    NOT_FOUND,
    NOT_THE_AUTHOR,
    THREAD_ARCHIVED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    InvalidError,
    RefusedError,
    reply,
)
from .gate import Call, Gate, Handler
from .gateway import Gateway
from .messages import REPLY, Message
from .rules import Problem, check_commands
from .sending import announce, judge, open_thread, store
from .state import State
from .world import ANNOUNCEMENTS, ATTACH, EMBED, HISTORY, SEND, SEND_IN_THREADS, VIEW, Channel

Payload = dict[str, Any]
CROSSPOSTED, CROSSPOSTS_AN_HOUR, HOUR = 1 << 0, 10, 3600.0


class Rest:
    """Handlers of the requests that carry the bot's token."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        self._state = state
        self._gateway = gateway

    def routes(self, gate: Gate) -> list[web.RouteDef]:
        """Return the routes served here."""
        message = "/channels/{channel}/messages/{message}"
        reaction = message + "/reactions/{emoji}/@me"
        served: list[tuple[str, str, Handler]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/users/{user}", self._user),
            ("POST", "/users/@me/channels", self._open_dm),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/applications/@me", self._application),
            ("GET", "/gateway", self._gateway_url),
            ("GET", "/gateway/bot", self._gateway_url),
            ("GET", "/applications/{app}/commands", self._commands),
            ("PUT", "/applications/{app}/commands", self._sync),
            ("GET", "/applications/{app}/guilds/{guild}/commands", self._commands),
            ("PUT", "/applications/{app}/guilds/{guild}/commands", self._sync),
            ("GET", "/channels/{channel}", self._channel_info),
            ("PATCH", "/channels/{channel}", self._open),
            ("POST", "/channels/{channel}/typing", self._typing),
            ("POST", "/channels/{channel}/messages", self._send),
            ("GET", "/channels/{channel}/messages", self._history),
            ("GET", message, self._read),
            ("PATCH", message, self._edit),
            ("DELETE", message, self._delete),
            ("POST", message + "/crosspost", self._crosspost),
            ("PUT", reaction, self._react),
            ("DELETE", reaction, self._unreact),
            ("*", "/{path:.*}", self._unknown),
        ]
        return [gate.route(method, path, handler) for method, path, handler in served]

    async def _unknown(self, call: Call) -> web.Response:
        raise RefusedError(NOT_FOUND, "route", "the stand-in has no such route")

    # The bot.

    async def _me(self, call: Call) -> web.Response:
        return reply(self._state.world.bot.payload() | {"verified": True, "flags": 0})

    async def _application(self, call: Call) -> web.Response:
        world = self._state.world
        application = {
            "id": str(world.bot.id),
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 1 << 19 if self._state.granted_intents & 1 << 15 else 0,
            "team": None,
            "owner": (world.application_owner or world.admin).payload(),
        }
        return reply(application)

    async def _gateway_url(self, call: Call) -> web.Response:
        at_once = self._state.max_concurrency or 1
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000}
        limit["max_concurrency"] = at_once
        body: Payload = {"url": self._gateway.url}
        if call.path.endswith("/bot"):
            body |= {"shards": self._state.shards, "session_start_limit": limit}
        return reply(body)

    async def _commands(self, call: Call) -> web.Response:
        return reply(self._state.commands)

    async def _sync(self, call: Call) -> web.Response:
        problems = check_commands(call.payload)
        if problems:
            raise InvalidError(problems)
        new = self._state.world.snowflakes.next
        app = {"application_id": call.params["app"]}
        if "guild" in call.params:
            app["guild_id"] = call.params["guild"]
        self._state.syncs += 1
        self._state.commands = [
            {"description": "", **command, **app, "id": str(new()), "version": str(new())}
            for command in call.payload
        ]
        return reply(self._state.commands)

    # Channels.

    def _channel(self, call: Call) -> Channel:
        channel = self._state.world.channel(int(call.params["channel"]))
        if channel is None:
            raise RefusedError(UNKNOWN_CHANNEL)
        return channel

    def _message(self, call: Call) -> Message:
        message = self._state.message(int(call.params["message"]))
        if message is None or message.channel != self._channel(call) or message.ephemeral:
            raise RefusedError(UNKNOWN_MESSAGE)
        return message

    def _store(self, call: Call) -> list[Payload]:
        return [store(self._state, file) for file in call.files]

    async def _user(self, call: Call) -> web.Response:
        user = self._state.world.user(int(call.params["user"]))
        if user is None:
            raise RefusedError(UNKNOWN_USER)
        return reply(user.payload())

    async def _crosspost(self, call: Call) -> web.Response:
        """Publish a message of an announcement channel, ten an hour in each, as Discord has it."""
        message = self._message(call)
        if message.channel.kind != ANNOUNCEMENTS:
            raise RefusedError(NOT_FOUND, "crosspost", "not in an announcement channel")
        state, now = self._state, self._state.clock.now()
        recent = [
            at for channel, at in state.crossposts if channel == message.channel and now - at < HOUR
        ]
        if len(recent) >= CROSSPOSTS_AN_HOUR:
            raise RefusedError(NO_PERMISSION, "crosspost", "more than ten within an hour")
        state.crossposts.append((message.channel, now))
        message.flags |= CROSSPOSTED
        return reply(state.message_payload(message))

    async def _open_dm(self, call: Call) -> web.Response:
        user = self._state.world.user(int(call.payload["recipient_id"]))
        if user is None or user.bot:
            raise RefusedError(UNKNOWN_USER)
        return reply(self._state.world.dm_with(user).payload())

    async def _channel_info(self, call: Call) -> web.Response:
        channel = self._channel(call)
        guild = {} if channel.is_dm else {"guild_id": str(channel.guild_id)}
        return reply(channel.payload() | guild)

    async def _open(self, call: Call) -> web.Response:
        """Open an archived thread again, which everybody may who may write there; no more."""
        thread = self._channel(call)
        if call.payload != {"archived": False} or thread.parent is None:
            raise RefusedError(NOT_FOUND, "route", "the stand-in changes no channels")
        if thread.id in self._state.world.locked:
            raise RefusedError(NO_PERMISSION)
        await open_thread(self._gateway, self._state, thread)
        return await self._channel_info(call)

    async def _typing(self, call: Call) -> web.Response:
        self._state.typing.append(self._channel(call))
        return web.Response(status=204)

    async def _history(self, call: Call) -> web.Response:
        channel = self._channel(call)
        before, after = int(call.query.get("before", 2**63)), call.query.get("after")
        found = [
            each
            for each in self._state.messages
            if each.channel == channel and int(after or 0) < each.id < before
        ]
        limit = int(call.query.get("limit", 50))
        granted = self._state.granted_intents
        seen = [each for each in found if not each.ephemeral and not each.deleted]
        # Those just after a message, or the newest; Discord gives the newest first either way.
        seen = list(reversed(seen[:limit] if after else seen[-limit:]))
        return reply([self._state.message_payload(each, granted) for each in seen])

    async def _read(self, call: Call) -> web.Response:
        message = self._message(call)
        return reply(self._state.message_payload(message, self._state.granted_intents))

    async def _send(self, call: Call) -> web.Response:
        payload, channel = call.payload, self._channel(call)
        judge(payload, call.files)
        self._require_rights(channel, call)
        if channel.recipient is not None and channel.recipient.id in self._state.world.closed_dms:
            raise RefusedError(CLOSED_DMS)
        again = self._repeated(payload, channel)
        if again is not None:
            return reply(self._state.message_payload(again))
        parent = self._referenced(payload.get("message_reference"), channel)
        world = self._state.world
        message = Message(world.snowflakes.next(), channel, world.bot, replies_to=parent)
        message.kind = REPLY if parent else message.kind
        message.nonce = payload.get("nonce")
        message.fill(payload, self._store(call))
        self._state.add(message)
        await announce(self._gateway, self._state, "MESSAGE_CREATE", message)
        return reply(self._state.message_payload(message))

    def _require_rights(self, channel: Channel, call: Call) -> None:
        world, needed = self._state.world, SEND_IN_THREADS if channel.parent else SEND
        place = channel.parent or channel
        denied = world.denied.get(place.id, 0)
        if denied & VIEW:
            raise RefusedError(NO_ACCESS)
        needed |= (ATTACH if call.files else 0) | (EMBED if call.payload.get("embeds") else 0)
        if denied & needed:
            raise RefusedError(NO_PERMISSION)
        if denied & HISTORY and call.payload.get("message_reference"):
            raise RefusedError(NO_HISTORY)
        if channel.id in world.locked:
            raise RefusedError(THREAD_ARCHIVED)

    def _repeated(self, payload: Payload, channel: Channel) -> Message | None:
        """Return the message that `enforce_nonce` gives back instead of sending another."""
        nonce = payload.get("nonce")
        if nonce is None or not payload.get("enforce_nonce"):
            return None
        sent = (each for each in self._state.messages if each.nonce == nonce)
        return next((each for each in sent if each.channel == channel), None)

    def _referenced(self, reference: Payload | None, channel: Channel) -> Message | None:
        if reference is None:
            return None
        message = self._state.message(int(reference["message_id"]))
        known = message is not None and message.channel == channel and not message.ephemeral
        if not known and reference.get("fail_if_not_exists", True):
            code = "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
            raise InvalidError([Problem("message_reference", code, "Unknown message")])
        return message if known else None

    async def _edit(self, call: Call) -> web.Response:
        message = self._message(call)
        if message.author != self._state.world.bot:
            raise RefusedError(NOT_THE_AUTHOR, "edit", "a message of somebody else")
        if message.channel.id in self._state.world.archived:
            raise RefusedError(THREAD_ARCHIVED)
        judge(call.payload, call.files, message)
        message.edit(call.payload, self._store(call))
        await announce(self._gateway, self._state, "MESSAGE_UPDATE", message)
        return reply(self._state.message_payload(message))

    async def _delete(self, call: Call) -> web.Response:
        message = self._message(call)
        message.deleted = True
        await announce(self._gateway, self._state, "MESSAGE_DELETE", message)
        return web.Response(status=204)

    async def _react(self, call: Call) -> web.Response:
        message = self._message(call)
        message.reactions.append((call.params["emoji"], self._state.world.bot))
        return web.Response(status=204)

    async def _unreact(self, call: Call) -> web.Response:
        message = self._message(call)
        reaction = (call.params["emoji"], self._state.world.bot)
        if reaction not in message.reactions:
            raise RefusedError(NOT_FOUND)
        message.reactions.remove(reaction)
        return web.Response(status=204)
