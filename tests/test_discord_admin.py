"""/coverage by those who may and those who may not, with run_bot.py as a process."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom import Newsroom
from standin import Attachment, Interaction, NotOfferedError, StandIn, User

QUESTION = "When does the Alster ferry start again?"
ARTICLE = """---
title: The Alster ferry starts again
source: Quay Gazette
published: 2025-05-02
---

The Alster ferry starts again on May 20, 2025, the harbour office said.
"""
SUBCOMMANDS = ("status", "reload", "add", "remove")


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    """A running bot; after each test: nothing broke Discord's rules, nothing unexpected."""
    async with StandIn(rate_limits=False) as standin, room.bot(standin) as bot:
        await bot.ready()
        yield standin
        assert standin.violations == []
        assert await bot.stop() == 0
        assert "Traceback" not in bot.output


async def use(
    discord: StandIn, subcommand: str, by: User, *, insist: bool = False, dm: bool = False
) -> Interaction:
    where = discord.world.dm_with(by) if dm else discord.world.general
    name = f"coverage {subcommand}"
    if subcommand == "add":
        file = Attachment("ferry.md", ARTICLE.encode())
        return await discord.slash(name, file=file, by=by, where=where, insist=insist)
    if subcommand == "remove":
        return await discord.slash(name, article="any", by=by, where=where, insist=insist)
    return await discord.slash(name, by=by, where=where, insist=insist)


def visible(room: Newsroom) -> list[str]:
    paths = room.coverage.iterdir()
    return sorted(path.name for path in paths if not path.name.startswith("."))


async def reload(discord: StandIn) -> str:
    report = await discord.slash("coverage reload", by=discord.world.manager)
    await discord.until(lambda: "reloaded" in report.plain, "report")
    assert report.ephemeral
    return report.plain


async def answer(discord: StandIn, question: str = QUESTION) -> str:
    return (await discord.slash("ask", question=question)).plain.splitlines()[0]


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
async def test_members_are_refused(discord: StandIn, room: Newsroom, subcommand: str) -> None:
    before = visible(room)
    for person in (discord.world.member, discord.world.editor):
        refused = await use(discord, subcommand, person)
        assert refused.ephemeral
        assert "admins" in refused.plain
    assert visible(room) == before


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
async def test_direct_messages_are_refused_even_to_admins(
    discord: StandIn, subcommand: str
) -> None:
    with pytest.raises(NotOfferedError):
        await use(discord, subcommand, discord.world.admin, dm=True)
    refused = await use(discord, subcommand, discord.world.admin, dm=True, insist=True)
    assert refused.ephemeral
    assert "server" in refused.plain


async def test_members_are_suggested_no_articles(discord: StandIn) -> None:
    await discord.slash("coverage status", by=discord.world.admin)
    assert await discord.autocomplete("coverage remove", "article", "Xi") == []


async def test_manager_and_admin_may(discord: StandIn) -> None:
    for person in (discord.world.manager, discord.world.admin):
        status = await discord.slash("coverage status", by=person)
        assert status.ephemeral
        assert "9 articles" in status.plain


async def test_configured_role_and_user_may(tmp_path: Path) -> None:
    async with StandIn() as discord:
        world = discord.world
        settings = {"admin_roles": [world.editor_role.id], "admin_users": [world.neighbour.id]}
        room = Newsroom(tmp_path / "other", {"discord": settings})
        async with room.bot(discord) as bot:
            await bot.ready()
            for person in (world.editor, world.neighbour):
                assert "9 articles" in (await discord.slash("coverage status", by=person)).plain
            assert "admins" in (await discord.slash("coverage status")).plain
        assert discord.violations == []


async def test_reload_reads_what_is_new_changed_and_gone(discord: StandIn, room: Newsroom) -> None:
    assert "May 20" not in await answer(discord)
    room.write("ferry.md", ARTICLE)
    assert "1 added · 0 changed · 0 removed" in await reload(discord)
    assert "May 20, 2025" in await answer(discord)
    room.write("ferry.md", ARTICLE.replace("May 20", "May 22"))
    renewed = r"0 added · 1 changed · 0 removed|1 added · 0 changed · 1 removed"
    assert re.search(renewed, await reload(discord))
    assert "May 22, 2025" in await answer(discord)
    (room.coverage / "ferry.md").unlink()
    assert "0 added · 0 changed · 1 removed" in await reload(discord)
    assert "May 22" not in await answer(discord)


async def test_reload_tells_what_could_not_be_read(discord: StandIn, room: Newsroom) -> None:
    room.write("half.jsonl", '{"text": "The first line is whole."}\n{"text": "the second\n')
    room.write("empty.txt", "")
    (room.coverage / "broken.txt.gz").write_bytes(gzip.compress(b"text " * 1000)[:-20])
    (room.coverage / "image.md").write_bytes(bytes(range(256)) * 10)
    report = await reload(discord)
    assert "1 added" in report
    for name in ("half.jsonl, line 2", "empty.txt", "broken.txt.gz", "image.md, line 2"):
        assert f"{name}: " in report
    status = await discord.slash("coverage status", by=discord.world.admin)
    assert "half.jsonl, line 2" in status.plain


async def test_add_and_undo(discord: StandIn, room: Newsroom) -> None:
    added = await use(discord, "add", discord.world.manager)
    assert added.ephemeral
    assert "The Alster ferry starts again" in added.plain
    assert (room.coverage / "ferry.md").read_text() == ARTICLE
    assert "May 20, 2025" in await answer(discord)
    undone = await discord.click(added.message, "Undo", by=discord.world.manager)
    assert undone.ephemeral
    assert not (room.coverage / "ferry.md").exists()
    assert "May 20" not in await answer(discord)


async def test_remove_and_undo(discord: StandIn) -> None:
    admin = discord.world.admin
    await discord.slash("coverage status", by=admin)  # waits for the coverage, suggestions do not
    found = await discord.autocomplete("coverage remove", "article", "taiwan strait", by=admin)
    assert [choice.name for choice in found if "Taiwan Strait on the agenda" in choice.name]
    article = str(found[0].value)
    removed = await discord.slash("coverage remove", article=article, by=admin)
    assert removed.ephemeral
    assert "Taiwan Strait" in removed.plain
    assert "8 articles" in (await discord.slash("coverage status", by=admin)).plain
    await discord.click(removed.message, "Undo", by=admin)
    assert "9 articles" in (await discord.slash("coverage status", by=admin)).plain


async def test_remove_what_is_not_there(discord: StandIn) -> None:
    asked = await discord.slash("coverage remove", article="no such", by=discord.world.admin)
    assert asked.ephemeral
    assert "no such" in asked.plain


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("setup.exe", b"MZ"),
        ("empty.txt", b""),
        ("broken.json", b"{"),
        ("binary.txt", bytes(range(256)) * 100),
        ("cut.txt.gz", gzip.compress(b"words and words")[:-9]),
        ("large.txt", b"word " * 1_800_000),
        ("noname", b"A text without an ending in its name."),
    ],
)
async def test_add_refuses_with_a_reason(
    discord: StandIn, room: Newsroom, name: str, data: bytes
) -> None:
    before = visible(room)
    file = Attachment(name, data)
    refused = await discord.slash("coverage add", file=file, by=discord.world.admin)
    assert refused.ephemeral
    assert "went wrong" not in refused.plain
    assert len(refused.plain) > 20
    assert visible(room) == before
    assert "9 articles" in (await discord.slash("coverage status", by=discord.world.admin)).plain


@pytest.mark.parametrize("name", ["../../ferry.md", "/etc/ferry.md", "..\\ferry.md", ".ferry.md"])
async def test_added_file_stays_in_the_folder(discord: StandIn, room: Newsroom, name: str) -> None:
    file = Attachment(name, ARTICLE.encode())
    await discord.slash("coverage add", file=file, by=discord.world.admin)
    holding = [path for path in room.folder.rglob("*ferry.md") if path.is_file()]
    assert all(path.is_relative_to(room.coverage) for path in holding)
    assert "May 20, 2025" in await answer(discord)


async def test_added_twice(discord: StandIn) -> None:
    await use(discord, "add", discord.world.manager)
    again = await use(discord, "add", discord.world.manager)
    assert again.ephemeral
    assert "already" in again.plain
    assert "10 articles" in (await use(discord, "status", discord.world.admin)).plain


async def test_undo_is_for_admins(discord: StandIn) -> None:
    added = await use(discord, "add", discord.world.manager)
    button = next(each for each in added.buttons if "Undo" in each.label)
    forged = await discord.say("look")
    forged.fill({"components": added.message.components, "flags": added.message.flags & ~64})
    forged.author = discord.world.bot
    refused = await discord.click(forged, str(button.custom_id))
    assert refused.ephemeral
    assert "admins" in refused.plain
    assert "May 20, 2025" in await answer(discord)


async def test_two_reloads_at_once(discord: StandIn, room: Newsroom) -> None:
    reports = [
        discord.slash("coverage reload", by=discord.world.admin),
        discord.slash("coverage reload", by=discord.world.manager),
    ]
    told = [each.plain for each in await asyncio.gather(*reports)]
    assert all(re.search("reloaded|already|Reading", text) for text in told)
