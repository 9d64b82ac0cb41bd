"""The stand-in for Discord, tried with a small bot of the real discord.py."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord as library
import pytest
from small_bot import SmallBot, card
from standin import Attachment, NotOfferedError, StandIn, running


@pytest.fixture
async def bot(discord: StandIn) -> AsyncIterator[SmallBot]:
    small = SmallBot()
    async with running(small, discord):
        yield small


def broken(discord: StandIn) -> list[str]:
    return [violation.rule for violation in discord.violations]


async def test_slash_command_is_answered(discord: StandIn, bot: SmallBot) -> None:
    asked = await discord.slash("echo", text="hello", quiet=True)
    assert (asked.text, asked.ephemeral, asked.deferred) == ("hello", True, False)
    assert asked.message.seen_by == discord.world.member
    assert asked.first_response_ms is not None
    assert 0 < asked.first_response_ms < 3000
    assert discord.violations == []


async def test_subcommand_attachment_and_permissions(discord: StandIn, bot: SmallBot) -> None:
    receipt = Attachment("a.txt", b"paper")
    manager = discord.world.manager
    bought = await discord.slash("shop buy", thing="pen", receipt=receipt, by=manager)
    assert bought.text == "pen, paper, manager: True"
    assert (await discord.slash("shop buy", thing="pen")).text == "pen, nothing, manager: False"
    with pytest.raises(NotOfferedError, match="DMs"):
        await discord.slash("shop buy", thing="pen", where=discord.world.dm_with(manager))
    assert discord.violations == []


@pytest.mark.parametrize(
    ("name", "options"),
    [("nothing", {}), ("echo", {}), ("echo", {"text": "a", "more": "b"}), ("echo", {"text": 1})],
)
async def test_what_a_client_would_not_send(
    discord: StandIn, bot: SmallBot, name: str, options: dict[str, Any]
) -> None:
    with pytest.raises(NotOfferedError):
        await discord.slash(name, **options)


async def test_autocomplete(discord: StandIn, bot: SmallBot) -> None:
    choices = await discord.autocomplete("shop buy", "thing", "pen")
    assert [choice.value for choice in choices] == ["pen0", "pen1"]
    assert discord.violations == []
    discord.state.deadline = 0.3
    assert await discord.autocomplete("shop buy", "thing", "many") == []
    assert "limits" in broken(discord)


async def test_mention_reply_and_dm(discord: StandIn, bot: SmallBot) -> None:
    answer = await discord.mention("hello")
    assert answer.text == f"You said <@{discord.world.bot.id}> hello"
    assert answer.replies_to is not None
    assert answer.pings == set()
    assert (await discord.reply(answer, "and again")).text == "You said and again"
    assert (await discord.dm("secret")).channel.is_dm
    unasked = await discord.say("nobody meant you")
    assert await discord.silence_after(unasked, 0.2)
    assert discord.violations == []


async def test_context_menu_gives_the_whole_message(discord: StandIn, bot: SmallBot) -> None:
    target = await discord.say("read me")
    asked = await discord.message_menu("Repeat", target, by=discord.world.neighbour)
    assert (asked.text, asked.ephemeral) == ("read me", True)


async def test_layout_and_buttons(discord: StandIn, bot: SmallBot) -> None:
    asked = await discord.slash("card", text="first \\* **bold**")
    assert asked.deferred
    assert asked.message.is_v2
    assert asked.plain == "first * bold\nsecond\nSource"
    assert [button.label for button in asked.buttons] == ["Open", "Vote up", "Vote down"]
    with pytest.raises(NotOfferedError):
        await discord.click(asked.message, "Open")
    up = await discord.click(asked.message, "up", by=discord.world.neighbour)
    assert (up.text, up.ephemeral) == ("You voted up", True)
    down = await discord.click(asked.message, "vote:down")
    assert down.message is asked.message
    assert "You voted down" in asked.message.text
    assert len(asked.message.edits) == 1
    assert discord.violations == []


async def test_ephemeral_buttons_are_for_one(discord: StandIn, bot: SmallBot) -> None:
    asked = await discord.slash("echo", text="mine", quiet=True)
    with pytest.raises(NotOfferedError, match="cannot see"):
        await discord.click(asked.message, "any", by=discord.world.neighbour)


async def test_edits_are_kept_and_paced_by_the_rate_limit(discord: StandIn, bot: SmallBot) -> None:
    asked = await discord.slash("progress")
    began = discord.state.clock.now()
    await discord.until(lambda: asked.text == "6", "end of progress")
    assert discord.state.clock.now() - began > 1.5  # five in two seconds
    assert asked.message.edits == ["0", "1", "2", "3", "4", "5"]
    assert {each.status for each in discord.requests} == {200}
    assert discord.violations == []


async def test_over_limit_is_refused_and_recorded(discord: StandIn, bot: SmallBot) -> None:
    discord.state.deadline = 0.3
    asked = await discord.slash("echo", text="x" * 2001)
    assert asked.messages == []
    assert isinstance(bot.errors[0].__cause__, library.HTTPException)
    assert (bot.errors[0].__cause__.code, bot.errors[0].__cause__.status) == (
        50035,
        400,
    )
    assert broken(discord) == ["limits", "no response"]


async def test_layout_over_its_text_limit(discord: StandIn, bot: SmallBot) -> None:
    channel = bot.get_channel(discord.world.general.id)
    assert isinstance(channel, library.TextChannel)
    with pytest.raises(library.HTTPException, match="4000"):
        await channel.send(view=card("x" * 2000, "y" * 2000))
    sent = await channel.send(view=card("x"))
    with pytest.raises(library.HTTPException, match="IS_COMPONENTS_V2"):
        await sent.edit(content="too")
    assert broken(discord) == ["limits", "limits"]


async def test_late_response(discord: StandIn, bot: SmallBot) -> None:
    discord.state.deadline = 0.2
    asked = await discord.slash("slow", seconds=0.5)
    assert asked.first_response_ms is None
    await discord.until(lambda: bool(bot.errors), "refusal")
    assert isinstance(bot.errors[0].__cause__, library.NotFound)
    assert broken(discord) == ["no response", "late"]


async def test_deferred_response_may_take_longer(discord: StandIn, bot: SmallBot) -> None:
    discord.state.deadline = 0.2
    asked = await discord.slash("slow", seconds=0.5, defer=True)
    assert (asked.text, asked.ephemeral) == ("done", True)
    assert discord.violations == []


async def test_token_ends_after_fifteen_minutes(discord: StandIn, bot: SmallBot) -> None:
    asking = asyncio.create_task(discord.slash("slow", seconds=0.3, defer=True))
    await discord.until(lambda: any(each.deferred for each in discord.interactions), "defer")
    discord.state.clock.advance(15 * 60)
    await discord.until(lambda: bool(bot.errors), "refusal")
    asking.cancel()
    assert broken(discord) == ["token"]


async def test_acknowledged_twice(discord: StandIn) -> None:
    bot = SmallBot()

    @bot.tree.command(description="Answers twice")
    async def twice(interaction: library.Interaction) -> None:
        await interaction.response.send_message("one")
        interaction.response._response_type = None  # as a second process would
        await interaction.response.send_message("two")

    async with running(bot, discord):
        assert (await discord.slash("twice")).text == "one"
        await discord.until(lambda: bool(bot.errors), "refusal")
    assert "40060" in str(bot.errors[0])
    assert broken(discord) == ["acknowledged twice"]


@pytest.mark.parametrize("everywhere", [False, True])
async def test_throttled_request_is_tried_again(
    discord: StandIn, bot: SmallBot, everywhere: bool
) -> None:
    fault = discord.faults.throttle("POST", r"/messages$", 0.1, times=2, everywhere=everywhere)
    assert (await discord.mention("hello")).text.endswith("hello")
    assert fault.hits == 2
    statuses = [each.status for each in discord.requests if each.path.endswith("/messages")]
    assert statuses == [429, 429, 200]


async def test_failed_and_dropped_requests(discord: StandIn, bot: SmallBot) -> None:
    channel = bot.get_channel(discord.world.general.id)
    assert isinstance(channel, library.TextChannel)
    discord.faults.fail("POST", r"/messages$", status=503)
    with pytest.raises(library.DiscordServerError):
        await channel.send("a")
    discord.faults.drop("POST", r"/messages$")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await channel.send("b")
    discord.faults.delay("POST", r"/messages$", 0.2)
    assert (await channel.send("c")).content == "c"
    assert [message.text for message in discord.messages] == ["c"]


async def test_unknown_route_is_recorded(discord: StandIn, bot: SmallBot) -> None:
    with pytest.raises(library.NotFound):
        await bot.fetch_guild_preview(discord.world.guild_id)
    assert broken(discord) == ["route"]


async def test_pings_are_seen(discord: StandIn, bot: SmallBot) -> None:
    channel = bot.get_channel(discord.world.general.id)
    assert isinstance(channel, library.TextChannel)
    text = f"@everyone <@{discord.world.member.id}> <@&{discord.world.admin_role.id}>"
    await channel.send(text)
    await channel.send(text, allowed_mentions=library.AllowedMentions(users=True))
    await channel.send(text, allowed_mentions=library.AllowedMentions.all())
    member, role = str(discord.world.member.id), str(discord.world.admin_role.id)
    expected = [set(), {member}, {member, role, "everyone"}]
    assert [message.pings for message in discord.messages] == expected
    assert discord.violations == []
