"""/settings by those who may and those who may not; one bot in two servers for all tests."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from newsroom import Newsroom, running
from standin import Attachment, Channel, Guild, Interaction, Message, NotOfferedError, StandIn, User

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "When is the parade?"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    settings: dict[str, dict[str, Any]] = {
        "discord": {"message_content": True},
        "cooldown": {"seconds": 600, "per_user": 9_000, "per_guild": 10_000},
    }
    return Newsroom(tmp_path_factory.mktemp("newsroom"), settings)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    async with (
        StandIn(message_content=True, rate_limits=False) as standin,
        running(room, standin, "Traceback"),
    ):
        yield standin


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rivals(discord: StandIn) -> Guild:
    """A second server, which the neighbour manages."""
    guild = discord.world.new_guild("Rivals", discord.world.neighbour)
    await discord.add_bot(guild)
    return guild


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def judged(discord: StandIn) -> AsyncIterator[None]:
    """Every test: no rule of Discord's broken, and in the end nothing is chosen."""
    discord.violations.clear()
    yield
    await discord.click((await opened(discord)).message, "Reset all", by=discord.world.manager)
    assert discord.violations == []


async def opened(discord: StandIn) -> Interaction:
    return await discord.slash("settings", by=discord.world.manager)


async def ask(discord: StandIn, by: User | None = None, where: Channel | None = None) -> str:
    return (await discord.slash("ask", question=QUESTION, by=by, where=where)).plain


def forged(discord: StandIn, message: Message, where: Channel) -> Message:
    """A message of the bot in a channel with what another of its messages bears."""
    copy = Message(discord.world.snowflakes.next(), where, discord.world.bot)
    copy.fill({"components": message.components, "flags": message.flags & ~64})
    return discord.state.add(copy)


async def test_members_and_direct_messages_are_refused(discord: StandIn) -> None:
    world = discord.world
    for person in (world.member, world.editor):
        refused = await discord.slash("settings", by=person)
        assert refused.ephemeral
        assert "Only admins" in refused.plain
    private = world.dm_with(world.admin)
    with pytest.raises(NotOfferedError):
        await discord.slash("settings", by=world.admin, where=private)
    refused = await discord.slash("settings", by=world.admin, where=private, insist=True)
    assert "in a server only" in refused.plain


async def test_the_panel_shows_what_holds_to_the_admin_alone(discord: StandIn) -> None:
    panel = await opened(discord)
    assert panel.ephemeral
    assert "/ask: everyone" in panel.plain
    assert "9,000 questions a member and 10,000 in all within 600 seconds" in panel.plain
    assert "Time zone: UTC" in panel.plain


async def test_a_press_is_checked_as_the_command_is(discord: StandIn) -> None:
    """Somebody else's press of a panel that they should not even see."""
    panel = forged(discord, (await opened(discord)).message, discord.world.general)
    refused = [
        await discord.choose(panel, "length", "short"),
        await discord.choose(panel, "roles", discord.world.editor_role, by=discord.world.editor),
        await discord.click(panel, "Reset all"),
        await discord.click(panel, "Export"),
        await discord.click(panel, "Cooldown"),
    ]
    for each in refused:
        assert each.ephemeral
        assert each.modal is None
        assert "Only admins" in each.plain


async def test_a_panel_is_worth_nothing_in_another_server(discord: StandIn, rivals: Guild) -> None:
    stranger, there = discord.world.neighbour, rivals.channels[0]
    panel = forged(discord, (await opened(discord)).message, there)
    for refused in (
        await discord.choose(panel, "length", "short", by=stranger),
        await discord.click(panel, "Export", by=stranger),
    ):
        assert "another server's settings" in refused.plain
    for by, where in ((stranger, there), (discord.world.manager, discord.world.general)):
        shown = await discord.slash("settings", by=by, where=where)
        menu = next(p for p in walked(shown.message) if "length" in p.get("custom_id", ""))
        assert [each["value"] for each in menu["options"] if each["default"]] == ["normal"]


def walked(message: Message) -> Iterator[dict[str, Any]]:
    stack = list(message.components)
    while stack:
        part = stack.pop()
        yield part
        stack += part.get("components", [])


async def test_the_length_of_answers_holds_at_once_and_here_alone(
    discord: StandIn, rivals: Guild
) -> None:
    question = "What happened on May 7?"
    whole = await discord.slash("ask", question=question)
    panel = await opened(discord)
    chosen = await discord.choose(panel.message, "length", "short", by=discord.world.manager)
    assert chosen.message == panel.message  # the panel itself is renewed
    short = await discord.slash("ask", question=question)
    there = await discord.slash("ask", question=question, where=rivals.channels[0])
    assert len(short.plain) < len(whole.plain)
    assert len([line for line in short.text.splitlines() if line.startswith("> ")]) <= 1
    assert there.plain == whole.plain


async def test_a_command_is_kept_to_roles(discord: StandIn, rivals: Guild) -> None:
    world = discord.world
    panel = (await opened(discord)).message
    form = await discord.choose(panel, "command", "summary", by=world.manager)
    done = await discord.submit(form, who="roles", roles=[world.editor_role])
    assert f"/summary: admins and <@&{world.editor_role.id}>" in done.plain
    refused = await discord.slash("summary")
    assert refused.ephemeral
    assert refused.plain == (
        f"In this server only admins and <@&{world.editor_role.id}> may use /summary."
    )
    assert await discord.autocomplete("summary", "source", "") == []
    assert await discord.autocomplete("summary", "source", "", by=world.editor) != []
    for person in (world.editor, world.manager):
        assert not (await discord.slash("summary", by=person)).ephemeral
    assert not (await discord.slash("summary", where=rivals.channels[0])).ephemeral
    assert not (await discord.slash("summary", where=world.dm_with(world.member))).ephemeral
    empty = await discord.choose(panel, "command", "timeline", by=world.manager)
    refused = await discord.submit(empty, who="roles")
    assert "commands.timeline [] is not allowed: write everyone, admins" in refused.plain


async def test_asking_is_kept_to_admins_in_every_way(discord: StandIn) -> None:
    world = discord.world
    before = await discord.slash("ask", question=QUESTION)
    panel = (await opened(discord)).message
    await discord.choose(panel, "channels", world.ask, by=world.manager)
    form = await discord.choose(panel, "command", "ask", by=world.manager)
    await discord.submit(form, who="admins")
    told = "In this server only admins may ask me."
    assert await ask(discord) == told
    assert (await discord.mention(QUESTION)).plain == told
    assert (await discord.click(before.message, "Sources")).plain == told
    written = await discord.say("The parade is on May 9, 2025, when?", by=world.manager)
    menu = await discord.message_menu("Ask the coverage", written)
    assert menu.plain == told
    assert "May 9" in await ask(discord, by=world.manager)
    assert "May 9" in (await discord.mention(QUESTION, by=world.manager)).plain
    assert "May 9" in (await discord.dm(QUESTION)).plain


async def test_an_ask_channel_is_chosen_and_given_up(discord: StandIn) -> None:
    world = discord.world
    panel = (await opened(discord)).message
    await discord.choose(panel, "channels", world.ask, by=world.manager)
    asked = await discord.say(QUESTION, where=world.ask)
    assert "May 9" in (await discord.answer_to(asked)).plain
    assert f"<#{world.ask.id}>" in (await discord.slash("help")).text
    await discord.choose(panel, "channels", by=world.manager)
    assert await discord.silence_after(await discord.say(QUESTION, where=world.ask))


async def test_an_admin_role_is_chosen(discord: StandIn) -> None:
    world = discord.world
    panel = (await opened(discord)).message
    assert "admins" in (await discord.slash("coverage status", by=world.editor)).plain
    await discord.choose(panel, "roles", world.editor_role, by=world.manager)
    assert "9 articles" in (await discord.slash("coverage status", by=world.editor)).plain
    assert "Settings of this server" in (await discord.slash("settings", by=world.editor)).plain
    refused = await discord.choose(panel, "roles", world.everyone, by=world.manager)
    assert "everyone not among them" in refused.plain
    assert "Only admins" in (await discord.slash("settings")).plain


async def test_the_cooldown_can_be_slower_and_never_quicker(
    discord: StandIn, rivals: Guild
) -> None:
    world = discord.world
    panel = (await opened(discord)).message
    form = await discord.click(panel, "Cooldown", by=world.manager)
    done = await discord.submit(form, questions_of_one_member="1", time_zone="Asia/Tokyo")
    assert "1 question a member" in done.plain
    assert "Time zone: Asia/Tokyo" in done.plain
    assert "May 9" in await ask(discord, by=world.editor)
    assert "That was a lot of questions" in await ask(discord, by=world.editor)
    assert "May 9" in await ask(discord, by=world.editor, where=rivals.channels[0])
    form = await discord.click(panel, "Cooldown", by=world.manager)
    refused = await discord.submit(form, within_so_many_seconds="5", time_zone="Mars")
    assert "cooldown.seconds 5 is not allowed: write a whole number from 600" in refused.plain
    assert "time_zone 'Mars' is not allowed" in refused.plain
    assert "Time zone: Asia/Tokyo" in (await opened(discord)).plain


async def test_settings_are_exported_and_read_back_elsewhere(
    discord: StandIn, rivals: Guild
) -> None:
    world, there = discord.world, rivals.channels[0]
    panel = (await opened(discord)).message
    await discord.choose(panel, "length", "long", by=world.manager)
    sent = await discord.click(panel, "Export", by=world.manager)
    assert sent.ephemeral
    (file,) = sent.message.attachments
    data = discord.state.files[file["id"]]
    assert b"\nanswer_length: long\n" in data
    reset = await discord.click(panel, "Reset all", by=world.manager)
    await discord.until(lambda: bool(reset.followups), "file")
    (before,) = reset.followups[0].attachments
    assert discord.state.files[before["id"]] == data
    sent_file = Attachment(file["filename"], data)
    read = await discord.slash("settings", file=sent_file, by=world.neighbour, where=there)
    again = await discord.click(read.message, "Export", by=world.neighbour)
    (file,) = again.message.attachments
    assert discord.state.files[file["id"]] == data
    await discord.click(read.message, "Reset all", by=world.neighbour)


async def test_a_file_that_is_wrong_changes_nothing(discord: StandIn) -> None:
    world = discord.world
    wrong = Attachment("mine.yaml", b"answer_length: short\ncooldown: {per_user: 9001}\n")
    refused = await discord.slash("settings", file=wrong, by=world.manager)
    assert refused.ephemeral
    assert "cooldown.per_user 9001 is not allowed: write a whole number from 1 to 9000" in (
        refused.plain
    )
    sent = await discord.click((await opened(discord)).message, "Export", by=world.manager)
    (file,) = sent.message.attachments
    assert b"# answer_length: normal" in discord.state.files[file["id"]]
    assert "Only admins" in (await discord.slash("settings", file=wrong)).plain


async def test_a_file_that_takes_long_is_waited_for_and_one_that_is_gone_is_told(
    discord: StandIn,
) -> None:
    manager, file = discord.world.manager, Attachment("mine.yaml", b"answer_length: short\n")
    discord.state.file_delay = 4.0
    read = await discord.slash("settings", file=file, by=manager)
    discord.state.file_delay = 0.0
    menu = next(p for p in walked(read.message) if "length" in p.get("custom_id", ""))
    assert [each["value"] for each in menu["options"] if each["default"]] == ["short"]
    discord.state.loses_files = True
    gone = await discord.slash("settings", file=file, by=manager)
    discord.state.loses_files = False
    assert "Discord no longer has mine.yaml. Nothing was changed; please attach it" in gone.plain


async def test_a_server_does_without_the_base_or_some_of_it(
    discord: StandIn, rivals: Guild
) -> None:
    world, there = discord.world, rivals.channels[0]
    before = await ask(discord)
    elsewhere = await ask(discord, where=there)
    panel = (await opened(discord)).message
    menu = next(p for p in walked(panel) if "sources" in str(p.get("custom_id", "")))
    names = [str(each["value"]) for each in menu["options"]]
    assert names
    less = await discord.choose(panel, "sources", names[0], by=world.manager)
    assert "is read here, without 1 of its sources" in less.plain
    assert names[0] not in (await discord.slash("sources")).plain
    assert names[0] in (await discord.slash("sources", where=there)).plain
    await discord.choose(panel, "sources", *names, by=world.manager)
    await discord.choose(panel, "sources", names[1], by=world.manager)
    assert names[0] in (await discord.slash("sources")).plain
    assert names[1] not in (await discord.slash("sources")).plain
    none = await discord.click(panel, "Do without the base", by=world.manager)
    assert "is not read here" in none.plain
    assert "May 9" not in await ask(discord)
    assert await ask(discord, where=there) == elsewhere
    assert "May 9" in (await discord.dm(QUESTION)).plain
    await discord.click(panel, "Read the base", by=world.manager)
    await discord.choose(panel, "sources", by=world.manager)
    assert await ask(discord) == before
