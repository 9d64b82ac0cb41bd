"""The gateway: sessions of shards over websockets, with resume, reconnect and close codes."""

import json
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from .state import State
from .world import Channel

Payload = dict[str, Any]

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, RATE_LIMITED, INVALID_SHARD, DISALLOWED_INTENTS = 4005, 4008, 4010, 4014
ENDS_SESSION = (1000, 1001)  # closed by the bot with these, a session cannot be resumed
MAX_PAYLOAD = 4096  # bytes
MAX_EVENTS, EVENT_WINDOW = 120, 60.0
IDENTIFY_WINDOW = 5.0  # seconds between two shards of the same remainder

GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content


class Op(IntEnum):
    """Opcodes of the gateway."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass
class Session:
    """A shard's session; it outlives its socket until it is invalidated."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse | None = None
    request: web.Request | None = None
    log: list[str] = field(default_factory=list)  # frames with a sequence number, from 1 on
    valid: bool = True
    silent: bool = False  # takes what it is sent and says nothing, as over a dead connection

    async def dispatch(self, event: str, data: Payload) -> None:
        """Send an event, or keep it for a resume."""
        frame = {"op": Op.DISPATCH, "t": event, "s": len(self.log) + 1, "d": data}
        self.log.append(json.dumps(frame))
        await self.transmit(self.log[-1])

    async def transmit(self, frame: str) -> None:
        """Send a frame if there is a socket to send it on."""
        if self.socket is not None and not self.socket.closed and not self.silent:
            await self.socket.send_str(frame)


class Gateway:
    """Accepts the bot's websockets and sends events to the shards they are for."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._sockets: set[web.WebSocketResponse] = set()
        self.url = ""  # ws://…, set when the port is known
        self.sessions: dict[str, Session] = {}
        self.identifies: list[Payload] = []
        self._identified: dict[int, float] = {}  # when a shard did last, by its remainder
        self.resumes = 0
        self.connects: list[str] = []  # the path of every connect

    # What a test does to it.

    @property
    def live(self) -> list[Session]:
        """The sessions that have a socket."""
        sessions = self.sessions.values()
        return [each for each in sessions if each.socket and not each.socket.closed and each.valid]

    async def drop(self) -> None:
        """Cut every connection without a word, as a broken network does."""
        for session in self.live:
            if session.request is not None and session.request.transport is not None:
                session.request.transport.abort()
            session.socket = None

    def fall_silent(self) -> None:
        """Answer nothing on any connection, heartbeats neither, until the bot comes again."""
        for session in self.live:
            session.silent = True

    async def reconnect(self) -> None:
        """Ask every shard to reconnect and resume (op 7)."""
        await self._control({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell every shard that its session is invalid (op 9)."""
        for session in self.live:
            session.valid = resumable
            await session.transmit(json.dumps({"op": Op.INVALID_SESSION, "d": resumable}))

    async def close(self, code: int = 1001) -> None:
        """Close every socket with a code."""
        for socket in list(self._sockets):
            await socket.close(code=code)

    async def _control(self, frame: Payload) -> None:
        for session in self.live:
            await session.transmit(json.dumps(frame))

    # Events.

    async def dispatch(self, event: str, data: Payload, channel: Channel) -> Session | None:
        """Send an event of a channel to its shard, whatever its intents; return the session."""
        session = self._session(channel)
        if session is not None:
            await session.dispatch(event, data)
        return session

    def intents(self, channel: Channel) -> int:
        """Return the intents of the session that hears of `channel`; 0 when there is none."""
        session = self._session(channel)
        return 0 if session is None else session.intents

    def hears(self, channel: Channel) -> bool:
        """Whether the shard that hears of `channel` has a session and a socket."""
        session = self._session(channel)
        return session is not None and session in self.live

    def _session(self, channel: Channel) -> Session | None:
        newest_first = reversed(self.sessions.values())
        for session in newest_first:
            if session.valid and session.shard == self._shard(channel, session.shards):
                return session
        return None

    def _shard(self, channel: Channel, shards: int) -> int:
        return 0 if channel.is_dm else (channel.guild_id >> 22) % shards

    # The protocol.

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=2**20)
        await socket.prepare(request)
        self._sockets.add(socket)
        self.connects.append(request.path)
        interval = round(self._state.heartbeat_interval * 1000)
        await socket.send_json({"op": Op.HELLO, "d": {"heartbeat_interval": interval}})
        session: Session | None = None
        recent: deque[float] = deque(maxlen=MAX_EVENTS)
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                code = self._judge(message.data, recent)
                if code is not None:
                    await socket.close(code=code)
                    break
                session = await self._receive(json.loads(message.data), request, socket, session)
        finally:
            self._sockets.discard(socket)
            if session is not None and session.socket is socket:
                session.socket = None
                session.valid &= socket.close_code not in ENDS_SESSION
        return socket

    def _judge(self, frame: str, recent: deque[float]) -> int | None:
        now = self._state.clock.now()
        if len(frame.encode()) > MAX_PAYLOAD:
            self._state.violate("gateway", f"payload of {len(frame.encode())} bytes")
            return DECODE_ERROR
        if len(recent) == MAX_EVENTS and recent[0] > now - EVENT_WINDOW:
            self._state.violate("gateway", f"more than {MAX_EVENTS} events in {EVENT_WINDOW} s")
            return RATE_LIMITED
        recent.append(now)
        return None

    async def _receive(
        self,
        frame: Payload,
        request: web.Request,
        socket: web.WebSocketResponse,
        session: Session | None,
    ) -> Session | None:
        match frame.get("op"):
            case Op.HEARTBEAT if session is not None and session.silent:
                pass
            case Op.HEARTBEAT:
                await socket.send_json({"op": Op.HEARTBEAT_ACK})
            case Op.IDENTIFY if session is None:
                return await self._identify(frame["d"], request, socket)
            case Op.RESUME if session is None:
                return await self._resume(frame["d"], request, socket)
            case Op.IDENTIFY | Op.RESUME:
                await self._refuse(socket, ALREADY_AUTHENTICATED, "identified twice")
            case Op.PRESENCE | Op.VOICE | Op.REQUEST_MEMBERS if session is None:
                await self._refuse(socket, NOT_AUTHENTICATED, "not identified")
            case Op.REQUEST_MEMBERS if session is not None:
                await session.dispatch("GUILD_MEMBERS_CHUNK", self._members(frame["d"]))
            case Op.PRESENCE | Op.VOICE:
                pass
            case other:
                await self._refuse(socket, UNKNOWN_OPCODE, f"unknown opcode {other}")
        return session

    async def _refuse(self, socket: web.WebSocketResponse, code: int, why: str) -> None:
        self._state.violate("gateway", why)
        await socket.close(code=code)

    async def _identify(
        self, data: Payload, request: web.Request, socket: web.WebSocketResponse
    ) -> Session | None:
        self.identifies.append({key: data[key] for key in data if key != "token"})
        shard, shards = data.get("shard") or (0, 1)
        if data["token"].removeprefix("Bot ") != self._state.token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return None
        if data["intents"] & PRIVILEGED & ~self._state.granted_intents:
            await socket.close(code=DISALLOWED_INTENTS)
            return None
        if not 0 <= shard < shards:
            await self._refuse(socket, INVALID_SHARD, f"shard {shard} of {shards}")
            return None
        if self._is_too_soon(shard):
            await socket.send_json({"op": Op.INVALID_SESSION, "d": False})
            return None
        session = Session(uuid4().hex, shard, shards, data["intents"], socket, request)
        self.sessions[session.id] = session
        await self._welcome(session)
        return session

    def _is_too_soon(self, shard: int) -> bool:
        """Whether too many shards identify at once, over all processes."""
        if self._state.max_concurrency is None:
            return False
        now, key = self._state.clock.now(), shard % self._state.max_concurrency
        since = now - self._identified.get(key, float("-inf"))
        self._identified[key] = now
        if since < IDENTIFY_WINDOW:
            self._state.violate("gateway", f"shard {shard} identified {since:.1f} s after another")
            return True
        return False

    async def _welcome(self, session: Session) -> None:
        world = self._state.world
        ours = [each for each in world.guilds if (each.id >> 22) % session.shards == session.shard]
        guilds = [{"id": str(each.id), "unavailable": True} for each in ours]
        ready = {
            "v": 10,
            "user": world.bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0},
            "guilds": guilds,
            "session_id": session.id,
            "resume_gateway_url": f"{self.url}/resume",
            "shard": [session.shard, session.shards],
            "application": {"id": str(world.bot.id), "flags": 0},
            "private_channels": [],
            "user_settings": {},
        }
        await session.dispatch("READY", ready)
        for each in (guild for guild in ours if guild.id not in self._state.down):
            await session.dispatch("GUILD_CREATE", world.payload(each))

    async def _resume(
        self, data: Payload, request: web.Request, socket: web.WebSocketResponse
    ) -> Session | None:
        session = self.sessions.get(data.get("session_id") or "")
        if data["token"].removeprefix("Bot ") != self._state.token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return None
        if session is None or not session.valid or not isinstance(data.get("seq"), int):
            await socket.send_json({"op": Op.INVALID_SESSION, "d": False})
            return None
        self.resumes += 1
        session.socket, session.request, session.silent = socket, request, False
        for frame in session.log[data["seq"] :]:
            await session.transmit(frame)
        await session.dispatch("RESUMED", {})
        return session

    def _members(self, data: Payload) -> Payload:
        world = self._state.world
        wanted = {int(user_id) for user_id in data.get("user_ids") or []}
        members = [
            user.member() | {"user": user.payload()}
            for user in (*world.people, world.bot)
            if not wanted or user.id in wanted
        ]
        chunk = {"guild_id": str(world.guild_id), "chunk_index": 0, "chunk_count": 1}
        return {**chunk, "members": members, "nonce": data.get("nonce")}
