"""Questions on every surface, answered by run_bot.py as a process against Discord's stand-in."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from newsroom import Newsroom, running
from standin import Interaction, Message, StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOSCOW = "When does Xi visit Moscow?"
UNANSWERABLE = "Who won the football world cup in 2014?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    """One bot for all tests of this module."""
    room = Newsroom(tmp_path_factory.mktemp("newsroom"))
    async with StandIn(rate_limits=False) as standin, running(room, standin):
        yield standin


@pytest.fixture(autouse=True)
def judged(discord: StandIn) -> Iterator[None]:
    """Every test: no rule of Discord's broken, nobody pinged, all answered within 3 seconds."""
    discord.violations.clear()
    before = len(discord.messages)
    yield
    assert discord.violations == []
    ours = [each for each in discord.messages[before:] if each.author == discord.world.bot]
    assert [message.text for message in ours if message.pings] == []


def states_the_visit(answer: Message | Interaction) -> bool:
    first = answer.plain.splitlines()[0]
    return "May 7 to May 10, 2025" in first


async def test_slash_command(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=MOSCOW)
    assert states_the_visit(asked)
    assert not asked.ephemeral
    assert "According to the Kremlin, Xi will visit Moscow from May 7" in asked.plain
    assert "The Harbour Post · 6 May 2025" in asked.plain
    links = [button.url for button in asked.buttons if button.url]
    assert "https://harbour-post.example/corrections/xi-putin-moscow" in links
    assert re.search(r"Coverage: .* up to 6 May 2025", asked.plain)


async def test_the_answer_is_bold_and_first(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=MOSCOW)
    first = asked.text.splitlines()[0]
    assert re.fullmatch(r"\*\*[^*]*May 7 to May 10, 2025[^*]*\*\*", first)


async def test_markup_of_the_chat_is_no_part_of_the_question(discord: StandIn) -> None:
    marked = "<@1234567890> **When** does ||Xi|| _visit_ `Moscow`? </coverage status:77>"
    for asked in (await discord.slash("ask", question=marked), await discord.mention(marked)):
        assert states_the_visit(asked)
    nothing = await discord.slash("ask", question="<@1234567890> **")
    assert "Please ask something." in nothing.plain


async def test_options_narrow_the_question(discord: StandIn) -> None:
    early = await discord.slash("ask", question=MOSCOW, until="2025-05-05")
    assert "The Harbour Post · 6 May" not in early.plain
    one = await discord.slash("ask", question=MOSCOW, source="The Harbour Post")
    assert "Kremlin confirms" not in one.plain
    none = await discord.slash("ask", question=MOSCOW, since="2026-01-01")
    assert not states_the_visit(none)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"source": "The Daily Nothing"}, "Meridian Wire"),
        ({"since": "the day before yesteryear"}, "2025-05-01|YYYY|date"),
        ({"until": "2025-02-31"}, "2025-02-31"),
        ({"since": "2025-05-09", "until": "2025-05-01"}, "since|until|after|before"),
    ],
)
async def test_options_that_cannot_be(
    discord: StandIn, options: dict[str, Any], expected: str
) -> None:
    asked = await discord.slash("ask", question=MOSCOW, **options)
    assert asked.ephemeral
    assert re.search(expected, asked.plain)


async def test_private_answer_is_shared_by_its_asker(discord: StandIn) -> None:
    asked = await discord.slash("ask", question=MOSCOW, private=True)
    assert asked.ephemeral
    assert states_the_visit(asked)
    shared = await discord.click(asked.message, "Share")
    assert states_the_visit(shared)
    assert not shared.ephemeral
    assert "Share" not in [button.label for button in shared.buttons]


async def test_mention_is_answered_by_a_reply(discord: StandIn) -> None:
    question = await discord.say(f"hi {discord.world.bot.mention}, {MOSCOW.lower()}")
    answer = await discord.answer_to(question)
    assert states_the_visit(answer)
    assert answer.replies_to is question


async def test_reply_to_the_bot_is_a_question(discord: StandIn) -> None:
    answer = await discord.mention(MOSCOW)
    again = await discord.reply(answer, "When is the Victory Day Parade?")
    assert "May 9" in again.plain.splitlines()[0]
    assert again.replies_to is not answer


async def test_direct_message(discord: StandIn) -> None:
    answer = await discord.dm(MOSCOW, by=discord.world.neighbour)
    assert states_the_visit(answer)
    assert answer.channel == discord.world.dm_with(discord.world.neighbour)


async def test_slash_command_in_a_direct_message(discord: StandIn) -> None:
    dm = discord.world.dm_with(discord.world.member)
    assert states_the_visit(await discord.slash("ask", question=MOSCOW, where=dm))


@pytest.mark.parametrize("text", ["", "   ", "<@&{role}>"])
async def test_bare_mention_is_told_how_to_ask(discord: StandIn, text: str) -> None:
    answer = await discord.mention(text.format(role=discord.world.editor_role.id))
    assert "/help" in answer.plain


async def test_silent_when_not_meant(discord: StandIn) -> None:
    said = await discord.say("@everyone " + MOSCOW)
    await discord.say(f"<@&{discord.world.admin_role.id}> {MOSCOW}")
    await discord.say(f"{discord.world.neighbour.mention} {MOSCOW}")
    await discord.say(MOSCOW, reply_to=said)
    assert await discord.silence_after(said)


async def test_context_menu(discord: StandIn) -> None:
    said = await discord.say(MOSCOW, by=discord.world.neighbour)
    asked = await discord.message_menu("Ask the coverage", said)
    assert asked.ephemeral
    assert states_the_visit(asked)
    assert not (await discord.click(asked.message, "Share")).ephemeral


async def test_context_menu_on_a_message_without_text(discord: StandIn) -> None:
    said = await discord.say("<@&1> https://", by=discord.world.neighbour)
    said.content = ""
    asked = await discord.message_menu("Ask the coverage", said)
    assert asked.ephemeral
    assert "no text" in asked.plain


async def test_more_passages_are_paged(discord: StandIn) -> None:
    answer = await discord.mention("What about Moscow?")
    page = await discord.click(answer, "More", by=discord.world.neighbour)
    assert page.ephemeral
    assert page.plain.startswith("1 ·")
    following = await discord.click(page.message, "Next", by=discord.world.neighbour)
    assert following.message is page.message
    assert following.plain.startswith("5 ·")
    assert "Page 2 of" in following.plain
    first = await discord.click(page.message, "Back", by=discord.world.neighbour)
    assert first.message is page.message
    assert first.plain.startswith("1 ·")
    assert "Page 1 of" in first.plain
    assert "Back" not in {each.label for each in first.buttons}


async def test_sources_of_an_answer(discord: StandIn) -> None:
    answer = await discord.mention(MOSCOW)
    sources = await discord.click(answer, "Sources")
    assert sources.ephemeral
    assert "correction.md" in sources.plain
    assert "/tmp/" not in sources.plain


async def test_feedback_counts_the_last_vote_of_each(discord: StandIn) -> None:
    async def votes() -> tuple[int, int]:
        status = await discord.slash("coverage status", by=discord.world.admin, base=True)
        found = re.search(r"👍 (\d+) · 👎 (\d+)", status.plain)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    answer = await discord.mention(MOSCOW)
    up, down = await votes()
    assert (await discord.click(answer, "👎")).ephemeral
    await discord.click(answer, "👍")
    await discord.click(answer, "👎", by=discord.world.neighbour)
    assert await votes() == (up + 1, down + 1)


async def test_source_completes(discord: StandIn) -> None:
    found = await discord.autocomplete("ask", "source", "harb", question=MOSCOW)
    assert [choice.value for choice in found] == ["The Harbour Post"]
    assert len(await discord.autocomplete("summary", "source", "")) == 4
    assert await discord.autocomplete("ask", "source", "no such paper") == []


async def test_summary(discord: StandIn) -> None:
    everything = await discord.slash("summary")
    assert "[1]" in everything.plain
    gas = await discord.slash("summary", topic="gas exports", source="Meridian Wire")
    assert "gas" in gas.plain
    assert "Harbour Post" not in gas.plain
    nothing = await discord.slash("summary", topic="football")
    assert "[1]" not in nothing.plain
    assert nothing.plain


async def test_timeline_is_in_order(discord: StandIn) -> None:
    line = await discord.slash("timeline", topic="Moscow visit")
    assert line.plain.index("7–10 May 2025") < line.plain.index("9 May 2025")


async def test_a_timeline_shows_its_picture_with_words_for_it(discord: StandIn) -> None:
    line = await discord.slash("timeline", topic="Moscow visit", events=1)
    assert [each["filename"] for each in line.message.attachments] == ["timeline.png"]
    assert "7–10 May 2025" in line.plain
    assert "\n9 May 2025" not in line.plain
    nothing = await discord.slash("timeline", topic="football")
    assert nothing.message.attachments == []


async def test_three_lengths_of_a_summary(discord: StandIn) -> None:
    counts = []
    for length in ("short", "medium", "long"):
        summary = await discord.slash("summary", length=length)
        counts.append(len(re.findall(r"\[\d+\]$", summary.plain, re.MULTILINE)))
    assert counts[0] <= 3
    assert counts == sorted(counts)


async def test_sources_and_help(discord: StandIn) -> None:
    sources = await discord.slash("sources")
    assert sources.ephemeral
    assert "Meridian Wire · 4 articles" in sources.plain
    helped = await discord.slash("help")
    assert helped.ephemeral
    told = {"/ask", "/summary", "/timeline", "/sources"}
    assert told <= set(re.findall(r"/[a-z]+", helped.plain))


@pytest.mark.parametrize("surface", ["slash", "mention", "dm", "menu"])
async def test_abstains_in_words(discord: StandIn, surface: str) -> None:
    answer: Message | Interaction
    if surface == "slash":
        answer = await discord.slash("ask", question=UNANSWERABLE)
    elif surface == "mention":
        answer = await discord.mention(UNANSWERABLE)
    elif surface == "dm":
        answer = await discord.dm(UNANSWERABLE)
    else:
        said = await discord.say(UNANSWERABLE)
        answer = await discord.message_menu("Ask the coverage", said)
    assert re.search(r"coverage (does not|doesn't|doesn’t) ", answer.plain)


@pytest.mark.parametrize("length", [501, 2001, 6000])
async def test_question_too_long_is_refused_to_its_asker(discord: StandIn, length: int) -> None:
    asked = await discord.slash("ask", question="x" * length)
    assert asked.ephemeral
    assert f"{length:,} characters long; please ask in at most 500" in asked.plain


async def test_many_ask_at_once(discord: StandIn) -> None:
    people = discord.world.people
    asks = (discord.slash("ask", question=MOSCOW, by=people[n % 5]) for n in range(20))
    answers = await asyncio.gather(*asks)
    assert all(map(states_the_visit, answers))


async def test_a_mention_without_a_question_is_told_what_to_ask(discord: StandIn) -> None:
    said = await discord.mention("")
    assert said.plain == f"Ask me something, for example: {MOSCOW} /help tells more."


async def test_where_nothing_is_near_there_is_nothing_more_to_see(discord: StandIn) -> None:
    asked = await discord.mention("Where is Sakurajima?")
    assert "No article comes near this. /summary tells" in asked.plain
    assert [button.label for button in asked.buttons] == ["👍", "👎", "Delete"]
