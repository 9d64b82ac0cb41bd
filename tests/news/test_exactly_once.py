"""Posts over everything that can come in between: none is doubled, none is lost."""

from __future__ import annotations

import re
import signal
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from standin import BotProcess
from wire import BEGAN, Wire, choose

DYING = Path(__file__).parents[1] / "support" / "dying_bot.py"
TOWNS = (
    "Aldermouth Veldrun Skarholm Lindmark Harburg Tarnby Ostvik Brenholm Kaldnes Marfjord".split()
)


def lines_with(wire: Wire, words: str) -> int:
    """How often the bot's posts say something."""
    return sum(post.plain.count(words) for post in wire.posts())


async def run_to(wire: Wire, step: int) -> int | None:
    """A round in a process of its own that is killed at a step; how many steps there were where it
    was not."""
    settings = wire.folder / "settings.json"
    address = {**wire.document, "discord": {"api_url": wire.discord.api_url}}
    document = wire.settings.model_validate(address).model_dump_json()
    settings.write_text(document, encoding="utf-8")
    arguments = (settings, str(wire.clock.now), str(step))
    root = Path(__file__).parents[2]
    env = {"PYTHONPATH": str(root)}
    async with BotProcess(
        wire.discord, *arguments, home=wire.folder, env=env, program=DYING
    ) as process:
        code = await process.wait(within=240)
        if code == -signal.SIGKILL:
            return None
        assert code == 0, process.output
        return int(re.findall(r"^\d+$", process.output, re.MULTILINE)[-1])


@pytest.mark.timeout(1800)
async def test_killed_at_every_step_it_posts_each_story_once(idle: Wire) -> None:
    wire = idle
    async with wire.running():
        await wire.round()
        await wire.alert(most_a_day=50)  # more than there are steps
        wire.publish_storm("Nordby", 1)
        await wire.round()
    step, steps, before = 0, None, "Nordby"
    while steps is None:
        step += 1
        town = f"Town{step}"
        wire.clock.advance(30)
        wire.publish_storm(town, step + 10, name=f"storm{step}")
        wire.publish_storm(before, 900 + step, name=f"more{step}", source="Wire")
        steps = await run_to(wire, step)
        wire.clock.advance(30)
        async with wire.running():
            await wire.round()
            await wire.round()
        assert lines_with(wire, f"Storm hits {town}\n") == 1, step
        assert lines_with(wire, f"and {900 + step} people died") == 1, step
        before = town
    assert step > 12
    assert len(wire.posts()) == step + 1


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_killed_at_every_step_what_waited_comes_once_in_one_post(idle: Wire) -> None:
    wire = idle
    async with wire.running():
        await wire.round()
        await wire.alert()
        await wire.round()
    step, steps = 0, None
    while steps is None:
        step += 1
        wire.clock.set(BEGAN + timedelta(days=step))  # nobody has looked since the day before
        for number in range(2):
            wire.publish_storm(f"Town{step}{'ab'[number]}", step + 10, name=f"{step}-{number}")
        steps = await run_to(wire, step)
        wire.clock.advance(30)
        async with wire.running():
            await wire.round()
            await wire.round()
        posts = [post.plain for post in wire.posts()]
        assert len(posts) == step
        assert all(f"Storm hits Town{step}{which}\n" in posts[-1] for which in "ab")
    assert step > 12


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("whose", ["person", pytest.param("server", marks=pytest.mark.long)])
async def test_killed_at_every_step_each_digest_comes_once(idle: Wire, whose: str) -> None:
    wire, world = idle, idle.discord.world
    where = world.dm_with(world.member) if whose == "person" else world.ask
    async with wire.running():
        if whose == "person":
            await wire.discord.slash("digest subscribe", at="12:30", zone="UTC")
        else:
            daily = f"{{channel: {where.id}, every: day, at: '12:30'}}"
            await choose(wire, f"time_zone: UTC\ndigest: {daily}")
        await wire.round()
    step, steps = 0, None
    while steps is None:
        step += 1
        made = Random(step)
        town = "".join(map(made.choice, ("BDFGKLMNPRST", "aeiou", "bdfgklmnprst", "aeiou") * 2))
        wire.clock.set(BEGAN + timedelta(days=step, hours=1))
        wire.publish_storm(town, step + 10, name=f"storm{step}")
        steps = await run_to(wire, step)
        wire.clock.advance(30)
        async with wire.running():
            await wire.round()
            await wire.round()
        told = [post.plain for post in wire.posts(where)]
        assert sum(f"Storm hits {town}\n" in text for text in told) == 1, step
    assert step > 8
    assert len(told) == step
