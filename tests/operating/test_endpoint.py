"""Another address for Discord's API: what is refused, and where connects to the gateway go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route

from bot.discord.endpoint import Endpoint
from bot.discord.errors import SetUpError


class Api:
    """A stand-in for the one route that counts here; `gateway` may be changed on the way."""

    def __init__(self) -> None:
        self.gateway: Any = "ws://127.0.0.1:7001/gw"
        self.status = 200

    async def serve(self, request: web.Request) -> web.Response:
        return web.json_response({"url": self.gateway}, status=self.status)


class Client:
    """As much of a client as is changed; keeps the addresses it was connected to."""

    def __init__(self) -> None:
        self.connected: list[str] = []
        self.http = SimpleNamespace(ws_connect=self._connect)

    async def _connect(self, url: str, *, compress: int = 0) -> None:
        self.connected.append(url)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
async def url(api: Api, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)  # put back afterwards
    app = web.Application()
    app.router.add_get("/api/v10/gateway", api.serve)
    async with TestServer(app) as server:
        yield str(server.make_url("/api/v10"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://proxy.example/api/v10", "loopback"),
        ("http://10.0.0.1/api/v10", "loopback"),
        ("http://127.0.0.1.evil.example/api", "loopback"),
        ("ftp://127.0.0.1/api", "no http or https"),
        ("127.0.0.1:8080/api", "is no"),
        ("https:///api", "is no"),
        ("https://me:secret@proxy.example/api", "user name"),
    ],
)
def test_an_address_where_the_token_is_not_safe_is_refused(address: str, why: str) -> None:
    with pytest.raises(SetUpError, match=why):
        Endpoint(address)


@pytest.mark.parametrize(
    "address", ["https://proxy.example/api/v10", "http://localhost:1/api", "http://[::1]:1/api"]
)
def test_encrypted_and_local_addresses_are_accepted(address: str) -> None:
    Endpoint(address)


async def test_requests_and_connects_go_to_the_api_and_its_gateway(api: Api, url: str) -> None:
    client: Any = Client()
    await Endpoint(url + "/").install(client)
    assert Route("GET", "/users/@me").url == f"{url}/users/@me"
    await client.http.ws_connect("wss://gateway.discord.gg/?v=10&encoding=json")
    assert client.connected == ["ws://127.0.0.1:7001/gw?v=10&encoding=json"]


async def test_a_resume_address_on_the_same_gateway_is_kept_and_others_are_not(
    api: Api, url: str
) -> None:
    client: Any = Client()
    await Endpoint(url).install(client)
    await client.http.ws_connect("ws://127.0.0.1:7001/resume?v=10")
    await client.http.ws_connect("wss://gateway-us-east1-b.discord.gg/?v=10")
    assert client.connected == ["ws://127.0.0.1:7001/resume?v=10", "ws://127.0.0.1:7001/gw?v=10"]


async def test_each_connect_asks_anew_and_uses_the_last_address_when_that_fails(
    api: Api, url: str
) -> None:
    client: Any = Client()
    await Endpoint(url).install(client)
    api.gateway = "ws://127.0.0.1:7002/gw"
    await client.http.ws_connect("wss://gateway.discord.gg/?v=10")
    api.status = 503
    await client.http.ws_connect("wss://gateway.discord.gg/?v=10")
    api.status, api.gateway = 200, "ws://far.example/gw"  # plain, and not on this machine
    await client.http.ws_connect("wss://gateway.discord.gg/?v=10")
    assert client.connected == ["ws://127.0.0.1:7002/gw?v=10"] * 3


@pytest.mark.parametrize("gateway", ["ws://far.example/gw", "", None, 5])
async def test_a_gateway_that_may_not_be_used_stops_the_start(
    api: Api, url: str, gateway: object
) -> None:
    api.gateway = gateway
    with pytest.raises(SetUpError):
        await Endpoint(url).install(Client())  # type: ignore[arg-type]
