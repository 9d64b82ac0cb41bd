"""The bot as a process to be put under load: how it is started, and what it and the system tell of
it meanwhile."""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from standin import BotProcess, StandIn

_LAG = re.compile(r'dateline_event_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)')
# The last line of a trace.
_ERROR = re.compile(r"^[\w.]*(?:Error|Exception|NotFound|Forbidden)\b.{0,120}", re.MULTILINE)
_WARNING = re.compile(r"(?:WARNING|ERROR) +bot\.[\w.]+: (?:\[\w+\] )?([^:\n]*)")


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

    def growth_since(self, earlier: Memory) -> str:
        """By what share it has grown; what is resident besides belongs to files that are mapped."""
        return f"{self.anonymous / earlier.anonymous - 1:+.1%} anonymous"

    def __str__(self) -> str:
        return f"{self.anonymous:.0f} MB anonymous, {self.resident:.0f} MB resident"


@dataclass(frozen=True, slots=True)
class Watched:
    """A bot that runs, and what can be seen of it."""

    process: BotProcess
    port: int

    @property
    def memory(self) -> Memory:
        """What it takes now; Linux alone tells it."""
        return Memory.of(self.process.pid)

    @property
    def warnings(self) -> Counter[str]:
        """What its own log warns of, each without what it is about, and the errors behind it."""
        output = self.process.output
        found = _WARNING.findall(output) + _ERROR.findall(output)
        return Counter(f"in the log: {text.strip()}" for text in found)

    async def figures(self) -> str:
        """What it tells Prometheus."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return await response.text()


def write_settings(
    folder: Path, coverage: Sequence[Path], data_dir: Path, more: Mapping[str, Any]
) -> Path:
    """The file with the settings of a bot under load."""
    config = folder / "bot.yaml"
    settings = {
        "data_dir": str(data_dir),
        "coverage": {"paths": [str(path.resolve()) for path in coverage], "watch": False},
        "cooldown": {"seconds": 1, "per_user": 10_000, "per_guild": 100_000},
    }
    config.write_text(yaml.safe_dump({**settings, **more}), encoding="utf-8")
    return config


@asynccontextmanager
async def running(
    discord: StandIn, coverage: Sequence[Path], data_dir: Path, folder: Path
) -> AsyncIterator[Watched]:
    """The bot on a coverage, connected and watched; nobody has a cooldown."""
    port = _free_port()
    settings = {"metrics": {"listen": f"127.0.0.1:{port}"}}
    config = write_settings(folder, coverage, data_dir, settings)
    async with BotProcess(discord, "--config", config, home=folder) as process:
        await process.ready()
        yield Watched(process, port)
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
