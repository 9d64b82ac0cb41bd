"""What operators are told of the search cluster: at the command line, in Discord and by figures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

import yaml
from fake_cluster import healthy, serving
from newsroom import Newsroom
from running import run
from standin import StandIn
from test_discord_health import OF_A_CLUSTER, fetch, figures, free_port, value

GREEN, YELLOW, RED, GONE = "green", "yellow", "red", "gone"
# What `doctor` makes of a cluster of each kind: how grave it is, and in what words.
FINDINGS = {
    GREEN: ("ok", "is green, with 3 nodes"),
    YELLOW: ("warning", "The search cluster is yellow: further copies of passages are on no node."),
    RED: ("problem", "The search cluster is red: passages are on no node."),
    GONE: ("problem", "The search cluster cannot be reached; try again in a minute."),
}
STATUS = {
    GREEN: "search cluster: green, 3 nodes",
    YELLOW: "search cluster: yellow, 3 nodes",
    RED: "search cluster: red, 3 nodes",
    GONE: "search cluster: the search cluster cannot be reached; try again in a minute",
}


@pytest.fixture(params=[GREEN, YELLOW, RED, GONE])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def hosts(kind: str) -> Iterator[list[str]]:
    """The addresses of a cluster of the kind, without any articles."""
    with serving() as cluster:
        healthy(cluster, kind)
        if kind != GONE:
            yield list(cluster.settings.hosts)
    if kind == GONE:
        yield list(cluster.settings.hosts)


def config(tmp_path: Path, hosts: list[str]) -> Path:
    (tmp_path / "articles").mkdir()
    path = tmp_path / "bot.yaml"
    settings = {
        "data_dir": str(tmp_path / "data"),
        "coverage": {"paths": [str(tmp_path / "articles")]},
        "answer": {"reader": False},
        "index": {"engine": "opensearch", "hosts": hosts},
    }
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


def test_the_command_line_tells_of_it(tmp_path: Path, kind: str, hosts: list[str]) -> None:
    path = config(tmp_path, hosts)
    done = run("--config", path, "doctor", "--json")
    findings = json.loads(done.stdout.splitlines()[-1])["findings"]
    found = [each for each in findings if each["about"] == "search cluster"]
    assert [(each["state"], each["text"]) for each in found] == [FINDINGS[kind]]
    assert bool(found[0]["hint"]) == (kind != GREEN)
    done = run("--config", path, "coverage", "status")
    assert STATUS[kind] in done.stdout.splitlines()
    done = run("--config", path, "check")
    assert ("cannot be reached" in done.stdout) == (kind == GONE), done.stdout


async def test_discord_and_the_figures_tell_of_it(discord: StandIn, tmp_path: Path) -> None:
    """Also of how it changes while the bot runs."""
    port = free_port()
    with serving() as cluster:
        healthy(cluster)
        room = Newsroom(
            tmp_path,
            {
                "metrics": {"listen": f"127.0.0.1:{port}"},
                "index": {"engine": "opensearch", "hosts": list(cluster.settings.hosts)},
                "answer": {"reader": False},
            },
        )
        for each in room.coverage.iterdir():
            each.unlink()
        async with room.bot(discord) as bot:
            await bot.ready()
            await discord.until(lambda: "ready as" in bot.output, "ready bot")
            assert "Search cluster 🟢, 3 nodes" in await _card(discord)
            assert await _figures(port) == (2, 3)
            healthy(cluster, RED)
            await _wait_for(discord, "Search cluster 🔴, 3 nodes")
            assert await _figures(port) == (0, 3)
            cluster.status = 503
            await _wait_for(discord, "Search cluster 🔴: the search cluster cannot answer just now")
            assert await _figures(port) == (0, 0)
            assert await bot.stop() == 0


async def _card(discord: StandIn) -> str:
    status = await discord.slash("coverage status", by=discord.world.admin, base=True)
    return status.plain


async def _wait_for(discord: StandIn, text: str) -> None:
    """Waits until the card says so; the cluster is asked every five seconds at most."""
    async with asyncio.timeout(60):
        while text not in await _card(discord):  # noqa: ASYNC110 - it is asked, it does not tell
            await asyncio.sleep(0.5)


async def _figures(port: int) -> tuple[float, float]:
    """The colour and the nodes, as Prometheus has them."""
    _, text = await fetch(port, "/metrics")
    assert figures(text) >= OF_A_CLUSTER
    for outcome in ("found", "failed"):
        assert value(text, "dateline_cluster_searches_total", outcome=outcome) == 0
    return value(text, "dateline_search_cluster_health"), value(
        text, "dateline_search_cluster_nodes"
    )
