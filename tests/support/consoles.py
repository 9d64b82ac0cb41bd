"""The console as a process, with three articles."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path

import counting
from rich.console import RenderableType

from bot.console.terminal import make_console

ROOT = Path(__file__).parents[2]


QUESTION = "Who opened the new bridge in Aldermouth?"


ARTICLES = [
    {
        "id": "bridge",
        "title": "Aldermouth opens its bridge",
        "source": "Coast Daily",
        "published": "2025-03-04",
        "text": "A new bridge in Aldermouth was opened by Mayor Edda Vance on March 4, 2025.",
    },
    {
        "id": "cars",
        "title": "Aldermouth counts its cars",
        "source": "Gazette",
        "published": "2025-06-01",
        "text": "Aldermouth counted 8,000 cars a day on its new bridge.",
    },
]


def start(articles: Path, stream: int = subprocess.PIPE, *commands: str) -> subprocess.Popen[bytes]:
    """The console, or a command, as a process, with all its streams being `stream`."""
    ours = ("DISCORD_", "DATELINE_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    program = counting.program(ROOT / "run_bot.py")
    data = articles.parent / "data"
    return subprocess.Popen(
        [*program, *commands, "--coverage", articles, "--data-dir", data],
        cwd=ROOT,
        env=environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        stdin=stream,
        stdout=stream,
        stderr=stream,
    )


def write_articles(folder: Path) -> Path:
    """A new folder with the articles, a file each."""
    folder.mkdir()
    for article in ARTICLES:
        (folder / f"{article['id']}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder


def shown(rendered: RenderableType) -> str:
    """What a piped terminal shows."""
    output = io.StringIO()
    make_console(output).print(rendered)
    return output.getvalue()
