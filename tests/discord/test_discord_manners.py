"""What members see and should not: chatter answered, cooldowns spent on nothing, server paths."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from newsroom import Newsroom, running
from standin import Message, StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOSCOW = "When does Xi visit Moscow?"
ANSWER = "May 7 to May 10, 2025"
NUDGE = f"Ask me something, for example: {MOSCOW} /help tells more."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    """One bot with an ask channel for all tests of this module."""
    async with StandIn(message_content=True, rate_limits=False) as standin:
        settings = {"discord": {"ask_channels": [standin.world.ask.id]}}
        room = Newsroom(tmp_path_factory.mktemp("newsroom"), settings)
        async with running(room, standin):
            await standin.slash("sources")  # waits for the coverage
            yield standin


@pytest.fixture(autouse=True)
def judged(discord: StandIn) -> Iterator[None]:
    """Every test: no rule of Discord's broken."""
    discord.violations.clear()
    yield
    assert discord.violations == []


CHATTER = [
    *("lol", "thanks", "thank you so much!", "ty", "ok", "👍", "😂😂", "<:kek:123456>", "haha"),
    *("hi", "good morning", "good night everyone", "same", "idk", "no way", "so true", "yeah"),
    *("why?", "really?", "what can you do?", "who are you", "i love pizza", "see you tomorrow"),
    *("hahahaha", "brb", "+1", "that's wrong", "just had lunch", "https://example.org/a"),
]


async def test_chatter_in_an_ask_channel_is_left_alone(discord: StandIn) -> None:
    first = await discord.say(CHATTER[0], where=discord.world.ask)
    for text in CHATTER[1:]:
        await discord.say(text, where=discord.world.ask)
    last = await discord.say(MOSCOW, where=discord.world.ask)
    await discord.until(lambda: replies_to(discord, last) != [], "answer")
    assert await discord.silence_after(discord.answers_to(first)[-1])
    assert [each.replies_to for each in discord.answers_to(first)] == [last]


def replies_to(discord: StandIn, message: Message) -> list[Message]:
    return [each for each in discord.answers_to(message) if each.replies_to is message]


@pytest.mark.parametrize(
    "question",
    [MOSCOW, "lol when does xi visit moscow", "xi moscow visit date", "thanks! and gas?"],
)
async def test_questions_among_the_chatter_are_answered(discord: StandIn, question: str) -> None:
    asked = await discord.say(question, where=discord.world.ask)
    assert (await discord.answer_to(asked)).replies_to is asked


async def test_a_reply_to_a_member_is_left_alone(discord: StandIn) -> None:
    said = await discord.say("Let us meet them.", where=discord.world.ask)
    reply = await discord.say(MOSCOW, reply_to=said, by=discord.world.neighbour)
    assert await discord.silence_after(reply)


async def test_thanks_for_an_answer_is_left_alone_in_an_ask_channel(discord: StandIn) -> None:
    asked = await discord.say(MOSCOW, where=discord.world.ask)
    answer = await discord.answer_to(asked)
    assert await discord.silence_after(await discord.say("thanks", reply_to=answer))


@pytest.mark.parametrize("text", ["hi", "thanks", "what can you do?", "lol", "good morning"])
async def test_who_speaks_to_the_bot_and_asks_nothing_gets_a_line_of_help(
    discord: StandIn, text: str
) -> None:
    assert (await discord.dm(text)).plain == NUDGE
    assert (await discord.mention(text)).plain == NUDGE
    assert (await discord.mention(text, where=discord.world.ask)).plain == NUDGE
    asked = await discord.slash("ask", question=text)
    said = await discord.say(text, by=discord.world.neighbour)
    for told in (asked, await discord.message_menu("Ask the coverage", said)):
        assert told.ephemeral
        assert told.plain == NUDGE


async def test_a_private_answer_is_shared_once(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=MOSCOW, private=True)
    assert ANSWER in (await discord.click(asked.message, "Share")).plain
    for _ in range(2):
        again = await discord.click(asked.message, "Share")
        assert again.ephemeral
        assert again.plain == "You have shared this answer already."


async def test_the_text_of_an_embed_can_be_asked(discord: StandIn) -> None:
    said = await discord.say("look", by=discord.world.neighbour)
    said.content, said.embeds = "", [{"title": MOSCOW, "description": "A long text. " * 100}]
    asked = await discord.message_menu("Ask the coverage", said)
    assert asked.ephemeral
    assert ANSWER in asked.plain


async def test_a_forwarded_message_can_be_asked(discord: StandIn) -> None:
    said = await discord.say("look", by=discord.world.neighbour)
    said.content, said.forwarded = "", MOSCOW
    assert ANSWER in (await discord.message_menu("Ask the coverage", said)).plain


async def test_days_are_read_and_told_as_read(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=MOSCOW, since="May 2025", until="5 May 2025")
    assert "Only articles since 1 May 2025, until 5 May 2025" in asked.plain
    both = await discord.slash("ask", question=MOSCOW, since="06/05/2025")
    assert both.ephemeral
    assert "06/05/2025 is 6 May 2025 or 5 June 2025" in both.plain


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"since": "2026"}, "from 1 January 2026 or later; the newest is 6 May 2025."),
        ({"until": "2024"}, "is from 31 December 2024 or earlier; the oldest is"),
        (
            {"since": "2026", "source": "the harbour post"},
            "No article of the harbour post is from 1 January 2026 or later; the newest is 6 May",
        ),
    ],
)
async def test_an_empty_scope_says_so(discord: StandIn, options: dict[str, Any], told: str) -> None:
    for name in ("ask", "summary"):
        words: dict[str, Any] = {"question": MOSCOW} if name == "ask" else {}
        refused = await discord.slash(name, **words, **options)
        assert refused.ephemeral
        assert told in refused.plain


async def test_days_are_suggested_while_typing(discord: StandIn) -> None:
    found = await discord.autocomplete("ask", "since", "06/05/2025", question=MOSCOW)
    assert [(each.name, each.value) for each in found] == [
        ("6 May 2025", "2025-05-06"),
        ("5 June 2025", "2025-06-05"),
    ]
    (month,) = await discord.autocomplete("summary", "until", "may 2025")
    assert (month.name, month.value) == ("May 2025", "2025-05-31")


async def test_no_message_shows_where_the_server_keeps_files(discord: StandIn) -> None:
    admin = discord.world.admin
    answer = await discord.slash("ask", question=MOSCOW)
    said = [
        await discord.click(answer.message, "Sources"),
        await discord.slash("coverage remove", article="/etc/passwd", by=admin),
        await discord.slash("coverage status", by=admin),
    ]
    forged = await discord.say("look")
    forged.author = discord.world.bot
    button = {
        "type": 2,
        "style": 2,
        "label": "Undo",
        "custom_id": f"{discord.world.guild_id}:undo:1",
    }
    forged.components = [{"type": 1, "components": [button]}]
    said.append(await discord.click(forged, "Undo", by=admin))
    for each in said:
        assert not re.search(r"/(tmp|etc|work|home)\b|newsroom|coverage/", each.plain), each.plain


async def test_what_is_refused_or_clicked_costs_no_question(tmp_path: Path) -> None:
    slow = {"seconds": 3600, "per_user": 2, "per_guild": 1000}
    async with StandIn() as discord, Newsroom(tmp_path, {"cooldown": slow}).bot(discord) as bot:
        await bot.ready()
        asked = await discord.slash("ask", question=MOSCOW)
        refusals: list[dict[str, Any]] = [
            {"source": "The Daily Nothing"},
            {"since": "someday"},
            {"since": "2026"},
        ]
        for options in refusals:
            assert (await discord.slash("ask", question=MOSCOW, **options)).ephemeral
        assert (await discord.slash("ask", question="x" * 600)).ephemeral
        for label in ("Sources", "👍"):
            await discord.click(asked.message, label)
        assert ANSWER in (await discord.slash("ask", question=MOSCOW)).plain
        assert "<t:" in (await discord.slash("ask", question=MOSCOW)).text
        assert ANSWER not in (await discord.click(asked.message, "Sources")).plain[:20]
        assert "<t:" in (await discord.click(asked.message, "Sources")).text
    assert discord.violations == []
