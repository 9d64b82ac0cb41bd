"""Lists of alerts and digests in pages: whoever may see all of a server's sees all."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from standin import Interaction
from wire import Wire

from bot.discord.rendering.lines import in_pages
from bot.state.news.values import Alert, PersonalDigest, Target

MANY = 25


async def all_pages(wire: Wire, name: str) -> tuple[str, int]:
    """What an admin reads who turns all pages, and how many there are."""
    by = wire.discord.world.admin
    done: Interaction = await wire.discord.slash(name, by=by)
    read, pages = done.plain, 1
    while "Next" in [button.label for button in done.message.buttons]:
        done = await wire.discord.click(done.message, "Next", by=by)
        read, pages = f"{read}\n{done.plain}", pages + 1
        assert done.ephemeral
    return read, pages


async def test_an_admin_reads_all_alerts(wire: Wire) -> None:
    guild, channel = wire.discord.world.guild_id, wire.discord.world.general.id
    words = tuple(f"word{n} {'x' * 30}" for n in range(10))
    made = [
        await wire.bot.state.alerts.add(Alert(Target(guild, channel), f"Topic {n} " * 12, words))
        for n in range(MANY)
    ]
    read, pages = await all_pages(wire, "alert list")
    assert pages > 3
    assert f"Page {pages} of {pages}" in read
    assert [int(n) for n in re.findall(r"^- (\d+) ", read, re.MULTILINE)] == [
        each.id for each in made if each
    ]
    assert "more" not in read


async def test_an_admin_reads_all_digests(wire: Wire) -> None:
    guild = wire.discord.world.guild_id
    for user in range(1, MANY + 1):
        digest = PersonalDigest(10_000 + user, guild, "day", "08:00", "UTC")
        await wire.bot.state.digests.subscribe(digest)
    read, pages = await all_pages(wire, "digest when")
    assert pages == 3
    assert {int(n) for n in re.findall(r"<@(\d+)>", read)} == set(range(10_001, 10_001 + MANY))


async def test_a_page_that_is_there_no_more_is_the_last_one(wire: Wire) -> None:
    guild, channel = wire.discord.world.guild_id, wire.discord.world.general.id
    made = [
        await wire.bot.state.alerts.add(Alert(Target(guild, channel), f"Topic {n}"))
        for n in range(11)
    ]
    by = wire.discord.world.admin
    listed = await wire.discord.slash("alert list", by=by)
    for each in made[1:]:
        assert each is not None
        await wire.bot.state.alerts.remove(each.id)
    turned = await wire.discord.click(listed.message, "Next", by=by)
    assert "Topic 0" in turned.plain
    assert "Page" not in turned.plain


@given(st.lists(st.text(max_size=2000), max_size=40))
def test_pages_hold_each_line_once(lines: list[str]) -> None:
    pages = list(in_pages(lines))
    assert [line for page in pages for line in page] == lines
    assert all(page and len(page) <= 10 for page in pages)
    assert all(sum(map(len, page)) <= 3000 for page in pages if len(page) > 1)
