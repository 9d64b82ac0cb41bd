"""A crowd that asks a bot at once: the short version of ``python -m benchmarks.load``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from newsroom import SAMPLE
from standin.process import ROOT

from benchmarks.load import Run, measure
from benchmarks.load_bot import figure, running
from benchmarks.load_crowd import SURFACES, Crowd, Surface
from benchmarks.questions import questions_of

# Share of the requests that may be refused as too many though the bot paces them.
FEW = 0.2
QUESTIONS = list(questions_of(ROOT / "tests" / "questions" / "sample_fresh.jsonl"))
STOPPED = "I am being stopped. Please try again in a minute."
MOSCOW = "When does Xi visit Moscow?"
TOO_MANY = 429
REMEMBERED = "dateline_answers_remembered_total"


async def test_everybody_is_answered_in_time_while_articles_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run.of("60x20+reload")
    waits = await measure(run, [SAMPLE], QUESTIONS, tmp_path / "data", tmp_path)
    assert [each.error for each in waits] == [""] * 60
    assert {each.surface for each in waits} == {"slash", "mention", "reply", "button"}
    assert max(each.first for each in waits) < 3
    told = capsys.readouterr().out
    (hurried, reloads) = re.findall(r"(\d+) in haste, \d+ from memory, (\d+) reloads", told)[0]
    assert int(hurried) > 0
    assert int(reloads) > 0
    assert "\n- " not in told  # no rule broken


async def test_what_was_asked_lately_is_remembered_in_its_server_alone(tmp_path: Path) -> None:
    async with Crowd() as discord, running(discord, [SAMPLE], tmp_path / "data", tmp_path) as bot:
        await discord.open_servers(2)
        first, second = (guild.channels[0] for guild in discord.world.guilds[1:])

        async def remembered() -> float:
            return figure(await bot.figures(), REMEMBERED)

        asked = await discord.slash("ask", question=MOSCOW, where=first)
        await discord.slash("ask", question=MOSCOW, where=second)
        assert await remembered() == 0
        again = await discord.slash("ask", question=MOSCOW, where=first)
        assert again.plain == asked.plain
        assert await remembered() == 1
        await discord.slash("coverage reload", by=discord.world.admin, base=True)
        await discord.slash("ask", question=MOSCOW, where=first)
        assert await remembered() == 1


@pytest.mark.parametrize("mix", [SURFACES, ("mention",)])
async def test_a_signal_leaves_nobody_of_sixty_without_a_word(
    tmp_path: Path, mix: Sequence[Surface]
) -> None:
    discord = Crowd(mix=mix)
    async with discord, running(discord, [SAMPLE], tmp_path / "data", tmp_path) as bot:
        await discord.open_servers(6)
        discord.patience = 10.0
        asking = [asyncio.create_task(discord.ask(each)) for each in QUESTIONS[:60]]
        await asyncio.sleep(0.3)
        began = discord.state.clock.now()
        assert await bot.process.stop() == 0
        assert discord.state.clock.now() - began < 5
        waits = await asyncio.gather(*asking)
        assert [each for each in waits if each.error not in ("", STOPPED)] == []
        assert sum(not each.error for each in waits) > 2
        # On a starved machine what was sent over two seconds may arrive within one.
        refused = sum(each.status == TOO_MANY for each in discord.requests)
        assert refused < FEW * len(discord.requests)
