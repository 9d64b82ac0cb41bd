"""The command line as a test runs it: within this process or as one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import counting
import pytest

from bot.cli import main

ROOT = Path(__file__).parents[2]


# The variables of whoever runs the tests must not reach the program.
OURS = ("DISCORD_", "DATELINE_")


QUESTION = "Who opened the new bridge in Aldermouth?"


BRIDGE = {
    "title": "Aldermouth opens its bridge",
    "source": "Coast Daily",
    "published": "2025-03-04",
    "text": "A new bridge in Aldermouth was opened by Mayor Edda Vance on March 4, 2025. "
    "It replaces a ferry that had crossed the river since 1911.",
}


LATER = {
    "title": "Aldermouth counts its cars",
    "source": "Hill Gazette",
    "published": "2025-06-01",
    "text": "Aldermouth counted 8,000 cars a day on its new bridge, far more than planned.",
}


@dataclass(frozen=True)
class Done:
    """What a run gave."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, stdin: str | bytes = b"") -> Done:
    """Runs a command within this process, which is quicker; nothing may escape as an exception."""
    given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin))
    output, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", given)
        for name in list(os.environ):
            if name.startswith(OURS):
                patch.delenv(name)
        with redirect_stdout(output), redirect_stderr(errors):
            try:
                code = main(list(map(str, arguments)), default_config=ROOT / "config" / "bot.yaml")
            except SystemExit as wrong_usage:
                code = int(wrong_usage.code or 0)
    return Done(code, output.getvalue(), errors.getvalue())


def start(*arguments: str | Path, **environ: str) -> subprocess.Popen[bytes]:
    """Runs a command as a process."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.Popen(
        [*counting.program(ROOT / "run_bot.py"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=own | environ,
    )


def lines(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def two_articles(folder: Path) -> Path:
    """A folder with BRIDGE and LATER."""
    for name, article in (("bridge", BRIDGE), ("later", LATER)):
        (folder / f"{name}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder
