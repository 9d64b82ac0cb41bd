"""Figures and health over HTTP, where `metrics.listen` says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.discord.errors import SetUpError
from bot.discord.operating.metrics import LOOP_LAG, BotCollector

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Seconds between two looks at how late the event loop is.
_LAG_PAUSE = 0.1


@asynccontextmanager
async def serving(bot: Dateline, address: str | None) -> AsyncIterator[None]:
    """Serves at the address while the bot runs. Raises SetUpError where that is not possible."""
    if address is None:
        yield
        return
    collector = BotCollector(bot)
    REGISTRY.register(collector)
    measuring = asyncio.create_task(_measure_lag())
    runner = web.AppRunner(_application(bot), access_log=None, shutdown_timeout=0)
    try:
        await runner.setup()
        await _listen(runner, address)
        yield
    finally:
        measuring.cancel()
        with suppress(asyncio.CancelledError):
            await measuring
        await runner.cleanup()
        REGISTRY.unregister(collector)


async def _listen(runner: web.AppRunner, address: str) -> None:
    host, _, port = address.rpartition(":")
    site = web.TCPSite(runner, host.strip("[]"), int(port))
    try:
        await site.start()
    except OSError as error:
        raise SetUpError(
            f"metrics.listen: {address} cannot be used ({error.strerror}). Choose another port or "
            "one of this machine's addresses."
        ) from error


def _application(bot: Dateline) -> web.Application:
    async def metrics(_request: web.Request) -> web.Response:
        text = await asyncio.to_thread(generate_latest, REGISTRY)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_request: web.Request) -> web.Response:
        parts = {"gateway": bot.is_ready(), "coverage": bot.coverage.ready is not None}
        return web.json_response(parts, status=200 if all(parts.values()) else 503)

    application = web.Application()
    application.router.add_get("/metrics", metrics)
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    return application


async def _measure_lag() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _LAG_PAUSE
        await asyncio.sleep(_LAG_PAUSE)
        LOOP_LAG.observe(max(0.0, loop.time() - due))
