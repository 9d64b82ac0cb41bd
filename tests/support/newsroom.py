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
        return BotProcess(discord, "--config", self._config, home=self.folder, env=env)

    def write(self, name: str, text: str) -> Path:
        """Put an article into the coverage folder behind the bot's back."""
        path = self.coverage / name
        path.write_text(text, encoding="utf-8")
        return path

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
