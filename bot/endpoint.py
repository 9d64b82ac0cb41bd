"""Another address for Discord's API, a proxy or a stand-in, and for the gateway that it names."""

from __future__ import annotations

import ipaddress
import logging

import aiohttp
import discord
import yarl
from discord.http import Route

from bot.errors import SetUpError

_log = logging.getLogger(__name__)
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Endpoint:
    """The API at `api_url`; raises SetUpError when the token may not be sent there.

    discord.py has no setting for this. `Route.BASE` is read at every request, and every connect
    to the gateway goes through `HTTPClient.ws_connect`; both are set once, for the process.
    """

    def __init__(self, api_url: str) -> None:
        self._base = _trusted(api_url, plain="http", secure="https")
        self._gateway: yarl.URL | None = None

    def install(self, client: discord.Client) -> None:
        """Sends all that the client does to this API and its gateway."""
        Route.BASE = str(self._base).rstrip("/")
        connect = client.http.ws_connect

        async def connect_here(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
            return await connect(str(await self._address(yarl.URL(url))), compress=compress)

        client.http.ws_connect = connect_here  # type: ignore[method-assign]

    async def _address(self, url: yarl.URL) -> yarl.URL:
        """Where to connect instead of `url`, which may be Discord's own: a lost session's, or a
        resume address that a proxy passed on. An address on the API's own gateway is kept."""
        gateway = await self._fetch_gateway()
        if (url.host, url.port) == (gateway.host, gateway.port):
            return url
        return gateway.with_query(url.query)

    async def _fetch_gateway(self) -> yarl.URL:
        """GET /gateway; the last known address while the API is out of reach."""
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(f"{Route.BASE}/gateway") as response,
            ):
                response.raise_for_status()
                address = str((await response.json(content_type=None))["url"])
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            if self._gateway is None:
                raise SetUpError(f"{self._base}/gateway gives no gateway: {error}") from error
            _log.warning("GET /gateway failed (%s); using the last address", type(error).__name__)
            return self._gateway
        self._gateway = _trusted(address, plain="ws", secure="wss")
        return self._gateway


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
