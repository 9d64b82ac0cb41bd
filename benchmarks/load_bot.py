"""The bot as a process to be put under load: how it is started, and what it and the system tell of
it meanwhile."""

from __future__ import annotations

import asyncio
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import yaml
from standin import BotProcess, StandIn

_LAG = re.compile(r'dateline_event_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)')
_WARNING = re.compile(r"(?:WARNING|ERROR) +bot\.[\w.]+: (?:\[\w+\] )?([^:\n]*)")
# Seconds between two looks at the memory.
_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process takes of memory, in megabytes: what is its own, and all that is resident."""

    anonymous: float
    resident: float

    @classmethod
    def of(cls, pid: int) -> Memory:
        """That of a process now."""
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        lines = dict(line.split(":", 1) for line in text.splitlines())
        return cls(*(int(lines[name].split()[0]) / 1024 for name in ("RssAnon", "VmRSS")))

    def __str__(self) -> str:
        return f"{self.anonymous:.0f} MB anonymous, {self.resident:.0f} MB resident"


@dataclass
class Watched:
    """A bot that runs, and its memory over time."""

    process: BotProcess
    port: int
    memory: list[Memory] = field(default_factory=list)

    @property
    def now(self) -> Memory:
        """The memory as it was seen last."""
        return self.memory[-1]

    @property
    def warnings(self) -> Counter[str]:
        """What its own log warns of, each without what it is about."""
        found = _WARNING.findall(self.process.output)
        return Counter(f"in the log: {text.strip()}" for text in found)

    async def figures(self) -> str:
        """What it tells Prometheus."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return await response.text()

    async def look(self) -> None:
        """Notes the memory for as long as it is waited for; Linux alone tells it."""
        while True:
            self.memory.append(Memory.of(self.process.pid))
            await asyncio.sleep(_PAUSE)


@asynccontextmanager
async def running(
    discord: StandIn, coverage: Sequence[Path], data_dir: Path, folder: Path
) -> AsyncIterator[Watched]:
    """The bot on a coverage, connected and with its memory watched; nobody has a cooldown."""
    port = _free_port()
    free = {"seconds": 1, "per_user": 10_000, "per_guild": 100_000}
    config = folder / "bot.yaml"
    settings = {
        "data_dir": str(data_dir),
        "coverage": {"paths": [str(path.resolve()) for path in coverage], "watch": False},
        "cooldown": free,
        "metrics": {"listen": f"127.0.0.1:{port}"},
    }
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    async with BotProcess(discord, "--config", config, home=folder) as process:
        await process.ready()
        bot = Watched(process, port)
        looking = asyncio.create_task(bot.look())
        try:
            yield bot
        finally:
            looking.cancel()
        if process.returncode is None:
            await process.stop()


def figure(text: str, name: str) -> float:
    """A figure of Prometheus's text, by its name with its labels; 0 where there is none."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def longest_lag(before: str, after: str) -> float:
    """The bound, in seconds, under which all lags of the event loop lay between two looks."""
    earlier = {bound: float(count) for bound, count in _LAG.findall(before)}
    counts = {float(bound): float(count) - earlier[bound] for bound, count in _LAG.findall(after)}
    whole = max(counts.values(), default=0.0)
    return min(bound for bound, count in counts.items() if count == whole)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
