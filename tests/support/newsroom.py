"""The project's bot in a folder of its own: coverage, settings and data of one test."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml
from standin import BotProcess, StandIn
from standin.process import ROOT

PROGRAM = ROOT / "run_bot.py"
SAMPLE = ROOT / "config" / "sample-coverage"
# A question that may mean each of the storms.
UNCLEAR = "How many died?"
Sections = Mapping[str, Mapping[str, Any]]


class Newsroom:
    """A copy of the sample coverage, a config and a data directory below `folder`.

    `settings` are sections of the config; the cooldown is out of the way unless it is one of them.
    """

    def __init__(self, folder: Path, settings: Sections | None = None) -> None:
        self.folder = folder
        self.coverage = folder / "coverage"
        self.data = folder / "data"
        self._config = folder / "bot.yaml"
        # Without the journal that somebody who tried `/coverage remove` on it left there.
        shutil.copytree(SAMPLE, self.coverage, ignore=shutil.ignore_patterns(".*"))
        free = {"seconds": 1, "per_user": 10_000, "per_guild": 10_000}
        wanted = settings or {}
        coverage = {**wanted.get("coverage", {}), "paths": [str(self.coverage)]}
        sections = {"cooldown": free, **wanted, "coverage": coverage}
        self._config.write_text(yaml.safe_dump({**sections, "data_dir": str(self.data)}))

    def bot(self, discord: StandIn, **env: str) -> BotProcess:
        """Return the bot as a process, not yet started."""
        return self.started_by(PROGRAM, discord, env)

    def started_by(
        self, program: Path, discord: StandIn, env: Mapping[str, str] | None = None
    ) -> BotProcess:
        """Return the bot as a process that another program starts, not yet started."""
        config = ("--config", self._config)
        return BotProcess(discord, *config, home=self.folder, env=env, program=program)

    def program(self, before: str) -> Path:
        """A program that runs some Python, then the bot."""
        path = self.folder / "program.py"
        path.write_text(
            f"import runpy, sys\nsys.path.insert(0, {str(ROOT)!r})\n{before}\n"
            f"runpy.run_path({str(PROGRAM)!r}, run_name='__main__')\n"
        )
        return path

    def write(self, name: str, text: str) -> Path:
        """Put an article into the coverage folder behind the bot's back."""
        path = self.coverage / name
        path.write_text(text, encoding="utf-8")
        return path

    def write_many(self, number: int) -> None:
        """Add so many short articles, which take a while to be read."""
        words = "the river port opened a new lock for barges and ferries near old town".split()
        texts = (" ".join(words[n % 5 :]) + f" {n}." for n in range(number))
        lines = [json.dumps({"id": f"n{n}", "text": text}) for n, text in enumerate(texts)]
        self.write("many.jsonl", "\n".join(lines))

    def write_storms(self) -> None:
        """Add three articles, each of which may be meant by UNCLEAR."""
        articles = [
            {
                "id": name.lower(),
                "title": f"Storm hits {name}",
                "source": "Coast Daily",
                "published": f"2025-05-0{number}",
                "text": f"A storm hit {name} at night. {number + 2} people died there, "
                "the mayor said.",
            }
            for number, name in enumerate(("Aldermouth", "Veldrun", "Skarholm"), 1)
        ]
        self.write("storms.jsonl", "".join(json.dumps(each) + "\n" for each in articles))


@asynccontextmanager
async def running(
    room: Newsroom, discord: StandIn, unexpected: str = " ERROR "
) -> AsyncIterator[BotProcess]:
    """The bot of a newsroom, ready; in the end it has to stop well, and to have logged nothing
    `unexpected`."""
    async with room.bot(discord) as bot:
        await bot.ready()
        yield bot
        assert await bot.stop() == 0
        assert unexpected not in bot.output
