"""The bot and the console on a disk without room: they answer from the last index and say why."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom
from standin import BotProcess, StandIn
from standin.process import ROOT

from bot.console.history import History
from knowledge import Coverage, CoverageError
from knowledge.index.disk.store import Store

QUESTION = "When does Xi visit Moscow?"
ANSWER = "May 7 to May 10, 2025"
LATER = "The Alster ferry starts again on May 20, 2025."
NO_ROOM = f"""
import atexit, resource, runpy, sys
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
# What measures the lines that tests reach writes them at the end, after this.
atexit.register(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))
sys.path.insert(0, {str(ROOT)!r})
runpy.run_path({str(ROOT / "run_bot.py")!r}, run_name="__main__")
"""


def indexed(folder: Path) -> Newsroom:
    """A newsroom with an index, and an article that came after it."""
    room = Newsroom(folder, {"answer": {"reader": False}})
    Coverage.open([room.coverage], room.data, reader_threads=0).close()
    room.write("ferry.txt", LATER)
    return room


async def test_the_bot_starts_and_answers(discord: StandIn, tmp_path: Path) -> None:
    indexed(tmp_path)
    program = tmp_path / "no_room.py"
    program.write_text(NO_ROOM)
    config = tmp_path / "bot.yaml"
    bot = BotProcess(discord, "--config", config, home=tmp_path, program=program)
    async with bot:
        await bot.ready()
        asked = await discord.slash("ask", question=QUESTION)
        assert ANSWER in asked.plain
        assert await bot.stop() == 0
    assert "make room on the disk" in bot.output
    assert "answering from the index as it is" in bot.output
    assert "discord.sqlite3 cannot be written to" in bot.output
    assert "move it away" not in bot.output
    assert "Traceback" not in bot.output
    assert discord.violations == []


def test_the_console_starts_and_answers(tmp_path: Path) -> None:
    indexed(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, "--config", str(tmp_path / "bot.yaml")],
        input=f"{QUESTION}\n",
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(tmp_path)},
    )
    assert ANSWER in done.stdout
    assert "make room on the disk" in done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("number", "remedy"),
    [(errno.EROFS, "let the user that runs this write there"), (errno.ENOSPC, "make room")],
)
def test_the_warning_fits_the_cause(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: int,
    remedy: str,
) -> None:
    room = indexed(tmp_path)
    monkeypatch.setattr(Store, "writing", failing(number))
    with Coverage.open([room.coverage], room.data, reader_threads=0) as coverage:
        assert coverage.index.article_count == 9
        with pytest.raises(CoverageError, match=remedy):
            coverage.reload()
    assert os.strerror(number) in caplog.text
    assert remedy in caplog.text


def failing(number: int) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number), "index/lock")

    return fail


def test_what_is_typed_at_the_console_is_kept_if_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "data" / "console-history"
    History(path).store_string("when?")
    assert list(History(path).load_history_strings()) == ["when?"]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        History(path).store_string("why?")
        History(tmp_path / "bot.yaml" / "history").store_string("why?")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(History(path).load_history_strings()) == ["when?"]
