"""Faults of the disk: full, read-only, locked, and files that are damaged or gone."""

from __future__ import annotations

import os
import re
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from newsroom import PROGRAM
from standin.process import ROOT

from .fault import QUESTION, Stage, fault, seen

STORAGE = "disk"
DATABASE = "discord.sqlite3"
# Root may write everywhere, by its capabilities; without them it is as any other user.
POWERLESS = """
import ctypes, os
if os.geteuid() == 0:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0
"""


async def _asked_of_new(stage: Stage, program: Path = PROGRAM, told: str = "") -> str:
    """What is seen of a question to a bot that starts now and says something in its log."""
    async with stage.starting(program) as bot:
        await bot.ready()
        answer = await stage.slash()
        assert await bot.stop() == 0
        assert told in bot.output
        assert "Traceback" not in bot.output
    return answer


async def _run_once(stage: Stage) -> None:
    """Leaves an index and a database behind."""
    assert await _asked_of_new(stage) == "the answer"


@fault(STORAGE, "the disk is full; asked, and voted", alone=True)
async def full(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        asked = await stage.discord.slash("ask", question=QUESTION)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        voted = await stage.discord.click(asked.message, "👍")
        assert "my disk is full" in voted.plain
        told = await stage.mention()
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert "Glad it helped" in (await stage.discord.click(asked.message, "👍")).plain
    return told


@fault(STORAGE, "the data directory is read-only at the start", alone=True)
async def read_only(stage: Stage) -> str:
    await _run_once(stage)
    with _unwritable(stage.room.data):
        program = stage.room.program(POWERLESS)
        return await _asked_of_new(stage, program, f"{DATABASE} cannot be written to")


@contextmanager
def _unwritable(folder: Path) -> Iterator[None]:
    paths = [folder, *folder.rglob("*")]
    modes = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


@fault(STORAGE, "the database is locked by another program; asked, and voted", alone=True)
async def locked(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        asked = await stage.discord.slash("ask", question=QUESTION)
        path = stage.room.data / DATABASE
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = await stage.slash()
            voted = await stage.discord.click(asked.message, "👍")
            assert "could not keep that" in voted.plain
        assert "Traceback" not in bot.output
    return told


@fault(STORAGE, "the index was damaged while the bot was down", alone=True)
async def damaged_index(stage: Stage) -> str:
    await _run_once(stage)
    for path in (stage.room.data / "index").glob("generation-*"):
        path.write_bytes(path.read_bytes()[:500])
    return await _asked_of_new(stage, told="will be built again")


@fault(STORAGE, "the index is damaged while the bot runs; asked again after a moment", alone=True)
async def damaged_in_use(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        assert await stage.slash() == "the answer"
        for path in (stage.room.data / "index").glob("articles-*"):
            with path.open("r+b") as stream:
                stream.write(os.urandom(path.stat().st_size))
        await stage.discord.slash("ask", question=QUESTION)
        # Whoever looks next notices: the question, or what watches the folder.
        noticed = re.compile("building the index again|the index will be built again")
        await stage.discord.until(lambda: bool(noticed.search(bot.output)), "notice")
        return await stage.slash()


def _copy_of_the_program(stage: Stage) -> Path:
    """The program with links to its files in a folder of its own, where one may be replaced."""
    for name in ("bot", "knowledge"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(
            ROOT / name, stage.room.folder / name, copy_function=os.symlink, ignore=ignored
        )
    return Path(shutil.copy(PROGRAM, stage.room.folder))


@fault(STORAGE, "the model's file is missing", alone=True)
async def missing_model(stage: Stage) -> str:
    program = _copy_of_the_program(stage)
    (stage.room.folder / "knowledge/reading/model/model.onnx").unlink()
    return await _asked_of_new(stage, program, "reader's model")


@fault(STORAGE, "the model's file is damaged", alone=True)
async def damaged_model(stage: Stage) -> str:
    program = _copy_of_the_program(stage)
    model = stage.room.folder / "knowledge/reading/model/model.onnx"
    damaged = model.read_bytes()[:10_000]
    model.unlink()
    model.write_bytes(damaged)
    return await _asked_of_new(stage, program, "reader's model")


@fault(
    STORAGE,
    "the database is damaged while the bot was down",
    "nothing; the bot ends and its log says what to do",
    "what is asked until the operator acts",
    alone=True,
)
async def damaged_database(stage: Stage) -> str:
    await _run_once(stage)
    path = stage.room.data / DATABASE
    path.write_bytes(b"no database at all" * 1000)
    async with stage.starting() as bot:
        assert await bot.wait() == 1
        assert "put a copy of it back" in bot.output
        assert "Traceback" not in bot.output
    return "nothing; the bot ends and its log says what to do"


@fault(
    STORAGE,
    "the articles' folder is gone while the bot runs",
    alone=True,
)
async def gone_folder(stage: Stage) -> str:
    async with stage.starting() as bot:
        await bot.ready()
        assert await stage.slash() == "the answer"
        stage.room.coverage.rename(stage.room.folder / "elsewhere")
        asked = await stage.discord.slash(
            "coverage reload", by=stage.discord.world.admin, base=True
        )
        await stage.discord.until(lambda: "Reading" not in asked.plain, "report")
        assert "went wrong" not in asked.plain, asked.plain
        told = seen((await stage.discord.slash("ask", question=QUESTION)).plain)
        assert "Traceback" not in bot.output
    return told
