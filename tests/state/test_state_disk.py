"""The state on a disk that is full or may not be written to: it is read, and nothing else."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import Newsroom
from standin import StandIn

from bot.state.database import FILE
from bot.state.repositories import State

ROOT = Path(__file__).parents[2]
OLD = Path(__file__).parent / "released" / "0.1.0" / "data"

# Votes, keeps a question and prints what it is told; with no room for any file, or with no more
# rights than a file's owner has: root may write everywhere, by its capabilities (capabilities(7)).
BARRED = """
import asyncio, ctypes, logging, os, resource, sys, tempfile
from pathlib import Path
from bot.state.errors import StateError
from bot.state.repositories import State
from bot.state.values import Access, Asked

async def main():
    state = State.open(Path(sys.argv[2]), keep_days=30, clock=lambda: 1795950677.0)
    print(await state.questions.recall("ba8694cd346d"))
    print(await state.votes.count())
    print(await state.questions.remember(Asked("when?"), Access("server 5", 1)))
    try:
        await state.votes.cast("ba8694cd346d", 1, good=True)
    except StateError as error:
        print(error)
    print(await state.votes.count())
    state.close()

logging.basicConfig(stream=sys.stdout, format="%(message)s")
asyncio.run(asyncio.to_thread(int))  # makes what has no room later, as does the next
with tempfile.TemporaryDirectory() as warm:
    State.open(Path(warm), keep_days=1).close()
if sys.argv[1] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
elif os.geteuid() == 0:
    version, this_process = 0x20080522, 0
    header = (ctypes.c_uint32 * 2)(version, this_process)
    assert ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0
asyncio.run(main())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that may be written to again after the test, so that it can be removed."""
    yield tmp_path
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


def barred(how: str, data: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BARRED, how, str(data)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("how", ["full", "read-only"])
@pytest.mark.parametrize("upgraded", [False, True])
def test_what_is_there_is_read_and_changes_are_refused(
    folder: Path, how: str, upgraded: bool
) -> None:
    data = Path(shutil.copytree(OLD, folder / "data"))
    if upgraded:
        State.open(data, keep_days=30).close()
    (data / FILE).chmod(0o444)
    data.chmod(0o555)
    before = (data / FILE).read_bytes()
    lines = barred(how, data)
    assert "discord.sqlite3 cannot be written to" in lines[0]
    assert "Asked(question='When is the parade?'" in lines[1]
    assert lines[2] == lines[-1] == "Votes(good=1, bad=1)"
    assert lines[3].endswith("no buttons: attempt to write a readonly database")
    assert lines[4] == "None"
    assert lines[5].startswith("I could not keep that: my disk is full")
    assert str(folder) not in lines[5]
    assert (data / FILE).read_bytes() == before


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_without_a_file_nothing_is_kept(folder: Path, how: str) -> None:
    folder.chmod(0o555)
    lines = barred(how, folder / "data")
    assert "discord.sqlite3 cannot be written to" in lines[0]
    assert lines[1:3] == ["None", "Votes(good=0, bad=0)"]


async def test_the_bot_answers_on_while_its_disk_is_full(discord: StandIn, tmp_path: Path) -> None:
    async with Newsroom(tmp_path).bot(discord) as bot:
        await bot.ready()
        asked = await discord.slash("ask", question="When is the parade?")
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        clicked = await discord.click(asked.message, "👍")
        assert clicked.ephemeral
        assert clicked.plain.startswith("I could not keep that: my disk is full")
        again = await discord.slash("ask", question="When is the parade?")
        assert "May 9" in again.plain
        assert "👍" not in str(again.message)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert "Glad it helped" in (await discord.click(asked.message, "👍")).plain
        assert await bot.stop() == 0
    assert "Traceback" not in bot.output
    assert discord.violations == []
