"""/compare, /latest and the proof of a quote in Discord, by run_bot.py against its stand-in."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from newsroom import Newsroom, running
from small_coverage import DELAY, PLANT
from standin import Interaction, StandIn

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOSCOW = "When does Xi visit Moscow?"
WORDS = """apple barn cedar drift ember field grain hedge inlet jetty kettle lantern meadow needle
orchard pebble quarry ripple saddle timber urchin valley willow yarrow zephyr anchor basket candle
dagger engine funnel goblet hammer island jacket kernel ladder mantle napkin oyster""".split()
AGE = re.compile(r"\d{4} \(<t:\d+:R>\)")


def flock(folder: Path) -> None:
    """Twenty articles about geese, a day each, and two that differ about a plant."""
    geese = (
        {
            "id": f"goose-{day}",
            "title": f"Goose number {day}",
            "source": "Goose Gazette" if day % 2 else "Pond Post",
            "published": f"2025-03-{day:02}",
            # In words of its own, or it would be taken for the same text printed again.
            "text": f"Goose number {day} is on the pond of Tarnby.\n\n"
            + " ".join(f"{WORDS[day * step % len(WORDS)]}." for step in range(1, 30)),
        }
        for day in range(1, 21)
    )
    lines = (json.dumps(record) + "\n" for record in (*geese, PLANT, DELAY))
    (folder / "flock.jsonl").write_text("".join(lines), encoding="utf-8")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    made = Newsroom(tmp_path_factory.mktemp("newsroom"))
    flock(made.coverage)
    yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(room: Newsroom) -> AsyncIterator[StandIn]:
    """One bot for the tests of this module that do without a restart."""
    async with StandIn(rate_limits=False) as standin, running(room, standin):
        yield standin


@pytest.fixture(autouse=True)
def judged(discord: StandIn) -> Iterator[None]:
    """Every test: no rule of Discord's broken, nobody pinged."""
    discord.violations.clear()
    before = len(discord.messages)
    yield
    assert discord.violations == []
    ours = [each for each in discord.messages[before:] if each.author == discord.world.bot]
    assert [message.text for message in ours if message.pings] == []


def titles(listed: Interaction) -> list[str]:
    return re.findall(r"Goose number \d+", listed.plain)


async def test_a_comparison_shows_both_values_with_quotes_and_days(discord: StandIn) -> None:
    asked = await discord.slash("compare", topic="solar plant of Lindmark")
    assert not asked.ephemeral
    assert "2 sources, 2 articles" in asked.plain
    assert "October 20, 2024 [1] (12 July 2024); September 15, 2024 [2]" in asked.plain
    assert "[1] The solar plant of Lindmark will begin work on October 20, 2024" in asked.plain
    assert "[2] The solar plant of Lindmark will begin work on September 15, 2024" in asked.plain
    assert "**October 20, 2024**" in asked.text
    assert len(AGE.findall(asked.plain)) == 2


async def test_a_question_is_compared_answer_by_answer(discord: StandIn) -> None:
    dm = discord.world.dm_with(discord.world.member)
    asked = await discord.slash("compare", topic=MOSCOW, where=dm)
    assert "May 7 to May 10, 2025" in asked.plain
    assert "May 7, 2025" in asked.plain


async def test_a_topic_that_is_not_covered(discord: StandIn) -> None:
    asked = await discord.slash("compare", topic="penguins of the south pole")
    assert "doesn't say anything about that" in asked.plain
    listed = await discord.slash("latest", topic="penguins of the south pole")
    assert "doesn't say anything about that" in listed.plain
    assert not listed.buttons


async def test_the_latest_are_paged_by_their_asker_alone(discord: StandIn) -> None:
    first = await discord.slash("latest", topic="goose pond Tarnby")
    assert not first.ephemeral
    assert titles(first)[:2] == ["Goose number 20", "Goose number 19"]
    assert [button.label for button in first.buttons if not button.url] == ["Next"]
    assert AGE.search(first.plain)
    other = await discord.click(first.message, "Next", by=discord.world.neighbour)
    assert other.ephemeral
    assert "/latest" in other.plain
    assert titles(first)[0] == "Goose number 20"
    second = await discord.click(first.message, "Next")
    assert second.message is first.message
    assert titles(second)[0] == "Goose number 12"
    third = await discord.click(first.message, "Next")
    assert titles(third)[-1] == "Goose number 1"
    assert [button.label for button in third.buttons if not button.url] == ["Back"]


async def test_the_latest_of_a_source(discord: StandIn) -> None:
    dm = discord.world.dm_with(discord.world.neighbour)
    by = discord.world.neighbour
    listed = await discord.slash("latest", source="pond post", by=by, where=dm)
    assert titles(listed)[:2] == ["Goose number 20", "Goose number 18"]
    assert "Only articles from pond post" in listed.plain
    refused = await discord.slash("latest", source="Nobody's Paper")
    assert refused.ephemeral
    assert "Goose Gazette" in refused.plain
    names = await discord.autocomplete("latest", "source", "goose")
    assert [choice.value for choice in names] == ["Goose Gazette"]


async def test_an_answer_of_the_past_says_what_superseded_it(discord: StandIn) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    asked = await discord.slash("ask", question=question, until="2024-07-11")
    assert asked.plain.splitlines()[0] == "September 15, 2024"
    shown = asked.plain.splitlines()
    at = shown.index("⚠️ Superseded since 12 July 2024: October 20, 2024")
    assert re.search(r"Northern Wire · 12 July 2024 \(<t:\d+:R>\)", shown[at + 2])
    proof = await discord.click(asked.message, "Proof")
    chosen = await discord.choose(proof.message, "proof", "1")
    assert "Farmers near Lindmark had complained" in chosen.plain


async def test_a_quote_is_shown_in_its_paragraph_to_whoever_asks(discord: StandIn) -> None:
    answer = await discord.mention(MOSCOW)
    proof = await discord.click(answer, "Proof", by=discord.world.neighbour)
    assert proof.ephemeral
    assert "**According to the Kremlin, Xi will visit Moscow from May 7" in proof.text
    assert proof.plain.count("\n") < 6
    other = await discord.choose(proof.message, "proof", "1", by=discord.world.neighbour)
    assert other.message is proof.message
    assert other.ephemeral
    assert "**Chinese President Xi Jinping will visit Russia" in other.text
    assert "President Vladimir Putin invited him." in other.plain


async def test_an_article_that_is_gone_says_so(discord: StandIn, room: Newsroom) -> None:
    file = room.write("toad.txt", "The Toad\n\nThe toad of Tarnby weighs 4,000 grams in autumn.\n")
    await discord.slash("coverage reload", by=discord.world.admin, base=True)
    answer = await discord.mention("How much does the toad of Tarnby weigh?")
    file.write_text("The Toad\n\nNothing is known of that animal any more.\n", encoding="utf-8")
    await discord.slash("coverage reload", by=discord.world.admin, base=True)
    proof = await discord.click(answer, "Proof")
    assert re.search("no longer", proof.plain)
    assert "4,000 grams" in proof.plain
    file.unlink()
    await discord.slash("coverage reload", by=discord.world.admin, base=True)


NEWT = "---\nsource: Newt News\n---\n# The newt\n\nThe newt of Tarnby weighs 3 grams in autumn.\n"


async def test_what_could_not_be_shared_can_be_shared_later(
    discord: StandIn, room: Newsroom
) -> None:
    reload = partial(discord.slash, "coverage reload", by=discord.world.admin, base=True)
    file = room.write("newt.md", NEWT)
    await reload()
    asked = await discord.slash(
        "ask", question="How much does the newt weigh?", source="Newt News", private=True
    )
    file.unlink()
    await reload()
    refused = await discord.click(asked.message, "Share")
    assert "No article is from “Newt News”" in refused.plain
    file.write_text(NEWT, encoding="utf-8")
    await reload()
    assert "3 grams" in (await discord.click(asked.message, "Share")).plain
    assert "already" in (await discord.click(asked.message, "Share")).plain
    file.unlink()
    await reload()


async def test_buttons_outlive_a_restart(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    flock(room.coverage)
    async with StandIn(rate_limits=False) as discord:
        async with room.bot(discord) as bot:
            await bot.ready()
            listed = await discord.slash("latest", source="Goose Gazette")
            answer = await discord.slash("ask", question=MOSCOW, private=True)
            labels = [button.label for button in answer.buttons if not button.url]
            assert labels == ["More passages", "Sources", "Proof", "👍", "👎", "Share"]
            assert await bot.stop() == 0
        async with room.bot(discord) as bot:
            await bot.ready()
            second = await discord.click(listed.message, "Next")
            assert titles(second) == ["Goose number 3", "Goose number 1"]
            proof = await discord.click(answer.message, "Proof")
            assert "Moscow from May 7" in proof.plain
            assert await bot.stop() == 0
        assert discord.violations == []


async def test_an_empty_coverage(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for file in room.coverage.iterdir():
        file.unlink()
    async with StandIn(rate_limits=False) as discord, room.bot(discord) as bot:
        await bot.ready()
        for asked in (
            await discord.slash("compare", topic="anything"),
            await discord.slash("latest"),
            await discord.slash("latest", topic="anything"),
        ):
            assert "No coverage is loaded yet." in asked.plain
        answer = await discord.slash("ask", question=MOSCOW)
        assert "Proof" not in [button.label for button in answer.buttons]
        assert await bot.stop() == 0
        assert discord.violations == []
