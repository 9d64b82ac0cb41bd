"""Another address for Discord's API, a proxy or a stand-in, and for the gateway that it names."""

from __future__ import annotations

import ipaddress
import logging

import aiohttp
import discord
import yarl
from discord.http import Route

from bot.discord.errors import SetUpError

_log = logging.getLogger(__name__)
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Endpoint:
    """The API at `api_url`; raises SetUpError when the token may not be sent there.

    discord.py has no setting for this. `Route.BASE` is read at every request, and every connect
    to the gateway goes through `HTTPClient.ws_connect`; both are set once, for the process.
    """

    def __init__(self, api_url: str) -> None:
        self._base = _trusted(api_url, plain="http", secure="https")

    async def install(self, client: discord.Client) -> None:
        """Sends all that the client does to this API and its gateway.

        Raises SetUpError when the API names no gateway that may be used.
        """
        Route.BASE = str(self._base).rstrip("/")
        last_known = await _fetch_gateway()
        connect = client.http.ws_connect

        async def connect_here(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
            nonlocal last_known
            try:
                last_known = await _fetch_gateway()
            except SetUpError as error:
                _log.warning("%s; using the last address", error)
            address = _on_gateway(yarl.URL(url), last_known)
            return await connect(str(address), compress=compress)

        client.http.ws_connect = connect_here  # type: ignore[method-assign]


def _on_gateway(url: yarl.URL, gateway: yarl.URL) -> yarl.URL:
    """Where to connect instead of `url`, which may be on Discord's own gateway: after a lost
    session, or to resume one at an address that a proxy passed on."""
    if (url.host, url.port) == (gateway.host, gateway.port):
        return url
    return gateway.with_query(url.query)


async def _fetch_gateway() -> yarl.URL:
    """The address that GET /gateway gives."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(f"{Route.BASE}/gateway") as response,
        ):
            response.raise_for_status()
            address = str((await response.json(content_type=None))["url"])
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        reason = str(error) or type(error).__name__
        raise SetUpError(f"{Route.BASE}/gateway gives no gateway: {reason}") from error
    return _trusted(address, plain="ws", secure="wss")


def _trusted(address: str, plain: str, secure: str) -> yarl.URL:
    """The address, if the token is safe on the way there: encrypted, or within this machine."""
    try:
        url = yarl.URL(address)
        host = url.host or ""
    except ValueError as error:
        raise SetUpError(f"{address!r} is no address: {error}") from error
    if not host or url.scheme not in (plain, secure):
        raise SetUpError(f"{address!r} is no {plain} or {secure} address")
    if url.user is not None:
        raise SetUpError(f"the address of the API at {host} must not hold a user name or password")
    if url.scheme == plain and not _is_loopback(host):
        raise SetUpError(
            f"{address!r}: {plain} is accepted for loopback addresses only, for the token would "
            f"be readable on the way; use {secure}"
        )
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
