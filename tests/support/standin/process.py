"""The two ways to run a bot against the stand-in: in this process, and as one of its own."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import counting
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from .server import StandIn

ROOT = Path(__file__).resolve().parents[3]
_START_SECONDS = 60.0  # of a bot on a busy machine, counted (see counting.py)


@contextmanager
def pointed_at(standin: StandIn) -> Iterator[None]:
    """Make discord.py in this process speak to the stand-in; class-wide, so undone after."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = standin.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(standin.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def running(
    client: discord.Client, standin: StandIn, *, token: str | None = None
) -> AsyncIterator[None]:
    """Run a client in this process from its READY on; raise what ends it early."""
    with pointed_at(standin):
        task = asyncio.create_task(client.start(token or standin.token))
        connected = asyncio.create_task(standin.connected())
        try:
            await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
            await connected
            yield
        finally:
            connected.cancel()
            await client.close()
            await asyncio.gather(task, connected, return_exceptions=True)


class BotProcess:
    """`python run_bot.py` against the stand-in; `async with` starts it and kills what is left.

    Its environment holds the token, the API's address and what `env` adds, nothing else of ours.
    """

    def __init__(
        self,
        standin: StandIn,
        *arguments: str | Path,
        home: Path,
        env: Mapping[str, str] | None = None,
        program: Path = ROOT / "run_bot.py",
    ) -> None:
        self._standin = standin
        self._command = [*counting.program(program), *map(str, arguments)]
        self._home = home
        self._env = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "PYTHONUNBUFFERED": "1",
            "DISCORD_TOKEN": standin.token,
            "DISCORD_API_URL": standin.api_url,
            **(env or {}),
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._lines: list[str] = []

    @property
    def output(self) -> str:
        """Standard output and standard error so far, as they came."""
        return "".join(self._lines)

    @property
    def returncode(self) -> int | None:
        """The exit code; None while it runs."""
        return self._running.returncode

    @property
    def pid(self) -> int:
        """The number by which the system knows the process."""
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the process is not started")
        return self._process

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=self._home,
            env=self._env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.returncode is None:
            self._running.kill()
        await self.wait()
        if error is not None:
            error.add_note(f"Output of the bot:\n{self.output}")

    async def _read(self) -> None:
        stream = self._running.stdout
        while stream is not None and (chunk := await stream.readline()):
            self._lines.append(chunk.decode(errors="replace"))

    async def ready(self) -> None:
        """Wait until it is connected with all shards; AssertionError when it ends before."""
        await self._standin.until(
            lambda: self.returncode is not None or self._standin.is_connected,
            "ready bot",
            _START_SECONDS,
        )
        if self.returncode is not None:
            await self.wait()
            raise AssertionError(f"ended with {self.returncode} before it was ready")

    async def wait(self, within: float = 15.0) -> int:
        """Wait for its end and return the exit code; TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            code = await self._running.wait()
            if self._reader is not None:
                await self._reader
        return code

    def kill(self) -> None:
        """End it at once, without a chance to tidy up (SIGKILL)."""
        self._running.kill()

    def send(self, how: signal.Signals) -> None:
        """Send it a signal."""
        self._running.send_signal(how)

    async def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 15.0) -> int:
        """Send a signal and return the exit code."""
        self._running.send_signal(how)
        return await self.wait(within)
