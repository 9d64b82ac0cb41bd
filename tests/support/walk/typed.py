"""The walk at a terminal: the console's lines and the command line's, and what they print."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

from consoles import shown
from newsroom import SAMPLE
from wire import STORM, more_of

from bot.app.settings import Settings
from bot.cli import main
from bot.console.commands import ConsoleCommands
from knowledge import Coverage
from walk.walking import Scene

_ROOT = Path(__file__).parents[3]


class Terminal:
    """Types what a scene tells, and notes what is printed."""

    def __init__(self, articles: Path, commands: ConsoleCommands) -> None:
        self._articles, self._commands = articles, commands
        self.scenes: list[Scene] = []

    def scene(self, name: str, title: str, about: str) -> None:
        """Begins a scene."""
        self.scenes.append(Scene(name, title, " ".join(about.split())))

    def type(self, line: str) -> None:
        """A line in the console."""
        self._note(f"dateline> {line}", shown(self._commands.respond(line)))

    def run(self, line: str) -> None:
        """A command on the command line, on the same articles."""
        data = str(self._articles.parent / "data-of-commands")
        paths = ["--coverage", str(SAMPLE), "--coverage", str(self._articles), "--data-dir", data]
        printed = StringIO()
        with redirect_stdout(printed):
            code = main([*paths, *shlex.split(line)], default_config=_ROOT / "config" / "bot.yaml")
        assert code == 0, line
        self._note(f"$ dateline {line}", printed.getvalue())

    def publish(self, name: str, title: str, source: str, count: int) -> None:
        """An article on a storm is there, and the folder is looked at."""
        text = f"{STORM.format(place='Aldermouth', count=count)} {more_of('Aldermouth', name)}"
        article = {"id": name, "title": title, "source": source, "published": "2025-05-05"}
        path = self._articles / f"{name}.json"
        path.write_text(json.dumps({**article, "text": text}), encoding="utf-8")

    def _note(self, typed: str, printed: str) -> None:
        lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
        self.scenes[-1].words += [typed, *lines, ""]


def _converse(at: Terminal) -> None:
    at.scene(
        "console-follow-up",
        "A follow-up",
        """`dateline` without a command opens the console. The next line may lean on the ones
        before; how it was understood stands in a line of its own.""",
    )
    at.type("When does Xi visit Moscow?")
    at.type("who invited him?")
    at.scene(
        "console-news",
        "What is new",
        "Asked within a conversation, it is what is new on the story that was talked about.",
    )
    at.type("and what is the latest?")


def _read(at: Terminal) -> None:
    at.scene(
        "console-timeline",
        "A timeline",
        """Typed as in Discord, options included: at most so many events and sentences of each, and
        only what articles said until a day.""",
    )
    at.type("/timeline Xi Jinping as_of:2025-05-06 events:4 sentences:2")
    at.scene("console-compare", "Sources side by side", "Where articles differ, and on what.")
    at.type("/compare When does Xi visit Moscow?")


def _be_told(at: Terminal) -> None:
    at.scene(
        "console-alert",
        "An alert",
        """It lasts as long as the console is open. What it tells stands below the answer to a line
        that is typed after the article came; here one came before the second line.""",
    )
    at.type("/alert add storm in Aldermouth")
    at.publish("coast", "Storm hits Aldermouth", "Coast Daily", 3)
    at.type("/coverage reload")
    at.type("/alert why Storm hits Aldermouth")
    at.scene(
        "console-digest", "Catching up", "The new stories since a day, each with its articles."
    )
    at.publish("hill", "Storm in Aldermouth stops trains", "Hill Gazette", 3)
    at.type("/coverage reload")
    at.type("/digest now since:2025-05-05")


def _command(at: Terminal) -> None:
    at.scene(
        "command-line",
        "On the command line",
        """The same without the console, for scripts too: `--json` gives what programs read.
        `--as-of` is the day it is seen from.""",
    )
    at.run("digest --since 2025-05-05 --as-of 2025-05-06")
    at.run("alert test storm in Aldermouth")
    at.run("alert why 'Storm hits Aldermouth' storm in Aldermouth")


async def typed(folder: Path) -> list[Scene]:
    """The scenes at a terminal."""
    return await asyncio.to_thread(partial(_play, folder, (_converse, _read, _be_told, _command)))


def _play(folder: Path, steps: tuple[Callable[[Terminal], None], ...]) -> list[Scene]:
    articles = folder / "articles"
    articles.mkdir(parents=True)
    with Coverage.open([SAMPLE, articles], folder / "data") as coverage:
        at = Terminal(articles, ConsoleCommands(coverage, Settings()))
        for step in steps:
            step(at)
    return at.scenes
