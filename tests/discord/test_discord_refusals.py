"""/coverage refused, to those who may not and for what cannot be; one bot for all tests."""

import gzip
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from newsroom import Newsroom, running
from standin import Attachment, Interaction, NotOfferedError, StandIn, User

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUBCOMMANDS = ("status", "reload", "add", "remove")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return Newsroom(tmp_path_factory.mktemp("newsroom"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    async with StandIn(rate_limits=False) as standin, running(room, standin, "Traceback"):
        yield standin


@pytest.fixture(autouse=True)
def judged(discord: StandIn, room: Newsroom) -> Iterator[None]:
    """Every test: no rule of Discord's broken, the coverage as it was."""
    discord.violations.clear()
    before = visible(room)
    yield
    assert discord.violations == []
    assert visible(room) == before


async def use(
    discord: StandIn, subcommand: str, by: User, *, insist: bool = False, dm: bool = False
) -> Interaction:
    where = discord.world.dm_with(by) if dm else discord.world.general
    name = f"coverage {subcommand}"
    if subcommand == "add":
        file = Attachment("ferry.md", b"The ferry starts again on May 20, 2025.")
        return await discord.slash(name, file=file, by=by, where=where, insist=insist)
    if subcommand == "remove":
        return await discord.slash(name, article="any", by=by, where=where, insist=insist)
    return await discord.slash(name, by=by, where=where, insist=insist)


def visible(room: Newsroom) -> list[str]:
    paths = room.coverage.iterdir()
    return sorted(path.name for path in paths if not path.name.startswith("."))


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
async def test_members_are_refused(discord: StandIn, subcommand: str) -> None:
    for person in (discord.world.member, discord.world.editor):
        refused = await use(discord, subcommand, person)
        assert refused.ephemeral
        assert "admins" in refused.plain


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
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        ("archive.md", b"PK\x03\x04" + bytes(range(256)) * 4),
        ("page.json", b"<html><body><p>They spoke about trade.</p></body></html>"),
        ("records.pdf", b'{"text": "They spoke about trade."}'),
        ("packed.txt", gzip.compress(b"They spoke about trade. " * 50)),
        ("noname", b"A text without an ending in its name."),
    ],
)
async def test_add_refuses_with_a_reason(discord: StandIn, name: str, data: bytes) -> None:
    file = Attachment(name, data)
    refused = await discord.slash("coverage add", file=file, by=discord.world.admin)
    assert refused.ephemeral
    assert "went wrong" not in refused.plain
    assert len(refused.plain) > 20
    assert "9 articles" in (await discord.slash("coverage status", by=discord.world.admin)).plain
