"""Every fault of `faults`: what a reader sees of it, played against the bot as a process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import fault_table
import pytest
import pytest_asyncio
from faults import FAULTS, Fault, Stage
from newsroom import Newsroom
from standin import StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARED = [each for each in FAULTS if not each.alone]
ALONE = [each for each in FAULTS if each.alone]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One bot for all faults that it has to survive."""
    room = Newsroom(tmp_path_factory.mktemp("newsroom"))
    async with StandIn(rate_limits=False) as discord, room.bot(discord) as bot:
        await bot.ready()
        await discord.slash("sources")  # waits for the coverage
        yield Stage(discord, room, bot)
        assert await bot.stop() == 0
        assert "Traceback" not in bot.output
        assert " ERROR " not in bot.output


@pytest.fixture
def judged(stage: Stage) -> Iterator[None]:
    """No rule of Discord's broken."""
    stage.discord.violations.clear()
    yield
    assert stage.discord.violations == []


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize("fault", SHARED, ids=str)
async def test_a_fault_is_survived(stage: Stage, fault: Fault) -> None:
    assert await fault.play(stage) == fault.sees


@pytest.mark.parametrize("fault", ALONE, ids=str)
async def test_a_fault_of_a_bot_of_its_own(fault: Fault, tmp_path: Path) -> None:
    async with StandIn(rate_limits=False) as discord:
        stage = Stage(discord, Newsroom(tmp_path))
        assert await fault.play(stage) == fault.sees
        assert discord.violations == []


async def test_the_documentation_has_every_fault() -> None:
    rows = fault_table.written_rows()
    assert rows == [fault_table.row(each.name, each.sees, each.lost) for each in FAULTS]
