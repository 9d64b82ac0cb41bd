"""/coverage by those who may and those who may not, with run_bot.py as a process."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom import Newsroom, running
from standin import Attachment, Interaction, StandIn

QUESTION = "When does the Alster ferry start again?"
ARTICLE = """---
title: The Alster ferry starts again
source: Quay Gazette
published: 2025-05-02
---

The Alster ferry starts again on May 20, 2025, the harbour office said.
"""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    """A running bot; after each test: nothing broke Discord's rules, nothing unexpected."""
    async with StandIn(rate_limits=False) as standin, running(room, standin, "Traceback"):
        yield standin
        assert standin.violations == []


async def add(discord: StandIn) -> Interaction:
    file = Attachment("ferry.md", ARTICLE.encode())
    return await discord.slash("coverage add", file=file, by=discord.world.admin, base=True)


async def status(discord: StandIn) -> str:
    return (await discord.slash("coverage status", by=discord.world.admin, base=True)).plain


async def reload(discord: StandIn) -> str:
    report = await discord.slash("coverage reload", by=discord.world.admin, base=True)
    await discord.until(lambda: "reloaded" in report.plain, "report")
    assert report.ephemeral
    return report.plain


async def test_an_operator_reloads_the_base_and_the_servers_own(
    discord: StandIn, room: Newsroom
) -> None:
    """One command reads all that who asks may change; an admin's reads the server's alone."""
    theirs = await discord.slash("coverage reload", by=discord.world.manager)
    await discord.until(lambda: "reloaded" in theirs.plain, "report")
    assert "Now 0 articles" in theirs.plain
    both = await discord.slash("coverage reload", by=discord.world.admin)
    await discord.until(lambda: "reloaded" in both.plain, "report")
    assert "Now 0 articles" not in both.plain


async def answer(discord: StandIn, question: str = QUESTION) -> str:
    return (await discord.slash("ask", question=question)).plain.splitlines()[0]


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
    status = await discord.slash("coverage status", by=discord.world.admin, base=True)
    assert "half.jsonl, line 2" in status.plain


async def test_add_and_undo(discord: StandIn, room: Newsroom) -> None:
    added = await add(discord)
    assert added.ephemeral
    assert "The Alster ferry starts again" in added.plain
    assert (room.coverage / "ferry.md").read_text() == ARTICLE
    assert "May 20, 2025" in await answer(discord)
    undone = await discord.click(added.message, "Undo", by=discord.world.admin)
    assert undone.ephemeral
    assert not (room.coverage / "ferry.md").exists()
    assert "May 20" not in await answer(discord)


async def test_undo_by_command_once_the_message_is_gone(discord: StandIn) -> None:
    admin = discord.world.admin
    await add(discord)
    other = Attachment("gas.md", b"# Gas\n\nThe gas price fell by half on June 2, 2025.\n")
    await discord.slash("coverage add", file=other, by=admin, base=True)
    found = await discord.autocomplete("coverage undo", "change", "ferry", by=admin, base=True)
    assert [choice.name for choice in found] == ["added “The Alster ferry starts again”, ferry.md"]
    change = str(found[0].value)
    undone = await discord.slash("coverage undo", change=change, by=admin, base=True)
    assert "Removed 1 article from ferry.md" in undone.plain
    assert "May 20" not in await answer(discord)
    gone = await discord.slash("coverage undo", change="999", by=admin, base=True)
    assert gone.plain == "there is no change '999' to undo"
    back = await discord.slash("coverage undo", by=admin, base=True)  # the last: the removal
    assert "Restored 1 article in ferry.md" in back.plain
    assert "May 20, 2025" in await answer(discord)


async def test_undo_by_a_button_of_the_log(discord: StandIn) -> None:
    admin = discord.world.admin
    await add(discord)
    log = await discord.slash("coverage log", by=admin, base=True)
    undone = await discord.click(log.message, "Undo: added", by=admin)
    assert undone.ephemeral
    assert "May 20" not in await answer(discord)


async def test_remove_and_undo(discord: StandIn) -> None:
    admin = discord.world.admin
    await discord.slash(
        "coverage status", by=admin, base=True
    )  # waits for the coverage, suggestions do not
    found = await discord.autocomplete(
        "coverage remove", "article", "taiwan strait", by=admin, base=True
    )
    assert [choice.name for choice in found if "Taiwan Strait on the agenda" in choice.name]
    article = str(found[0].value)
    removed = await discord.slash("coverage remove", article=article, by=admin, base=True)
    assert removed.ephemeral
    assert "Taiwan Strait" in removed.plain
    assert "8 articles" in await status(discord)
    await discord.click(removed.message, "Undo", by=admin)
    assert "9 articles" in await status(discord)


async def test_an_article_is_removed_by_its_title_too(discord: StandIn) -> None:
    admin = discord.world.admin
    unknown = await discord.slash("coverage remove", article="taiwan", by=admin, base=True)
    assert "name one by its id: meridian-2025-0505-taiwan (“Taiwan Strait" in unknown.plain
    title = "taiwan strait on the agenda in moscow"
    removed = await discord.slash("coverage remove", article=title, by=admin, base=True)
    assert "Removed 1 article from briefs.jsonl" in removed.plain


async def test_what_is_refused_is_told_as_not_added(discord: StandIn) -> None:
    file = Attachment("half.json", b"{")
    refused = await discord.slash("coverage add", file=file, by=discord.world.admin, base=True)
    assert refused.plain.startswith("Not added\n- half.json: line 1: malformed JSON")


@pytest.mark.parametrize("name", ["../../ferry.md", "/etc/ferry.md", "..\\ferry.md", ".ferry.md"])
async def test_added_file_stays_in_the_folder(discord: StandIn, room: Newsroom, name: str) -> None:
    file = Attachment(name, ARTICLE.encode())
    await discord.slash("coverage add", file=file, by=discord.world.admin, base=True)
    holding = [path for path in room.folder.rglob("*ferry.md") if path.is_file()]
    assert all(path.is_relative_to(room.coverage) for path in holding)
    assert "May 20, 2025" in await answer(discord)


async def test_added_twice(discord: StandIn) -> None:
    await add(discord)
    again = await add(discord)
    assert again.ephemeral
    assert "already" in again.plain
    assert "10 articles" in await status(discord)


async def test_undo_is_for_admins(discord: StandIn) -> None:
    added = await add(discord)
    button = next(each for each in added.buttons if "Undo" in each.label)
    forged = await discord.say("look")
    forged.fill({"components": added.message.components, "flags": added.message.flags & ~64})
    forged.author = discord.world.bot
    refused = await discord.click(forged, str(button.custom_id))
    assert refused.ephemeral
    assert "Only whoever runs this bot" in refused.plain
    assert "May 20, 2025" in await answer(discord)


async def test_two_reloads_at_once(discord: StandIn, room: Newsroom) -> None:
    reports = [
        discord.slash("coverage reload", by=discord.world.admin, base=True),
        discord.slash("coverage reload", by=discord.world.admin, base=True),
    ]
    told = [each.plain for each in await asyncio.gather(*reports)]
    assert all(re.search("reloaded|already|Reading", text) for text in told)
