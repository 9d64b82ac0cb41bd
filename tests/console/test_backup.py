"""`backup` and `restore`: all that cannot be made anew, and nothing overwritten unasked."""

import asyncio
import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import counting
import pytest
import yaml
from newsroom import Newsroom
from newsstand import Newsstand, newsstand
from standin import Attachment, StandIn
from standin.process import ROOT

MOSCOW = "When does Xi visit Moscow?"


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand() as stand:
        yield stand


async def run(config: Path, *arguments: str | Path, **env: str) -> tuple[int, str]:
    """The exit code of a command and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(*counting.program(ROOT / "run_bot.py"), "--config", str(config), *map(str, arguments)),
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(config.parent), **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    assert process.returncode is not None
    return process.returncode, output


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        found = {each.name: archive.extractfile(each) for each in archive}
        return {name: stream.read() for name, stream in found.items() if stream}


def archived(file: Path, contents: dict[str, bytes]) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file


def named(folder: Path, *names: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name in names]


def small(folder: Path, **sections: object) -> Path:
    """The settings of a bot with one article, in a folder of its own."""
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "one.txt").write_text("The bridge opens on Monday.")
    config = folder / "bot.yaml"
    settings = {"data_dir": "data", "coverage": {"paths": ["articles"]}, **sections}
    config.write_text(yaml.safe_dump(settings))
    return config


async def chosen(discord: StandIn) -> list[str]:
    """What a server has set, is told of, and is fed with, as its admin is shown it."""
    names, by = ("settings", "alert list", "coverage feed list"), discord.world.admin
    return [(await discord.slash(name, by=by)).plain for name in names]


async def test_a_live_bot_is_saved_and_lives_on_elsewhere(
    discord: StandIn, tmp_path: Path, stand: Newsstand
) -> None:
    room = Newsroom(tmp_path / "old")
    config, saved = tmp_path / "old" / "bot.yaml", tmp_path / "backup.tar.gz"
    config.write_text(
        f"# {discord.token}\ndata_dir: data\ncoverage:\n  paths: [coverage]\n"
        "fetch: {allow: [127.0.0.1]}\n"
    )
    stand.publish("ferry", "The ferry starts", "The Alster ferry starts on May 20, 2025.")
    admin = discord.world.admin
    async with room.bot(discord) as bot:
        await bot.ready()
        asked = await discord.slash("ask", question=MOSCOW)
        await discord.click(asked.message, "👍")
        file = Attachment("settings.yaml", b"answer_length: long\ntime_zone: Asia/Tokyo\n")
        await discord.slash("settings", file=file, by=admin)
        await discord.slash("alert add", about="parade", by=admin)
        await discord.slash("coverage feed add", url=stand.feed, by=admin)
        before = await chosen(discord)
        for words, shown in zip(("Asia/Tokyo", "parade", stand.feed), before, strict=True):
            assert words in shown
        room.write("late.txt", "Dateline: the late article.")
        code, said = await run(config, "backup", saved, DISCORD_TOKEN=discord.token)
        assert (code, "saved" in said) == (0, True), said
        await bot.stop()
    held = members(saved)
    assert not [name for name, content in held.items() if discord.token.encode() in content]
    assert not [name for name in held if "index" in name]
    assert "articles/0/late.txt" in held
    assert saved.stat().st_mode & 0o077 == 0

    new = tmp_path / "new"
    code, said = await run(new / "bot.yaml", "restore", saved)
    assert code == 0, said
    restored = {path.name for path in (new / "coverage").iterdir()}
    assert restored == {path.name for path in room.coverage.iterdir()}
    room.folder.rename(tmp_path / "gone")
    room.folder.mkdir()
    for path in new.iterdir():
        path.rename(room.folder / path.name)
    async with room.bot(discord) as bot:
        await bot.ready()
        assert "correction.md" in (await discord.click(asked.message, "Sources")).plain
        assert await chosen(discord) == before
        ferry = await discord.slash("ask", question="When does the Alster ferry start?")
        assert "May 20, 2025" in ferry.plain
        await bot.stop()


async def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    config, saved = small(tmp_path / "a"), tmp_path / "backup.tar.gz"
    assert (await run(config, "backup", saved))[0] == 0
    code, said = await run(config, "backup", saved)
    assert code == 1
    assert "--overwrite" in said
    assert (await run(config, "restore", saved))[0] == 0  # all is the same
    article = tmp_path / "a" / "articles" / "one.txt"
    article.write_text("Changed since.")
    code, said = await run(config, "restore", saved)
    assert code == 1
    assert "one.txt" in said
    assert "--overwrite" in said
    assert article.read_text() == "Changed since."
    code, said = await run(config, "restore", saved, "--overwrite", "--json")
    assert json.loads(said.splitlines()[-1])["files"] == 2
    assert article.read_text() == "The bridge opens on Monday."


async def test_collections_of_servers_are_saved(tmp_path: Path) -> None:
    config, saved = small(tmp_path / "a"), tmp_path / "backup.tar.gz"
    server = tmp_path / "a" / "data" / "servers" / "5"
    for name in ("articles/index/one.txt", "feeds/f.json", "index/made", "changes.jsonl", "left"):
        (server / name).parent.mkdir(parents=True, exist_ok=True)
        (server / name).write_text(name)
    assert (await run(config, "backup", saved))[0] == 0
    kept = {name.removeprefix("data/servers/5/") for name in members(saved) if "/5/" in name}
    assert kept == {"articles/index/one.txt", "feeds/f.json", "changes.jsonl", "left"}


async def test_what_an_index_in_a_cluster_belongs_to_is_saved(tmp_path: Path) -> None:
    old, new = small(tmp_path / "old"), small(tmp_path / "new")
    (tmp_path / "old" / "data").mkdir()
    (tmp_path / "old" / "data" / "cluster-owner").write_text("a1b2")
    saved = tmp_path / "backup.tar.gz"
    assert (await run(old, "backup", saved))[0] == 0
    code, said = await run(new, "restore", saved, "--overwrite")
    assert code == 0, said
    assert (tmp_path / "new" / "data" / "cluster-owner").read_text() == "a1b2"


async def test_a_backup_does_not_hold_itself(tmp_path: Path) -> None:
    config = small(tmp_path / "a")
    code, said = await run(config, "backup", tmp_path / "a" / "articles" / "b.tar.gz")
    assert code == 1
    assert "elsewhere" in said


HEAD = json.dumps({"format": 1, "version": "0", "coverage_paths": 1}).encode()


@pytest.mark.parametrize(
    "name",
    ["data/../../escaped", "articles/0/../../escaped", "/escaped", "data/other", "articles/7/x"],
)
async def test_nothing_is_written_elsewhere(tmp_path: Path, name: str) -> None:
    config = small(tmp_path / "a" / "b")
    text = config.read_bytes()
    contents = {"backup.json": HEAD, "settings.yaml": text, name: b"escaped"}
    code, said = await run(config, "restore", archived(tmp_path / "bad.tar.gz", contents))
    assert code == 1
    assert "Traceback" not in said
    assert named(tmp_path, "escaped", "other", "x") == []


@pytest.mark.parametrize("content", [b"", b"no archive", None])
async def test_what_is_no_backup_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "bad.tar.gz"
    if content is None:
        archived(file, {"some": b"thing"})
    else:
        file.write_bytes(content)
    code, said = await run(small(tmp_path / "a"), "restore", file)
    assert code == 1
    assert "is no backup" in said
    assert "Traceback" not in said
