"""Requests to Discord that a lost connection does not cost: each is made again, unless it could
then be carried out twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

_log = logging.getLogger(__name__)

# Seconds before each further try. An interaction has to be answered within three.
_PAUSES = (0.2, 0.8)
# The longest that a refusal for being too many is waited for.
_LONGEST_WAIT = 30.0
ACKNOWLEDGED, UNKNOWN_MESSAGE = 40060, 10008
# What Discord answers the second time where the first request was carried out after all.
_DONE_BEFORE = {("POST", ACKNOWLEDGED), ("DELETE", UNKNOWN_MESSAGE)}

Request = Callable[[], Awaitable[Any]]


def install(http: HTTPClient) -> None:
    """Has all requests of a client made again that may be, those that answer interactions too;
    to be called in the task that the client is run in, or in one that starts it."""
    once = http.request

    async def request(
        route: Route, *, files: Sequence[discord.File] | None = None, **what: Any
    ) -> Any:
        repeatable = route.method != "POST" or "nonce" in (what.get("json") or ())
        making = _made_again(lambda: once(route, files=files, **what), files, route, repeatable)
        return await making

    http.request = request  # type: ignore[method-assign]
    async_context.set(_Interactions())  # type: ignore[no-untyped-call]


class _Interactions(AsyncWebhookAdapter):
    """Answers interactions. A first response cannot be carried out twice, an edit may be."""

    async def request(
        self,
        route: Route,
        session: aiohttp.ClientSession,
        *,
        files: Sequence[discord.File] | None = None,
        **what: Any,
    ) -> Any:
        once = super().request
        repeatable = route.method != "POST" or route.path.endswith("/callback")
        making = _made_again(
            lambda: once(route, session, files=files, **what), files, route, repeatable
        )
        if (answer := await making) is not None or not route.path.endswith("/callback"):
            return answer
        return {"interaction": {"id": route.webhook_id or 0}}  # as much as the client looks at


async def _made_again(
    request: Request, files: Sequence[discord.File] | None, route: Route, repeatable: bool
) -> Any:
    """What the request gives; None where it turned out to have been carried out before."""
    tries = 0
    while True:
        try:
            return await request()
        except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
            if tries and _is_done_before(route, error):
                return None
            wait = _wait_after(error, repeatable, tries)
            if wait is None:
                raise
            _log.info("%s %s is tried again: %s", route.method, route.path, _said(error))
        tries += 1
        await asyncio.sleep(wait)
        for file in files or ():
            file.reset()


def _is_done_before(route: Route, error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and (route.method, error.code) in _DONE_BEFORE


def _wait_after(error: Exception, repeatable: bool, tries: int) -> float | None:
    """Seconds until the request may be made again; None where it may not, or need not."""
    if tries == len(_PAUSES):
        return None
    pause = _PAUSES[tries]
    if isinstance(error, discord.HTTPException):
        if error.status == 429:  # by Cloudflare: Discord's own the client waits for
            wait = _retry_after(error)
            return wait if wait <= _LONGEST_WAIT else None
        return pause if error.status == 503 and repeatable else None
    unsent = isinstance(error, aiohttp.ClientConnectorError)
    return pause if unsent or repeatable else None


def _retry_after(error: discord.HTTPException) -> float:
    value = error.response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else _LONGEST_WAIT + 1


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
