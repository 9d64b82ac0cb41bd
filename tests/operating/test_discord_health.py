"""Figures, health and systemd's notifications of a running bot."""

import json
import re
import socket
from pathlib import Path

import aiohttp
import pytest
from newsroom import Newsroom
from standin import StandIn

MOSCOW = "When does Xi visit Moscow?"
# What is told where passages are searched in a cluster; tests/operating/test_search_cluster.py.
OF_A_CLUSTER = {
    "dateline_search_cluster_health",
    "dateline_search_cluster_nodes",
    "dateline_cluster_searches_total",
}
DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana-dashboard.json"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(pid: int) -> list[str]:
    """The TCP sockets that a process listens at."""
    proc = Path(f"/proc/{pid}")
    if not (proc / "net" / "tcp").exists():
        pytest.skip("no /proc to look at")
    own = {each.readlink().name for each in (proc / "fd").iterdir()}
    lines = [line.split() for line in (proc / "net" / "tcp").read_text().splitlines()[1:]]
    return [each[1] for each in lines if each[3] == "0A" and f"socket:[{each[9]}]" in own]


async def fetch(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


def value(text: str, name: str, **labels: str) -> float:
    """A figure of Prometheus's text, the sum where several have these labels."""
    found = [
        float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if re.match(rf"{name}[{{ ]", line)
        and all(f'{label}="{text}"' in line for label, text in labels.items())
    ]
    assert found, f"no {name} with {labels}"
    return sum(found)


def figures(text: str) -> set[str]:
    """What can be shown of Prometheus's text: not the version, nor since when is counted."""
    names = set(re.findall(r"^# TYPE (dateline_\w+) ", text, re.MULTILINE))
    return {name for name in names if name != "dateline_info" and not name.endswith("_created")}


def shown() -> set[str]:
    """The figures that the dashboard shows."""
    names = re.findall(r"dateline_\w+", DASHBOARD.read_text(encoding="utf-8"))
    return {re.sub(r"_(bucket|count|sum)$", "", name) for name in names}


async def test_a_bot_tells_figures_and_health(discord: StandIn, tmp_path: Path) -> None:
    port = free_port()
    room = Newsroom(tmp_path, {"metrics": {"listen": f"127.0.0.1:{port}"}})
    discord.faults.throttle("POST", "/messages$", 0.1)
    async with room.bot(discord) as bot:
        await bot.ready()
        await discord.slash("ask", question=MOSCOW)
        await discord.mention(MOSCOW)
        await discord.mention("Who won the chess game in Reykjavik on the moon?")
        await discord.slash("ask", question="x" * 600)
        await discord.until(lambda: "ready as" in bot.output, "ready bot")
        assert await fetch(port, "/healthz") == (200, '{"alive": true}')
        assert await fetch(port, "/readyz") == (200, '{"gateway": true, "coverage": true}')
        status, text = await fetch(port, "/metrics")
        assert status == 200
        assert await bot.stop(within=5) == 0
    assert value(text, "dateline_questions_total", surface="command", outcome="span") == 1
    assert value(text, "dateline_questions_total", surface="message", outcome="span") == 1
    assert value(text, "dateline_questions_total") == 3
    assert value(text, "dateline_confidence_count") == 3
    for stage in ("waiting", "finding", "whole"):
        assert value(text, "dateline_answer_seconds_count", stage=stage) == 3
    assert value(text, "dateline_errors_total", surface="command", error="RefusedError") == 1
    assert value(text, "dateline_discord_requests_total", status="429") == 1
    assert value(text, "dateline_gateway_ready") == 1
    assert value(text, "dateline_articles") > 0
    assert value(text, "dateline_index_bytes") > 0
    assert value(text, "dateline_event_loop_lag_seconds_count") > 0
    assert discord.token not in text
    assert figures(text) == shown() - OF_A_CLUSTER


async def test_not_ready_is_said(discord: StandIn, tmp_path: Path) -> None:
    port = free_port()
    room = Newsroom(tmp_path, {"metrics": {"listen": f"127.0.0.1:{port}"}})
    discord.faults.delay("GET", "/users/@me", 30)
    async with room.bot(discord):
        await discord.until(lambda: bool(discord.requests), "login")
        status, text = await fetch(port, "/readyz")
        assert status == 503
        assert json.loads(text)["gateway"] is False


async def test_nothing_listens_unless_asked(discord: StandIn, tmp_path: Path) -> None:
    async with Newsroom(tmp_path).bot(discord) as bot:
        await bot.ready()
        assert not listening(bot.pid)


async def test_a_port_that_is_taken_is_told(discord: StandIn, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        room = Newsroom(tmp_path, {"metrics": {"listen": address}})
        async with room.bot(discord) as bot:
            assert await bot.wait() == 1
    assert f"metrics.listen: {address} cannot be used" in bot.output
    assert "Traceback" not in bot.output


async def test_systemd_is_told(discord: StandIn, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        path = tmp_path / "notify"
        systemd.bind(str(path))
        systemd.setblocking(False)
        heard: list[str] = []

        def listen() -> list[str]:
            try:
                while True:
                    heard.append(systemd.recv(4096).decode())
            except BlockingIOError:
                return heard

        env = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "200000"}
        async with Newsroom(tmp_path).bot(discord, **env) as bot:
            await bot.ready()
            await discord.until(lambda: "WATCHDOG=1" in listen(), "sign of life")
            assert heard[0].startswith("READY=1\nSTATUS=ready as ")
            assert await bot.stop() == 0
        assert listen()[-1] == "STOPPING=1"
