"""The gate that every REST request passes: faults, rate limits, the token, the record."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from .errors import UNAUTHORIZED, RefusedError, reply
from .faults import Fault, Faults, RateLimits
from .messages import Attachment
from .state import Request, State

ROOT = "/api/v10"


@dataclass(frozen=True)
class Call:
    """A request as the handlers see it; `path` is below the API's root."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    payload: Any
    files: list[Attachment]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


Handler = Callable[[Call], Awaitable[web.Response]]


class Gate:
    """Turns a handler of calls into one of aiohttp's, behind all that Discord checks first."""

    def __init__(self, state: State, faults: Faults, *, rate_limits: bool) -> None:
        self._state = state
        self._faults = faults
        self._limits = RateLimits(state.clock, enforced=rate_limits)

    def route(self, method: str, path: str, handler: Handler) -> web.RouteDef:
        """Return the route that serves `path`, below the API's root, by `handler`."""

        async def serve(request: web.Request) -> web.Response:
            call = await _read(request)
            fault = self._faults.next(call.method, call.path)
            response = await self._faulty(request, fault) or self._limited(call)
            if response is None:
                response = await self._judged(request, call, handler)
            if fault is not None and fault.cut and request.transport is not None:
                request.transport.abort()
            at = self._state.clock.now()
            record = Request(call.method, call.path, call.payload, response.status, at)
            self._state.requests.append(record)
            return response

        return web.route(method, ROOT + path, serve)

    async def _judged(self, request: web.Request, call: Call, handler: Handler) -> web.Response:
        try:
            self._authorise(request, call)
            response = await handler(call)
        except RefusedError as refusal:
            if refusal.rule:
                self._state.violate(refusal.rule, refusal.detail, str(call))
            response = reply(refusal.body, refusal.status)
        except Exception as error:
            self._state.violate("stand-in", f"it broke: {error!r}", str(call))
            raise
        window = self._limits.window(call.method, call.path)
        if window is not None:
            response.headers.update(window.headers(self._state.clock.now(), time.time()))
        return response

    def _authorise(self, request: web.Request, call: Call) -> None:
        if call.path == "/gateway" or call.path.startswith(("/interactions/", "/webhooks/")):
            return
        if request.headers.get("Authorization") != f"Bot {self._state.token}":
            raise RefusedError(UNAUTHORIZED)

    async def _faulty(self, request: web.Request, fault: Fault | None) -> web.Response | None:
        if fault is None:
            return None
        await asyncio.sleep(fault.delay)
        if fault.drop and request.transport is not None:
            request.transport.abort()
        if fault.status == 429:
            return _too_many(fault.retry_after, everywhere=fault.everywhere, via=fault.via)
        if fault.status is None and not fault.drop:
            return None
        body = {"code": fault.code, "message": "asked for by the test"}
        return reply(body, fault.status or 500)

    def _limited(self, call: Call) -> web.Response | None:
        wait = self._limits.globally(call.path)
        if wait:
            return _too_many(wait, everywhere=True)
        window = self._limits.window(call.method, call.path)
        now = self._state.clock.now()
        wait = window.take(now) if window else 0.0
        if window and wait:
            return _too_many(wait, headers=window.headers(now, time.time()))
        return None


async def _read(request: web.Request) -> Call:
    payload: Any = {}
    files = []
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = bytes(await part.read())
            if part.name == "payload_json":
                payload = json.loads(data)
            else:
                files.append(Attachment(part.filename or str(part.name), data))
    elif raw := await request.read():
        payload = json.loads(raw)
    path = request.path.removeprefix(ROOT)
    return Call(request.method, path, request.match_info, request.query, payload, files)


def _too_many(
    wait: float,
    *,
    everywhere: bool = False,
    via: bool = True,
    headers: dict[str, str] | None = None,
) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
    sent = {"Retry-After": str(max(1, round(wait))), **(headers or {})}
    sent["X-RateLimit-Scope"] = "global" if everywhere else "user"
    if via:
        sent["Via"] = "1.1 google"
    return reply(body, 429, sent)
