"""Every command, found by walking the bot's own, on a coverage without articles, on a topic that no
article is about, and on a year of news."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from newsroom import SAMPLE, Newsroom
from rights import ROOT, everything, row_of
from standin import StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARED = Path(os.environ.get("SHARED_ARTICLES", ROOT.parent / "shared"))
COMMANDS = [name for name in asyncio.run(everything()) if name.startswith("/")]
# What a command is asked about, by the name of its option, and nothing of the coverage is about.
TOPIC = "chess tournament of Reykjavik"
ABOUT = {"ask": "question", "compare": "topic", "alert add": "about", "alert why": "url"}
BY_TOPIC = ("ask", "compare", "summary", "timeline", "latest", "digest now", "alert why")
# What tells of a topic where there are articles about it.
TELLING = ("ask", "compare", "summary", "timeline", "latest")
YEAR = SHARED / "data" / "news-qa-2022" / "articles.jsonl.gz"  # 4,884 articles
# What wants the number of an alert.
NUMBERED = ("alert remove", "alert test")
_CITED = re.compile(r"\[1\]|`1`")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def empty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async for discord in _bot(tmp_path_factory.mktemp("empty"), []):
        yield discord


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async for discord in _bot(tmp_path_factory.mktemp("sample"), [SAMPLE]):
        yield discord


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def year(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    if not YEAR.exists():
        pytest.skip(f"needs a year of news: {YEAR.name} beside the repository")
    async for discord in _bot(tmp_path_factory.mktemp("year"), [YEAR]):
        yield discord


async def _bot(folder: Path, coverage: Sequence[Path]) -> AsyncIterator[StandIn]:
    async with StandIn(rate_limits=False) as discord:
        discord.world.application_owner = discord.world.admin
        discord.patience = 60
        room = Newsroom(folder, {"answer": {"reader": False}})
        shutil.rmtree(room.coverage)
        room.coverage.mkdir()
        for path in coverage:
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, room.coverage / path.name)
        async with room.bot(discord) as bot:
            await bot.ready()
            await discord.slash("sources")  # waits for the coverage
            yield discord
            assert await bot.stop() == 0
        assert " ERROR " not in bot.output
        assert discord.violations == []


@pytest.mark.parametrize("name", COMMANDS)
async def test_on_a_coverage_without_articles(empty: StandIn, name: str) -> None:
    command, _, base = name.removeprefix("/").partition(" where:")
    options: dict[str, Any] = dict(row_of(name).options)
    if command in NUMBERED:
        options["alert"] = "1"
    done = await empty.slash(command, by=empty.world.admin, insist=True, base=bool(base), **options)
    assert done.plain
    assert "went wrong" not in done.plain
    assert not _CITED.search(done.plain) or command in ("alert add", *NUMBERED)


@pytest.mark.parametrize("command", BY_TOPIC)
async def test_on_a_topic_that_nothing_is_about(sample: StandIn, command: str) -> None:
    options: dict[str, Any] = {ABOUT.get(command, "topic"): TOPIC}
    done = await sample.slash(command, **options)
    assert done.plain
    assert "went wrong" not in done.plain
    assert not _CITED.search(done.plain)
    assert not done.message.attachments


@pytest.mark.parametrize("name", COMMANDS)
async def test_on_a_year_of_news(year: StandIn, name: str) -> None:
    command, _, base = name.removeprefix("/").partition(" where:")
    options: dict[str, Any] = dict(row_of(name).options)
    if command in BY_TOPIC:
        options[ABOUT.get(command, "topic")] = "the election in Brazil"
    if command in NUMBERED:
        options["alert"] = "1"
    done = await year.slash(command, by=year.world.admin, insist=True, base=bool(base), **options)
    assert done.plain
    assert "went wrong" not in done.plain
    assert ("Brazil" in done.plain) == (command in TELLING)


async def test_what_takes_a_topic_is_among_them() -> None:
    assert {f"/{name}" for name in (*BY_TOPIC, *ABOUT)} <= set(COMMANDS)
