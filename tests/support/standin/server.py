"""The stand-in for Discord as one object: a server on 127.0.0.1 and what a test does with it."""

import asyncio
from typing import Any, Self

from aiohttp import web

from .faults import Faults
from .gate import ROOT, Gate
from .gateway import PRIVILEGED, Gateway
from .guilds import Guilds
from .interactions import Interaction
from .messages import Message
from .panels import Panels
from .rest import Rest
from .state import MESSAGE_CONTENT, Request, State, Violation
from .webhooks import Webhooks

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.stand-in.a-token-that-must-not-be-logged"
ALL_INTENTS = (1 << 53) - 1


class StandIn(Panels):
    """Discord on a free port of 127.0.0.1, for one bot; `async with` starts and ends it.

    `message_content` says whether the privileged intent was granted, `shards` how many GET
    /gateway/bot recommends; without `rate_limits` a test need not wait as a bot must, and without
    `max_concurrency` shards may identify whenever they like.
    """

    def __init__(
        self,
        *,
        message_content: bool = False,
        shards: int = 1,
        rate_limits: bool = True,
        max_concurrency: int | None = None,
    ) -> None:
        granted = ALL_INTENTS & ~PRIVILEGED
        if message_content:
            granted |= MESSAGE_CONTENT
        state = State(
            token=TOKEN,
            granted_intents=granted,
            shards=shards,
            max_concurrency=max_concurrency,
        )
        super().__init__(state, Gateway(state))
        self.faults = Faults()
        self._rate_limits = rate_limits
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.state.token

    @property
    def api_url(self) -> str:
        """The REST API's root, as for DISCORD_API_URL."""
        return f"{self.state.origin}{ROOT}"

    @property
    def violations(self) -> list[Violation]:
        """Every rule of Discord's that was broken so far."""
        return self.state.violations

    @property
    def requests(self) -> list[Request]:
        """Every REST request so far."""
        return self.state.requests

    @property
    def messages(self) -> list[Message]:
        """Every message so far, of all channels, the bot's and people's."""
        return self.state.messages

    @property
    def interactions(self) -> list[Interaction]:
        """Every interaction so far."""
        return list(self.state.interactions.values())

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The registered commands."""
        return self.state.commands

    async def __aenter__(self) -> Self:
        gate = Gate(self.state, self.faults, rate_limits=self._rate_limits)
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/resume", self.gateway.handle)
        app.router.add_get("/attachments/{id}", self._download)
        app.router.add_routes(Webhooks(self.state, self.gateway).routes(gate))
        app.router.add_routes(Guilds(self.state, self.gateway).routes(gate))
        app.router.add_routes(Rest(self.state, self.gateway).routes(gate))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.state.origin = f"http://{host}:{port}"
        self.gateway.url = f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _download(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.state.file_delay)
        data = self.state.files.get(request.match_info["id"])
        return web.Response(body=data) if data is not None else web.Response(status=404)
