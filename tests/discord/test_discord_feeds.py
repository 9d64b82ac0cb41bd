"""Coverage that arrives by itself: feeds, pages and folders, with run_bot.py as a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom, running
from newsstand import PAPER, Newsstand, newsstand
from standin import Attachment, Interaction, NotOfferedError, StandIn

QUESTION = "When does the Alster ferry start again?"
FERRY = (
    "The Alster ferry starts again on {day}, the harbour office said on Friday. Its quay had been "
    "closed since a barge ran into it in the winter.\nThe repairs took longer than the city had "
    "planned, and two other lines have carried the passengers meanwhile. Tickets cost as much as "
    "before."
)
MARKET = (
    "The fish market of Altona moves into a new hall on June 14, 2025, its owner told traders. "
    "The old hall is to become a school of seafaring, for which the city has set money aside."
)


def publish_ferry(stand: Newsstand, day: str) -> None:
    stand.publish("ferry", "The Alster ferry starts again", FERRY.format(day=day))


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand() as stand:
        yield stand


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path, {"fetch": {"allow": ["127.0.0.1"]}})


@pytest.fixture
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    """A running bot; after each test: nothing broke Discord's rules, nothing unexpected."""
    async with StandIn(rate_limits=False) as standin, running(room, standin, "Traceback"):
        yield standin
        assert standin.violations == []


async def act(discord: StandIn, name: str, **options: Any) -> Interaction:
    """Uses a subcommand of /coverage as an admin; its answer is for them alone."""
    done = await discord.slash(f"coverage {name}", by=discord.world.admin, base=True, **options)
    assert done.ephemeral
    return done


async def answer(discord: StandIn, question: str = QUESTION) -> Interaction:
    return await discord.slash("ask", question=question)


async def until_answered(discord: StandIn, words: str, question: str = QUESTION) -> Interaction:
    """Asks again until the answer holds the words, for nobody tells when files were read."""
    async with asyncio.timeout(30):
        while True:
            asked = await answer(discord, question)
            if words in asked.plain:
                return asked
            await asyncio.sleep(0.2)


async def test_a_feed_from_its_first_article_to_a_correction(
    discord: StandIn, stand: Newsstand
) -> None:
    stand.publish("market", "Fish market moves", MARKET)
    added = await act(discord, "feed add", url=stand.feed)
    assert "Feed added" in added.plain
    assert "Fish market moves" in added.plain
    assert "June 14, 2025" in (await answer(discord, "When does the fish market move?")).plain
    assert "May 20, 2025" not in (await answer(discord)).plain

    publish_ferry(stand, "May 20, 2025")
    assert "1 new article" in (await act(discord, "feed refresh")).plain
    asked = await answer(discord)
    assert "May 20, 2025" in asked.plain.splitlines()[0]
    assert "The Alster ferry starts again" in asked.plain
    assert PAPER in asked.plain
    assert "2 May 2025" in asked.plain

    publish_ferry(stand, "May 27, 2025")
    assert "1 changed article" in (await act(discord, "feed refresh")).plain
    corrected = await answer(discord)
    assert "May 27, 2025" in corrected.plain.splitlines()[0]
    assert "May 20, 2025" not in corrected.plain
    assert "11 articles" in (await act(discord, "status")).plain
    assert PAPER in (await act(discord, "status")).plain


async def test_feeds_of_the_settings_and_new_files_come_without_a_command(
    tmp_path: Path, stand: Newsstand
) -> None:
    publish_ferry(stand, "May 20, 2025")
    settings = {"fetch": {"allow": ["127.0.0.1"]}, "coverage": {"feeds": [stand.feed]}}
    room = Newsroom(tmp_path / "other", settings)
    async with StandIn(rate_limits=False) as discord, room.bot(discord) as bot:
        await bot.ready()
        await until_answered(discord, "May 20, 2025")
        assert "settings" in (await act(discord, "log")).plain
        gone = await act(discord, "feed remove", feed=stand.feed)
        assert "will bring it back" in gone.plain
        room.write("market.txt", MARKET)
        await until_answered(discord, "June 14, 2025", "When does the fish market move?")
        assert await bot.stop() == 0
        assert "1 new, 0 changed" in bot.output
        assert "Traceback" not in bot.output


async def test_a_slow_feed_holds_up_nobody_and_not_the_end(
    tmp_path: Path, stand: Newsstand
) -> None:
    stand.stall(4)
    settings = {"fetch": {"allow": ["127.0.0.1"]}, "coverage": {"feeds": [stand.feed]}}
    room = Newsroom(tmp_path / "other", settings)
    async with StandIn(rate_limits=False) as discord, room.bot(discord) as bot:
        await bot.ready()
        await discord.until(lambda: stand.asked > 0, "request for the feed")
        assert "not checked yet" in (await act(discord, "feed list")).plain
        report = await act(discord, "reload")
        await discord.until(lambda: "reloaded" in report.plain, "report")
        assert "May 7 to May 10" in (await answer(discord, "When does Xi visit Moscow?")).plain
        assert await bot.stop(within=5) == 0
        assert "Traceback" not in bot.output


async def test_a_feed_that_fails_keeps_its_articles_and_says_so(
    discord: StandIn, stand: Newsstand
) -> None:
    publish_ferry(stand, "May 20, 2025")
    await act(discord, "feed add", url=stand.feed, minutes=5)
    listed = await act(discord, "feed list")
    assert f"[{PAPER}]({stand.feed}) · 1 article · every 5 min" in listed.text
    stand.fail()
    failed = await act(discord, "feed refresh")
    assert "503" in failed.plain
    for name in ("status", "feed list"):
        assert "503" in (await act(discord, name)).plain
    assert "May 20, 2025" in (await answer(discord)).plain


async def test_what_is_no_feed_is_not_added(discord: StandIn, stand: Newsstand) -> None:
    stand.publish("page", "A page", MARKET)
    for url in (stand.page("page"), stand.page("none"), "http://10.0.0.1/rss", "file:///etc/hosts"):
        refused = await act(discord, "feed add", url=url)
        assert "added" not in refused.plain or "not added" in refused.plain
    assert "There is none yet" in (await act(discord, "feed list")).plain
    assert "not among" in (await act(discord, "feed remove", feed="http://a.example")).plain


async def test_feeds_are_suggested_to_admins(discord: StandIn, stand: Newsstand) -> None:
    await act(discord, "feed add", url=stand.feed)
    admin = discord.world.admin
    (found,) = await discord.autocomplete(
        "coverage feed remove", "feed", "quay", by=admin, base=True
    )
    assert found.value == stand.feed
    assert not await discord.autocomplete("coverage feed remove", "feed", "quay")
    removed = await act(discord, "feed remove", feed=str(found.value))
    assert "Feed removed" in removed.plain
    assert "bring it back" not in removed.plain
    assert not await discord.autocomplete("coverage feed remove", "feed", "", by=admin, base=True)


async def test_add_pages_and_files_at_once(discord: StandIn, stand: Newsstand) -> None:
    publish_ferry(stand, "May 20, 2025")
    file = Attachment("market.txt", f"Fish market moves\n\n{MARKET}\n".encode())
    binary = Attachment("noise.txt", bytes(range(256)))
    url = f"{stand.page('ferry')} {stand.page('none')}"
    added = await act(discord, "add", url=url, file=file, file2=binary)
    assert "1. Added 1 article" in added.plain
    assert "2. Added 1 article" in added.plain
    assert "Not added" in added.plain
    assert "404" in added.plain
    assert "noise.txt" in added.plain
    assert "May 20, 2025" in (await answer(discord)).plain
    undone = await discord.click(added.message, "Undo 1", by=discord.world.admin)
    assert "Removed 1 article" in undone.plain
    assert "May 20, 2025" not in (await answer(discord)).plain
    assert "June 14, 2025" in (await answer(discord, "When does the fish market move?")).plain


async def test_add_wants_something_and_not_too_much(discord: StandIn, stand: Newsstand) -> None:
    assert "`url`" in (await act(discord, "add")).text
    assert "at most 5" in (await act(discord, "add", url="https://a.example " * 6)).plain
    for url in ("http://127.0.0.1:1/", "http://169.254.169.254/latest", "gopher://a.example/"):
        assert (await act(discord, "add", url=url)).plain
    assert "9 articles" in (await act(discord, "status")).plain


async def test_a_page_that_is_gone_is_removed_after_confirmation(
    discord: StandIn, stand: Newsstand
) -> None:
    publish_ferry(stand, "May 20, 2025")
    await act(discord, "add", url=stand.page("ferry"))
    stand.withdraw("ferry")
    told = await act(discord, "add", url=stand.page("ferry"))
    assert "gone" in told.plain
    assert told.plain.count("still holds") == 1
    assert "The Alster ferry starts again" in told.plain
    assert "May 20, 2025" in (await answer(discord)).plain
    removed = await discord.click(told.message, "Remove it", by=discord.world.admin)
    assert "Removed 1 article" in removed.plain
    assert "May 20, 2025" not in (await answer(discord)).plain


async def test_the_log_names_who_did_what_and_has_pages(discord: StandIn, stand: Newsstand) -> None:
    admin = discord.world.admin
    for number in range(14):
        text = f"The {number}th lock of the canal was opened to barges on a warm day."
        await act(discord, "add", file=Attachment(f"lock{number}.txt", text.encode()))
    log = await act(discord, "log")
    assert f"{admin.name} ({admin.id})" in log.plain
    assert "added lock13.txt" in log.plain
    assert "lock1.txt" not in log.plain
    older = await discord.click(log.message, "Next", by=admin)
    assert "added lock1.txt" in older.message.plain
    with pytest.raises(NotOfferedError):
        await discord.click(older.message, "Next", by=admin)
    newer = await discord.click(older.message, "Back", by=admin)
    assert "added lock13.txt" in newer.message.plain


async def test_sources_have_pages(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "other")
    for number in range(45):
        front = f"---\nsource: Paper {number:02}\n---\n"
        room.write(f"{number}.md", f"{front}\nThe {number}th ferry left the quay at noon.\n")
    async with StandIn() as discord, room.bot(discord) as bot:
        await bot.ready()
        seen = page = await discord.slash("sources")
        listed = page.plain
        for _ in range(2):
            page = await discord.click(page.message, "Next")
            listed += page.message.plain
        assert all(f"Paper {number:02} · 1 article" in listed for number in range(45))
        assert "page 3 of 3" in page.message.plain
        assert [button.label for button in page.message.buttons] == ["Back"]
        assert seen.ephemeral
        assert discord.violations == []


async def test_all_of_it_is_for_admins(discord: StandIn) -> None:
    address = "https://a.example"
    options: dict[str, dict[str, Any]] = {
        "add": {"url": address},
        "log": {},
        "feed add": {"url": address},
        "feed remove": {"feed": address},
        "feed list": {},
        "feed refresh": {},
    }
    for name, given in options.items():
        refused = await discord.slash(f"coverage {name}", **given)
        assert refused.ephemeral
        assert "admins" in refused.plain
